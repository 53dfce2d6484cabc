"""The public list of results and one result."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request
from sqlalchemy.orm import Session

from pakn.identity import access
from pakn.identity.access import anyone
from pakn.kernel import clock
from pakn.kernel.db import reading
from pakn.kernel.paging import page_number
from pakn.kernel.text import one_line
from pakn.petitions.models import EndAct
from pakn.publishing import queries
from pakn.publishing.models import Publication
from pakn.publishing.queries import Search
from pakn.sla import example
from pakn.sla import queries as sla
from pakn.sla.models import Step
from pakn.sla.showing import Showing, show
from pakn.web.i18n import _

bp = Blueprint("public", __name__)


@bp.get("/ket-qua")
@anyone
def results() -> str:
    """Search what has been answered; with or without marks."""
    session, asked = reading(), _asked()
    page, offered = queries.search(session, asked), queries.offered(session)
    return render_template(
        "citizen/results.html",
        q=asked.words,
        field=asked.field,
        year=asked.year or "",
        outcome=asked.outcome,
        fields=[{"code": code, "name": name, "count": count} for code, name, count in offered.fields],
        years=offered.years,
        outcomes=[{"code": each, "name": each} for each in offered.outcomes],
        published=offered.total,
        items=[item(session, each) for each in page.items],
        page=page,
    )


def _asked() -> Search:
    year = request.args.get("nam", "")
    return Search(
        words=one_line(request.args.get("q", ""))[:200],
        field=one_line(request.args.get("linh_vuc", ""))[:64],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        outcome=one_line(request.args.get("ket_qua", ""))[:200],
        page=page_number(request.args.get("trang")),
    )


def item(session: Session, shown: Publication) -> dict[str, Any]:
    """One line of the list."""
    return {
        "number": shown.number,
        "title": shown.title,
        "answer": shown.answer.split("\n", 1)[0],
        "outcome": shown.outcome,
        "field": shown.field.name if shown.field else "",
        "answered_on": shown.answered_on,
        "after_days": example.days_taken(session, shown.received_on, shown.answered_on),
    }


@bp.get("/ket-qua/<int:number>")
@anyone
def result(number: int) -> str:
    """One question and its answer, under the public number."""
    session = reading()
    shown = queries.by_number(session, number) if number < 2**62 else None
    if shown is None:
        abort(404)
    access.speak_as(shown.agency)
    return render_template("citizen/result.html", **_context(session, shown))


def _context(session: Session, shown: Publication) -> dict[str, Any]:
    return {
        "number": shown.number,
        "title": shown.title,
        "question": shown.question,
        "answer": shown.answer,
        "grounds": shown.grounds,
        "petitioner": shown.petitioner,
        "outcome": shown.outcome,
        "field": shown.field.name if shown.field else _("Khác"),
        "unit": shown.answered_by,
        "sent_on": shown.received_on,
        "answered_on": shown.answered_on,
        "published_on": clock.day_of(shown.published_at) if shown.published_at else shown.answered_on,
        "after_days": example.days_taken(session, shown.received_on, shown.answered_on),
        "due": _kept(session, shown),
    }


def _kept(session: Session, shown: Publication) -> Showing | None:
    """How the answer's deadline was kept."""
    leg = next((leg for leg in reversed(shown.petition.legs) if leg.end_act is EndAct.APPROVED), None)
    deadline = sla.standing(session, leg, Step.ANSWER) if leg else None
    return show(session, deadline, clock.now(), why=False) if deadline else None

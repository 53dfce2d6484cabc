"""The front page, the contact notice of Điều 13 and the notice on personal data."""

from __future__ import annotations

from typing import Any

from flask import render_template

from pakn.identity import showing
from pakn.identity.access import anyone
from pakn.intake.views import bp
from pakn.kernel import clock
from pakn.kernel.db import reading
from pakn.publishing import queries as publishing
from pakn.publishing.models import Publication
from pakn.sla import example


@bp.get("/")
@anyone
def home() -> str:
    """What this place is for, how it keeps its promise, and what it answered lately."""
    session, now = reading(), clock.now()
    return render_template(
        "citizen/home.html",
        kept=None,
        example=example.showing(session, showing.agency_on_page(session, None, ""), now),
        example_at=now,
        latest=[_item(session, each) for each in publishing.latest(session, 3)],
        published=publishing.total(session),
    )


def _item(session: Any, published: Publication) -> dict[str, Any]:
    return {
        "number": published.number,
        "title": published.title,
        "answer": published.answer.split("\n", 1)[0],
        "outcome": published.outcome,
        "field": published.field.name if published.field else "",
        "after_days": example.days_taken(session, published.received_on, published.answered_on),
    }


@bp.get("/lien-he")
@anyone
def contact() -> str:
    """Where to send (Điều 13, Nghị định 20/2008/NĐ-CP)."""
    return render_template("citizen/contact.html")


@bp.get("/quyen-rieng-tu")
@anyone
def privacy() -> str:
    """What is done with personal data (Luật 91/2025/QH15)."""
    return render_template("citizen/privacy.html")

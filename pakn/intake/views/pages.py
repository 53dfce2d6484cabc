"""The front page, the contact notice of Điều 13 and the notice on personal data."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import render_template, request
from sqlalchemy.orm import Session

from pakn.identity import showing
from pakn.identity.access import anyone
from pakn.identity.models import Agency
from pakn.intake.views import bp
from pakn.kernel import clock
from pakn.kernel.db import reading
from pakn.publishing import queries as publishing
from pakn.publishing.models import Publication
from pakn.reporting import lately, periods
from pakn.sla import example


@bp.get("/")
@anyone
def home() -> str:
    """What this place is for, how it keeps its promise, and what it answered lately."""
    session, now = reading(), clock.now()
    agency = showing.agency_on_page(session, None, request.args.get("don-vi", ""))
    return render_template(
        "citizen/home.html",
        kept=_kept(session, agency, now),
        example=example.showing(session, agency, now),
        example_at=now,
        latest=[_item(session, each) for each in publishing.latest(session, 3)],
        published=publishing.total(session),
    )


def _kept(session: Session, agency: Agency | None, now: datetime) -> dict[str, Any] | None:
    """How the last full quarter's promises were kept, or this quarter's while there is no other; None before any."""
    if agency is None:
        return None
    this_quarter = periods.current_quarter(clock.day_of(now))
    last_quarter = periods.current_quarter(this_quarter.from_on - timedelta(days=1))
    for period in (last_quarter, this_quarter):
        total = lately.total(session, period, agency, now)
        if total.counted:
            return {
                "period": period.label_vi,
                "kept": total.done_on_time,
                "late": total.done_late + total.open_late,
                "open": total.open_on_time,
                "late_words": "",
            }
    return None


def _item(session: Session, published: Publication) -> dict[str, Any]:
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

"""How many working days each step may take at an agency, for sentences that say so before anything has happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from pakn.identity.models import Agency
from pakn.kernel import clock
from pakn.petitions.models import Leg
from pakn.sla import queries
from pakn.sla.models import Step


@dataclass(frozen=True)
class Limits:
    """Working days, by step; 0 before the installation has terms."""

    refuse: int = 0
    ask_supplement: int = 0
    forward: int = 0
    give_back: int = 0
    answer: int = 0
    publish: int = 0


def limits(session: Session, agency: Agency | None, now: datetime) -> Limits:
    """The terms in force today at an agency."""
    if agency is None or not queries.has_terms(session):
        return Limits()

    def days(step: Step) -> int:
        return queries.term(session, step, agency_id=agency.id, kind=None, on=clock.day_of(now)).working_days

    return Limits(
        refuse=days(Step.REFUSE),
        ask_supplement=days(Step.ASK_SUPPLEMENT),
        forward=days(Step.FORWARD),
        give_back=days(Step.RETURN),
        answer=days(Step.ANSWER),
        publish=days(Step.PUBLISH),
    )


def last_day(session: Session, leg: Leg, step: Step) -> date:
    """The last day on which an act on this leg is in time, counted from the day the leg opened."""
    opened_on = clock.day_of(leg.opened_at)
    kind = leg.petition.kind.value if leg.petition.kind else None
    term = queries.term(session, step, agency_id=leg.agency_id, kind=kind, on=opened_on)
    return queries.calendar(session).count(opened_on, term.working_days).due_on

"""How a petition sent now would be timed, for the front page, and how long an answer took."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from pakn.identity.models import Agency
from pakn.kernel import clock
from pakn.sla import explain, queries
from pakn.sla.models import Deadline, Result, Step
from pakn.sla.showing import Showing, show


def showing(session: Session, agency: Agency | None, now: datetime) -> Showing | None:
    """The answer deadline of a petition sent at this moment; None before the installation has terms."""
    if agency is None:
        return None
    term = queries.term(session, Step.ANSWER, agency_id=agency.id, kind=None, on=clock.day_of(now))
    due = queries.calendar(session).count(clock.day_of(now), term.working_days)
    deadline = Deadline(
        step=Step.ANSWER,
        term=term,
        started_on=due.event_on,
        working_days=due.working_days,
        due_on=due.due_on,
        provisional=due.provisional,
        explanation=explain.as_json(due),
        result=Result.OPEN,
    )
    return show(session, deadline, now)


def days_taken(session: Session, received_on: date, answered_on: date) -> int:
    """Working days from the day of receipt (day 0) to the day of the answer."""
    return queries.calendar(session).working_days_between(received_on, answered_on)

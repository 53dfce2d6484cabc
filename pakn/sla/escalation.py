"""Who must be told because time passes: asked of the database again and again, each thing told once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.kernel import clock
from pakn.kernel.audit import MACHINE
from pakn.petitions import queries as petitions
from pakn.petitions import timeline
from pakn.petitions.models import Leg, Petition
from pakn.petitions.workflow import State
from pakn.sla import queries
from pakn.sla.calendar import WorkingCalendar
from pakn.sla.events import DeadlineNear, DeadlinePassed, DecisionNear, SupplementReminded
from pakn.sla.limits import last_day
from pakn.sla.models import Deadline, Reminder, Result, Step

_AGENCY_STEPS = (Step.ANSWER, Step.PUBLISH)
_CITIZEN_REMINDED_ON = (5, 9)
_HORIZON = timedelta(days=30)


def scan(session: Session, now: datetime) -> int:
    """Tell of near and passed deadlines, of decisions due tomorrow and of supplements owed; returns how many."""
    today, calendar = clock.day_of(now), queries.calendar(session)
    told = sum(
        _tell_deadline(session, each, calendar, today, now) for each in _open_deadlines(session, today)
    )
    told += sum(_tell_decision(session, leg, calendar, today, now) for leg in _undecided(session))
    return told + sum(_remind_citizen(session, each, calendar, today, now) for each in _owed(session))


def _open_deadlines(session: Session, today: date) -> list[Deadline]:
    query = select(Deadline).where(
        Deadline.superseded_at.is_(None),
        Deadline.result == Result.OPEN,
        Deadline.step.in_(_AGENCY_STEPS),
        Deadline.due_on <= today + _HORIZON,
        Deadline.overdue_told_at.is_(None),
    )
    return list(session.scalars(query.order_by(Deadline.id)))


def _tell_deadline(
    session: Session, deadline: Deadline, calendar: WorkingCalendar, today: date, now: datetime
) -> bool:
    petition = petitions.for_change(session, deadline.leg.petition.code)
    session.refresh(deadline)
    if deadline.result is not Result.OPEN:
        return False
    if today > deadline.due_on:
        late = max(1, calendar.working_days_between(deadline.due_on, today))
        deadline.overdue_told_at = now
        timeline.record(session, petition, DeadlinePassed(petition.id, deadline.id, late), MACHINE, now)
        return True
    left = calendar.working_days_between(today, deadline.due_on)
    if deadline.near_due_told_at is None and left <= _near(deadline):
        deadline.near_due_told_at = now
        timeline.record(session, petition, DeadlineNear(petition.id, deadline.id, left), MACHINE, now)
        return True
    return False


def _near(deadline: Deadline) -> int:
    """How many days before the end it is told: never on the day on which a short term begins."""
    return min(deadline.leg.agency.near_due_days, deadline.working_days - 1)


def _undecided(session: Session) -> Iterator[Leg]:
    received = session.scalars(select(Petition).where(Petition.state == State.RECEIVED))
    return (petition.leg for petition in received.unique().all())


def _tell_decision(session: Session, leg: Leg, calendar: WorkingCalendar, today: date, now: datetime) -> bool:
    told = False
    for step in (Step.REFUSE, Step.ASK_SUPPLEMENT):
        limit = last_day(session, leg, step)
        soon = today <= limit and calendar.working_days_between(today, limit) <= 1
        if soon and _first_time(session, leg, f"decide_{step}", now):
            petition = petitions.for_change(session, leg.petition.code)
            event = DecisionNear(petition.id, step.value, limit.isoformat())
            timeline.record(session, petition, event, MACHINE, now)
            told = True
    return told


def _owed(session: Session) -> list[Deadline]:
    query = select(Deadline).where(
        Deadline.superseded_at.is_(None), Deadline.result == Result.OPEN, Deadline.step == Step.SUPPLY
    )
    return list(session.scalars(query.order_by(Deadline.id)))


def _remind_citizen(
    session: Session, deadline: Deadline, calendar: WorkingCalendar, today: date, now: datetime
) -> bool:
    if today > deadline.due_on:
        return False
    gone = calendar.working_days_between(deadline.started_on, today)
    due = [mark for mark in _CITIZEN_REMINDED_ON if gone >= mark]
    fresh = [
        mark
        for mark in due
        if _first_time(session, deadline.leg, f"supply_{deadline.started_on}_{mark}", now)
    ]
    if fresh:
        petition = petitions.for_change(session, deadline.leg.petition.code)
        event = SupplementReminded(petition.id, deadline.due_on.isoformat())
        timeline.record(session, petition, event, MACHINE, now)
    return bool(fresh)


def _first_time(session: Session, leg: Leg, what: str, now: datetime) -> bool:
    if session.get(Reminder, (leg.id, what)) is not None:
        return False
    session.add(Reminder(leg_id=leg.id, what=what, told_at=now))
    return True


def supplements_overdue(session: Session, now: datetime) -> list[Petition]:
    """Petitions whose citizen had time to supplement until a day that is over."""
    today = clock.day_of(now)
    return [each.leg.petition for each in _owed(session) if today > each.due_on]

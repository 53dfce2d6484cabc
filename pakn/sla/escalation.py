"""Who must be told because time passes: asked of the database again and again, each thing told once.

A read finds the petitions of which there is something to tell. Each is then locked by itself and judged again by the
same rules, so that what another process has told, or an officer has done in between, is not told here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.orm import Session, aliased

from pakn.identity.models import Agency
from pakn.kernel import clock
from pakn.kernel.audit import MACHINE
from pakn.petitions import queries as petitions
from pakn.petitions import timeline
from pakn.petitions.events import PetitionEvent
from pakn.petitions.models import Leg, Petition
from pakn.petitions.workflow import State
from pakn.sla import queries
from pakn.sla.calendar import WorkingCalendar
from pakn.sla.events import DeadlineNear, DeadlinePassed, DecisionNear, SupplementReminded
from pakn.sla.models import Deadline, Reminder, Result, Step

_AGENCY_STEPS = (Step.ANSWER, Step.PUBLISH)
_DECISIONS = (Step.REFUSE, Step.ASK_SUPPLEMENT)
_CITIZEN_REMINDED_ON = (5, 9)
_HORIZON = timedelta(days=30)
_STANDS = (Deadline.superseded_at.is_(None), Deadline.result == Result.OPEN)


@dataclass(frozen=True)
class Look:
    """What one round goes by, read once, and the codes of the petitions to lock, in the order of their ids."""

    now: datetime
    calendar: WorkingCalendar
    terms: queries.Terms
    codes: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        """The day of the round in Viet Nam."""
        return clock.day_of(self.now)


@dataclass(frozen=True)
class _News:
    """One thing to tell of a petition, and how to write down that it was told."""

    petition_id: int
    code: str
    event: PetitionEvent
    mark: Callable[[], object]


def look(session: Session, now: datetime) -> Look:
    """Read what there is to tell, in a handful of questions however many petitions wait; changes nothing."""
    by = Look(now, queries.calendar(session), queries.terms(session, _DECISIONS))
    codes = {each.petition_id: each.code for each in _news(session, by)}
    return Look(by.now, by.calendar, by.terms, tuple(codes[number] for number in sorted(codes)))


def tell(session: Session, code: str, by: Look) -> int:
    """Lock one petition and tell what there still is to tell of it; returns how many things."""
    petition = petitions.for_change(session, code)
    told = list(_news(session, by, Petition.id == petition.id))
    for each in told:
        each.mark()
        timeline.record(session, petition, each.event, MACHINE, by.now)
    return len(told)


def scan(session: Session, now: datetime) -> int:
    """Tell of near and passed deadlines, of decisions due tomorrow and of supplements owed; returns how many.

    All in the caller's transaction, which holds the locks of all of them until it ends.
    """
    found = look(session, now)
    return sum(tell(session, code, found) for code in found.codes)


def _news(session: Session, by: Look, *of: ColumnElement[bool]) -> Iterator[_News]:
    """What is to be told now, of every petition or of those given."""
    for row in _deadlines(session, by, *of):
        yield from _of_deadline(session, row, by)
    told = _reminders(session, *of)
    for row in _undecided(session, *of):
        yield from _of_decisions(session, row, told, by)
    for row in _owed(session, *of):
        yield from _of_supplement(session, row, told, by)


def _deadlines(session: Session, by: Look, *of: ColumnElement[bool]) -> list[Row[Any]]:
    query = (
        select(
            Deadline.id,
            Deadline.due_on,
            Deadline.working_days,
            Deadline.near_due_told_at,
            Leg.petition_id,
            Petition.code,
            Agency.near_due_days,
        )
        .join(Deadline.leg)
        .join(Leg.petition)
        .join(Leg.agency)
        .where(
            *_STANDS,
            Deadline.step.in_(_AGENCY_STEPS),
            Deadline.due_on <= by.today + _HORIZON,
            Deadline.overdue_told_at.is_(None),
            *of,
        )
    )
    return list(session.execute(query.order_by(Deadline.id)))


def _of_deadline(session: Session, row: Row[Any], by: Look) -> Iterator[_News]:
    event = _passed_or_near(row, by)
    if event is not None:
        name = "overdue_told_at" if isinstance(event, DeadlinePassed) else "near_due_told_at"
        told = update(Deadline).where(Deadline.id == row.id).values({name: by.now})
        yield _News(row.petition_id, row.code, event, partial(session.execute, told))


def _passed_or_near(row: Row[Any], by: Look) -> PetitionEvent | None:
    if by.today > row.due_on:
        late = max(1, by.calendar.working_days_between(row.due_on, by.today))
        return DeadlinePassed(row.petition_id, row.id, late)
    left = by.calendar.working_days_between(by.today, row.due_on)
    # Never on the day on which a short term begins.
    if row.near_due_told_at is None and left <= min(row.near_due_days, row.working_days - 1):
        return DeadlineNear(row.petition_id, row.id, left)
    return None


def _undecided(session: Session, *of: ColumnElement[bool]) -> list[Row[Any]]:
    """The present leg of each petition that nobody has accepted or turned away."""
    other = aliased(Leg)
    last = select(func.max(other.id)).where(other.petition_id == Petition.id).scalar_subquery()
    query = (
        select(Leg.id, Leg.agency_id, Leg.opened_at, Leg.petition_id, Petition.code, Petition.kind)
        .join(Leg.petition)
        .where(Petition.state == State.RECEIVED, Leg.id == last, *of)
    )
    return list(session.execute(query.order_by(Leg.id)))


def _of_decisions(session: Session, row: Row[Any], told: set[tuple[int, str]], by: Look) -> Iterator[_News]:
    opened_on = clock.day_of(row.opened_at)
    for step in _DECISIONS:
        if (row.id, f"decide_{step}") in told:
            continue
        kind = row.kind.value if row.kind else None
        days = by.terms.working_days(step, agency_id=row.agency_id, kind=kind, on=opened_on)
        limit = by.calendar.count(opened_on, days).due_on
        if by.today <= limit and by.calendar.working_days_between(by.today, limit) <= 1:
            event = DecisionNear(row.petition_id, step.value, limit.isoformat())
            mark = partial(_mark, session, row.id, [f"decide_{step}"], by.now)
            yield _News(row.petition_id, row.code, event, mark)


def _owed(session: Session, *of: ColumnElement[bool]) -> list[Row[Any]]:
    query = (
        select(Deadline.started_on, Deadline.due_on, Deadline.leg_id, Leg.petition_id, Petition.code)
        .join(Deadline.leg)
        .join(Leg.petition)
        .where(*_STANDS, Deadline.step == Step.SUPPLY, Petition.state == State.AWAITING_SUPPLEMENT, *of)
    )
    return list(session.execute(query.order_by(Deadline.id)))


def _of_supplement(session: Session, row: Row[Any], told: set[tuple[int, str]], by: Look) -> Iterator[_News]:
    if by.today > row.due_on:
        return
    gone = by.calendar.working_days_between(row.started_on, by.today)
    due = [f"supply_{row.started_on}_{mark}" for mark in _CITIZEN_REMINDED_ON if gone >= mark]
    fresh = [what for what in due if (row.leg_id, what) not in told]
    if fresh:
        event = SupplementReminded(row.petition_id, row.due_on.isoformat())
        yield _News(row.petition_id, row.code, event, partial(_mark, session, row.leg_id, fresh, by.now))


def _reminders(session: Session, *of: ColumnElement[bool]) -> set[tuple[int, str]]:
    """What was reminded of already, on the legs of petitions that wait for a decision or a supplement."""
    waiting = Petition.state.in_((State.RECEIVED, State.AWAITING_SUPPLEMENT))
    query = (
        select(Reminder.leg_id, Reminder.what)
        .join(Leg, Leg.id == Reminder.leg_id)
        .join(Leg.petition)
        .where(waiting, *of)
    )
    return {(row.leg_id, row.what) for row in session.execute(query)}


def _mark(session: Session, leg_id: int, whats: list[str], now: datetime) -> None:
    session.add_all(Reminder(leg_id=leg_id, what=what, told_at=now) for what in whats)


def supplements_overdue(session: Session, now: datetime) -> list[Petition]:
    """Petitions whose citizen had time to supplement until a day that is over, in the order of their ids."""
    return list(session.scalars(_overdue(now).order_by(Petition.id)))


def is_supplement_overdue(session: Session, petition: Petition, now: datetime) -> bool:
    """The same of one petition: asked again when it is locked, for the day may have been moved."""
    return session.scalar(_overdue(now).where(Petition.id == petition.id)) is not None


def _overdue(now: datetime) -> Any:
    owed = (
        select(Leg.petition_id)
        .join(Deadline, Deadline.leg_id == Leg.id)
        .where(*_STANDS, Deadline.step == Step.SUPPLY, Deadline.due_on < clock.day_of(now))
    )
    return select(Petition).where(Petition.state == State.AWAITING_SUPPLEMENT, Petition.id.in_(owed))

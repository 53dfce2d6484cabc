"""Deadlines begin, are met, close, and move with the calendar. The promise is stored, not the way to compute it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from pakn.kernel import clock
from pakn.kernel.audit import MACHINE
from pakn.petitions import queries as petitions
from pakn.petitions import timeline
from pakn.petitions.models import Leg
from pakn.sla import explain, queries
from pakn.sla.calendar import DueDate
from pakn.sla.events import DeadlineMoved
from pakn.sla.models import Deadline, Result, Step, Term


def start(session: Session, leg: Leg, step: Step, at: datetime, working_days: int | None = None) -> Deadline:
    """Begin a deadline. Day 0 is the day of `at` in Viet Nam (BLDS 2015, Điều 147); the term in force that day counts.

    `working_days` overrides the term's number where the agency has its own.
    """
    term = _term(session, leg, step, at)
    due = queries.calendar(session).count(clock.day_of(at), working_days or term.working_days)
    made = _deadline(leg, step, term, due, at)
    session.add(made)
    if inspect(leg).pending:  # it is being opened, and nothing else can run on it yet
        leg.petition.due_on = made.due_on
    else:
        session.flush()
        _repeat_on_petition(session, leg)
    return made


def act(session: Session, leg: Leg, step: Step, now: datetime) -> Deadline:
    """Write down whether an act done now kept its limit, counted from the day the leg opened (766 formula, 5.2)."""
    term = _term(session, leg, step, leg.opened_at)
    due = queries.calendar(session).count(clock.day_of(leg.opened_at), term.working_days)
    made = _deadline(leg, step, term, due, now)
    _settle(made, now)
    session.add(made)
    session.flush()
    return made


def meet(session: Session, leg: Leg, step: Step, now: datetime) -> None:
    """The step is done; whether in time is written beside it."""
    for each in queries.deadlines(session, leg):
        if each.step is step and each.result is Result.OPEN:
            _settle(each, now)
    session.flush()
    _repeat_on_petition(session, leg)


def close(session: Session, leg: Leg) -> None:
    """What is still open on a leg no longer has to be done here."""
    for each in queries.deadlines(session, leg):
        if each.result is Result.OPEN:
            each.result = Result.CLOSED
    session.flush()
    _repeat_on_petition(session, leg)


def day_after(session: Session, day: date, working_days: int) -> date:
    """The day that many working days after a day."""
    return queries.calendar(session).count(day, working_days).due_on


@dataclass(frozen=True)
class Moved:
    """An open deadline that a new calendar touched; `kept` when an earlier day would do but the promised one stands."""

    petition_code: str
    subject: str
    step: Step
    old_on: date
    new_on: date
    kept: bool


def recompute(session: Session, now: datetime) -> list[Moved]:
    """Count every open deadline again after the calendar changed; returns those that moved or became firm.

    A promised day is never moved earlier, only later, and a firm one stays firm; the old row stays in history.
    """
    open_ones = select(Deadline).where(Deadline.result == Result.OPEN, Deadline.superseded_at.is_(None))
    found = [_recount(session, each, now) for each in session.scalars(open_ones.order_by(Deadline.id)).all()]
    return [each for each in found if each is not None]


def _recount(session: Session, old: Deadline, now: datetime) -> Moved | None:
    petition = petitions.for_change(session, old.leg.petition.code)
    session.refresh(old)
    if old.result is not Result.OPEN:
        return None
    due = queries.calendar(session).count(old.started_on, old.working_days)
    due_on = max(old.due_on, due.due_on)
    provisional = due.provisional and (old.provisional or due_on > old.due_on)
    if (due_on, provisional) == (old.due_on, old.provisional):
        return None
    old.superseded_at = now
    new = Deadline(
        leg_id=old.leg_id,
        step=old.step,
        term_id=old.term_id,
        started_on=old.started_on,
        working_days=old.working_days,
        due_on=due_on,
        provisional=provisional,
        explanation=explain.as_json(due),
        result=Result.OPEN,
        created_at=now,
        near_due_told_at=old.near_due_told_at if due_on == old.due_on else None,
        overdue_told_at=old.overdue_told_at if due_on == old.due_on else None,
    )
    session.add(new)
    session.flush()
    moved = DeadlineMoved(
        petition.id, old.step.value, old.due_on.isoformat(), due_on.isoformat(), provisional
    )
    timeline.record(session, petition, moved, MACHINE, now)
    _repeat_on_petition(session, new.leg)
    return Moved(petition.code, petition.subject, old.step, old.due_on, due_on, kept=due.due_on < due_on)


def _term(session: Session, leg: Leg, step: Step, at: datetime) -> Term:
    kind = leg.petition.kind.value if leg.petition.kind else None
    return queries.term(session, step, agency_id=leg.agency_id, kind=kind, on=clock.day_of(at))


def _deadline(leg: Leg, step: Step, term: Term, due: DueDate, now: datetime) -> Deadline:
    return Deadline(
        leg=leg,
        step=step,
        term=term,
        started_on=due.event_on,
        working_days=due.working_days,
        due_on=due.due_on,
        provisional=due.provisional,
        explanation=explain.as_json(due),
        result=Result.OPEN,
        created_at=now,
    )


def _settle(deadline: Deadline, now: datetime) -> None:
    deadline.met_at = now
    in_time = now < clock.end_of(deadline.due_on)
    deadline.result = Result.MET if in_time else Result.MISSED


def _repeat_on_petition(session: Session, leg: Leg) -> None:
    """Keep the day that lists sort by on the petition itself."""
    if leg is leg.petition.leg:
        now_running = queries.running(session, leg)
        leg.petition.due_on = now_running.due_on if now_running else None
        session.flush()

"""Reading the calendar, the terms and the deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.kernel import installation
from pakn.petitions.models import Leg
from pakn.sla.calendar import WorkingCalendar
from pakn.sla.models import CalendarDate, CalendarYear, Deadline, Result, Step, Term
from pakn.sla.table import CalendarDay


def calendar(session: Session) -> WorkingCalendar:
    """The working calendar of the installation."""
    return installation.kept(session, "calendar", lambda: _calendar(session))


def _calendar(session: Session) -> WorkingCalendar:
    published = set(session.scalars(select(CalendarYear.year).where(CalendarYear.published)))
    columns = CalendarDate.day, CalendarDate.year, CalendarDate.status, CalendarDate.kind, CalendarDate.name
    rows = session.execute(select(*columns).order_by(CalendarDate.day))
    return WorkingCalendar([_day(row, published) for row in rows], published)


def _day(row: Any, published: set[int]) -> CalendarDay:
    return CalendarDay(row.day, row.status, row.kind, row.name, row.year not in published)


def years(session: Session) -> list[CalendarYear]:
    """The years the calendar knows, newest first."""
    return list(session.scalars(select(CalendarYear).order_by(CalendarYear.year.desc())))


def days(session: Session, year: int) -> list[CalendarDate]:
    """The days of a year that differ from Monday to Friday."""
    return list(
        session.scalars(select(CalendarDate).where(CalendarDate.year == year).order_by(CalendarDate.day))
    )


def has_terms(session: Session) -> bool:
    """Whether the installation has been set up with terms."""
    return bool(_terms(session))


def term(session: Session, step: Step, *, agency_id: int, kind: str | None, on: date) -> Term:
    """The term in force for a step: an agency's own before everybody's, one for this kind before one for all.

    Raises LookupError when the installation has no term for the step: it was not set up.
    """
    return installation.here(session, _best(_in_force(_terms(session), step, agency_id, on), step, kind))


def _terms(session: Session) -> Sequence[Term]:
    return installation.rows(session, "terms", lambda: select(Term).order_by(Term.id))


def _in_force(known: Iterable[Term], step: Step, agency_id: int, on: date) -> list[Term]:
    return [
        each
        for each in known
        if each.step is step
        and each.agency_id in (None, agency_id)
        and each.effective_from <= on
        and (each.effective_to is None or each.effective_to >= on)
    ]


@dataclass(frozen=True)
class Terms:
    """The terms of some steps, read once, for whoever asks for many petitions."""

    rows: tuple[Term, ...]

    def working_days(self, step: Step, *, agency_id: int, kind: str | None, on: date) -> int:
        """How many days the term in force gives, chosen as in `term`. Raises LookupError."""
        return _best(_in_force(self.rows, step, agency_id, on), step, kind).working_days


def terms(session: Session, steps: Iterable[Step]) -> Terms:
    """Every term of these steps, whenever it was in force."""
    wanted = frozenset(steps)
    return Terms(tuple(each for each in _terms(session) if each.step in wanted))


def _best(found: Sequence[Term], step: Step, kind: str | None) -> Term:
    if not found:
        raise LookupError(f"no term for the step {step}")
    return max(found, key=lambda each: _fit(each, kind))


def _fit(each: Term, kind: str | None) -> tuple[bool, bool, bool, date]:
    """A term for another kind comes last, whoever's it is; conduct and a regulation together count as the latter."""
    asked = "quy_dinh" if kind == "ca_hai" else kind
    suits = each.kind is None or each.kind == asked
    return suits, each.agency_id is not None, each.kind is not None, each.effective_from


def deadlines(session: Session, leg: Leg) -> list[Deadline]:
    """Every deadline of a leg that stands, oldest first."""
    return list(
        session.scalars(
            select(Deadline)
            .where(Deadline.leg_id == leg.id, Deadline.superseded_at.is_(None))
            .order_by(Deadline.id)
        )
    )


def standing(session: Session, leg: Leg, step: Step) -> Deadline | None:
    """The deadline of a step on a leg as it stands, open or not."""
    return session.scalars(
        select(Deadline)
        .where(Deadline.leg_id == leg.id, Deadline.step == step, Deadline.superseded_at.is_(None))
        .order_by(Deadline.id.desc())
    ).first()


def running(session: Session, leg: Leg) -> Deadline | None:
    """The deadline that runs now: what the agency owes before what the citizen owes."""
    return _foremost([each for each in deadlines(session, leg) if each.result is Result.OPEN])


def _foremost(found: list[Deadline]) -> Deadline | None:
    order = {Step.PUBLISH: 0, Step.ANSWER: 1, Step.SUPPLY: 2}
    return min(found, key=lambda each: order.get(each.step, 9), default=None)


def for_list(session: Session, petition_ids: list[int]) -> dict[int, Deadline]:
    """The deadline to show beside each petition of a list: what runs now, else the last answer deadline."""
    rows = session.execute(
        select(Leg.petition_id, Deadline)
        .join(Deadline, Deadline.leg_id == Leg.id)
        .where(Leg.petition_id.in_(petition_ids), Deadline.superseded_at.is_(None))
        .order_by(Deadline.id)
    )
    by_petition: dict[int, list[Deadline]] = {}
    for petition_id, each in rows:
        by_petition.setdefault(petition_id, []).append(each)
    shown = {petition_id: _to_show(found) for petition_id, found in by_petition.items()}
    return {petition_id: each for petition_id, each in shown.items() if each is not None}


def _to_show(found: list[Deadline]) -> Deadline | None:
    open_ones = [each for each in found if each.result is Result.OPEN]
    answers = [each for each in found if each.step is Step.ANSWER]
    return _foremost(open_ones) or (answers[-1] if answers else None)

"""When things happen and by when they are due: the real calendar and terms, each answer worked out once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import product
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.kernel import clock
from pakn.petitions.models import Kind
from pakn.sla import explain, queries
from pakn.sla.models import Step, Term

MORNING = time(7, 0)
"""When the beat of a working day has looked through the deadlines, in Viet Nam."""
_OPENS, _OPEN_MINUTES = time(7, 30), 540


@dataclass(frozen=True)
class Due:
    """A promised day, as it is stored."""

    term_id: int
    started_on: date
    working_days: int
    due_on: date
    provisional: bool
    explanation: str


class Dates:
    """Working days and terms of one installation; `until` is the moment at which the story stops."""

    def __init__(self, session: Session, until: datetime, agency_ids: list[int]) -> None:
        self.calendar = queries.calendar(session)
        self.until = until
        self._borders = _borders(session)
        self._terms = _terms(session, self._borders, agency_ids)
        self.due = cache(self._due)
        self.add = cache(self.calendar.add)

    def later(self, moment: datetime, working_days: int, dice: Random) -> datetime:
        """A moment in office hours that many working days later; 0: within the next hours."""
        if working_days == 0:
            return moment + timedelta(minutes=dice.randint(15, 150), seconds=dice.randint(0, 59))
        minutes = timedelta(minutes=dice.randrange(_OPEN_MINUTES), seconds=dice.randint(0, 59))
        return at(self.add(clock.day_of(moment), working_days), _OPENS) + minutes

    def _due(
        self, step: Step, agency_id: int, kind: str | None, on: date, working_days: int | None = None
    ) -> Due:
        """The end of a step that begins on a day, by the term in force then."""
        period = self._borders[sum(border <= on for border in self._borders) - 1]
        term_id, usual = self._terms[step, agency_id, kind, period]
        made = self.calendar.count(on, working_days or usual)
        told = json.dumps(explain.as_json(made), ensure_ascii=False)
        return Due(term_id, made.event_on, made.working_days, made.due_on, made.provisional, told)


def at(day: date, when: time) -> datetime:
    """A time of a day in Viet Nam, as a moment in UTC."""
    return datetime.combine(day, when, clock.VIETNAM).astimezone(UTC)


def _borders(session: Session) -> list[date]:
    """The days on which a term begins or is over, in order."""
    rows = session.execute(select(Term.effective_from, Term.effective_to)).all()
    ends = {row.effective_to + timedelta(days=1) for row in rows if row.effective_to}
    return sorted({row.effective_from for row in rows} | ends)


def _terms(
    session: Session, borders: list[date], agency_ids: list[int]
) -> dict[tuple[Step, int, str | None, date], tuple[int, int]]:
    """Terms change only on the borders: one question serves every day between two of them."""
    asked = product(Step, agency_ids, (None, *(kind.value for kind in Kind)), borders)
    return {each: _term(session, *each) for each in asked}


def _term(session: Session, step: Step, agency_id: int, kind: str | None, on: date) -> tuple[int, int]:
    try:
        found = queries.term(session, step, agency_id=agency_id, kind=kind, on=on)
    except LookupError:  # none was in force so early
        return 0, 0
    return found.id, found.working_days

"""Which list lies behind a number of the report page, and the cases in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from pakn.identity.models import Agency
from pakn.reporting import on_time, periods
from pakn.reporting.on_time import Choice
from pakn.reporting.periods import Period
from pakn.reporting.rates import Case, Group


class Monthly(StrEnum):
    """The two numbers of each month: what came in, and what was done with, in it."""

    RECEIVED = "received"
    DONE = "done"


_PARTS: dict[Monthly, tuple[Group, ...]] = {
    Monthly.RECEIVED: (Group.COUNTED, Group.EXCLUDED),
    Monthly.DONE: (Group.DONE_ON_TIME, Group.DONE_LATE),
}


@dataclass(frozen=True)
class Number:
    """A number of the page: its column, and its line when unit or field is given."""

    listed: Group | Monthly = Group.COUNTED
    unit_id: int | None = None
    field_id: int | None = None


def number(name: str, unit_id: int | None, field_id: int | None) -> Number | None:
    """The number with this name in an address; None when no report has it."""
    if name in {each.value for each in Monthly}:
        return Number(Monthly(name), unit_id, field_id)
    if name in {each.value for each in Group}:
        return Number(Group(name), unit_id, field_id)
    return None


def cases(
    session: Session,
    period: Period,
    agencies: Sequence[Agency],
    wanted: Number,
    now: datetime,
    only: ColumnElement[bool],
) -> list[Case]:
    """The cases behind a number, latest first; `only` leaves out petitions that the reader may not see."""
    if isinstance(wanted.listed, Group):
        return _of(session, period, agencies, wanted, wanted.listed, now, only)
    found = [
        case
        for part in _PARTS[wanted.listed]
        for case in _of(session, period, agencies, wanted, part, now, only)
    ]
    if wanted.listed is Monthly.RECEIVED:
        start, _end = periods.bounds(period)
        found = [case for case in found if case.facts.opened_at >= start]
    return sorted(found, key=_opened, reverse=True)


def _of(
    session: Session,
    period: Period,
    agencies: Sequence[Agency],
    wanted: Number,
    group: Group,
    now: datetime,
    only: ColumnElement[bool],
) -> list[Case]:
    choice = Choice(group, wanted.unit_id, wanted.field_id)
    return on_time.cases(session, period, agencies, choice, now, only=only)


def _opened(case: Case) -> tuple[datetime, int]:
    return case.facts.opened_at, case.facts.leg_id

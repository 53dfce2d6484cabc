"""The on-time report of a period, and the list of cases behind each of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from pakn.catalogue.models import BasisKind, Target
from pakn.identity.models import Agency
from pakn.reporting import counts, periods
from pakn.reporting.periods import Period
from pakn.reporting.rates import Case, Group, Rates, Window, classify, rates, rates_by

INDICATOR = "on_time_rate"
NOBODY = 0


@dataclass(frozen=True)
class AgencyLine:
    """An agency a report covers."""

    id: int
    code: str
    name: str
    short_name: str


@dataclass(frozen=True)
class Row:
    """The numbers of one unit or field; what was not assigned or filed has `id` NOBODY (0) and no `name`.

    `agency` is the short name of the unit's agency where a report covers several, else empty.
    """

    id: int
    name: str
    agency: str
    rates: Rates


@dataclass(frozen=True)
class TargetLine:
    """What was promised for the year, in per cent, and by whom; `reached` is None when nothing counts."""

    value: Fraction
    basis_kind: BasisKind
    source: str
    reached: bool | None


@dataclass(frozen=True)
class OnTimeReport:
    """The report at its cut-off: the last moment of the period, or now while it runs (`provisional`)."""

    period: Period
    agencies: tuple[AgencyLine, ...]
    cut_off: datetime
    provisional: bool
    total: Rates
    by_unit: tuple[Row, ...]
    by_field: tuple[Row, ...]
    target: TargetLine | None


@dataclass(frozen=True)
class Choice:
    """Which number of the report is asked about: its column, and its line when unit or field is given."""

    group: Group = Group.COUNTED
    unit_id: int | None = None
    field_id: int | None = None

    def holds(self, case: Case) -> bool:
        """Whether a case is behind the number."""
        return (
            self.group.holds(case)
            and self.unit_id in (None, unit_of(case))
            and self.field_id in (None, field_of(case))
        )


def unit_of(case: Case) -> int:
    """The unit's id, or NOBODY."""
    return case.facts.unit_id or NOBODY


def field_of(case: Case) -> int:
    """The field's id, or NOBODY."""
    return case.facts.field_id or NOBODY


def build(session: Session, period: Period, agencies: Sequence[Agency], now: datetime) -> OnTimeReport:
    """Count the legs of these agencies in a period, as known at `now` or at its end, whichever is earlier."""
    start, end = periods.bounds(period)
    window = Window.until(start, end, now)
    lines = tuple(AgencyLine(each.id, each.code, each.name, each.short_name) for each in agencies)
    found = _classified(session, lines, window)
    total = rates(found)
    return OnTimeReport(
        period=period,
        agencies=lines,
        cut_off=window.last,
        provisional=now < end,
        total=total,
        by_unit=_rows(found, unit_of, lambda case: case.facts.unit_name, _agency_names(lines)),
        by_field=_rows(found, field_of, lambda case: case.facts.field_name, {}),
        target=_target(session, lines, period.to_on.year, total),
    )


def cases(
    session: Session,
    period: Period,
    agencies: Sequence[Agency],
    choice: Choice,
    now: datetime,
    only: ColumnElement[bool] | None = None,
) -> list[Case]:
    """The cases behind a number, latest first; `only` leaves out petitions that the reader may not see."""
    window = Window.until(*periods.bounds(period), now)
    lines = [each.id for each in agencies]
    found = (classify(each, window) for each in counts.facts(session, lines, window, only))
    return sorted(filter(choice.holds, found), key=_opened, reverse=True)


def _opened(case: Case) -> tuple[datetime, int]:
    return case.facts.opened_at, case.facts.leg_id


def _classified(session: Session, agencies: Sequence[AgencyLine], window: Window) -> list[Case]:
    return [classify(each, window) for each in counts.tally(session, [one.id for one in agencies], window)]


def _agency_names(agencies: Sequence[AgencyLine]) -> dict[int, str]:
    return {each.id: each.short_name for each in agencies} if len(agencies) > 1 else {}


def _rows(
    found: list[Case], key: Callable[[Case], int], name: Callable[[Case], str], agencies: dict[int, str]
) -> tuple[Row, ...]:
    """Lines with the most cases first; what nobody has comes last."""
    labels = {key(case): (name(case), agencies.get(case.facts.agency_id, "")) for case in found}
    rows = [
        Row(each, labels[each][0], labels[each][1] if each else "", numbers)
        for each, numbers in rates_by(found, key).items()
        if numbers.counted or numbers.excluded
    ]
    return tuple(sorted(rows, key=lambda row: (row.id == NOBODY, -row.rates.counted, row.name, row.id)))


def _target(session: Session, agencies: Sequence[AgencyLine], year: int, total: Rates) -> TargetLine | None:
    """The target of the year the period ends in, when the agencies of the report share one."""
    wanted = select(Target.value, Target.basis_kind, Target.source).where(
        Target.agency_id.in_([each.id for each in agencies]),
        Target.year == year,
        Target.indicator == INDICATOR,
    )
    shared = {(value, kind, source) for value, kind, source in session.execute(wanted)}
    if len(shared) != 1:
        return None
    value, basis_kind, source = shared.pop()
    promised = Fraction(str(value))
    reached = None if total.a is None else total.a * 100 >= promised
    return TargetLine(promised, basis_kind, source, reached)

"""The working days of state agencies, and when a term ends on them (BLDS 2015, Điều 147-148).

Pure: dates are those of Asia/Ho_Chi_Minh, the table of days is handed in. A make-up Saturday counts, a holiday does
not; a year whose table the Government has not published yet gives a provisional answer, never a silent one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from pakn.kernel.clock import WEEKDAYS
from pakn.sla.table import (
    SATURDAY,
    CalendarDay,
    CalendarFileError,
    DayStatus,
    Problem,
    parse_csv,
)

__all__ = [
    "LONGEST_TERM",
    "CalendarDay",
    "CalendarFileError",
    "Cell",
    "CellKind",
    "DayStatus",
    "DueDate",
    "Problem",
    "Step",
    "WorkingCalendar",
    "parse_csv",
    "published_years",
    "weeks",
]

LONGEST_TERM = 10_000
"""Working days; about forty years, beyond any term of the law."""

_ONE_DAY = timedelta(days=1)
_LAST_DAY = date(9998, 12, 31)

# (month, day, name, first year): the holidays that fall on the same date of every year (BLLĐ 2019, Điều 112; for
# 24/11 Nghị quyết 28/2026/QH16, Điều 2). Tết and Giỗ Tổ follow the moon and cannot be known without a table.
_FIXED_HOLIDAYS = (
    (1, 1, "Tết Dương lịch", 1),
    (4, 30, "Ngày Chiến thắng", 1),
    (5, 1, "Ngày Quốc tế Lao động", 1),
    (9, 2, "Quốc khánh", 1),
    (11, 24, "Ngày Văn hóa Việt Nam", 2026),
)


@dataclass(frozen=True)
class Step:
    """A day after the event: its number when counted, else why it was skipped."""

    on: date
    counted: int | None
    reason: str | None
    made_up: bool


@dataclass(frozen=True)
class DueDate:
    """The last day of a term (it ends at 24:00, Điều 148.6) and each day from the one after the event up to it."""

    event_on: date
    working_days: int
    due_on: date
    provisional: bool
    steps: tuple[Step, ...]
    provisional_years: tuple[int, ...] = ()


class CellKind(StrEnum):
    """How a day is drawn."""

    BEFORE = "before"
    START = "start"
    COUNTED = "counted"
    OFF = "off"
    LAST = "last"
    AFTER = "after"


@dataclass(frozen=True)
class Cell:
    """A day of the drawn calendar; ``name`` is why it is off, or what a make-up day is called."""

    on: date
    kind: CellKind
    number: int | None
    name: str | None


class WorkingCalendar:
    """Which days are worked. A year counts as published when it is named so and the table has rows for it."""

    def __init__(self, days: Iterable[CalendarDay], published_years: Collection[int]) -> None:
        self._days = {day.on: day for day in days}
        self._years = frozenset(on.year for on in self._days)
        self._published = self._years & frozenset(published_years)

    @classmethod
    def of(cls, days: Iterable[CalendarDay]) -> WorkingCalendar:
        """The calendar of a table in which a year is published when none of its rows is provisional."""
        rows = tuple(days)
        return cls(rows, published_years(rows))

    def is_working_day(self, day: date) -> bool:
        """Whether the agencies work on this day."""
        return self.why_off(day) is None

    def why_off(self, day: date) -> str | None:
        """The holiday's name, "thứ Bảy" or "Chủ nhật"; None for a working day."""
        row = self._days.get(day)
        if row:
            return row.name if row.status is DayStatus.OFF else None
        if day.weekday() >= SATURDAY:
            return WEEKDAYS[day.weekday()]
        return None if day.year in self._years else _fixed_holiday(day)

    def made_up(self, day: date) -> CalendarDay | None:
        """The row that makes a day of the weekend a working day, if there is one."""
        row = self._days.get(day)
        return row if row and row.status is DayStatus.WORKING else None

    def is_provisional(self, when: date | int) -> bool:
        """Whether the table of this day's year (or this year) is not published, or the day's own row is provisional."""
        if isinstance(when, int):
            return when not in self._published
        row = self._days.get(when)
        return when.year not in self._published or bool(row and row.provisional)

    def count(self, event_on: date, working_days: int) -> DueDate:
        """The end of a term: the day of the event is not counted (Điều 147.2-3), a day off never ends it (Điều 148.5).

        A term of 0 ends on the day of the event, or on the next working day when that is a day off; its last step is
        then counted 0. Raises ValueError for a term below 0 or over ``LONGEST_TERM`` and for one that ends after 9998.
        """
        _check_term(event_on, working_days)
        steps = tuple(self._steps(event_on, working_days))
        due_on = steps[-1].on if steps else event_on
        span = [step.on for step in steps] or [event_on]
        years = tuple(sorted({day.year for day in span if self.is_provisional(day)}))
        return DueDate(event_on, working_days, due_on, bool(years), steps, years)

    def add(self, day: date, working_days: int) -> date:
        """The working day this many after ``day`` (before it, when negative); for 0 as ``count`` does.

        Raises ValueError over ``LONGEST_TERM`` either way and outside the years 1 to 9998.
        """
        if working_days >= 0:
            return self.count(day, working_days).due_on
        _check_term(day, -working_days)
        for _ in range(-working_days):
            day = self.previous_working_day(day)
        return day

    def next_working_day(self, day: date) -> date:
        """The first working day after this one."""
        return self.count(day, 1).due_on

    def previous_working_day(self, day: date) -> date:
        """The last working day before this one. Raises ValueError when there is none left."""
        while day > date.min:
            day -= _ONE_DAY
            if self.is_working_day(day):
                return day
        raise ValueError("Không có ngày làm việc nào trước ngày này.")

    def working_days_between(self, start_exclusive: date, end_inclusive: date) -> int:
        """How many working days lie after the start up to and with the end; 0 when the end is not after the start."""
        days = (end_inclusive - start_exclusive).days
        return sum(self.is_working_day(start_exclusive + timedelta(days=n)) for n in range(1, days + 1))

    def _steps(self, event_on: date, working_days: int) -> Iterator[Step]:
        if working_days == 0 and self.is_working_day(event_on):
            return
        counted, day, wanted = 0, event_on, max(working_days, 1)
        while counted < wanted:
            if day >= _LAST_DAY:
                raise ValueError("Thời hạn này kết thúc sau năm 9998, không tính được.")
            day += _ONE_DAY
            reason = self.why_off(day)
            counted += reason is None
            number = min(counted, working_days) if reason is None else None
            yield Step(day, number, reason, self.made_up(day) is not None)


def published_years(days: Iterable[CalendarDay]) -> frozenset[int]:
    """The years that have rows, none of them provisional."""
    rows = tuple(days)
    return frozenset(row.on.year for row in rows) - frozenset(row.on.year for row in rows if row.provisional)


def weeks(due: DueDate, calendar: WorkingCalendar) -> list[list[Cell]]:
    """The term drawn as weeks, Monday to Sunday, from the week of the event to that of the due date."""
    steps = {step.on: step for step in due.steps}
    first = due.event_on - timedelta(days=due.event_on.weekday())
    rows = (due.due_on - first).days // 7 + 1
    days = [[first + timedelta(days=7 * row + column) for column in range(7)] for row in range(rows)]
    return [[_cell(day, due, steps.get(day), calendar) for day in week] for week in days]


def _cell(day: date, due: DueDate, step: Step | None, calendar: WorkingCalendar) -> Cell:
    if step is None:
        return Cell(day, _kind_outside(day, due), None, calendar.why_off(day))
    if step.reason:
        return Cell(day, CellKind.OFF, None, step.reason)
    row = calendar.made_up(day) if step.made_up else None
    kind = CellKind.LAST if day == due.due_on else CellKind.COUNTED
    return Cell(day, kind, step.counted or None, row.name if row else None)


def _kind_outside(day: date, due: DueDate) -> CellKind:
    if day == due.due_on:
        return CellKind.LAST
    if day == due.event_on:
        return CellKind.START
    return CellKind.BEFORE if day < due.event_on else CellKind.AFTER


def _fixed_holiday(day: date) -> str | None:
    for month, of_month, name, since in _FIXED_HOLIDAYS:
        if (day.month, day.day) == (month, of_month) and day.year >= since:
            return name
    return None


def _check_term(event_on: date, working_days: int) -> None:
    if isinstance(event_on, datetime):
        raise ValueError("Cần một ngày, không phải một thời điểm.")
    if not 0 <= working_days <= LONGEST_TERM:
        raise ValueError(f"Số ngày làm việc phải từ 0 đến {LONGEST_TERM}, không thể là {working_days}.")
    if event_on > _LAST_DAY:
        raise ValueError("Chỉ tính được thời hạn đến hết năm 9998.")

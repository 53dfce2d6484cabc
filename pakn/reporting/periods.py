"""The periods a report may cover: they run from the 15th to the 14th, not by calendar months.

Months and halves follow NĐ 09/2019, Điều 12; quarters and the year begin on 15/12 of the year before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pakn.kernel.text import one_line

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_YEARS = range(2000, 2101)
_QUARTERS = ("I", "II", "III", "IV")
_SHAPE = re.compile(r"(\d{4})(?:-(Q[1-4]|M\d{1,2}|H[12]|9M))?", re.ASCII)
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", re.ASCII)
_ACCEPTED = "2026-Q1, 2026-M03, 2026-H1, 2026-H2, 2026-9M, 2026 hoặc 2026-01-01..2026-03-31"


@dataclass(frozen=True)
class Period:
    """A span of days of Asia/Ho_Chi_Minh, both ends in it; ``code`` is what ``parse`` reads back."""

    label_vi: str
    from_on: date
    to_on: date
    code: str


def parse(typed: str) -> Period:
    """The period meant by ``2026-Q1``, ``2026-M03``, ``2026-H1``, ``2026-9M``, ``2026`` or ``2026-01-01..2026-03-31``.

    Raises ValueError with a Vietnamese sentence that lists the accepted shapes.
    """
    wanted = one_line(typed).upper()
    ends, shape = _RANGE.fullmatch(wanted), _SHAPE.fullmatch(wanted)
    period = None
    if ends:
        period = _between(ends[1], ends[2])
    elif shape and int(shape[1]) in _YEARS:
        period = _named(int(shape[1]), shape[2] or "")
    if period is None:
        raise ValueError(
            f"Không hiểu kỳ “{one_line(typed)[:40]}”. Viết theo một trong các dạng: {_ACCEPTED}."
        )
    return period


def month(year: int, number: int) -> Period:
    """From 15 of the month before to 14 of the month."""
    return _ending(year, number, 1, f"Tháng {number} năm {year}", f"M{number:02d}")


def quarter(year: int, number: int) -> Period:
    """Three months; the first quarter begins on 15/12 of the year before."""
    return _ending(year, number * 3, 3, f"Quý {_QUARTERS[number - 1]} năm {year}", f"Q{number}")


def half(year: int, number: int) -> Period:
    """Six months, the first (1) or the last (2) of the year."""
    return _ending(
        year, number * 6, 6, f"6 tháng {'đầu' if number == 1 else 'cuối'} năm {year}", f"H{number}"
    )


def nine_months(year: int) -> Period:
    """15/12 of the year before to 14/09."""
    return _ending(year, 9, 9, f"9 tháng năm {year}", "9M")


def whole_year(year: int) -> Period:
    """15/12 of the year before to 14/12."""
    return _ending(year, 12, 12, f"Năm {year}", "")


def bounds(period: Period) -> tuple[datetime, datetime]:
    """The period as UTC times: from its first midnight in Asia/Ho_Chi_Minh to the one after its end, not with it."""
    return _midnight(period.from_on), _midnight(period.to_on + timedelta(days=1))


def current_quarter(on: date) -> Period:
    """The quarter a day of Asia/Ho_Chi_Minh lies in: 15/12/2026 is already in the first quarter of 2027."""
    year, last_month = _report_month(on)
    return quarter(year, (last_month + 2) // 3)


def choices(on: date) -> list[Period]:
    """The periods offered on this day, none that has not begun.

    Quarters come first, then months, then the longer ones; newest first.
    """
    year, _ = _report_month(on)
    quarters = [quarter(y, q) for y in (year, year - 1) for q in (4, 3, 2, 1)]
    months = [month(y, m) for y in (year, year - 1) for m in range(12, 0, -1)]
    longer = [
        period for y in (year, year - 1) for period in (whole_year(y), half(y, 2), nine_months(y), half(y, 1))
    ]
    begun = [[period for period in some if period.from_on <= on] for some in (quarters, months, longer)]
    return begun[0][:5] + begun[1][:6] + begun[2]


def _named(year: int, part: str) -> Period | None:
    if not part:
        return whole_year(year)
    if part == "9M":
        return nine_months(year)
    number = int(part[1:])
    if part[0] == "M":
        return month(year, number) if 1 <= number <= 12 else None
    return quarter(year, number) if part[0] == "Q" else half(year, number)


def _between(first: str, last: str) -> Period | None:
    try:
        from_on, to_on = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    if from_on > to_on or from_on.year not in _YEARS or to_on.year not in _YEARS:
        return None
    return Period(f"Từ {from_on:%d/%m/%Y} đến {to_on:%d/%m/%Y}", from_on, to_on, f"{first}..{last}")


def _ending(year: int, last_month: int, months: int, label: str, part: str) -> Period:
    before = year * 12 + last_month - 1 - months
    from_on = date(before // 12, before % 12 + 1, 15)
    return Period(label, from_on, date(year, last_month, 14), f"{year}-{part}" if part else str(year))


def _report_month(on: date) -> tuple[int, int]:
    """The year and month of the report a day falls in: from the 15th on it is the next month's."""
    following = on.year * 12 + on.month - 1 + (on.day >= 15)
    return following // 12, following % 12 + 1


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time.min, _ZONE).astimezone(UTC)

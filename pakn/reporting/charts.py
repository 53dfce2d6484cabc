"""What the report page draws beside its tables: the run of months, and the line worth a title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pakn.reporting import periods
from pakn.reporting.on_time import Row
from pakn.reporting.periods import Period


@dataclass(frozen=True)
class Month:
    """One point of both lines: legs received and legs done with in a report month."""

    label: str
    received: int
    done: int


def months_until(on: date, number: int = 12) -> list[Period]:
    """The report months (15th to 14th) up to the one a day of Asia/Ho_Chi_Minh lies in, oldest first."""
    last = on.year * 12 + on.month - 1 + (on.day >= 15)
    return [periods.month(each // 12, each % 12 + 1) for each in range(last - number + 1, last + 1)]


def trend(months: Sequence[Period], flow: Iterable[tuple[int, int]]) -> list[Month]:
    """The points of the lines; labels are short, "T9". Empty when nothing ever came or went."""
    points = [
        Month(f"T{month.to_on.month}", received, done)
        for month, (received, done) in zip(months, flow, strict=True)
    ]
    return points if any(point.received or point.done for point in points) else []


def most_late(rows: Sequence[Row]) -> Row | None:
    """The line with the most late cases, if any is late."""
    return max((row for row in rows if row.rates.late), key=lambda row: row.rates.late, default=None)


def largest(rows: Sequence[Row]) -> Row | None:
    """The line with the most cases, of those that have a name."""
    return max((row for row in rows if row.name), key=lambda row: row.rates.counted, default=None)

"""The on-time rate: which legs count in a period, and which of them kept their promise.

The formula is 5.2 of the scoring text of Quyết định 766/QĐ-TTg as this service reads it. What is counted is a
leg: one spell of a petition at one agency.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from pakn.kernel import clock

K = TypeVar("K")

_MOMENT = timedelta(microseconds=1)
APPROVED, SUPPLEMENT_ASKED = "approved", "supplement_asked"
CLOSING = frozenset({APPROVED, "refused", "returned", "forwarded"})
LEAVING = frozenset({"merged", "lapsed", "withdrawn"})


@dataclass(frozen=True)
class Window:
    """What a report looks at: moments from `start` to `last`, both in it, in UTC.

    `last` is also the cut-off: nothing that happened later is known, nothing due later is missed yet.
    """

    start: datetime
    last: datetime

    @classmethod
    def until(cls, start: datetime, end: datetime, now: datetime) -> Window:
        """From `start` up to and not with `end`, or up to `now` while the period still runs."""
        return cls(start, min(end - _MOMENT, now))

    def knows(self, moment: datetime | None) -> bool:
        """Whether it had happened by the cut-off."""
        return moment is not None and moment <= self.last

    @property
    def is_empty(self) -> bool:
        """Whether the period has not begun."""
        return self.last < self.start


@dataclass(frozen=True, slots=True)
class LegFacts:
    """A leg as it was known at the cut-off; None and "" where nobody had assigned or filed it.

    `act_in_time`: the act that ended it kept its own limit (for an approved answer T6), which was `limit_due_on`;
    both None without a limit on record.
    `answer_due_on`: the day promised for the answer, while it is open. `publish_missed`: T7 was missed by the cut-off.
    `first_request`: it ended with a supplement being asked, before acceptance, for the first time by this agency.
    `legs`: how many it stands for, where legs that stand alike were counted together.
    """

    leg_id: int
    petition_id: int
    petition_code: str
    agency_id: int
    unit_id: int | None
    unit_name: str
    field_id: int | None
    field_name: str
    opened_at: datetime
    ended_at: datetime | None
    end_act: str | None
    act_in_time: bool | None
    answer_due_on: date | None
    limit_due_on: date | None = None
    publish_missed: bool = False
    first_request: bool = False
    legs: int = 1


class Standing(StrEnum):
    """How a leg stands in one period."""

    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    OPEN_ON_TIME = "open_on_time"
    OPEN_LATE = "open_late"
    OUTSIDE = "outside"
    NOT_COUNTED = "not_counted"


@dataclass(frozen=True, slots=True)
class Case:
    """A leg and how it stands."""

    facts: LegFacts
    standing: Standing


def classify(facts: LegFacts, window: Window) -> Case:
    """How a leg stands in a period. Raises ValueError for an ending the rule does not know."""
    return Case(facts, _standing(facts, window))


def _standing(facts: LegFacts, window: Window) -> Standing:
    if window.is_empty or not window.knows(facts.opened_at):
        return Standing.NOT_COUNTED
    if facts.ended_at is None or not window.knows(facts.ended_at):
        return Standing.OPEN_ON_TIME if _still_in_time(facts, window) else Standing.OPEN_LATE
    if facts.ended_at < window.start:
        return Standing.NOT_COUNTED
    if not _is_done(facts):
        return Standing.OUTSIDE
    return Standing.DONE_ON_TIME if facts.act_in_time and not facts.publish_missed else Standing.DONE_LATE


def _still_in_time(facts: LegFacts, window: Window) -> bool:
    """T8: the answer is due on the day of the cut-off or later. Without a deadline nothing says so."""
    return facts.answer_due_on is not None and clock.end_of(facts.answer_due_on) > window.last


def _is_done(facts: LegFacts) -> bool:
    """A second request for a supplement is no result: it would start the clock again and again."""
    if facts.end_act == SUPPLEMENT_ASKED:
        return facts.first_request
    if facts.end_act not in CLOSING | LEAVING:
        raise ValueError(f"unknown ending {facts.end_act!r} of leg {facts.leg_id}")
    return facts.end_act in CLOSING


class Group(StrEnum):
    """The numbers of a report: each is the length of a list of cases, and its value names that list."""

    COUNTED = "counted"
    ON_TIME = "on_time"
    LATE = "late"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    OPEN_ON_TIME = "open_on_time"
    OPEN_LATE = "open_late"
    CLOSED = "closed"
    CLOSED_ON_TIME = "closed_on_time"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    ASKED_AGAIN = "asked_again"
    EXCLUDED = "excluded"

    def holds(self, case: Case) -> bool:
        """Whether a case is one of those this number counts."""
        return _HOLDS[self](case.standing, case.facts.end_act)


_S = Standing
_DONE = frozenset({_S.DONE_ON_TIME, _S.DONE_LATE})
_OPEN = frozenset({_S.OPEN_ON_TIME, _S.OPEN_LATE})
_HOLDS: dict[Group, Callable[[Standing, str | None], bool]] = {
    Group.COUNTED: lambda standing, act: standing in _DONE | _OPEN,
    Group.ON_TIME: lambda standing, act: standing in (_S.DONE_ON_TIME, _S.OPEN_ON_TIME),
    Group.LATE: lambda standing, act: standing in (_S.DONE_LATE, _S.OPEN_LATE),
    Group.DONE_ON_TIME: lambda standing, act: standing is _S.DONE_ON_TIME,
    Group.DONE_LATE: lambda standing, act: standing is _S.DONE_LATE,
    Group.OPEN_ON_TIME: lambda standing, act: standing is _S.OPEN_ON_TIME,
    Group.OPEN_LATE: lambda standing, act: standing is _S.OPEN_LATE,
    Group.CLOSED: lambda standing, act: standing in _DONE and act in CLOSING,
    Group.CLOSED_ON_TIME: lambda standing, act: standing is _S.DONE_ON_TIME and act in CLOSING,
    Group.LAPSED: lambda standing, act: standing is _S.OUTSIDE and act == "lapsed",
    Group.WITHDRAWN: lambda standing, act: standing is _S.OUTSIDE and act == "withdrawn",
    Group.MERGED: lambda standing, act: standing is _S.OUTSIDE and act == "merged",
    Group.ASKED_AGAIN: lambda standing, act: standing is _S.OUTSIDE and act == SUPPLEMENT_ASKED,
    Group.EXCLUDED: lambda standing, act: standing is _S.OUTSIDE,
}


@dataclass(frozen=True)
class Rates:
    """The numbers of one line of a report; `excluded` and the four before it, its parts, are in no rate."""

    counted: int
    on_time: int
    late: int
    done_on_time: int
    done_late: int
    open_on_time: int
    open_late: int
    closed: int
    closed_on_time: int
    lapsed: int
    withdrawn: int
    merged: int
    asked_again: int
    excluded: int

    @property
    def a(self) -> Fraction | None:
        """Rate A, with what is still open and in time; None when there is nothing to count."""
        return _share(self.on_time, self.counted)

    @property
    def b(self) -> Fraction | None:
        """Rate B, answered, refused, returned and forwarded only; None when there is nothing to count."""
        return _share(self.closed_on_time, self.closed)


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def rates(cases: Iterable[Case]) -> Rates:
    """Add up cases; the order does not matter."""
    seen: Counter[tuple[Standing, str | None]] = Counter()
    for case in cases:
        seen[case.standing, case.facts.end_act] += case.facts.legs
    return Rates(**{group: sum(n for key, n in seen.items() if _HOLDS[group](*key)) for group in Group})


def rates_by(cases: Iterable[Case], key: Callable[[Case], K]) -> dict[K, Rates]:
    """The same for each unit, field or agency: the lines add up to the whole."""
    parts: dict[K, list[Case]] = {}
    for case in cases:
        parts.setdefault(key(case), []).append(case)
    return {each: rates(part) for each, part in parts.items()}


def percent(rate: Fraction | None) -> str | None:
    """Per cent with two decimals, halves up: 51 of 52 is "98.08". None stays None: no data is not 100."""
    if rate is None:
        return None
    hundredths = math.floor(rate * 10_000 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def percent_vi(rate: Fraction | None) -> str:
    """The same in Vietnamese: "98,08%", or "không có số liệu"."""
    number = percent(rate)
    return "không có số liệu" if number is None else number.replace(".", ",") + "%"

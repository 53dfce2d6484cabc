"""Moments are aware and in UTC; a day is a day in Viet Nam, and ends at 24:00 there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pakn.kernel import clock

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
moments = st.datetimes(
    NOON.replace(year=1990, tzinfo=None), NOON.replace(year=2100, tzinfo=None), timezones=st.timezones()
)


def test_the_clock_stands_where_it_is_put_and_runs_again() -> None:
    clock.fix(NOON)
    assert clock.now() == clock.now() == NOON

    clock.fix(None)

    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=10)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 1, 16, 59, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 17, 0, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 12, 31, 17, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_a_day_begins_at_midnight_in_viet_nam(moment: datetime, day: date) -> None:
    assert clock.day_of(moment) == day
    assert clock.local(moment) == moment


@given(days)
def test_a_day_has_twenty_four_hours_and_the_next_begins_where_it_ends(day: date) -> None:
    start, end = clock.start_of(day), clock.end_of(day)

    assert end - start == timedelta(hours=24)
    assert end == clock.start_of(day + timedelta(days=1))
    assert clock.day_of(start) == clock.day_of(end - timedelta(microseconds=1)) == day
    assert start.tzinfo is UTC


@given(moments)
def test_every_moment_lies_in_its_day(moment: datetime) -> None:
    day = clock.day_of(moment)

    assert clock.start_of(day) <= moment < clock.end_of(day)

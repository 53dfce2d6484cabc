"""The front page's numbers are kept for five minutes by the clock, and only those of a finished period."""

from __future__ import annotations

from datetime import timedelta

from pakn.petitions.models import EndAct
from pakn.reporting import lately, periods
from tests.reporting.world import World, at

QUARTER = periods.parse("2026-Q3")
# A day for each test: they share a database connection, by which the numbers are kept.
TODAY, TOMORROW, LATER = at("20/11"), at("21/11"), at("22/11")
TINY = timedelta(microseconds=1)


def done(world: World, now=TODAY) -> int:
    return lately.total(world.session, QUARTER, world.commune, now).done_on_time


def answered(world: World) -> None:
    world.leg(at("1/7"), "22/7", (EndAct.APPROVED, at("3/7")))


def test_a_correction_of_a_finished_quarter_is_shown_after_five_minutes(world: World) -> None:
    answered(world)
    assert done(world) == 1
    answered(world)

    assert done(world, TODAY + lately.KEPT_FOR - TINY) == 1
    assert done(world, TODAY + lately.KEPT_FOR) == 2


def test_a_clock_that_was_put_back_keeps_nothing_longer(world: World) -> None:
    answered(world)
    assert done(world, TOMORROW) == 1
    answered(world)

    assert done(world, TOMORROW - TINY) == 2


def test_a_quarter_that_runs_is_counted_anew_each_time(world: World) -> None:
    during = at("20/7")
    answered(world)
    assert done(world, during) == 1
    answered(world)

    assert done(world, during) == 2


def test_each_agency_and_each_period_has_its_own_numbers(world: World) -> None:
    answered(world)

    assert done(world, LATER) == 1
    assert lately.total(world.session, QUARTER, world.neighbour, LATER).done_on_time == 0
    assert lately.total(world.session, periods.parse("2026-Q2"), world.commune, LATER).done_on_time == 0
    assert done(world, LATER) == 1

"""Legs counted by the database stand as the same legs do one by one."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pakn.kernel import clock
from pakn.kernel.days import end_of
from pakn.petitions.models import EndAct, LegCause
from pakn.reporting import counts, periods
from pakn.reporting.rates import LegFacts, Window, classify, rates
from pakn.sla.models import Deadline, Step
from tests.reporting.quarter import small_quarter
from tests.reporting.world import World, at

START, END = periods.bounds(periods.parse("2026-Q3"))
NOWS = [
    at("20/6"),
    at("5/7"),
    at("9/7", 23),
    at("10/7", 0),
    at("20/7"),
    at("2/8"),
    at("14/9", 23),
    at("20/11"),
]


def messy_quarter(world: World) -> None:
    """Equal moments, moved promises, and much that stands alike."""
    small_quarter(world)
    for unit in (world.economy, world.culture, None):
        for day in ("8/7", "9/7", "10/7", "22/7", "23/7"):
            leg = world.leg(at("1/7"), "22/7", (EndAct.APPROVED, at(day, 0)), unit=unit, topic=world.land)
            world.deadline(leg, Step.PUBLISH, "9/7", at(day, 0), at("10/7") if unit else None)
    moment = at("3/7")
    leg = world.leg(moment, "24/7", (EndAct.REFUSED, moment), "3/7")
    world.assign(leg, world.culture, moment, moment)
    world.assign(leg, world.economy, moment, moment)
    moved = world.leg(at("3/7"), "30/7")
    world.deadline(moved, Step.ANSWER, "7/7", at("3/7"), replaced=at("8/7"))
    petition = world.petition(900)
    world.leg(at("1/7"), "22/7", (EndAct.FORWARDED, at("9/7")), "8/7", petition=petition)
    world.leg(at("9/7"), "30/7", petition=petition, agency=world.neighbour, cause=LegCause.FORWARDED)
    world.file(petition, world.land, at("1/7"), at("9/7"))
    world.file(petition, world.civil, at("9/7"))


def stands(legs: list[LegFacts], window: Window) -> Counter[tuple[object, ...]]:
    """How many of each unit, field and ending stand how."""
    found: Counter[tuple[object, ...]] = Counter()
    for each in legs:
        names = each.unit_id, each.unit_name, each.field_id, each.field_name
        found[each.agency_id, *names, each.end_act, classify(each, window).standing] += each.legs
    return found


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_legs_counted_together_stand_as_they_do_one_by_one(world: World, now) -> None:
    messy_quarter(world)
    agencies, window = [world.commune.id, world.neighbour.id], Window.until(START, END, now)

    one_by_one = counts.facts(world.session, agencies, window)
    together = counts.tally(world.session, agencies, window)

    assert stands(together, window) == stands(one_by_one, window)
    assert rates(classify(each, window) for each in together) == rates(
        classify(each, window) for each in one_by_one
    )


def test_what_stands_alike_is_one_row(world: World) -> None:
    for _ in range(5):
        world.leg(at("1/7"), "22/7", (EndAct.APPROVED, at("3/7")), unit=world.economy, topic=world.land)

    (found,) = counts.tally(world.session, [world.commune.id], Window(START, END))

    assert (found.legs, found.unit_name, found.field_name) == (5, "Phòng Kinh tế", "Đất đai")


def test_a_day_is_over_in_the_database_when_the_clock_says_so(world: World) -> None:
    leg = world.leg(at("1/7"), "22/7")
    (row,) = world.deadlines(leg)
    asked = select(end_of(Deadline.due_on)).where(Deadline.id == row.id)

    for day in (date(2024, 2, 28), date(2024, 2, 29), date(2026, 7, 22), date(2026, 12, 31)):
        row.due_on = day
        world.session.flush()
        over = clock.end_of(day)

        assert world.session.scalar(asked) == over
        assert world.session.scalar(select(over >= end_of(Deadline.due_on)).where(Deadline.id == row.id))
        just_before = over - timedelta(microseconds=1)
        assert not world.session.scalar(
            select(just_before >= end_of(Deadline.due_on)).where(Deadline.id == row.id)
        )

"""What is read from history: the legs of a period as they were known at the cut-off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from pakn.petitions.models import EndAct, LegCause, Petition
from pakn.reporting import counts, periods
from pakn.reporting.rates import LegFacts, Standing, Window, classify
from pakn.sla.models import Step
from tests.reporting.world import World, at, on

# 15/06/2026 to 14/09/2026, read long after its end and on a day in its middle.
START, END = periods.bounds(periods.parse("2026-Q3"))
QUARTER = Window.until(START, END, at("20/11"))
TINY = timedelta(microseconds=1)


def look(world: World, window: Window = QUARTER) -> list[LegFacts]:
    return counts.facts(world.session, [world.commune.id], window)


def only_one(world: World, window: Window = QUARTER) -> LegFacts:
    (found,) = look(world, window)
    return found


def standing(world: World, window: Window = QUARTER) -> Standing:
    return classify(only_one(world, window), window).standing


def until(day: str, hour: int = 9) -> Window:
    return Window.until(START, END, at(day, hour))


def test_legs_open_at_some_moment_of_the_period_are_found(world: World) -> None:
    before = world.leg(at("1/5"), "25/5", (EndAct.APPROVED, START - TINY))
    carried_over = world.leg(at("1/6"), "22/6", (EndAct.APPROVED, START))
    last_minute = world.leg(END - TINY, "6/10")
    too_late = world.leg(END, "6/10")
    elsewhere = world.leg(at("1/7"), "22/7", agency=world.neighbour)

    found = {each.leg_id for each in look(world)}

    assert found == {carried_over.id, last_minute.id}
    assert found.isdisjoint({before.id, too_late.id, elsewhere.id})


def test_a_result_after_the_cut_off_is_not_known(world: World) -> None:
    world.leg(at("1/9"), "23/9", (EndAct.APPROVED, END))

    assert only_one(world).end_act is None
    assert standing(world) is Standing.OPEN_ON_TIME


def test_while_the_period_runs_only_what_has_happened_by_now_counts(world: World) -> None:
    world.leg(at("1/7"), "22/7", (EndAct.APPROVED, at("10/7")))
    world.leg(at("20/7"), "10/8")

    assert [each.end_act for each in look(world, until("9/7"))] == [None]
    assert [each.end_act for each in look(world, until("10/7"))] == ["approved"]


def test_a_period_that_has_not_begun_has_no_legs(world: World) -> None:
    world.leg(at("1/7"), "22/7")

    assert look(world, Window.until(END, END + timedelta(days=91), at("1/8"))) == []


@pytest.mark.parametrize(
    ("answered_at", "expected"),
    [
        (at("22/7", 23, 59), Standing.DONE_ON_TIME),
        (at("23/7", 0), Standing.DONE_LATE),  # 24:00 of 22/7 is over
    ],
)
def test_an_answer_is_in_time_until_24_hours_of_its_last_day(world: World, answered_at, expected) -> None:  # type: ignore[no-untyped-def]
    world.leg(at("1/7"), "22/7", (EndAct.APPROVED, answered_at))

    assert standing(world) is expected


@pytest.mark.parametrize("act", [EndAct.REFUSED, EndAct.RETURNED, EndAct.FORWARDED, EndAct.SUPPLEMENT_ASKED])
@pytest.mark.parametrize(("limit", "expected"), [("3/7", Standing.DONE_ON_TIME), ("2/7", Standing.DONE_LATE)])
def test_other_acts_have_their_own_limit_and_not_that_of_the_answer(
    world: World, act: EndAct, limit: str, expected: Standing
) -> None:
    world.leg(at("1/7"), "22/7", (act, at("3/7")), limit)

    assert standing(world) is expected


def test_a_supplement_asked_again_by_the_same_agency_is_no_result(world: World) -> None:
    petition = world.petition(1)
    first = (EndAct.SUPPLEMENT_ASKED, at("3/7"))
    again = (EndAct.SUPPLEMENT_ASKED, at("9/7"))
    world.leg(at("1/7"), "22/7", first, "8/7", petition=petition)
    world.leg(at("8/7"), "29/7", again, "15/7", petition=petition, cause=LegCause.SUPPLEMENTED)

    standings = [classify(each, QUARTER).standing for each in look(world)]

    assert standings == [Standing.DONE_ON_TIME, Standing.OUTSIDE]


def test_a_supplement_asked_after_acceptance_is_no_result(world: World) -> None:
    leg = world.leg(at("1/7"), "22/7", (EndAct.SUPPLEMENT_ASKED, at("3/7")), "8/7")
    leg.accepted_at = at("2/7")

    assert standing(world) is Standing.OUTSIDE


def test_the_first_request_of_a_second_agency_is_a_result(world: World) -> None:
    petition = world.petition(1)
    asked = (EndAct.SUPPLEMENT_ASKED, at("3/7"))
    world.leg(at("1/7"), "22/7", asked, "8/7", petition=petition, agency=world.neighbour)
    world.leg(at("8/7"), "29/7", (EndAct.SUPPLEMENT_ASKED, at("9/7")), "15/7", petition=petition)

    assert standing(world) is Standing.DONE_ON_TIME


def test_each_leg_of_a_petition_that_came_back_counts_for_itself(world: World) -> None:
    petition = world.petition(1)
    world.leg(at("1/7"), "22/7", (EndAct.FORWARDED, at("2/7")), "8/7", petition=petition)
    world.leg(at("9/7"), "30/7", (EndAct.APPROVED, at("3/8")), petition=petition, cause=LegCause.RETURNED)

    standings = [classify(each, QUARTER).standing for each in look(world)]

    assert standings == [Standing.DONE_ON_TIME, Standing.DONE_LATE]


# T7, publication: the answer is given on 7/7, its result must be published by the end of 9/7.


@pytest.mark.parametrize(
    ("published_at", "window", "expected"),
    [
        (at("9/7", 23), QUARTER, Standing.DONE_ON_TIME),
        (at("10/7", 0), QUARTER, Standing.DONE_LATE),
        (None, QUARTER, Standing.DONE_LATE),
        (None, until("9/7", 23), Standing.DONE_ON_TIME),
        (None, until("10/7", 0), Standing.DONE_LATE),
        (at("15/7"), until("9/7", 12), Standing.DONE_ON_TIME),
        (at("15/7"), until("12/7"), Standing.DONE_LATE),
    ],
)
def test_publication_must_not_be_missed_by_the_cut_off(world: World, published_at, window, expected) -> None:  # type: ignore[no-untyped-def]
    leg = world.leg(at("1/7"), "22/7", (EndAct.APPROVED, at("7/7")))
    world.deadline(leg, Step.PUBLISH, "9/7", at("7/7"), published_at)

    assert standing(world, window) is expected


def test_publication_due_on_the_last_day_of_the_period_is_not_missed_in_it(world: World) -> None:
    leg = world.leg(at("1/9"), "22/9", (EndAct.APPROVED, at("10/9")))
    world.deadline(leg, Step.PUBLISH, "14/9", at("10/9"))

    assert standing(world) is Standing.DONE_ON_TIME


# A promise that was moved: due 24/7, replaced on 20/7 by 28/7 and on 27/7 by 30/7.


@pytest.mark.parametrize(
    ("day", "due"), [("15/7", "24/7"), ("19/7", "24/7"), ("20/7", "28/7"), ("27/7", "30/7")]
)
def test_the_promise_is_the_one_that_held_at_the_cut_off(world: World, day: str, due: str) -> None:
    leg = world.leg(at("3/7"), "30/7")
    (newest,) = world.deadlines(leg)
    newest.created_at = at("27/7")
    world.deadline(leg, Step.ANSWER, "24/7", at("3/7"), replaced=at("20/7"))
    world.deadline(leg, Step.ANSWER, "28/7", at("20/7"), replaced=at("27/7"))

    assert only_one(world, until(day)).answer_due_on == on(due)


def test_a_leg_entered_after_the_period_is_judged_by_the_first_promise_on_record(world: World) -> None:
    leg = world.leg(at("10/9"), "1/10")
    (first,) = world.deadlines(leg)
    first.created_at = at("16/9")

    assert standing(world) is Standing.OPEN_ON_TIME


# Unit and field.


def test_unit_and_field_are_those_at_the_end_of_the_leg(world: World) -> None:
    petition = world.petition(1)
    leg = world.leg(at("1/7"), "22/7", (EndAct.APPROVED, at("10/7")), petition=petition)
    world.assign(leg, world.culture, at("1/7"), at("3/7"))
    world.assign(leg, world.economy, at("3/7"), at("10/7"))
    world.file(petition, world.civil, at("1/7"), at("4/7"))
    world.file(petition, world.land, at("4/7"), at("20/7"))
    world.file(petition, world.civil, at("20/7"))

    found = only_one(world)

    assert (found.unit_name, found.field_name) == ("Phòng Kinh tế", "Đất đai")


def test_a_leg_that_was_forwarded_keeps_the_field_it_had_before_the_next_agency_filed_it_anew(
    world: World,
) -> None:
    petition = world.petition(1)
    world.leg(at("1/7"), "22/7", (EndAct.FORWARDED, at("3/7")), "8/7", petition=petition)
    world.leg(at("3/7"), "24/7", petition=petition, agency=world.neighbour, cause=LegCause.FORWARDED)
    world.file(petition, world.land, at("1/7"), at("3/7"))
    world.file(petition, world.civil, at("3/7"))

    there = counts.facts(world.session, [world.neighbour.id], QUARTER)

    assert (only_one(world).field_name, there[0].field_name) == ("Đất đai", "Hộ tịch")


def test_unit_and_field_of_an_open_leg_are_those_at_the_cut_off(world: World) -> None:
    petition = world.petition(1)
    leg = world.leg(at("1/9"), "22/9", petition=petition)
    world.assign(leg, world.culture, at("1/9"), at("10/9"))
    world.assign(leg, world.economy, at("10/9"), at("16/9"))
    world.assign(leg, world.culture, at("16/9"))
    world.file(petition, world.land, at("1/9"), at("15/9"))
    world.file(petition, world.civil, at("15/9"))

    found = only_one(world)

    assert (found.unit_name, found.field_name) == ("Phòng Kinh tế", "Đất đai")


def test_what_was_handed_back_lies_with_no_unit(world: World) -> None:
    leg = world.leg(at("1/7"), "22/7")
    world.assign(leg, world.culture, at("1/7"), at("3/7"))

    assert (only_one(world).unit_id, only_one(world).unit_name) == (None, "")


def test_several_assignments_in_one_moment_count_a_leg_once_and_the_last_one_holds(world: World) -> None:
    moment = at("1/7")
    leg = world.leg(moment, "22/7", (EndAct.REFUSED, moment), "3/7")
    world.assign(leg, world.culture, moment, moment)
    world.assign(leg, world.economy, moment, moment)

    assert only_one(world).unit_name == "Phòng Kinh tế"


# How it asks.


def test_a_list_may_be_narrowed_by_the_petition(world: World) -> None:
    world.leg(at("1/7"), "22/7")
    second = world.leg(at("2/7"), "23/7")

    found = counts.facts(world.session, [world.commune.id], QUARTER, Petition.id == second.petition_id)

    assert [each.leg_id for each in found] == [second.id]


def test_one_question_however_many_legs(world: World) -> None:
    for _ in range(5):
        world.leg(at("1/7"), "22/7", (EndAct.APPROVED, at("3/7")), unit=world.economy, topic=world.land)
    asked: list[str] = []
    world.session.flush()
    event.listen(
        world.session.connection().engine, "before_cursor_execute", lambda *heard: asked.append(str(heard[2]))
    )

    found = look(world)

    assert (len(found), len(asked)) == (5, 1)

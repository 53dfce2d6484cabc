"""The rule of the on-time rate, sentence by sentence, and what must hold for any cases."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pakn.petitions.models import EndAct
from pakn.reporting.rates import (
    CLOSING,
    LEAVING,
    Case,
    Group,
    LegFacts,
    Rates,
    Standing,
    Window,
    classify,
    percent,
    percent_vi,
    rates,
    rates_by,
)

# 15/06/2026 00:00 to 14/09/2026 24:00 in Asia/Ho_Chi_Minh, read long after its end.
START, END = datetime(2026, 6, 14, 17, tzinfo=UTC), datetime(2026, 9, 14, 17, tzinfo=UTC)
AFTERWARDS = datetime(2026, 11, 20, 3, tzinfo=UTC)
QUARTER = Window.until(START, END, AFTERWARDS)

JULY = datetime(2026, 7, 1, 2, tzinfo=UTC)
AUGUST = datetime(2026, 8, 3, 2, tzinfo=UTC)
ACTS = sorted(CLOSING | LEAVING | {"supplement_asked"})


def a_leg(**changes: object) -> LegFacts:
    leg = LegFacts(
        leg_id=1,
        petition_id=1,
        petition_code="PAKN-2026-000001-A",
        agency_id=1,
        unit_id=1,
        unit_name="Phòng Kinh tế",
        field_id=1,
        field_name="Đất đai",
        opened_at=JULY,
        ended_at=None,
        end_act=None,
        act_in_time=None,
        answer_due_on=date(2026, 7, 22),
    )
    return replace(leg, **changes)  # type: ignore[arg-type]


def done(
    act: str = "approved", at: datetime = AUGUST, in_time: bool | None = True, **changes: object
) -> LegFacts:
    asked = {"first_request": act == "supplement_asked"}
    return a_leg(**({"ended_at": at, "end_act": act, "act_in_time": in_time} | asked | changes))


def standing(leg: LegFacts, window: Window = QUARTER) -> Standing:
    return classify(leg, window).standing


@pytest.mark.parametrize("act", sorted(CLOSING | {"supplement_asked"}))
def test_an_act_within_its_limit_is_done_on_time(act: str) -> None:
    assert standing(done(act)) is Standing.DONE_ON_TIME


@pytest.mark.parametrize("act", sorted(CLOSING | {"supplement_asked"}))
@pytest.mark.parametrize("in_time", [False, None])
def test_an_act_beyond_its_limit_or_without_one_is_done_late(act: str, in_time: bool | None) -> None:
    assert standing(done(act, in_time=in_time)) is Standing.DONE_LATE


def test_an_answer_in_time_but_published_late_is_late() -> None:
    assert standing(done(publish_missed=True)) is Standing.DONE_LATE


def test_a_second_request_for_a_supplement_is_no_result() -> None:
    assert standing(done("supplement_asked", first_request=False)) is Standing.OUTSIDE


@pytest.mark.parametrize("act", sorted(LEAVING))
def test_merged_lapsed_and_withdrawn_stand_outside(act: str) -> None:
    assert standing(done(act, in_time=None)) is Standing.OUTSIDE


def test_every_ending_a_leg_can_have_is_known_to_the_rule() -> None:
    assert {act.value for act in EndAct} <= set(ACTS)


def test_an_unknown_ending_is_a_fault_and_not_a_number() -> None:
    with pytest.raises(ValueError, match="eaten"):
        standing(done("eaten"))


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (date(2026, 9, 15), Standing.OPEN_ON_TIME),
        (date(2026, 9, 14), Standing.OPEN_ON_TIME),
        (date(2026, 9, 13), Standing.OPEN_LATE),
        (None, Standing.OPEN_LATE),
    ],
)
def test_still_open_is_on_time_when_due_on_the_last_day_or_later(
    due_on: date | None, expected: Standing
) -> None:
    assert standing(a_leg(answer_due_on=due_on)) is expected


@pytest.mark.parametrize(
    ("ended_at", "expected"),
    [
        (START - timedelta(microseconds=1), Standing.NOT_COUNTED),
        (START, Standing.DONE_ON_TIME),
        (END - timedelta(microseconds=1), Standing.DONE_ON_TIME),
        (END, Standing.OPEN_LATE),
    ],
)
def test_the_period_begins_at_midnight_and_ends_at_midnight(ended_at: datetime, expected: Standing) -> None:
    opened_before = datetime(2026, 6, 1, 2, tzinfo=UTC)

    assert standing(done(at=ended_at, opened_at=opened_before)) is expected


@pytest.mark.parametrize(
    ("opened_at", "expected"),
    [(END - timedelta(microseconds=1), Standing.OPEN_ON_TIME), (END, Standing.NOT_COUNTED)],
)
def test_a_leg_opened_after_the_period_is_not_counted(opened_at: datetime, expected: Standing) -> None:
    assert standing(a_leg(opened_at=opened_at, answer_due_on=date(2026, 10, 5))) is expected


def test_while_the_period_runs_a_result_that_comes_later_is_not_known() -> None:
    in_july = Window.until(START, END, datetime(2026, 7, 20, 3, tzinfo=UTC))

    assert standing(done(at=AUGUST), in_july) is Standing.OPEN_ON_TIME
    assert standing(a_leg(answer_due_on=date(2026, 7, 20)), in_july) is Standing.OPEN_ON_TIME
    assert standing(a_leg(answer_due_on=date(2026, 7, 19)), in_july) is Standing.OPEN_LATE


def test_an_answer_is_late_from_midnight_after_its_last_day() -> None:
    midnight = datetime(2026, 7, 22, 17, tzinfo=UTC)
    due = a_leg(answer_due_on=date(2026, 7, 22))

    assert (
        standing(due, Window.until(START, END, midnight - timedelta(microseconds=1))) is Standing.OPEN_ON_TIME
    )
    assert standing(due, Window.until(START, END, midnight)) is Standing.OPEN_LATE


def test_nothing_counts_in_a_period_that_has_not_begun() -> None:
    not_begun = Window.until(END, END + timedelta(days=91), AUGUST)

    assert standing(a_leg(), not_begun) is Standing.NOT_COUNTED


def test_the_two_rates_of_a_small_quarter() -> None:
    legs = (
        [done("approved")] * 3  # A 3 of 3, B 3 of 3
        + [done("forwarded", in_time=False)]  # A 3 of 4, B 3 of 4
        + [done("supplement_asked")] * 2  # A 5 of 6, B as before
        + [a_leg(answer_due_on=date(2026, 9, 30))]  # A 6 of 7
        + [a_leg(answer_due_on=date(2026, 9, 1))]  # A 6 of 8
        + [done("lapsed"), done("withdrawn"), done("withdrawn"), done("merged")]
        + [done("supplement_asked", first_request=False)]
    )

    numbers = rates(classify(leg, QUARTER) for leg in legs)

    assert (numbers.on_time, numbers.counted, numbers.a) == (6, 8, Fraction(3, 4))
    assert (numbers.closed_on_time, numbers.closed, numbers.b) == (3, 4, Fraction(3, 4))
    assert (numbers.done_on_time, numbers.done_late, numbers.open_on_time, numbers.open_late) == (5, 1, 1, 1)
    assert (numbers.lapsed, numbers.withdrawn, numbers.merged, numbers.asked_again) == (1, 2, 1, 1)
    assert (numbers.late, numbers.excluded) == (2, 5)


def test_nothing_to_count_is_no_data_and_not_100_per_cent() -> None:
    numbers = rates([classify(done("withdrawn"), QUARTER)])

    assert (numbers.a, numbers.b) == (None, None)
    assert (percent(numbers.a), percent_vi(numbers.a)) == (None, "không có số liệu")


@pytest.mark.parametrize(
    ("rate", "written"),
    [
        (Fraction(51, 52), "98,08%"),  # 98.0769…
        (Fraction(57, 58), "98,28%"),  # 98.2758…
        (Fraction(1, 3), "33,33%"),
        (Fraction(2, 3), "66,67%"),
        (Fraction(1, 800), "0,13%"),  # exactly 0.125: halves go up
        (Fraction(1), "100,00%"),
        (Fraction(0), "0,00%"),
    ],
)
def test_rates_are_written_with_two_decimals_halves_up(rate: Fraction, written: str) -> None:
    assert percent_vi(rate) == written


# What must hold for any cases.

_MINUTES = st.integers(-200_000, 200_000)


@st.composite
def _legs(draw: st.DrawFn) -> LegFacts:
    opened_at = START + timedelta(minutes=draw(_MINUTES))
    ended = draw(st.booleans())
    return a_leg(
        leg_id=draw(st.integers(1, 10_000)),
        unit_id=draw(st.sampled_from([None, 1, 2, 3])),
        field_id=draw(st.sampled_from([None, 1, 2])),
        opened_at=opened_at,
        ended_at=opened_at + timedelta(minutes=draw(st.integers(0, 100_000))) if ended else None,
        end_act=draw(st.sampled_from(ACTS)) if ended else None,
        act_in_time=draw(st.sampled_from([True, False, None])),
        answer_due_on=draw(st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))),
        publish_missed=draw(st.booleans()),
        first_request=draw(st.booleans()),
    )


_quarters_of_legs = st.lists(_legs(), max_size=30).map(lambda legs: [classify(leg, QUARTER) for leg in legs])


@given(_legs(), st.lists(_MINUTES, max_size=8, unique=True))
def test_in_any_tiling_of_time_an_ended_leg_is_done_in_one_period_only(
    leg: LegFacts, cuts: list[int]
) -> None:
    edges = [START + timedelta(minutes=cut) for cut in sorted({-200_001, *cuts, 300_001})]
    periods = [
        Window.until(one, next_one, AFTERWARDS + timedelta(days=900)) for one, next_one in pairwise(edges)
    ]

    ended = [
        case
        for case in (classify(leg, period) for period in periods)
        if case.standing in (Standing.DONE_ON_TIME, Standing.DONE_LATE, Standing.OUTSIDE)
    ]

    assert len(ended) == (0 if leg.ended_at is None else 1)


@given(_legs(), _MINUTES, _MINUTES, _MINUTES)
def test_a_leg_counts_when_it_was_open_at_some_known_moment_of_the_period(
    leg: LegFacts, start: int, end: int, now: int
) -> None:
    first, last = sorted((start, end))
    window = Window.until(
        START + timedelta(minutes=first), START + timedelta(minutes=last + 1), START + timedelta(minutes=now)
    )

    overlaps = (
        window.start <= window.last
        and leg.opened_at <= window.last
        and (leg.ended_at is None or leg.ended_at >= window.start)
    )

    assert (standing(leg, window) is not Standing.NOT_COUNTED) == overlaps


@given(_quarters_of_legs)
def test_both_rates_lie_between_nothing_and_everything(cases: list[Case]) -> None:
    numbers = rates(cases)

    assert numbers.a is None or 0 <= numbers.a <= 1
    assert numbers.b is None or 0 <= numbers.b <= 1


@given(_quarters_of_legs)
def test_the_lines_by_unit_and_by_field_add_up_to_the_whole(cases: list[Case]) -> None:
    total = rates(cases)

    for key in (lambda case: case.facts.unit_id, lambda case: case.facts.field_id):
        lines = rates_by(cases, key).values()
        assert (
            Rates(**{each.name: sum(getattr(line, each.name) for line in lines) for each in fields(Rates)})
            == total
        )


@given(_quarters_of_legs, st.randoms(use_true_random=False))
def test_the_order_of_cases_changes_nothing(cases: list[Case], chance: random.Random) -> None:
    shuffled = cases.copy()
    chance.shuffle(shuffled)

    assert rates(shuffled) == rates(cases)


@given(_quarters_of_legs)
def test_every_number_is_the_length_of_its_list(cases: list[Case]) -> None:
    numbers = rates(cases)

    assert {group: getattr(numbers, group) for group in Group} == {
        group: sum(group.holds(case) for case in cases) for group in Group
    }


@given(_quarters_of_legs)
def test_the_four_standings_make_up_both_sides_of_the_rate(cases: list[Case]) -> None:
    numbers = rates(cases)

    assert numbers.counted == numbers.on_time + numbers.late
    assert numbers.counted == (
        numbers.done_on_time + numbers.done_late + numbers.open_on_time + numbers.open_late
    )
    assert numbers.excluded == sum(case.standing is Standing.OUTSIDE for case in cases)

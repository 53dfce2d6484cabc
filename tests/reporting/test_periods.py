"""Report periods run from the 15th to the 14th and leave no day out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pakn.reporting import periods
from pakn.reporting.periods import Period

years = st.integers(2001, 2099)


@pytest.mark.parametrize(
    ("typed", "label", "from_on", "to_on"),
    [
        ("2026-Q1", "Quý I năm 2026", date(2025, 12, 15), date(2026, 3, 14)),
        ("2026-Q2", "Quý II năm 2026", date(2026, 3, 15), date(2026, 6, 14)),
        ("2026-Q3", "Quý III năm 2026", date(2026, 6, 15), date(2026, 9, 14)),
        ("2026-Q4", "Quý IV năm 2026", date(2026, 9, 15), date(2026, 12, 14)),
        ("2026-M01", "Tháng 1 năm 2026", date(2025, 12, 15), date(2026, 1, 14)),
        ("2026-M03", "Tháng 3 năm 2026", date(2026, 2, 15), date(2026, 3, 14)),
        ("2026-H1", "6 tháng đầu năm 2026", date(2025, 12, 15), date(2026, 6, 14)),
        ("2026-H2", "6 tháng cuối năm 2026", date(2026, 6, 15), date(2026, 12, 14)),
        ("2026-9M", "9 tháng năm 2026", date(2025, 12, 15), date(2026, 9, 14)),
        ("2026", "Năm 2026", date(2025, 12, 15), date(2026, 12, 14)),
        ("2026-01-01..2026-03-31", "Từ 01/01/2026 đến 31/03/2026", date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_each_shape_means_its_days(typed: str, label: str, from_on: date, to_on: date) -> None:
    assert periods.parse(typed) == Period(label, from_on, to_on, typed)


@pytest.mark.parametrize(
    ("typed", "code"), [(" 2026-q1 ", "2026-Q1"), ("2026-m3", "2026-M03"), ("2026-9m\n", "2026-9M")]
)
def test_case_space_and_a_missing_zero_are_forgiven(typed: str, code: str) -> None:
    assert periods.parse(typed).code == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "2026-Q5",
        "2026-Q0",
        "2026-M13",
        "2026-M00",
        "2026-H3",
        "2026-8M",
        "26",
        "1999",
        "9999",
        "2026-",
        "quý 1",
        "2026-03-31..2026-01-01",
        "2026-02-30..2026-03-01",
        "2026-01-01..",
        "0001-01-01..9999-12-31",
        "２０２６",
        "2026-Q1;",
        "\ud800",
    ],
)
def test_a_wrong_period_is_refused_with_the_shapes_that_are_right(typed: str) -> None:
    with pytest.raises(ValueError, match=r"Không hiểu kỳ .*2026-Q1, 2026-M03, .*2026-01-01\.\.2026-03-31"):
        periods.parse(typed)


@given(st.text())
def test_any_text_is_a_period_or_a_sentence(typed: str) -> None:
    try:
        told = periods.parse(typed).label_vi
    except ValueError as refusal:
        told = str(refusal)

    assert told.startswith(("Không hiểu kỳ", "Năm", "Quý", "Tháng", "Từ", "6 tháng", "9 tháng"))


@given(years)
def test_quarters_and_months_tile_the_year_without_gap_or_overlap(year: int) -> None:
    whole = periods.whole_year(year)

    for parts in (
        [periods.quarter(year, number) for number in range(1, 5)],
        [periods.month(year, number) for number in range(1, 13)],
        [periods.half(year, 1), periods.half(year, 2)],
        [periods.nine_months(year), periods.quarter(year, 4)],
    ):
        assert (parts[0].from_on, parts[-1].to_on) == (whole.from_on, whole.to_on)
        for before, after in pairwise(parts):
            assert after.from_on - before.to_on == timedelta(days=1)
            assert periods.bounds(before)[1] == periods.bounds(after)[0]


@given(years)
def test_a_year_ends_where_the_next_begins(year: int) -> None:
    assert periods.bounds(periods.whole_year(year))[1] == periods.bounds(periods.whole_year(year + 1))[0]


def test_bounds_are_midnights_of_ho_chi_minh_city_in_utc() -> None:
    assert periods.bounds(periods.quarter(2026, 1)) == (
        datetime(2025, 12, 14, 17, tzinfo=UTC),
        datetime(2026, 3, 14, 17, tzinfo=UTC),
    )


@given(st.dates(date(2001, 1, 1), date(2099, 11, 30)))
def test_the_current_quarter_holds_the_day(on: date) -> None:
    quarter = periods.current_quarter(on)

    assert quarter.from_on <= on <= quarter.to_on


def test_the_fifteenth_of_december_is_in_the_next_years_first_quarter() -> None:
    assert periods.current_quarter(date(2026, 12, 14)).code == "2026-Q4"
    assert periods.current_quarter(date(2026, 12, 15)).code == "2027-Q1"


@given(st.dates(date(2002, 1, 1), date(2099, 11, 30)))
def test_the_choices_have_begun_are_distinct_and_start_with_the_current_quarter(on: date) -> None:
    choices = periods.choices(on)

    assert choices[0] == periods.current_quarter(on)
    assert all(period.from_on <= on for period in choices)
    assert len({period.code for period in choices}) == len(choices)
    assert all(periods.parse(period.code) == period for period in choices)

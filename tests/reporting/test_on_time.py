"""The report of a quarter that was counted by hand (quarter.py), its lists and its forms."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from itertools import pairwise

import pytest

from pakn.identity.permissions import Post, Role, Viewer
from pakn.petitions.models import EndAct, Petition
from pakn.petitions.visibility import visible
from pakn.reporting import charts, counts, exports, on_time, periods
from pakn.reporting.on_time import NOBODY, Choice, OnTimeReport
from pakn.reporting.rates import Group, Window
from tests.reporting.quarter import small_quarter
from tests.reporting.world import World, at

QUARTER = periods.parse("2026-Q3")
TODAY = at("20/11")


def report_of(world: World, **changes: object) -> OnTimeReport:
    asked = {"period": QUARTER, "agencies": [world.commune], "now": TODAY} | changes
    return on_time.build(world.session, **asked)  # type: ignore[arg-type]


def listed(world: World, choice: Choice) -> set[int]:
    found = on_time.cases(world.session, QUARTER, [world.commune], choice, TODAY)
    return {case.facts.leg_id for case in found}


def test_a_quarter_comes_out_as_counted_by_hand(world: World) -> None:
    small_quarter(world)

    total = report_of(world).total

    assert (total.on_time, total.counted, total.a) == (6, 10, Fraction(3, 5))
    assert (total.closed_on_time, total.closed, total.b) == (3, 6, Fraction(1, 2))
    assert (total.done_on_time, total.done_late, total.open_on_time, total.open_late) == (4, 3, 2, 1)
    assert (total.lapsed, total.withdrawn, total.merged, total.asked_again) == (1, 1, 0, 1)


def test_units_and_fields_come_with_the_most_cases_first_and_nobody_last(world: World) -> None:
    small_quarter(world)

    report = report_of(world)

    assert [(row.name, row.rates.on_time, row.rates.counted) for row in report.by_unit] == [
        ("Phòng Kinh tế", 3, 5),
        ("Phòng Văn hóa", 2, 3),
        ("", 1, 2),
    ]
    assert [(row.name, row.rates.on_time, row.rates.counted) for row in report.by_field] == [
        ("Đất đai", 3, 5),
        ("Hộ tịch", 2, 3),
        ("", 1, 2),
    ]
    assert [row.id for row in report.by_unit] == [world.economy.id, world.culture.id, NOBODY]


@pytest.mark.parametrize(
    ("group", "numbers"),
    [
        (Group.COUNTED, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}),
        (Group.ON_TIME, {1, 4, 6, 8, 9, 10}),
        (Group.LATE, {2, 3, 5, 7}),
        (Group.DONE_LATE, {2, 3, 5}),
        (Group.OPEN_LATE, {7}),
        (Group.CLOSED, {1, 2, 3, 4, 5, 10}),
        (Group.CLOSED_ON_TIME, {1, 4, 10}),
        (Group.WITHDRAWN, {12}),
        (Group.EXCLUDED, {11, 12, 13}),
    ],
)
def test_every_number_leads_to_its_list(world: World, group: Group, numbers: set[int]) -> None:
    legs = small_quarter(world)

    assert listed(world, Choice(group)) == {legs[number].id for number in numbers}


def test_the_numbers_of_a_line_lead_to_the_list_of_that_line(world: World) -> None:
    legs = small_quarter(world)

    assert listed(world, Choice(Group.LATE, unit_id=world.economy.id)) == {legs[2].id, legs[7].id}
    assert listed(world, Choice(Group.COUNTED, unit_id=NOBODY)) == {legs[5].id, legs[6].id}
    assert listed(world, Choice(Group.COUNTED, field_id=NOBODY)) == {legs[6].id, legs[7].id}
    assert listed(world, Choice(Group.ON_TIME, field_id=world.civil.id)) == {legs[4].id, legs[8].id}


def test_lists_begin_with_the_latest(world: World) -> None:
    small_quarter(world)

    found = on_time.cases(world.session, QUARTER, [world.commune], Choice(), TODAY)

    assert all(one.facts.opened_at >= other.facts.opened_at for one, other in pairwise(found))


def test_a_petition_about_the_reader_is_counted_but_not_listed(world: World) -> None:
    legs = small_quarter(world)
    reader = world.officer("nguoi doc")
    world.session.get_one(Petition, legs[3].petition_id).about_officers = [reader]
    world.session.flush()
    viewer = Viewer(
        reader.id,
        reader.full_name,
        (Post(Role.LEADER, world.commune.id, frozenset({world.commune.id}), None),),
    )

    seen = on_time.cases(
        world.session, QUARTER, [world.commune], Choice(Group.LATE), TODAY, only=visible(viewer)
    )

    assert report_of(world).total.late == 4
    assert {case.facts.leg_id for case in seen} == {legs[2].id, legs[5].id, legs[7].id}


def test_a_finished_period_is_final_and_one_that_runs_is_provisional(world: World) -> None:
    small_quarter(world)

    assert not report_of(world).provisional
    assert report_of(world, now=at("14/9", 23, 59)).provisional
    assert not report_of(world, now=at("15/9", 0)).provisional


def test_the_report_of_a_finished_period_does_not_change_afterwards(world: World) -> None:
    small_quarter(world)

    assert report_of(world, now=at("15/9", 0)) == report_of(world, now=TODAY)


def test_while_the_period_runs_the_report_says_what_was_known(world: World) -> None:
    small_quarter(world)

    # On 10/7 at 9:00: 4, 6 and 10 are done on time, 5 late; 1, 2, 3, 11 and 12 are open and in time.
    total = report_of(world, now=at("10/7")).total

    assert (total.done_on_time, total.done_late, total.open_on_time, total.open_late) == (3, 1, 5, 0)
    assert (total.lapsed, total.withdrawn, total.asked_again) == (0, 0, 1)


def test_several_agencies_are_added_up_and_units_say_whose_they_are(world: World) -> None:
    small_quarter(world)

    report = report_of(world, agencies=[world.commune, world.neighbour])

    assert (report.total.on_time, report.total.counted) == (6, 11)
    assert {(row.name, row.agency) for row in report.by_unit} == {
        ("Phòng Kinh tế", "Xã Một"),
        ("Phòng Văn hóa", "Xã Một"),
        ("", ""),
    }


def test_nothing_to_count_gives_no_rate_and_no_lines(world: World) -> None:
    report = report_of(world)

    assert (report.total.a, report.total.b, report.by_unit, report.by_field) == (None, None, (), ())


# The target.


def test_the_target_of_the_year_stands_beside_the_rate(world: World) -> None:
    legs = small_quarter(world)
    world.target(world.commune, 100)
    world.target(world.commune, 90, year=2025)

    target = report_of(world).target

    assert target is not None
    assert (target.value, target.source, target.reached) == (100, "Kế hoạch thử", False)
    assert legs


def test_a_target_is_reached_by_the_exact_rate_and_not_by_the_rounded_one(world: World) -> None:
    small_quarter(world)
    world.target(world.commune, 60)
    world.target(world.neighbour, 0.01)

    assert report_of(world).target.reached is True  # type: ignore[union-attr]
    assert report_of(world, agencies=[world.neighbour]).target.reached is False  # type: ignore[union-attr]


def test_without_anything_to_count_nobody_knows_whether_the_target_is_reached(world: World) -> None:
    world.target(world.commune, 100)

    assert report_of(world).target.reached is None  # type: ignore[union-attr]


def test_agencies_with_different_targets_share_none(world: World) -> None:
    world.target(world.commune, 100)
    world.target(world.neighbour, 95)

    assert report_of(world, agencies=[world.commune, world.neighbour]).target is None
    assert report_of(world, agencies=[world.province]).target is None


# Months.


def test_the_run_of_months_agrees_with_the_report_of_each_month(world: World) -> None:
    small_quarter(world)
    months = charts.months_until(QUARTER.to_on)
    windows = [Window.until(*periods.bounds(month), TODAY) for month in months]

    points = charts.trend(months, counts.flow(world.session, [world.commune.id], windows))

    done = [report_of(world, period=month).total for month in months]
    assert [point.done for point in points] == [each.done_on_time + each.done_late for each in done]
    # June 15/5-14/6: 10, the first leg of 13, and 13 itself came; July: 1-6, 11, 12; August: 7; September: 8 and 9.
    assert [(point.label, point.received) for point in points[-4:]] == [
        ("T6", 3),
        ("T7", 8),
        ("T8", 1),
        ("T9", 2),
    ]
    assert [point.label for point in points[:2]] == ["T10", "T11"]


def test_months_follow_the_report_calendar() -> None:
    assert [month.code for month in charts.months_until(QUARTER.to_on, 2)] == ["2026-M08", "2026-M09"]
    assert charts.months_until(at("15/12").date(), 1)[0].code == "2027-M01"


def test_without_any_legs_there_is_nothing_to_draw(world: World) -> None:
    months = charts.months_until(QUARTER.to_on)
    windows = [Window.until(*periods.bounds(month), TODAY) for month in months]

    assert charts.trend(months, counts.flow(world.session, [world.commune.id], windows)) == []


# Forms.


def test_json_carries_numerators_denominators_and_rates_as_text(world: World) -> None:
    small_quarter(world)
    world.target(world.commune, 100)

    data = json.loads(json.dumps(exports.as_dict(report_of(world))))

    assert data["report"] == "on-time"
    assert data["period"] == {
        "code": "2026-Q3",
        "label": "Quý III năm 2026",
        "from": "2026-06-15",
        "to": "2026-09-14",
    }
    assert data["agencies"] == [{"code": "xa-mot", "name": "UBND Xã Một"}]
    assert (data["cut_off"], data["provisional"]) == ("2026-09-14T23:59:59+07:00", False)
    assert data["total"]["rate_a"] == {"percent": "60.00", "numerator": 6, "denominator": 10}
    assert data["total"]["rate_b"] == {"percent": "50.00", "numerator": 3, "denominator": 6}
    assert data["total"]["excluded"] == {"lapsed": 1, "withdrawn": 1, "merged": 0, "asked_again": 1}
    assert data["by_unit"][1]["rate_a"] == {"percent": "66.67", "numerator": 2, "denominator": 3}
    assert [row["name"] for row in data["by_unit"]] == ["Phòng Kinh tế", "Phòng Văn hóa", "Chưa giao đơn vị"]
    assert [row["name"] for row in data["by_field"]] == ["Đất đai", "Hộ tịch", "Chưa phân loại"]
    assert (data["by_unit"][2]["id"], data["by_unit"][0]["id"]) == (None, world.economy.id)
    assert data["target"] == {
        "percent": "100.00",
        "basis_kind": "local",
        "source": "Kế hoạch thử",
        "reached": False,
    }


def test_json_of_nothing_says_null_and_not_zero_or_a_hundred(world: World) -> None:
    data = exports.as_dict(report_of(world))

    assert data["total"]["rate_a"] == {"percent": None, "numerator": 0, "denominator": 0}
    assert data["target"] is None


def test_csv_has_a_line_for_the_whole_each_unit_and_each_field(world: World) -> None:
    small_quarter(world)

    rows = list(csv.DictReader(io.StringIO(exports.as_csv(report_of(world)))))

    assert [(row["Bảng"], row["Tên"], row["Tỷ lệ A (%)"]) for row in rows] == [
        ("Tổng", "UBND Xã Một", "60.00"),
        ("Đơn vị", "Phòng Kinh tế", "60.00"),
        ("Đơn vị", "Phòng Văn hóa", "66.67"),
        ("Đơn vị", "Chưa giao đơn vị", "50.00"),
        ("Lĩnh vực", "Đất đai", "60.00"),
        ("Lĩnh vực", "Hộ tịch", "66.67"),
        ("Lĩnh vực", "Chưa phân loại", "50.00"),
    ]
    assert (rows[0]["Đúng hạn"], rows[0]["Đã và đang xử lý"]) == ("6", "10")


def test_a_name_in_csv_never_becomes_a_formula(world: World) -> None:
    world.economy.name = "=1+1"
    small_quarter(world)

    assert "'=1+1" in exports.as_csv(report_of(world))


def test_text_for_the_terminal_has_both_rates_with_both_numbers(world: World) -> None:
    small_quarter(world)

    text = exports.as_text(report_of(world))

    assert "60,00%, 6 trong 10" in text
    assert "50,00%, 3 trong 6" in text
    assert "Không tính: 1 đóng do không bổ sung, 1 đã rút, 0 đã gộp, 1 yêu cầu bổ sung lần sau." in text
    assert "không có số liệu" in exports.as_text(report_of(world, agencies=[world.province]))


def test_a_leg_that_ends_in_the_next_quarter_is_done_there_and_open_here(world: World) -> None:
    world.leg(at("25/8"), "15/9", (EndAct.APPROVED, at("15/9", 8)))

    here, there = report_of(world).total, report_of(world, period=periods.parse("2026-Q4")).total

    assert (here.open_on_time, here.done_on_time) == (1, 0)
    assert (there.open_on_time, there.done_on_time) == (0, 1)

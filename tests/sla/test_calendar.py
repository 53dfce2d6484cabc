"""The working calendar: the vectors of the notices, the rules of counting, and the file it comes from."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pakn
from pakn.sla import explain
from pakn.sla.calendar import (
    LONGEST_TERM,
    CalendarDay,
    CalendarFileError,
    Cell,
    CellKind,
    DayStatus,
    WorkingCalendar,
    parse_csv,
    published_years,
    weeks,
)

TABLE = (Path(pakn.__file__).parent / "data" / "calendar.csv").read_text(encoding="utf-8")
DAYS = parse_csv(TABLE)
CALENDAR = WorkingCalendar.of(DAYS)
VECTORS = list(
    csv.DictReader((Path(__file__).parent / "due_vectors.csv").read_text(encoding="utf-8").splitlines())
)
HEADER = "date,status,kind,name,provisional\n"

any_day = st.dates(date(2019, 1, 1), date(2032, 12, 31))
terms = st.integers(0, 60)


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row['event_on']}+{row['working_days']}")
def test_a_known_term_ends_on_its_known_day(row: dict[str, str]) -> None:
    due = CALENDAR.count(date.fromisoformat(row["event_on"]), int(row["working_days"]))

    assert due.due_on == date.fromisoformat(row["due_on"])
    assert not due.provisional


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 250), (2026, 249)])
def test_a_year_has_the_working_days_its_notices_give(year: int, days: int) -> None:
    assert CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == days


def test_a_term_that_reaches_an_unpublished_year_is_provisional_and_says_which_year() -> None:
    due = CALENDAR.count(date(2026, 12, 31), 5)

    assert (due.due_on, due.provisional, due.provisional_years) == (date(2027, 1, 8), True, (2027,))


def test_the_year_of_the_event_alone_does_not_make_a_term_provisional() -> None:
    calendar = WorkingCalendar(DAYS, {2026})

    assert not calendar.count(date(2025, 12, 31), 2).provisional


def test_a_year_called_published_without_any_row_is_still_provisional() -> None:
    calendar = WorkingCalendar(DAYS, {2026, 2030})

    assert calendar.is_provisional(2030)
    assert not calendar.is_provisional(2026)


def test_one_provisional_row_in_a_published_year_makes_the_terms_over_it_provisional() -> None:
    proposed = CalendarDay(date(2026, 11, 23), DayStatus.OFF, "swapped", "Nghỉ hoán đổi", provisional=True)
    calendar = WorkingCalendar([*DAYS, proposed], {2026})

    assert calendar.count(date(2026, 11, 20), 2).provisional
    assert not calendar.count(date(2026, 11, 24), 2).provisional


def test_beyond_the_table_only_weekends_and_fixed_holidays_are_off() -> None:
    fixed = [date(2029, 1, 1), date(2029, 4, 30), date(2029, 5, 1), date(2029, 11, 24), date(2031, 9, 2)]

    assert not any(CALENDAR.is_working_day(day) for day in fixed)
    assert CALENDAR.why_off(date(2031, 9, 2)) == "Quốc khánh"
    assert CALENDAR.is_working_day(date(2020, 11, 24))
    assert CALENDAR.is_provisional(date(2029, 5, 2))


def test_a_day_off_says_why() -> None:
    assert CALENDAR.why_off(date(2026, 11, 21)) == "thứ Bảy"
    assert CALENDAR.why_off(date(2026, 11, 22)) == "Chủ nhật"
    assert CALENDAR.why_off(date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert CALENDAR.why_off(date(2026, 8, 22)) is None


@given(any_day)
def test_a_term_of_no_days_ends_on_the_day_itself_or_the_next_working_day(day: date) -> None:
    due = CALENDAR.count(day, 0)

    assert due.due_on == (day if CALENDAR.is_working_day(day) else CALENDAR.next_working_day(day))


@given(any_day, st.integers(1, 60))
def test_the_steps_are_every_day_after_the_event_and_count_to_the_term(day: date, term: int) -> None:
    due = CALENDAR.count(day, term)

    span = (due.due_on - day).days
    assert [step.on for step in due.steps] == [day + timedelta(days=n) for n in range(1, span + 1)]
    assert [step.counted for step in due.steps if step.counted] == list(range(1, term + 1))
    assert all((step.counted is None) == bool(step.reason) for step in due.steps)
    assert due.steps[-1].counted == term


@given(any_day, st.integers(1, 60))
def test_a_term_ends_on_a_working_day_and_holds_as_many_as_it_says(day: date, term: int) -> None:
    due_on = CALENDAR.count(day, term).due_on

    assert CALENDAR.is_working_day(due_on)
    assert CALENDAR.working_days_between(day, due_on) == term
    assert CALENDAR.add(day, term) == due_on


@given(any_day, terms, terms)
def test_terms_add_up(day: date, first: int, second: int) -> None:
    start = CALENDAR.add(day, first) if first else CALENDAR.next_working_day(day)

    assert CALENDAR.add(CALENDAR.add(start, first), second) == CALENDAR.add(start, first + second)


@given(any_day, any_day, terms)
def test_a_later_event_never_falls_due_earlier(one: date, other: date, term: int) -> None:
    first, last = sorted((one, other))

    assert CALENDAR.add(first, term) <= CALENDAR.add(last, term)


@given(any_day, st.integers(1, 40))
def test_going_back_undoes_going_forward(day: date, term: int) -> None:
    start = CALENDAR.next_working_day(day)

    assert CALENDAR.add(CALENDAR.add(start, term), -term) == start


@given(any_day, any_day)
def test_working_days_between_are_none_when_the_end_is_not_later(one: date, other: date) -> None:
    first, last = sorted((one, other))

    assert CALENDAR.working_days_between(last, first) == 0


@pytest.mark.parametrize("term", [-1, LONGEST_TERM + 1, 10**30])
def test_a_term_no_law_could_set_is_refused(term: int) -> None:
    with pytest.raises(ValueError, match="Số ngày làm việc"):
        CALENDAR.count(date(2026, 11, 20), term)


@pytest.mark.parametrize("day", [date.max, date(9998, 12, 31), date(9998, 12, 20)])
def test_a_term_at_the_end_of_the_calendar_is_refused(day: date) -> None:
    with pytest.raises(ValueError, match="9998"):
        CALENDAR.count(day, 15)


def test_there_is_no_working_day_before_the_first() -> None:
    with pytest.raises(ValueError, match="trước ngày này"):
        CALENDAR.add(date.min, -1)


def test_a_moment_is_not_taken_for_a_day() -> None:
    with pytest.raises(ValueError, match="không phải một thời điểm"):
        CALENDAR.count(datetime(2026, 11, 20, 9, tzinfo=UTC), 5)


# --- drawn ---------------------------------------------------------------------------------------------------------


@given(any_day, terms)
def test_the_drawn_weeks_run_monday_to_sunday_and_cover_the_term(day: date, term: int) -> None:
    due = CALENDAR.count(day, term)
    rows = weeks(due, CALENDAR)

    cells = [cell for row in rows for cell in row]
    assert all(len(row) == 7 and row[0].on.weekday() == 0 for row in rows)
    assert [cell.on for cell in cells] == [cells[0].on + timedelta(days=n) for n in range(len(cells))]
    assert cells[0].on <= day <= due.due_on <= cells[-1].on
    assert [cell.on for cell in cells if cell.kind is CellKind.LAST] == [due.due_on]
    assert [cell.number for cell in cells if cell.number] == list(range(1, term + 1))


def test_the_drawn_days_carry_their_kind_and_name() -> None:
    rows = weeks(CALENDAR.count(date(2026, 8, 20), 2), CALENDAR)

    assert rows[0][2:] == [
        Cell(date(2026, 8, 19), CellKind.BEFORE, None, None),
        Cell(date(2026, 8, 20), CellKind.START, None, None),
        Cell(date(2026, 8, 21), CellKind.COUNTED, 1, None),
        Cell(date(2026, 8, 22), CellKind.LAST, 2, "Làm bù ngày hoán đổi"),
        Cell(date(2026, 8, 23), CellKind.AFTER, None, "Chủ nhật"),
    ]


# --- explained -----------------------------------------------------------------------------------------------------


def test_the_explanation_names_every_skipped_day() -> None:
    assert explain.sentences(CALENDAR.count(date(2026, 11, 19), 15)) == [
        "Ngày gửi, thứ Năm 19/11/2026, không tính.",
        "Đếm 15 ngày làm việc từ thứ Sáu 20/11/2026.",
        "Bỏ các ngày cuối tuần: 21–22/11, 28–29/11, 05–06/12.",
        "Bỏ thứ Ba 24/11/2026: Ngày Văn hóa Việt Nam.",
        "Hạn là hết thứ Sáu 11/12/2026.",
    ]


def test_the_explanation_tells_of_make_up_days_and_of_a_year_not_yet_published() -> None:
    made_up = explain.sentences(CALENDAR.count(date(2026, 8, 20), 2), event="Ngày chuyển đến")
    provisional = explain.sentences(CALENDAR.count(date(2026, 12, 14), 15))

    assert made_up[0] == "Ngày chuyển đến, thứ Năm 20/08/2026, không tính."
    assert "Thứ Bảy 22/08/2026 là ngày làm bù nên được tính." in made_up
    assert "Bỏ các ngày cuối tuần: 19–20/12/2026, 26–27/12/2026, 02–03/01/2027." in provisional
    assert provisional[-1] == "Lịch nghỉ năm 2027 chưa công bố nên ngày này là dự kiến."


def test_holidays_in_a_row_are_told_as_one() -> None:
    told = explain.sentences(CALENDAR.count(date(2026, 2, 13), 5))

    assert "Bỏ từ thứ Hai 16/02/2026 đến thứ Sáu 20/02/2026: Tết Nguyên đán (hoặc nghỉ bù Tết)." in told


def test_a_term_of_no_days_is_explained_too() -> None:
    assert explain.sentences(CALENDAR.count(date(2026, 11, 20), 0)) == [
        "Thời hạn kết thúc ngay trong ngày, thứ Sáu 20/11/2026."
    ]
    assert explain.sentences(CALENDAR.count(date(2026, 11, 21), 0))[0] == (
        "Ngày gửi, thứ Bảy 21/11/2026, là ngày nghỉ nên hạn chuyển sang thứ Hai 23/11/2026."
    )


@given(any_day, terms)
def test_an_explanation_survives_storage_as_json(day: date, term: int) -> None:
    due = CALENDAR.count(day, term)

    assert explain.from_json(json.loads(json.dumps(explain.as_json(due)))) == due


@pytest.mark.parametrize("stored", [{}, {"event_on": 5}, {"event_on": "2026-13-01"}])
def test_what_is_no_stored_due_date_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"stored due date|isoformat|month"):
        explain.from_json(stored)


# --- as a file -----------------------------------------------------------------------------------------------------


def test_the_packaged_table_has_a_source_for_every_day_and_2027_is_an_estimate() -> None:
    assert all(day.source for day in DAYS)
    assert published_years(DAYS) == frozenset(range(2021, 2027))
    assert {day.source for day in DAYS if day.on.year == 2027} == {"ước tính, chưa công bố"}


@pytest.mark.parametrize(
    "text",
    [
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("\n", "\r"),
        "\ufeff" + TABLE,
        "\n\n" + TABLE + "\n,,,,,\n",
    ],
    ids=["crlf", "cr", "bom", "blank lines"],
)
def test_a_table_saved_by_another_program_reads_the_same(text: str) -> None:
    assert parse_csv(text) == DAYS


def test_semicolons_and_a_missing_source_are_accepted() -> None:
    days = parse_csv("date;status;kind;name;provisional\n2026-09-02;off;holiday;Quốc khánh, nghỉ;no\n")

    assert days == [
        CalendarDay(date(2026, 9, 2), DayStatus.OFF, "holiday", "Quốc khánh, nghỉ", provisional=False)
    ]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("02/09/2026,off,holiday,Quốc khánh,no", "Không hiểu ngày"),
        ("2026-02-30,off,holiday,Ngày không có,no", "Không hiểu ngày"),
        ("0206-09-02,off,holiday,Quốc khánh,no", "Không hiểu ngày"),
        ("2026-09-02,nghỉ,holiday,Quốc khánh,no", "Cột status"),
        ("2026-09-02,off,lễ,Quốc khánh,no", "Cột kind"),
        ("2026-09-02,off,holiday,  ,no", "Ghi tên ngày"),
        ("2026-09-02,off,holiday,Quốc khánh,maybe", "Cột provisional"),
        ("2026-09-02,off,holiday,Quốc khánh", "Cần 5 ô"),
        ("2026-09-03,working,make_up,Làm bù,no", "vốn là ngày làm việc"),
        ("2026-09-05,working,holiday,Làm bù,no", "make_up"),
        ("2026-09-02,off,make_up,Quốc khánh,no", "make_up"),
        ('2026-09-02,off,holiday,"Quốc khánh,no', "ngoặc kép"),
    ],
)
def test_a_wrong_line_is_refused_with_its_number_and_a_sentence(row: str, word: str) -> None:
    with pytest.raises(CalendarFileError) as refusal:
        parse_csv(f"{HEADER}2026-01-01,off,holiday,Tết Dương lịch,no\n{row}\n")

    assert [problem.line for problem in refusal.value.problems] == [3]
    assert word in refusal.value.problems[0].sentence


def test_every_wrong_line_is_told_at_once() -> None:
    with pytest.raises(CalendarFileError) as refusal:
        parse_csv(
            HEADER
            + "x,off,holiday,A,no\n2026-09-02,off,holiday,B,no\n2026-09-02,off,holiday,C,no\n,,,,\ny,z,,,\n"
        )

    assert sorted({problem.line for problem in refusal.value.problems}) == [2, 4, 6]
    assert "Ngày 02/09/2026 đã có" in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["", "\ufeff", "\n\n", HEADER, "a,b\n1,2\n", HEADER.strip() + ",date\n", HEADER.strip() + ",x\n"]
)
def test_a_file_without_days_or_with_another_header_is_refused(text: str) -> None:
    with pytest.raises(CalendarFileError) as refusal:
        parse_csv(text)

    assert refusal.value.problems[0].sentence


@given(
    st.one_of(
        st.text(),
        st.text().map(HEADER.__add__),
        st.text(alphabet='2026-09,off\n";\r\x00\ufeff').map(HEADER.__add__),
    )
)
def test_any_text_is_either_a_table_or_refused_with_lines(text: str) -> None:
    try:
        told: tuple[object, ...] = tuple(parse_csv(text))
    except CalendarFileError as refusal:
        told = tuple(problem for problem in refusal.problems if problem.line >= 1 and problem.sentence)

    assert told

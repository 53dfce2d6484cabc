"""A calendar file takes the place of the years it speaks of, and of no other."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.sla import queries
from pakn.sla.loading import import_calendar, load_common, packaged_calendar
from pakn.sla.models import CalendarYear
from pakn.sla.table import CalendarDay, DayStatus
from tests.loading.conftest import NOW


def day(on: str, name: str = "Nghỉ lễ", *, provisional: bool = False, source: str = "") -> CalendarDay:
    return CalendarDay(date.fromisoformat(on), DayStatus.OFF, "holiday", name, provisional, source)


def year(session: Session, number: int) -> CalendarYear:
    return session.scalars(select(CalendarYear).where(CalendarYear.year == number)).one()


def test_a_published_notice_takes_the_place_of_the_estimate(session_on_each: Session) -> None:
    load_common(session_on_each, NOW)
    assert queries.calendar(session_on_each).is_working_day(date(2027, 2, 4))

    imported = import_calendar(session_on_each, [day("2027-02-04"), day("2027-02-05")], "thong-bao.csv", NOW)

    assert imported.years == (2027,)
    assert imported.added == (date(2027, 2, 4),)
    assert imported.changed == (date(2027, 2, 5),)
    assert date(2027, 11, 24) in imported.removed
    assert not queries.calendar(session_on_each).is_working_day(date(2027, 2, 4))
    assert queries.calendar(session_on_each).is_working_day(date(2027, 11, 24))
    assert (year(session_on_each, 2027).published, year(session_on_each, 2027).source) == (
        True,
        "thong-bao.csv",
    )


def test_a_year_with_one_provisional_day_is_not_published(session: Session) -> None:
    import_calendar(session, [day("2028-01-03"), day("2028-05-01", provisional=True)], "", NOW)

    assert not year(session, 2028).published


def test_the_notice_a_day_names_is_the_source_of_its_year(session: Session) -> None:
    import_calendar(
        session, [day("2028-01-03", source="Thông báo A"), day("2028-05-01", source="Thông báo A")], "x", NOW
    )

    assert year(session, 2028).source == "Thông báo A"


def test_other_years_stay_as_they_are(session: Session) -> None:
    load_common(session, NOW)
    before = [(row.day, row.name) for row in queries.days(session, 2026)]

    import_calendar(session, [day("2027-01-01")], "", NOW)

    assert [(row.day, row.name) for row in queries.days(session, 2026)] == before


def test_importing_the_same_file_twice_changes_nothing_the_second_time(session_on_each: Session) -> None:
    import_calendar(session_on_each, packaged_calendar(), "", NOW)

    again = import_calendar(session_on_each, packaged_calendar(), "", NOW)

    assert (again.added, again.removed, again.changed) == ((), (), ())


def test_the_next_loading_does_not_undo_what_was_imported(session: Session) -> None:
    load_common(session, NOW)
    import_calendar(session, [day("2027-02-04")], "thong-bao.csv", NOW)
    import_calendar(session, [day("2026-11-23")], "thong-bao-2.csv", NOW)

    load_common(session, NOW)

    assert [row.day for row in queries.days(session, 2027)] == [date(2027, 2, 4)]
    assert [row.day for row in queries.days(session, 2026)] == [date(2026, 11, 23)]


def test_the_next_loading_publishes_a_year_that_was_only_foreseen(session: Session) -> None:
    import_calendar(session, [day("2026-11-24", provisional=True)], "", NOW)

    load_common(session, NOW)

    assert year(session, 2026).published
    assert len(queries.days(session, 2026)) > 5

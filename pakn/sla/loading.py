"""Terms from the packaged table, and the working calendar from a file of days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pakn.catalogue import loading as catalogue
from pakn.catalogue.models import BasisKind
from pakn.kernel import installation
from pakn.sla import queries
from pakn.sla.calendar import published_years
from pakn.sla.models import CalendarDate, CalendarYear, Step, Term
from pakn.sla.table import CalendarDay, parse_csv


@dataclass(frozen=True)
class Imported:
    """What a calendar file changed: the years it spoke of, and the days that came, went, or changed their meaning."""

    years: tuple[int, ...]
    added: tuple[date, ...]
    removed: tuple[date, ...]
    changed: tuple[date, ...]


def load_common(session: Session, now: datetime) -> None:
    """Bring in what every installation starts from, by table; harmless to repeat."""
    catalogue.load_fields(session)
    catalogue.load_grounds(session)
    catalogue.load_outcomes(session)
    catalogue.load_reply_templates(session)
    load_terms(session)
    load_packaged_calendar(session, now)


def load_terms(session: Session) -> None:
    """Add the packaged terms that are missing; what an administrator changed, or versions they added, stay."""
    stored = set(session.scalars(select(Term.code).where(Term.agency_id.is_(None))))
    for row in catalogue.packaged_rows("terms.csv"):
        if row["code"] not in stored:
            session.add(_term(row))
    session.flush()


def _term(row: dict[str, str]) -> Term:
    return Term(
        code=row["code"],
        step=Step(row["step"]),
        kind=row["kind"] or None,
        working_days=int(row["working_days"]),
        clock_start=row["clock_start"],
        basis_kind=BasisKind(row["basis_kind"]),
        basis=row["basis"],
        source=row["source"],
        effective_from=date.fromisoformat(row["effective_from"]),
        effective_to=catalogue.day_or_none(row["effective_to"]),
    )


def packaged_calendar() -> list[CalendarDay]:
    """The days that come with the program: 2021 to 2026 as published, 2027 as far as it can be foreseen."""
    return parse_csv((files("pakn") / "data" / "calendar.csv").read_text(encoding="utf-8"))


def load_packaged_calendar(session: Session, now: datetime) -> None:
    """Bring in the packaged years that are not there yet, and those that were provisional and are published now.

    A year an administrator imported is never overwritten.
    """
    days = packaged_calendar()
    known = {each.year: each.published for each in queries.years(session)}
    published = published_years(days)
    wanted = {day.on.year for day in days if known.get(day.on.year) is None}
    wanted |= {year for year in published if known.get(year) is False}
    if wanted:
        import_calendar(session, [day for day in days if day.on.year in wanted], "", now)


def import_calendar(session: Session, days: Sequence[CalendarDay], source: str, now: datetime) -> Imported:
    """Put these days in place of all days of the years they lie in; a year without a provisional day is published.

    `source` names the notice or the file when the days do not name theirs. Deadlines do not move by this: call
    `pakn.sla.service.recompute` after it.
    """
    years = sorted({day.on.year for day in days})
    published = published_years(days)
    before = _stored(session, years)
    session.execute(delete(CalendarDate).where(CalendarDate.year.in_(years)))
    for year in years:
        _store_year(session, year, year in published, _source(days, year) or source, now)
    session.flush()
    session.add_all(_row(day) for day in days)
    session.flush()
    installation.forget(session)
    return _compared(tuple(years), before, {day.on: (day.status, day.kind, day.name) for day in days})


def _row(day: CalendarDay) -> CalendarDate:
    return CalendarDate(day=day.on, year=day.on.year, status=day.status, kind=day.kind, name=day.name)


_Days = dict[date, tuple[str, str, str]]


def _stored(session: Session, years: Iterable[int]) -> _Days:
    columns = select(CalendarDate.day, CalendarDate.status, CalendarDate.kind, CalendarDate.name)
    rows = session.execute(columns.where(CalendarDate.year.in_(list(years))))
    return {day: (status, kind, name) for day, status, kind, name in rows}


def _store_year(session: Session, year: int, published: bool, source: str, now: datetime) -> None:
    row = session.get(CalendarYear, year) or CalendarYear(year=year)
    row.published, row.source, row.imported_at = published, source, now
    session.add(row)


def _source(days: Iterable[CalendarDay], year: int) -> str:
    named = dict.fromkeys(day.source for day in days if day.on.year == year and day.source)
    return "; ".join(named)


def _compared(years: tuple[int, ...], before: _Days, after: _Days) -> Imported:
    return Imported(
        years=years,
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(sorted(day for day in after.keys() & before.keys() if after[day] != before[day])),
    )

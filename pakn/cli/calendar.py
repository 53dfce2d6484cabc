"""`pakn calendar`: the working calendar."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pakn.cli.context import AS_JSON, FILE, in_app, in_app_then_tell, text_of
from pakn.cli.said import Said

if TYPE_CHECKING:
    from pakn.sla.models import CalendarDate, CalendarYear


@click.group(short_help="Nạp và xem lịch làm việc.")
def calendar() -> None:
    """Nạp và xem lịch làm việc."""


@calendar.command("import", short_help="Nạp lịch nghỉ của một hoặc nhiều năm.")
@click.argument("file", metavar="TỆP.csv", type=FILE)
@click.option("--source", default="", help="Thông báo mà lịch lấy từ đó; không ghi thì lấy tên tệp.")
@in_app_then_tell
def import_(file: Path, source: str) -> None:
    """Thay lịch của các năm có trong TỆP.csv, rồi tính lại những hạn còn mở.

    Cột: date, status (off|working), kind (holiday|compensatory|swapped|make_up), name, provisional (yes|no), và
    source nếu có.
    """
    from pakn.kernel import clock
    from pakn.kernel.db import transaction
    from pakn.sla import loading, service
    from pakn.sla.table import CalendarFileError, parse_csv

    try:
        days = parse_csv(text_of(file))
    except CalendarFileError as fault:
        raise Said(f"Lịch chưa nạp được:\n{fault}") from None
    with transaction() as session:
        now = clock.now()
        imported = loading.import_calendar(session, days, source or file.name, now)
        moved = len(service.recompute(session, now))
    years = ", ".join(map(str, imported.years))
    if imported.removed:
        gone = ", ".join(f"{day:%d/%m/%Y}" for day in imported.removed)
        click.echo(f"Những ngày không còn trong lịch: {gone}.")
    click.echo(
        f"Đã nạp lịch năm {years}: thêm {len(imported.added)} ngày, bỏ {len(imported.removed)}, "
        f"đổi {len(imported.changed)}. {moved} hạn còn mở được tính lại."
    )


@calendar.command(short_help="Xem lịch của một năm.")
@click.argument("year", metavar="NĂM", type=click.IntRange(2000, 2100))
@AS_JSON
@in_app
def show(year: int, as_json: bool) -> None:
    """Ngày nghỉ và ngày làm bù của NĂM trong cơ sở dữ liệu."""
    from pakn.kernel.db import reading
    from pakn.sla import queries

    found = next((each for each in queries.years(reading()) if each.year == year), None)
    if found is None:
        raise Said(f"Chưa có lịch năm {year}. Nạp bằng: pakn calendar import TỆP.csv")
    days = queries.days(reading(), year)
    click.echo(
        json.dumps(_plain(found, days), ensure_ascii=False, indent=2) if as_json else _text(found, days)
    )


def _plain(year: CalendarYear, days: list[CalendarDate]) -> dict[str, object]:
    return {
        "year": year.year,
        "published": year.published,
        "source": year.source,
        "days": [
            {"date": day.day.isoformat(), "status": day.status.value, "kind": day.kind, "name": day.name}
            for day in days
        ],
    }


def _text(year: CalendarYear, days: list[CalendarDate]) -> str:
    state = "đã công bố" if year.published else "chưa công bố, dự kiến"
    source = f" · {year.source}" if year.source else ""
    words = {"off": "nghỉ", "working": "làm bù"}
    lines = [f"  {day.day:%d/%m/%Y}  {words[day.status.value]:7} {day.name}" for day in days]
    return "\n".join([f"Năm {year.year}: {state}{source}", *lines])

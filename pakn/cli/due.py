"""`pakn due`: by when, and why."""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pakn.cli.context import AS_JSON
from pakn.cli.said import Said
from pakn.sla import explain
from pakn.sla.calendar import DueDate, WorkingCalendar
from pakn.sla.table import parse_csv

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_PACKAGED = Path(__file__).parents[1] / "data" / "calendar.csv"


class Day(click.ParamType[date]):
    """A day as 2026-11-20 or 20/11/2026."""

    name = "ngày"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; what is no day is wrong use."""
        if isinstance(value, date):
            return value
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(value.strip(), form).date()  # noqa: DTZ007  # a day has no time zone
            except ValueError:
                continue
        self.fail(f"không hiểu ngày “{value[:40]}”. Viết năm-tháng-ngày, ví dụ 2026-11-20.", param, ctx)


@click.command(short_help="Tính ngày đến hạn và giải thích.")
@click.argument("event_on", metavar="NGÀY", type=Day())
@click.argument("working_days", metavar="SỐ_NGÀY_LÀM_VIỆC", type=int)
@AS_JSON
def due(event_on: date, working_days: int, as_json: bool) -> None:
    """Ngày đến hạn, tính từ NGÀY xảy ra việc (không tính) thêm SỐ_NGÀY_LÀM_VIỆC."""
    try:
        found = _calendar().count(event_on, working_days)
    except ValueError as fault:
        raise Said(str(fault)) from None
    click.echo(json.dumps(_plain(found), ensure_ascii=False, indent=2) if as_json else _text(found))


def _plain(found: DueDate) -> dict[str, object]:
    return {
        "event_on": found.event_on.isoformat(),
        "working_days": found.working_days,
        "due_on": found.due_on.isoformat(),
        "provisional": found.provisional,
        "explanation": _sentences(found),
        "skipped": [
            {"date": step.on.isoformat(), "reason": step.reason} for step in found.steps if step.reason
        ],
    }


def _text(found: DueDate) -> str:
    mark = " (dự kiến)" if found.provisional else ""
    return "\n".join([f"{found.due_on.isoformat()}{mark}", *(f"  {each}" for each in _sentences(found))])


def _sentences(found: DueDate) -> list[str]:
    return explain.sentences(found, event="Ngày đầu")


def _calendar() -> WorkingCalendar:
    """The calendar of the database if there is one with days in it, else the one that comes with the program."""
    return _stored() or WorkingCalendar.of(parse_csv(_PACKAGED.read_text(encoding="utf-8")))


def _stored() -> WorkingCalendar | None:
    here = Path(os.environ.get("PAKN_DATA_DIR") or "var") / "pakn.sqlite3"
    if not os.environ.get("PAKN_DATABASE_URL") and not here.exists():
        return None
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.orm import Session

    from pakn.settings import Env, Settings

    try:
        with Session(create_engine(Settings(env=Env.TEST).database)) as session:
            return _of(session)
    except (SQLAlchemyError, ValueError):
        click.echo("Không đọc được lịch trong cơ sở dữ liệu; tính theo lịch kèm chương trình.", err=True)
        return None


def _of(session: Session) -> WorkingCalendar | None:
    from pakn.sla import queries

    return queries.calendar(session) if queries.years(session) else None

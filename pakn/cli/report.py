"""`pakn report`: the reports of a period."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pakn.cli.context import AS_JSON, in_app
from pakn.cli.said import Said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pakn.identity.models import Agency
    from pakn.reporting.on_time import OnTimeReport
    from pakn.reporting.periods import Period


@click.group(short_help="Lập báo cáo.")
def report() -> None:
    """Lập báo cáo của một kỳ."""


@report.command("on-time", short_help="Tỷ lệ xử lý đúng hạn.")
@click.option(
    "--period",
    "period_code",
    metavar="KỲ",
    required=True,
    help="2026-Q1, 2026-M03, 2026-H1, 2026-9M, 2026 hoặc TỪ..ĐẾN, ví dụ 2026-01-01..2026-03-31.",
)
@click.option("--agency", "agency_code", metavar="MÃ", default="", help="Mã cơ quan; bỏ trống: mọi cơ quan.")
@click.option("--as", "form", type=click.Choice(["json", "csv"]), help="Dạng dữ liệu; bỏ trống: bảng để đọc.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Ghi vào tệp này.")
@AS_JSON
@in_app
def on_time(period_code: str, agency_code: str, form: str | None, output: Path | None, as_json: bool) -> None:
    """Tỷ lệ xử lý đúng hạn theo công thức 5.2 của Bộ chỉ số 766: tỷ lệ A tính cả việc còn trong hạn, tỷ lệ B chỉ tính
    việc đã xong."""
    from pakn.kernel import clock
    from pakn.kernel.db import reading
    from pakn.reporting import on_time as reports

    period = _period(period_code)
    session = reading()
    found = reports.build(session, period, _agencies(session, agency_code), clock.now())
    _give(_written(found, "json" if as_json else form, to_file=output is not None), output)


def _period(code: str) -> Period:
    from pakn.reporting import periods

    try:
        return periods.parse(code)
    except ValueError as fault:
        raise Said(str(fault)) from None


def _agencies(session: Session, code: str) -> list[Agency]:
    """The agency of this code alone, or every one."""
    from sqlalchemy import select

    from pakn.identity import queries
    from pakn.identity.models import Agency

    if not code:
        return list(session.scalars(select(Agency).order_by(Agency.id)))
    found = queries.agency_by_code(session, code)
    if found is None:
        raise Said(f"Không có cơ quan nào mang mã “{code[:64]}”.")
    return [found]


def _written(found: OnTimeReport, form: str | None, *, to_file: bool) -> str:
    from pakn.reporting import exports

    if form == "json":
        return json.dumps(exports.as_dict(found), ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        return exports.for_excel(exports.as_csv(found)) if to_file else exports.as_csv(found)
    return exports.as_text(found)


def _give(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as fault:
        raise Said(f"Không ghi được tệp {output}: {fault.strerror}.") from None

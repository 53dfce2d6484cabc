"""The on-time report, the lists behind its numbers, and the same as a file."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, abort, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.catalogue.models import Field
from pakn.identity.access import requires, viewer
from pakn.identity.models import Unit
from pakn.identity.permissions import Permission
from pakn.kernel import clock
from pakn.kernel.db import reading
from pakn.kernel.paging import PER_PAGE, Page, page_number
from pakn.petitions.models import Petition
from pakn.petitions.visibility import visible
from pakn.reporting import charts, counts, exports, periods
from pakn.reporting import on_time as reports
from pakn.reporting.on_time import NOBODY
from pakn.reporting.periods import Period
from pakn.reporting.rates import Case, Window
from pakn.reporting.views import asked, behind, shown, wording
from pakn.reporting.views.asked import Asked
from pakn.reporting.views.behind import Number

bp = Blueprint("reports", __name__)

_Answer = str | tuple[str, int] | Response


@bp.get("/van-phong/bao-cao")
@requires(Permission.REPORT)
def on_time() -> _Answer:
    """Rates A and B of a period, by unit and field, beside the target."""
    session, now = reading(), clock.now()
    try:
        wanted = asked.read(session, viewer(), clock.day_of(now))
    except ValueError as problem:
        return _not_understood(problem, now)
    found = reports.build(session, wanted.period, wanted.agencies, now)
    picker = shown.picker(clock.day_of(now), wanted.period, asked.agencies(session, viewer()))
    months = charts.months_until(min(wanted.period.to_on, clock.day_of(now)))
    flow = _flow(session, wanted, months, now)
    return render_template("office/report.html", **picker, **shown.report(found, wanted, months, flow))


def _not_understood(problem: ValueError, now: datetime) -> tuple[str, int]:
    """The sentence and the form, and no report that was not asked for."""
    picker = shown.picker(clock.day_of(now), None, asked.agencies(reading(), viewer()))
    return render_template("office/report.html", problem=str(problem), **picker), 422


def _flow(session: Session, wanted: Asked, months: list[Period], now: datetime) -> list[charts.Month]:
    windows = [Window.until(*periods.bounds(month), now) for month in months]
    return charts.trend(months, counts.flow(session, [each.id for each in wanted.agencies], windows))


@bp.get("/van-phong/bao-cao.csv")
@requires(Permission.REPORT)
def download() -> _Answer:
    """The report's table for a spreadsheet."""
    session, now = reading(), clock.now()
    try:
        wanted = asked.read(session, viewer(), clock.day_of(now))
    except ValueError as problem:
        return _not_understood(problem, now)
    text = exports.for_excel(exports.as_csv(reports.build(session, wanted.period, wanted.agencies, now)))
    name = f"dung-han-{wanted.period.code.replace('..', '-den-')}.csv"
    return Response(
        text, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@bp.get("/van-phong/bao-cao/danh-sach")
@requires(Permission.REPORT)
def cases() -> _Answer:
    """The petitions behind a number, as far as the reader may see them."""
    session, now, number = reading(), clock.now(), asked.number()
    try:
        wanted = asked.read(session, viewer(), clock.day_of(now))
    except ValueError as problem:
        return _not_understood(problem, now)
    title = _title(session, number, wanted)
    found = behind.cases(session, wanted.period, wanted.agencies, number, now, only=visible(viewer()))
    page = _page(found, page_number(request.args.get("trang")))
    args = {
        name: value for name, value in request.args.items() if name in ("nhom", "phong", "linh-vuc")
    } | wanted.args
    return render_template(
        "office/cases.html", **shown.cases(page, _subjects(session, page), wanted, title, args)
    )


def _title(session: Session, number: Number, wanted: Asked) -> str:
    """The number in words, with its unit or field; a unit of an agency not asked about is not found (404)."""
    words = [str(wording.LISTS[number.listed])]
    if number.unit_id is not None:
        unit = session.get(Unit, number.unit_id)
        if number.unit_id != NOBODY and (
            unit is None or unit.agency_id not in {each.id for each in wanted.agencies}
        ):
            abort(404)
        words.append(unit.name if unit else str(wording.UNASSIGNED))
    if number.field_id is not None:
        field = session.get(Field, number.field_id)
        if number.field_id != NOBODY and field is None:
            abort(404)
        words.append(field.name if field else str(wording.UNFILED))
    return " · ".join(words)


def _page(found: list[Case], number: int) -> Page[Case]:
    first = (number - 1) * PER_PAGE
    return Page(found[first : first + PER_PAGE], number, len(found))


def _subjects(session: Session, page: Page[Case]) -> dict[int, str]:
    wanted = [each.facts.petition_id for each in page.items]
    rows = session.execute(select(Petition.id, Petition.subject).where(Petition.id.in_(wanted)))
    return {row.id: row.subject for row in rows}

"""See the working calendar, and import the year's notice after a look at what it moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import FileField, StringField

from pakn.identity.access import requires
from pakn.identity.permissions import Permission
from pakn.kernel import clock, signing
from pakn.kernel.db import reading, rehearsal, transaction
from pakn.sla import loading, queries, service
from pakn.sla.calendar import WorkingCalendar
from pakn.sla.models import CalendarDate, CalendarYear
from pakn.sla.table import CalendarFileError, DayStatus, parse_csv
from pakn.web.config import settings
from pakn.web.forms import AtMost, BaseForm, Needed, line
from pakn.web.i18n import LazyString, _, lazy

bp = Blueprint("admin", __name__)

_MAX_BYTES = 200_000
_PURPOSE = "calendar-file"
_AGE = 3600
_KINDS: dict[str, LazyString] = {
    "holiday": lazy("nghỉ lễ"),
    "compensatory": lazy("nghỉ bù"),
    "swapped": lazy("nghỉ hoán đổi"),
    "make_up": lazy("làm bù"),
}


class ImportForm(BaseForm):
    """A file of days and the notice it comes from."""

    file = FileField(
        lazy("Tệp CSV"),
        description=lazy("Các cột: date, status, kind, name, provisional. Mỗi ngày một dòng."),
    )
    source = StringField(
        lazy("Nguồn"),
        description=lazy("Số, ngày của thông báo, ví dụ: Thông báo số 9441/TB-BNV"),
        filters=[line],
        validators=[
            Needed(lazy("Ghi thông báo mà lịch này lấy từ đó")),
            AtMost(300, lazy("Rút nguồn còn %(limit)s ký tự.")),
        ],
    )


@dataclass(frozen=True)
class Preview:
    """What an import would do."""

    token: str
    years: str
    added: list[dict[str, Any]]
    removed: list[dict[str, Any]]
    moved: list[dict[str, Any]]


@bp.get("/quan-tri/lich")
@requires(Permission.CONFIGURE)
def calendar() -> str:
    """One year of the calendar."""
    return _page(ImportForm(), [], None)


@bp.post("/quan-tri/lich")
@requires(Permission.CONFIGURE)
def import_calendar() -> Response | tuple[str, int]:
    """Read a file and show what it would do; or keep what was shown."""
    if request.form.get("step") == "save":
        return _save()
    form = ImportForm()
    text = _uploaded(form)
    if not form.validate() or text is None:
        if text is None:
            form.file.errors = [_("Chọn tệp CSV, không quá 200 KB, mã UTF-8")]
        return _page(form, [], None), 422
    try:
        return _page(form, [], _preview(text, form.source.data or "")), 200
    except CalendarFileError as fault:
        problems = [_("Dòng %(n)d: %(what)s", n=each.line, what=each.sentence) for each in fault.problems]
        return _page(form, problems, None), 422


def _uploaded(form: ImportForm) -> str | None:
    upload = request.files.get("file")
    data = upload.stream.read(_MAX_BYTES + 1) if upload else b""
    if not data or len(data) > _MAX_BYTES:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _preview(text: str, source: str) -> Preview:
    days, now = parse_csv(text), clock.now()
    with rehearsal() as session:
        before = _named(session)
        imported = loading.import_calendar(session, days, source, now)
        after = _named(session)
        moved = service.recompute(session, now)
    changed = set(imported.changed)
    token = signing.sign(settings().key, _PURPOSE, [text, source], now=now)
    return Preview(
        token=token,
        years=", ".join(str(year) for year in imported.years),
        added=[after[day] for day in sorted({*imported.added, *changed})],
        removed=[before[day] for day in sorted({*imported.removed, *changed})],
        moved=[
            {
                "short_code": each.petition_code,
                "old_on": each.old_on,
                "new_on": each.new_on,
                "kept": each.kept,
            }
            for each in moved
        ],
    )


def _named(session: Session) -> dict[date, dict[str, Any]]:
    """Every day of the table as a line; rows would be gone after the rehearsal."""
    return {
        row.day: _line(row) for year in queries.years(session) for row in queries.days(session, year.year)
    }


def _line(row: CalendarDate) -> dict[str, Any]:
    return {"date": row.day, "kind": _KINDS.get(row.kind, row.kind), "name": row.name}


def _save() -> Response | tuple[str, int]:
    now = clock.now()
    kept = signing.read(settings().key, _PURPOSE, request.form.get("token", ""), _AGE, now=now)
    if kept is None:
        return _page(ImportForm(formdata=None), [_("Bản xem trước đã cũ. Đọc lại tệp rồi lưu.")], None), 422
    text, source = kept
    with transaction() as session:
        imported = loading.import_calendar(session, parse_csv(text), source, now)
        moved = service.recompute(session, now)
    flash(_("Đã lưu lịch. %(n)d hạn đang chạy được tính lại.", n=len(moved)))
    return redirect(url_for("admin.calendar", nam=imported.years[-1]), 303)


def _page(form: ImportForm, problems: list[str], preview: Preview | None) -> str:
    session = reading()
    years, year = queries.years(session), _year(queries.years(session))
    row = next((each for each in years if each.year == year), None)
    return render_template(
        "admin/calendar.html",
        year=year,
        years=[
            {
                "value": each.year,
                "href": url_for("admin.calendar", nam=each.year),
                "current": each.year == year,
            }
            for each in sorted(years, key=lambda each: each.year)
        ],
        provisional=row is None or not row.published,
        source=row.source if row else None,
        working_days=_working_days(queries.calendar(session), year),
        days=[
            {
                "date": each.day,
                "kind": _KINDS.get(each.kind, each.kind),
                "works": each.status is DayStatus.WORKING,
                "name": each.name,
            }
            for each in queries.days(session, year)
        ],
        form=form,
        problems=problems,
        preview=preview,
    )


def _year(years: list[CalendarYear]) -> int:
    asked = request.args.get("nam", "")
    known = {each.year for each in years}
    this_year = clock.local(clock.now()).year
    named = asked.isascii() and asked.isdigit() and len(asked) == 4
    return int(asked) if named and int(asked) in known else this_year


def _working_days(calendar: WorkingCalendar, year: int) -> int:
    return calendar.working_days_between(date(year, 1, 1) - timedelta(days=1), date(year, 12, 31))

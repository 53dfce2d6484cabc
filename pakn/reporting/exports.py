"""The on-time report as data for programs (JSON), for spreadsheets (CSV) and for a terminal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from pakn.kernel import clock
from pakn.reporting.on_time import OnTimeReport, Row
from pakn.reporting.rates import Rates, percent, percent_vi

UNASSIGNED, UNFILED = "Chưa giao đơn vị", "Chưa phân loại"

_COLUMNS = (
    "Bảng",
    "Cơ quan",
    "Tên",
    "Đúng hạn",
    "Đã và đang xử lý",
    "Tỷ lệ A (%)",
    "Đúng hạn, chỉ tính đã xong",
    "Đã xong",
    "Tỷ lệ B (%)",
    "Xong đúng hạn",
    "Xong quá hạn",
    "Đang xử lý trong hạn",
    "Đang xử lý quá hạn",
    "Đóng do không bổ sung",
    "Đã rút",
    "Đã gộp",
    "Yêu cầu bổ sung lần sau",
)


def as_dict(report: OnTimeReport) -> dict[str, Any]:
    """Plain values for JSON; keys stay as they are.

    Each line (`total`, and each of `by_unit` and `by_field`, which also carry `id`, `name` and `agency`) has
    `rate_a` and `rate_b` as {percent: text with two decimals or None, numerator, denominator}, four counts
    `done_on_time`, `done_late`, `open_on_time`, `open_late`, and under `excluded` what is in neither rate.
    `cut_off` is an ISO time in Asia/Ho_Chi_Minh; `from` and `to` are days, both in the period. `target` is
    None or {percent, basis_kind, source, reached}.
    """
    return {
        "report": "on-time",
        "period": {
            "code": report.period.code,
            "label": report.period.label_vi,
            "from": report.period.from_on.isoformat(),
            "to": report.period.to_on.isoformat(),
        },
        "agencies": [{"code": each.code, "name": each.name} for each in report.agencies],
        "cut_off": clock.local(report.cut_off).isoformat(timespec="seconds"),
        "provisional": report.provisional,
        "total": _line(report.total),
        "by_unit": [_row(row, UNASSIGNED) for row in report.by_unit],
        "by_field": [_row(row, UNFILED) for row in report.by_field],
        "target": _target(report),
    }


def _row(row: Row, nameless: str) -> dict[str, Any]:
    who = {"id": row.id or None, "name": row.name or nameless, "agency": row.agency or None}
    return who | _line(row.rates)


def _line(numbers: Rates) -> dict[str, Any]:
    return {
        "rate_a": _share(numbers.a, numbers.on_time, numbers.counted),
        "rate_b": _share(numbers.b, numbers.closed_on_time, numbers.closed),
        "done_on_time": numbers.done_on_time,
        "done_late": numbers.done_late,
        "open_on_time": numbers.open_on_time,
        "open_late": numbers.open_late,
        "excluded": {
            "lapsed": numbers.lapsed,
            "withdrawn": numbers.withdrawn,
            "merged": numbers.merged,
            "asked_again": numbers.asked_again,
        },
    }


def _share(rate: Fraction | None, numerator: int, denominator: int) -> dict[str, Any]:
    return {"percent": percent(rate), "numerator": numerator, "denominator": denominator}


def _target(report: OnTimeReport) -> dict[str, Any] | None:
    if report.target is None:
        return None
    return {
        "percent": percent(report.target.value / 100),
        "basis_kind": report.target.basis_kind.value,
        "source": report.target.source,
        "reached": report.target.reached,
    }


def as_csv(report: OnTimeReport) -> str:
    """A line for the whole, each unit and each field; heads in Vietnamese, decimal points, lines end with CR LF."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for table, row in _lines(report):
        writer.writerow([_not_a_formula(cell) for cell in (table, row.agency, row.name)] + _cells(row.rates))
    return out.getvalue()


def for_excel(text: str) -> str:
    """The same, beginning with the mark by which Excel knows UTF-8."""
    return "\ufeff" + text


def _lines(report: OnTimeReport) -> Iterator[tuple[str, Row]]:
    whole = report.agencies[0].name if len(report.agencies) == 1 else f"{len(report.agencies)} cơ quan"
    yield "Tổng", Row(0, whole, "", report.total)
    for row in report.by_unit:
        yield "Đơn vị", Row(row.id, row.name or UNASSIGNED, row.agency, row.rates)
    for row in report.by_field:
        yield "Lĩnh vực", Row(row.id, row.name or UNFILED, row.agency, row.rates)


def _cells(numbers: Rates) -> list[int | str]:
    return [
        numbers.on_time,
        numbers.counted,
        percent(numbers.a) or "không có số liệu",
        numbers.closed_on_time,
        numbers.closed,
        percent(numbers.b) or "không có số liệu",
        numbers.done_on_time,
        numbers.done_late,
        numbers.open_on_time,
        numbers.open_late,
        numbers.lapsed,
        numbers.withdrawn,
        numbers.merged,
        numbers.asked_again,
    ]


def _not_a_formula(text: str) -> str:
    """A name that begins like a formula must not become one in a spreadsheet."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def as_text(report: OnTimeReport) -> str:
    """A few lines for a person at a terminal."""
    period, running = report.period, ", kỳ chưa hết" if report.provisional else ""
    lines = [
        f"Tỷ lệ xử lý đúng hạn, {period.label_vi} ({period.from_on:%d/%m/%Y} đến {period.to_on:%d/%m/%Y})",
        f"Cơ quan: {', '.join(each.name for each in report.agencies)}",
        f"Số liệu đến {clock.local(report.cut_off):%H:%M ngày %d/%m/%Y}{running}",
        f"{'':<40} {'Tỷ lệ A':>28} {'Tỷ lệ B':>28}",
    ]
    lines += [f"{row.name[:40]:<40} {_both(row.rates)}" for _, row in _lines(report)]
    lines.append(_note(report.total))
    if report.target:
        lines.append(f"Mục tiêu: {percent_vi(report.target.value / 100)} ({report.target.source})")
    return "\n".join(lines) + "\n"


def _both(numbers: Rates) -> str:
    a = _of(numbers.a, numbers.on_time, numbers.counted)
    b = _of(numbers.b, numbers.closed_on_time, numbers.closed)
    return f"{a:>28} {b:>28}"


def _of(rate: Fraction | None, part: int, whole: int) -> str:
    return percent_vi(rate) if rate is None else f"{percent_vi(rate)}, {part} trong {whole}"


def _note(numbers: Rates) -> str:
    return (
        f"Không tính: {numbers.lapsed} đóng do không bổ sung, {numbers.withdrawn} đã rút, "
        f"{numbers.merged} đã gộp, {numbers.asked_again} yêu cầu bổ sung lần sau."
    )

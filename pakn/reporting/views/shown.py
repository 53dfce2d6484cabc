"""What the templates of reports are given; each template's head says what its keys mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask import url_for

from pakn.identity.models import Agency
from pakn.kernel import clock
from pakn.kernel.paging import Page
from pakn.reporting import periods
from pakn.reporting.charts import Month
from pakn.reporting.on_time import OnTimeReport, Row
from pakn.reporting.periods import Period
from pakn.reporting.rates import Case, Group, Rates, percent
from pakn.reporting.views import asked, wording
from pakn.reporting.views.asked import Asked
from pakn.reporting.views.behind import Monthly
from pakn.web.i18n import _


def picker(on: date, chosen: Period | None, reached: Sequence[Agency]) -> dict[str, Any]:
    """The form that asks for another period or agency; `agencies` is empty for who reaches only one."""
    first, last = asked.custom_days()
    offered = periods.choices(on)
    if chosen is not None and chosen not in offered:
        offered.insert(0, chosen)
    code = asked.agency_code()
    lines = [("", _("Mọi cơ quan")), *((each.code, each.name) for each in reached)]
    return {
        "periods": [
            {"value": each.code, "label": each.label_vi, "selected": each == chosen} for each in offered
        ],
        "custom": {"from_on": first, "to_on": last},
        "agencies": [{"value": value, "label": label, "selected": value == code} for value, label in lines]
        if len(reached) > 1
        else [],
    }


def report(
    found: OnTimeReport, wanted: Asked, months: Sequence[Period], flow: Sequence[Month]
) -> dict[str, Any]:
    """The context of office/report.html, without the form; `flow` has a point for each of the months, or none."""
    total, args = found.total, wanted.args
    return {
        "problem": None,
        "period": found.period.label_vi,
        "from_on": found.period.from_on,
        "to_on": found.period.to_on,
        "cut_off": found.cut_off if found.provisional else None,
        "agency_name": wording.agency_names(found.agencies),
        "rate_a": _rate_a(total, args),
        "rate_b": _rate_b(total, args),
        "target": _target(found),
        "kept": total.done_on_time,
        "late": total.late,
        "open": total.open_on_time,
        "kept_href": _href(args, Group.DONE_ON_TIME),
        "late_href": _href(args, Group.LATE),
        "open_href": _href(args, Group.OPEN_ON_TIME),
        "aside": [_aside(number, words, group, args) for number, words, group in wording.aside(total)],
        "units": [_unit(each, args) for each in found.by_unit],
        "fields": [_field(each, args) for each in found.by_field],
        "units_title": wording.units_title(found.by_unit),
        "fields_title": wording.fields_title(found.by_field),
        "months": [_month(*each, args) for each in zip(months, flow, strict=True)] if flow else [],
        "months_title": wording.months_title(flow) if flow else "",
        "downloads": [(_("Tải CSV"), url_for("reports.download", **args))],
    }


def _href(args: Mapping[str, Any], listed: Group | Monthly) -> str:
    return url_for("reports.cases", **{**args, "nhom": listed.value})


def _per_cent(rate: Fraction | None) -> Decimal | None:
    written = percent(rate)
    return None if written is None else Decimal(written)


def _rate_a(numbers: Rates, args: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "rate": _per_cent(numbers.a),
        "on_time": numbers.on_time,
        "total": numbers.counted,
        "on_time_href": _href(args, Group.ON_TIME),
        "total_href": _href(args, Group.COUNTED),
    }


def _rate_b(numbers: Rates, args: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "rate": _per_cent(numbers.b),
        "on_time": numbers.closed_on_time,
        "total": numbers.closed,
        "on_time_href": _href(args, Group.CLOSED_ON_TIME),
        "total_href": _href(args, Group.CLOSED),
    }


def _unit(row: Row, args: Mapping[str, Any]) -> dict[str, Any]:
    return _row(row.rates, wording.unit_name(row), {**args, "phong": str(row.id)})


def _field(row: Row, args: Mapping[str, Any]) -> dict[str, Any]:
    return _row(row.rates, row.name or str(wording.UNFILED), {**args, "linh-vuc": str(row.id)})


def _row(numbers: Rates, name: str, args: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "a": _rate_a(numbers, args),
        "b": _rate_b(numbers, args),
        "late": numbers.late,
        "late_href": _href(args, Group.LATE),
    }


def _month(month: Period, point: Month, args: Mapping[str, Any]) -> dict[str, Any]:
    """One report month, whatever period the page is about."""
    within = {**args, "ky": month.code}
    return {
        "label": point.label,
        "received": point.received,
        "done": point.done,
        "received_href": _href(within, Monthly.RECEIVED),
        "done_href": _href(within, Monthly.DONE),
    }


def _target(found: OnTimeReport) -> dict[str, Any] | None:
    target = found.target
    if target is None:
        return None
    return {"value": _per_cent(target.value / 100), "source": target.source, "basis": target.basis_kind.value}


def _aside(number: int, words: str, group: Group, args: Mapping[str, Any]) -> dict[str, Any]:
    return {"number": number, "words": words, "href": _href(args, group)}


def cases(
    page: Page[Case], subjects: Mapping[int, str], wanted: Asked, title: str, args: dict[str, Any]
) -> dict[str, Any]:
    """The context of office/cases.html; `subjects` are those of the petitions on this page, by id."""
    return {
        "title": title,
        "period": wanted.period.label_vi,
        "back_href": url_for("reports.on_time", **wanted.args),
        "total": page.total,
        "rows": [_case(each, subjects[each.facts.petition_id]) for each in page.items],
        "page": page,
        "args": args,
    }


def _case(case: Case, subject: str) -> dict[str, Any]:
    facts = case.facts
    look, words = wording.verdict(case)
    return {
        "href": url_for("officer.petition", code=facts.petition_code),
        "short_code": facts.petition_code.removeprefix("PAKN-"),
        "subject": subject,
        "unit": facts.unit_name or str(wording.UNASSIGNED),
        "field": facts.field_name or str(wording.UNFILED),
        "received_on": clock.day_of(facts.opened_at),
        "act": wording.ending(facts.end_act),
        "ended_on": clock.day_of(facts.ended_at) if facts.ended_at else None,
        "due_on": facts.limit_due_on if facts.end_act else facts.answer_due_on,
        "verdict": look,
        "verdict_words": words,
    }

"""What a reader asks for in the address of a report, checked against what they may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.identity import queries as identity
from pakn.identity.models import Agency
from pakn.identity.permissions import Permission, Viewer
from pakn.kernel.text import one_line
from pakn.reporting import periods
from pakn.reporting.periods import Period
from pakn.reporting.rates import Group
from pakn.reporting.views import behind
from pakn.reporting.views.behind import Number


@dataclass(frozen=True)
class Asked:
    """A period and the agencies to count; `args` are the parameters by which links ask for the same again."""

    period: Period
    agencies: tuple[Agency, ...]
    args: dict[str, Any]


def agencies(session: Session, viewer: Viewer) -> list[Agency]:
    """The agencies whose reports this person may read, by id."""
    reached = viewer.agencies_with(Permission.REPORT)
    return list(session.scalars(select(Agency).where(Agency.id.in_(reached)).order_by(Agency.id)))


def read(session: Session, viewer: Viewer, on: date) -> Asked:
    """The report asked for; without an agency, all that the reader reaches; without a period, this quarter.

    Raises ValueError with a sentence for a period nobody understands; an agency out of reach is not found (404).
    """
    code = agency_code()
    chosen = [_within_reach(session, viewer, code)] if code else agencies(session, viewer)
    period = _period(on)
    return Asked(period, tuple(chosen), {"ky": period.code} | ({"co-quan": code} if code else {}))


def _within_reach(session: Session, viewer: Viewer, code: str) -> Agency:
    found = identity.agency_by_code(session, code)
    if found is None or found.id not in viewer.agencies_with(Permission.REPORT):
        abort(404)
    return found


def _period(on: date) -> Period:
    first, last = custom_days()
    if first or last:
        return periods.parse(f"{first}..{last}")
    typed = request.args.get("ky", "")
    return periods.parse(typed) if typed else periods.current_quarter(on)


def agency_code() -> str:
    """The agency asked for, as typed; empty for all."""
    return one_line(request.args.get("co-quan", ""))[:64]


def custom_days() -> tuple[str, str]:
    """The two days typed beside the list of periods, as they were typed."""
    return one_line(request.args.get("tu", ""))[:40], one_line(request.args.get("den", ""))[:40]


def number() -> Number:
    """Which number of the report a list belongs to; what no report links to is not found (404)."""
    name = request.args.get("nhom", Group.COUNTED.value)
    found = behind.number(name, _digits("phong"), _digits("linh-vuc"))
    if found is None:
        abort(404)
    return found


def _digits(name: str) -> int | None:
    typed = request.args.get(name, "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        abort(404)
    return int(typed)

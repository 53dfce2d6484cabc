"""A notice of days off, and how it comes in."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from pakn.kernel import clock
from pakn.kernel.audit import AuditEntry
from pakn.kernel.db import reading, transaction
from pakn.kernel.outbox import OutboxRow
from pakn.notifications.models import Message
from pakn.sla.models import CalendarDate, CalendarYear, Deadline
from tests import sample
from tests.sla.doing import at
from workers import embedded

SENT = at("2026-12-14")
NOTICE_DAY = at("2026-12-16")
HEADER = "date,status,kind,name,provisional\n"
LONGER = HEADER + "2027-01-01,off,holiday,Tết Dương lịch,no\n2027-01-04,off,compensatory,Nghỉ bù,no\n"
SHORTER = HEADER + "2027-01-01,off,holiday,Tết Dương lịch,no\n2027-01-02,working,make_up,Làm bù,no\n"


def sent(app: Flask) -> str:
    """A petition of 14/12/2026; returns its code, with the receipt told."""
    clock.fix(SENT)
    with app.app_context(), transaction() as session:
        code = sample.submit(session, at=SENT).code
    embedded.drain(app)
    return code


def read_in(person: sample.Person, text: str, source: str = "Thông báo số 1/TB-BNV") -> Any:
    upload = (BytesIO(text.encode()), "lich.csv")
    return person.post("/quan-tri/lich", step="read", file=upload, source=source)


def everything(app: Flask) -> list[Any]:
    """All that an import could change."""
    with app.app_context():
        session = reading()
        days = session.execute(
            select(CalendarDate.day, CalendarDate.status, CalendarDate.name).order_by("day")
        )
        years = session.execute(select(CalendarYear.year, CalendarYear.published).order_by("year"))
        rows = session.execute(select(Deadline.id, Deadline.due_on, Deadline.superseded_at).order_by("id"))
        counts = [
            session.scalar(select(func.count()).select_from(each))
            for each in (OutboxRow, AuditEntry, Message)
        ]
        return [days.all(), years.all(), rows.all(), counts]

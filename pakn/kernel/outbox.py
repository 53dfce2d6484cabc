"""Events written in the same transaction as the change they tell of, and handed out after it.

The row is the only truth: a job carries its id, a lease keeps two workers apart, a lost worker's row comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from pakn.kernel.tables import Base, Id, Json, code_column

LEASE = timedelta(seconds=60)
_FIRST_WAIT = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(hours=1)


class OutboxRow(Base):
    """One event waiting to be told, or told."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "done_at", "next_try_at"),)

    id: Mapped[Id]
    event: Mapped[str] = mapped_column(code_column())
    payload: Mapped[Json]
    recorded_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    done_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Envelope:
    """An event as its handlers get it: `id` is stable over every repeat."""

    id: int
    event: Any
    recorded_at: datetime


def add(session: Session, event: Any, now: datetime) -> None:
    """Put an event (a frozen dataclass of JSON values) into the outbox of this transaction."""
    session.add(
        OutboxRow(event=type(event).__name__, payload=asdict(event), recorded_at=now, next_try_at=now)
    )


def waiting(session: Session, now: datetime, limit: int = 100) -> list[int]:
    """Ids of events due to be told and not leased, oldest first."""
    free = (OutboxRow.leased_until.is_(None)) | (OutboxRow.leased_until <= now)
    due = select(OutboxRow.id).where(OutboxRow.done_at.is_(None), OutboxRow.next_try_at <= now, free)
    return list(session.scalars(due.order_by(OutboxRow.id).limit(limit)))


def claim(session: Session, row_id: int, now: datetime, types: Mapping[str, type]) -> Envelope | None:
    """Lease a row, or None when another worker holds it or it is done.

    None also for a row this version of the program cannot read: it is postponed, and holds up nobody behind it.
    """
    taken = session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.id == row_id,
            OutboxRow.done_at.is_(None),
            (OutboxRow.leased_until.is_(None)) | (OutboxRow.leased_until <= now),
        )
        .values(leased_until=now + LEASE, attempts=OutboxRow.attempts + 1)
        .returning(OutboxRow.event, OutboxRow.payload, OutboxRow.recorded_at)
    ).one_or_none()
    if taken is None:
        return None
    try:
        event = types[taken.event](**taken.payload)
    except (KeyError, TypeError) as fault:
        postpone(session, row_id, f"unreadable: {fault!r}", now)
        return None
    return Envelope(row_id, event, taken.recorded_at)


def finish(session: Session, row_id: int, now: datetime) -> None:
    """The event has been told to every handler."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row_id)
        .values(done_at=now, leased_until=None, last_error=None)
    )


def postpone(session: Session, row_id: int, reason: str, now: datetime) -> None:
    """A handler failed: try again later, each time after a longer wait."""
    row = session.get_one(OutboxRow, row_id)
    wait = min(_FIRST_WAIT * 2 ** min(row.attempts, 16), _LONGEST_WAIT)
    row.next_try_at, row.leased_until, row.last_error = now + wait, None, reason[:500]


def depth(session: Session) -> int:
    """How many events wait to be told."""
    return session.scalar(select(func.count()).where(OutboxRow.done_at.is_(None))) or 0

"""Events written in the same transaction as the change they tell of, and handed out after it.

The row is the only truth: a job carries its id, a lease keeps two workers apart, a lost worker's row comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from pakn.kernel.tables import Base, Id, Json, code_column

KEPT_FOR = timedelta(days=30)
_FIRST_WAIT = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(hours=1)


class OutboxRow(Base):
    """One event waiting to be told, or told; of a told one only the ids are kept."""

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
    """An event as its handlers get it: `id` is stable over every repeat, `attempt` counts the repeats from 1."""

    id: int
    event: Any
    recorded_at: datetime
    attempt: int = 1


def add(session: Session, event: Any, now: datetime) -> None:
    """Put an event (a frozen dataclass of JSON values) into the outbox of this transaction."""
    session.add(
        OutboxRow(event=type(event).__name__, payload=asdict(event), recorded_at=now, next_try_at=now)
    )


def waiting(session: Session, now: datetime, limit: int = 100) -> list[int]:
    """Ids of events due to be told and not leased, oldest first."""
    due = select(OutboxRow.id).where(*_due(now))
    return list(session.scalars(due.order_by(OutboxRow.id).limit(limit)))


def tries(session: Session, now: datetime, limit: int = 500) -> list[tuple[int, int]]:
    """The same events, each with the number of tries there have been: together they name the next try."""
    due = select(OutboxRow.id, OutboxRow.attempts).where(*_due(now))
    return [(row.id, row.attempts) for row in session.execute(due.order_by(OutboxRow.id).limit(limit))]


def _due(now: datetime) -> tuple[Any, ...]:
    free = (OutboxRow.leased_until.is_(None)) | (OutboxRow.leased_until <= now)
    return OutboxRow.done_at.is_(None), OutboxRow.next_try_at <= now, free


def claim(
    session: Session, row_id: int, now: datetime, types: Mapping[str, type], lease: timedelta
) -> Envelope | None:
    """Lease a row, or None when it is not due: another worker holds it, it is done, or its next try is later.

    None also for a row this version of the program cannot read: it is postponed, and holds up nobody behind it.
    """
    taken = session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row_id, *_due(now))
        .values(leased_until=now + lease, attempts=OutboxRow.attempts + 1)
        .returning(OutboxRow.event, OutboxRow.payload, OutboxRow.recorded_at, OutboxRow.attempts)
    ).one_or_none()
    if taken is None:
        return None
    envelope = Envelope(row_id, None, taken.recorded_at, taken.attempts)
    try:
        event = types[taken.event](**taken.payload)
    except (KeyError, TypeError) as fault:
        postpone(session, envelope, f"unreadable: {fault!r}", now)
        return None
    return Envelope(row_id, event, taken.recorded_at, taken.attempts)


def finish(session: Session, told: Envelope, now: datetime) -> bool:
    """The event has been told to every handler: its words go, its ids stay.

    False, and nothing is changed, when the lease was lost in the meantime to a later attempt.
    """
    row = _held(session, told)
    if row is None:
        return False
    row.payload = {name: value for name, value in row.payload.items() if name.endswith(("_id", "_ids"))}
    row.done_at, row.leased_until, row.last_error = now, None, None
    return True


def postpone(session: Session, failed: Envelope, reason: str, now: datetime) -> None:
    """A handler failed: try again later, each time after a longer wait, unless a later attempt has it already.

    `reason` is stored as it is: it must not quote what a citizen wrote.
    """
    row = _held(session, failed)
    if row is not None:
        wait = min(_FIRST_WAIT * 2 ** min(row.attempts - 1, 16), _LONGEST_WAIT)
        row.next_try_at, row.leased_until, row.last_error = now + wait, None, reason[:500]


def _held(session: Session, envelope: Envelope) -> OutboxRow | None:
    """The row, locked, while the attempt that carries this envelope is the one that holds it."""
    held = select(OutboxRow).where(
        OutboxRow.id == envelope.id,
        OutboxRow.attempts == envelope.attempt,
        OutboxRow.leased_until.is_not(None),
        OutboxRow.done_at.is_(None),
    )
    return session.scalars(held.with_for_update().execution_options(populate_existing=True)).one_or_none()


def forget_told(session: Session, now: datetime) -> int:
    """Delete what was told more than thirty days ago; returns how many rows went.

    The newest row always stays: SQLite would give its id to another event, and ids say what was told to whom.
    """
    newest = select(func.max(OutboxRow.id)).scalar_subquery()
    old = (OutboxRow.done_at < now - KEPT_FOR) & (OutboxRow.id < newest)
    gone = session.execute(delete(OutboxRow).where(old).returning(OutboxRow.id))
    return len(gone.all())

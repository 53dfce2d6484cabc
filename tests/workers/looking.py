"""What a test sees of the outbox, the ledger and the folder of outgoing mail."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from pakn.kernel.audit import AuditEntry
from pakn.kernel.db import reading, transaction
from pakn.kernel.outbox import OutboxRow
from pakn.notifications.models import Message
from pakn.petitions.models import Petition, Task
from tests import sample

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def sent(at: datetime, **changes: Any) -> str:
    """Send a petition; its code."""
    with transaction() as session:
        return sample.submit(session, at=at, **changes).code


def rows() -> list[OutboxRow]:
    """The whole outbox, oldest first."""
    reading().rollback()
    return list(reading().scalars(select(OutboxRow).order_by(OutboxRow.id)))


def undone() -> list[str]:
    """The events not told yet."""
    return [row.event for row in rows() if row.done_at is None]


def counts() -> tuple[int, ...]:
    """How many messages, tasks, events and entries of history there are."""
    reading().rollback()
    return tuple(
        reading().scalar(select(func.count()).select_from(table)) or 0
        for table in (Message, Task, OutboxRow, AuditEntry)
    )


def messages(template: str) -> list[Message]:
    """The ledger's messages of one kind."""
    reading().rollback()
    return list(reading().scalars(select(Message).where(Message.template == template)))


def petition(code: str) -> Petition:
    """The petition as it stands now."""
    reading().rollback()
    return reading().scalars(select(Petition).where(Petition.code == code)).one()


def letters(app: Flask) -> list[Path]:
    """The mails in the outgoing folder."""
    return sorted(Path(app.extensions["pakn_settings"].data_dir).glob("outgoing/*.eml"))


def block_mail(app: Flask) -> Path:
    """Put a file where the outgoing folder should be, so that no mail can leave until it is gone."""
    place = Path(app.extensions["pakn_settings"].data_dir) / "outgoing"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.touch()
    return place

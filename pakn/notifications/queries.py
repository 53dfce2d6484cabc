"""Reading the ledger of messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from pakn.kernel.errors import NotFound
from pakn.kernel.paging import Page, paged
from pakn.notifications.models import NOT_ARRIVED, Message, Way
from pakn.petitions.models import Task


@dataclass(frozen=True)
class Said:
    """A mail of a conversation: when it was written or came in, aware, and its Message-ID."""

    at: datetime
    message_id: str


def of_petition(session: Session, petition_id: int) -> list[Message]:
    """What was told to whom about a petition, oldest first."""
    return list(
        session.scalars(select(Message).where(Message.petition_id == petition_id).order_by(Message.id))
    )


def not_arrived(session: Session, petition_id: int) -> list[tuple[Task, Message]]:
    """The mails to a petitioner that did not arrive and have not been made up for, each with its open task."""
    waiting = select(Task, Message).join(Message, Message.id == Task.message_id)
    here = waiting.where(
        Task.petition_id == petition_id, Task.done_at.is_(None), Message.state.in_(NOT_ARRIVED)
    )
    return [(row.Task, row.Message) for row in session.execute(here.order_by(Message.id))]


def begun_by(session: Session, message: Message) -> Said | None:
    """The first mail of ours to the same address about the same petition; None for the first itself."""
    if message.petition_id is None:
        return None
    earlier = select(Message.queued_at, Message.message_id).where(
        Message.petition_id == message.petition_id,
        Message.address == message.address,
        Message.way == Way.EMAIL,
        Message.id < message.id,
    )
    first = session.execute(earlier.order_by(Message.id).limit(1)).first()
    return Said(first.queued_at, first.message_id) if first else None


def outgoing(session: Session, page: int, per_page: int) -> Page[Message]:
    """The mails of the installation, newest first."""
    mails = select(Message).where(Message.way == Way.EMAIL).options(selectinload(Message.petition))
    return paged(session, mails.order_by(Message.id.desc()), page, per_page)


def mail(session: Session, message_id: int) -> Message:
    """One mail of the ledger; raises NotFound("no_message")."""
    found = session.get(Message, message_id)
    if found is None or found.way is not Way.EMAIL:
        raise NotFound("no_message")
    return found

"""Reading the ledger of messages."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from pakn.kernel.errors import NotFound
from pakn.kernel.paging import Page, paged
from pakn.notifications.models import Message, Way


def of_petition(session: Session, petition_id: int) -> list[Message]:
    """What was told to whom about a petition, oldest first."""
    return list(
        session.scalars(select(Message).where(Message.petition_id == petition_id).order_by(Message.id))
    )


def thread_of(session: Session, message: Message) -> str:
    """The Message-ID of the first mail to the same reader about the same petition; empty for the first itself."""
    if message.petition_id is None:
        return ""
    earlier = select(Message.message_id).where(
        Message.petition_id == message.petition_id,
        Message.recipient == message.recipient,
        Message.way == Way.EMAIL,
        Message.id < message.id,
    )
    return session.scalar(earlier.order_by(Message.id).limit(1)) or ""


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

"""Mails that came back: the ledger says so, the office is asked to call, and no more is sent to a dead address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from pakn.notifications import errands
from pakn.notifications.models import Message, MessageState, Way
from pakn.petitions.models import Petition, Petitioner

_LEFT = frozenset({MessageState.QUEUED, MessageState.SENT})
_DELIVERED = "2."  # RFC 3463: the class of a status that reports success
_FOR_NOW = "4."


def record(
    session: Session, *, number: int | None, message_ids: tuple[str, ...], status: str, now: datetime
) -> Message | None:
    """Write down that a mail came back; returns its row, or None when no mail of ours is meant.

    It is found by its `number` in the ledger, which a signed return address carries, else by the Message-IDs that the
    report quotes. `status` is that of RFC 3463, or empty. A citizen's message becomes a task of the office; the same
    bounce told again, or a report of success, changes nothing.
    """
    message = _by_number(session, number) or _by_message_id(session, message_ids)
    if message is None or message.state not in _LEFT or status.startswith(_DELIVERED):
        return message
    message.state, message.error = MessageState.BOUNCED, status
    errands.instead_of_mail(session, message, now)
    session.flush()
    return message


def is_dead(session: Session, petitioner: Petitioner, address: str) -> bool:
    """Whether a mail to this address of the petitioner came back for good; another one is another matter."""
    theirs = select(Petition.id).where(Petition.petitioner_id == petitioner.id)
    returned = select(Message.id).where(
        Message.petition_id.in_(theirs),
        Message.officer_id.is_(None),
        func.lower(Message.address) == address.lower(),
        Message.state == MessageState.BOUNCED,
        Message.error.not_like(f"{_FOR_NOW}%"),
    )
    return session.scalar(returned.limit(1)) is not None


def _by_number(session: Session, number: int | None) -> Message | None:
    return _one(session, select(Message).where(Message.id == number)) if number is not None else None


def _by_message_id(session: Session, message_ids: tuple[str, ...]) -> Message | None:
    return _one(session, select(Message).where(Message.message_id.in_(message_ids)).order_by(Message.id))


def _one(session: Session, found: Select[Message]) -> Message | None:
    """Locked, so that sending and bouncing never cross."""
    mails = found.where(Message.way == Way.EMAIL).limit(1).with_for_update(of=Message)
    return session.scalars(mails.execution_options(populate_existing=True)).first()

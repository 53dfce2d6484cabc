"""Getting a mail out: sent outside any transaction, marked afterwards, repeated until one of the two is certain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.kernel import clock
from pakn.kernel.db import reading, transaction
from pakn.kernel.outbox import Envelope
from pakn.notifications import errands, queries
from pakn.notifications.addresses import ways_back
from pakn.notifications.channels import Channel, Undeliverable, channel_for
from pakn.notifications.compose import BadAddress, OutgoingMail
from pakn.notifications.models import Message, MessageState
from pakn.notifications.queries import Said
from pakn.settings import Settings

Heard: TypeAlias = Callable[[Session, Message], tuple[Said, ...]]
"""What the reader of a message had written by mail before it; known only to whoever takes mail in."""


def _nothing(_session: Session, _message: Message) -> tuple[Said, ...]:
    return ()


def deliver(envelope: Envelope, settings: Settings, heard: Heard = _nothing) -> None:
    """MessageQueued: send it by the channel of the settings. Raises what the channel raised when it may work later."""
    send(envelope.event.message_id, channel_for(settings), settings, heard)


def send(message_id: int, channel: Channel, settings: Settings, heard: Heard = _nothing) -> None:
    """Send one message of the ledger, unless it left already, as an answer to what its reader was `heard` to say.

    A crash between sending and marking sends it again under the same Message-ID, which mailboxes fold into one.
    A refusal of the recipient for good makes it a task of the office, when it was for a citizen; whatever is wrong
    on this side, the sender's address too, raises and is tried again.
    """
    mail = _waiting(message_id, settings, heard)
    if mail is None:
        return
    try:
        channel.send(mail)
    except (Undeliverable, BadAddress) as refused:
        _mark_failed(message_id, str(refused), clock.now())
    else:
        _mark_sent(message_id, clock.now())


def _waiting(message_id: int, settings: Settings, heard: Heard) -> OutgoingMail | None:
    """Read fresh, and leave the transaction before anybody speaks to a server."""
    session = reading()
    session.rollback()
    message = session.get_one(Message, message_id)
    queued = message.state is MessageState.QUEUED
    mail = _mail(session, message, settings, heard) if queued else None
    session.rollback()
    return mail


def _mail(session: Session, message: Message, settings: Settings, heard: Heard) -> OutgoingMail:
    agency = message.petition.agency if message.petition else None
    back = ways_back(session, message, settings)
    return OutgoingMail(
        number=message.id,
        message_id=message.message_id,
        sender=settings.sender_address,
        sender_name=agency.name if agency else settings.sender_name,
        to=message.address,
        subject=message.subject,
        text=message.text,
        html=message.html,
        queued_at=message.queued_at,
        reply_to=back.reply_to,
        envelope=back.envelope,
        conversation=_conversation(session, message, heard),
    )


def _conversation(session: Session, message: Message, heard: Heard) -> tuple[str, ...]:
    """Where it belongs, so that a mail program shows one conversation: its beginning on either side, and the last
    word of the reader."""
    begun = queries.begun_by(session, message)
    said = [*heard(session, message), *([begun] if begun else [])]
    return tuple(each.message_id for each in sorted(said, key=lambda each: each.at))


def _mark_sent(message_id: int, now: datetime) -> None:
    with transaction() as session:
        message = _locked(session, message_id)
        if message.state is MessageState.QUEUED:
            message.state, message.sent_at, message.error = MessageState.SENT, now, ""
        elif message.state is MessageState.BOUNCED:
            message.sent_at = message.sent_at or now  # it came back before anybody had noted that it left


def _mark_failed(message_id: int, error: str, now: datetime) -> None:
    with transaction() as session:
        message = _locked(session, message_id)
        if message.state is MessageState.QUEUED:
            message.state, message.error = MessageState.FAILED, error
            errands.instead_of_mail(session, message, now)


def _locked(session: Session, message_id: int) -> Message:
    row = select(Message).where(Message.id == message_id).with_for_update(of=Message)
    return session.scalars(row.execution_options(populate_existing=True)).one()

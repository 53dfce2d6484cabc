"""Our letters answer the citizen's mails: the ledger knows what we wrote, the mailbox what was written to us."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.kernel.outbox import Envelope
from pakn.mailbox.models import IncomingMail, Outcome
from pakn.notifications import delivery
from pakn.notifications.models import Message
from pakn.notifications.queries import Said
from pakn.settings import Settings

_TAKEN = (Outcome.ACCEPTED, Outcome.AWAITING_SUPPLEMENT, Outcome.FOLLOW_UP)


def deliver(envelope: Envelope, settings: Settings) -> None:
    """MessageQueued: send it, as an answer to what its reader wrote. Raises what the channel raised."""
    delivery.deliver(envelope, settings, heard)


def heard(session: Session, message: Message) -> tuple[Said, ...]:
    """The first and the last mail that came about the message's petition from the very address it goes to, before it.

    Nobody is told of a mail that somebody else sent. Sent a second time, a message refers to the same.
    """
    if message.petition_id is None or message.officer_id is not None:
        return ()
    theirs = select(IncomingMail.received_at, IncomingMail.message_id).where(
        IncomingMail.petition_id == message.petition_id,
        IncomingMail.sender == message.address.lower(),
        IncomingMail.outcome.in_(_TAKEN),
        IncomingMail.received_at <= message.queued_at,
    )
    ends = (IncomingMail.id, IncomingMail.id.desc())
    rows = (session.execute(theirs.order_by(end).limit(1)).first() for end in ends)
    return tuple(dict.fromkeys(Said(row.received_at, row.message_id) for row in rows if row))

"""Under which addresses of ours a mail leaves: where an answer to it comes back, and where it comes back itself."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from pakn.identity import queries as identity
from pakn.identity.models import Agency
from pakn.kernel import mailboxes
from pakn.kernel.addresses import Mark, Purpose, marked
from pakn.kernel.mailboxes import Mailbox
from pakn.notifications.models import Message
from pakn.settings import Settings, WrongSettings

_LONGEST_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1


@dataclass(frozen=True)
class Ways:
    """`reply_to` is empty where an answer must not become a citizen's letter; `envelope` takes the bounces."""

    reply_to: str
    envelope: str


def mailboxes_of(settings: Settings) -> tuple[Mailbox, ...]:
    """The mailboxes that are fetched; raises WrongSettings."""
    try:
        return mailboxes.read(settings.imap_url)
    except ValueError as fault:
        raise WrongSettings(f"PAKN_IMAP_URL: {fault}") from None


def ways_back(session: Session, message: Message, settings: Settings) -> Ways:
    """The addresses of one message of the ledger, signed so that an answer finds its petition and a bounce its row."""
    agency = message.petition.agency if message.petition else None
    ours = _mailbox(session, agency, settings) or settings.sender_address
    reply_to = ""
    if message.petition_id is not None and message.officer_id is None:
        reply_to = _signed(ours, Mark(Purpose.REPLY, message.petition_id), settings)
    return Ways(reply_to, _signed(ours, Mark(Purpose.BOUNCE, message.id), settings))


def takes_answers(session: Session, agency: Agency, settings: Settings) -> bool:
    """Whether an answer to a letter of this agency is fetched and finds its petition."""
    fetched = {box.address for box in mailboxes_of(settings)}
    return (
        bool(fetched) and (_mailbox(session, agency, settings) or settings.sender_address.lower()) in fetched
    )


def _mailbox(session: Session, agency: Agency | None, settings: Settings) -> str:
    """The agency's own mailbox, or the one of nobody in particular when only this agency takes petitions; else ""."""
    boxes = mailboxes_of(settings) if agency is not None else ()
    if agency is None or not boxes:
        return ""
    own = [box.address for box in boxes if box.agency == agency.code]
    if not own and [each.id for each in identity.receiving_agencies(session)] == [agency.id]:
        own = [box.address for box in boxes if not box.agency]
    return own[0] if own else ""


def _signed(address: str, mark: Mark, settings: Settings) -> str:
    """Unsigned where the signed one would be too long, or is none: the channel says so of a sender nobody can use."""
    if "@" not in address:
        return address
    made = marked(address, mark, key=settings.key, delimiter=settings.mail_delimiter)
    return made if len(made.rpartition("@")[0]) <= _LONGEST_LOCAL_PART else address

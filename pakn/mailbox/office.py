"""What the office does with a mail that was set aside. Each ends its waiting, with the officer's name on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pakn.identity.models import Agency
from pakn.identity.permissions import Viewer
from pakn.intake.submission import Contacts
from pakn.kernel.codes import parse_tracking_code
from pakn.kernel.errors import NotFound, Stale
from pakn.mailbox import earlier, entering
from pakn.mailbox.entering import Entry
from pakn.mailbox.keeping import Keeper
from pakn.mailbox.letters import Letter, Understood
from pakn.mailbox.models import IncomingMail, Outcome
from pakn.petitions import queries as petitions
from pakn.petitions.visibility import may_see


@dataclass(frozen=True)
class Corrected:
    """What the officer made of the mail."""

    contacts: Contacts
    subject: str
    content: str


def enter(
    session: Session,
    mail: IncomingMail,
    letter: Letter,
    said: Corrected,
    agency: Agency,
    keeper: Keeper,
    *,
    key: bytes,
    by: int,
    now: datetime,
) -> None:
    """Enter it although the machine did not; what is still missing is asked for. Raises Stale for one that no longer
    waits."""
    _still_waiting(mail)
    earlier.wait_for_turn(session, letter.sender, letter.fingerprint)
    entry = Entry(
        agency,
        letter.sender,
        said.subject,
        said.content,
        said.contacts,
        letter.fingerprint,
        mail.received_at,
    )
    files = keeper.keep(session, letter.attachments, now)
    made = entering.enter(session, entry, files, key=key, now=now)
    mail.outcome = Outcome.AWAITING_SUPPLEMENT if made.asked else Outcome.ACCEPTED
    _dealt_with(mail, made.petition_id, by, now)
    mail.agency_id = agency.id


def attach(
    session: Session,
    mail: IncomingMail,
    letter: Letter,
    understood: Understood,
    typed: str,
    viewer: Viewer,
    keeper: Keeper,
    *,
    now: datetime,
) -> None:
    """Add it to a petition of the mail's agency that the officer may see; what it says of its sender fills the gaps.

    Raises NotFound("no_petition") for any other code, Stale for a mail that no longer waits.
    """
    _still_waiting(mail)
    petition = petitions.for_change(session, parse_tracking_code(typed) or "")
    elsewhere = mail.agency_id is not None and petition.agency_id != mail.agency_id
    if elsewhere or not may_see(session, petition, viewer):
        raise NotFound("no_petition")
    said = entering.answered_by(petition, letter, understood)
    entering.follow(session, petition, letter, said, keeper, now)
    mail.outcome = Outcome.FOLLOW_UP
    _dealt_with(mail, petition.id, viewer.officer_id, now)
    if mail.agency_id is None:
        mail.agency_id = petition.agency_id


def dismiss(mail: IncomingMail, reason: str, *, by: int, now: datetime) -> None:
    """Nothing has to be done with it, for a reason that stays with it. Raises Stale for one that no longer waits."""
    _still_waiting(mail)
    mail.note, mail.handled_by, mail.handled_at = reason, by, now


def _still_waiting(mail: IncomingMail) -> None:
    if not mail.waits:
        raise Stale("mail_dealt_with")


def _dealt_with(mail: IncomingMail, petition_id: int, by: int, now: datetime) -> None:
    mail.petition_id, mail.handled_by, mail.handled_at = petition_id, by, now

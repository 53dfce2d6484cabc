"""To which petition a letter belongs, as far as it may be believed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pakn.identity.models import Officer
from pakn.kernel.codes import parse_tracking_code
from pakn.mailbox.letters import FollowUp
from pakn.mailbox.models import IncomingMail
from pakn.notifications.models import Message
from pakn.petitions.models import Petition, Petitioner

_MOST = 50


@dataclass(frozen=True)
class Thread:
    """The code of the petition a letter belongs to. Without one, `to_officer` says that it answers a message to an
    officer or that an officer wrote it, `strange` that it names a petition which is somebody else's."""

    code: str | None = None
    to_officer: bool = False
    strange: bool = False


def find(session: Session, follow: FollowUp) -> Thread:
    """First the signed reply address, then what it refers to, then a code in the subject with the known sender.

    What an officer of ours writes about any other petition is for a person to read, as an answer to a notice is.
    """
    if follow.petition_id is not None and (signed := _by_id(session, follow.petition_id)):
        return Thread(signed)
    sender = follow.letter.sender.casefold()
    referred = _ledger(session, follow.references)
    if not referred.code and not referred.to_officer:
        referred = _earlier_mail(session, follow.references, sender)
    if referred.code or referred.to_officer:
        return referred
    named = _by_code(session, follow.codes, sender)
    if named.code is None and _is_officer(session, sender):
        return Thread(to_officer=True)
    return Thread(named.code, strange=named.strange or referred.strange)


def _is_officer(session: Session, sender: str) -> bool:
    known = select(Officer.id).where(func.lower(Officer.email) == sender, Officer.active)
    return bool(sender) and session.scalars(known.limit(1)).first() is not None


def _by_id(session: Session, petition_id: int) -> str | None:
    return session.scalar(select(Petition.code).where(Petition.id == petition_id))


def _ledger(session: Session, references: tuple[str, ...]) -> Thread:
    """What our own messages in the thread were about; one to an officer alone leads to no petition."""
    if not references:
        return Thread()
    asked = select(Message.message_id, Message.officer_id, Petition.code).outerjoin(
        Petition, Petition.id == Message.petition_id
    )
    rows = session.execute(asked.where(Message.message_id.in_(references[-_MOST:]))).all()
    for reference in reversed(references):
        for message_id, officer_id, code in rows:
            if message_id == reference:
                return Thread(to_officer=True) if officer_id is not None else Thread(code)
    return Thread()


def _earlier_mail(session: Session, references: tuple[str, ...], sender: str) -> Thread:
    """The petition of a mail that the same person had sent; somebody else's leads nowhere."""
    if not references:
        return Thread()
    found = select(IncomingMail.sender, Petition.code).join(Petition, Petition.id == IncomingMail.petition_id)
    rows = session.execute(
        found.where(IncomingMail.message_id.in_(references[-_MOST:])).order_by(IncomingMail.id.desc())
    ).all()
    own = next((code for known, code in rows if known.casefold() == sender), None)
    return Thread(own, strange=bool(rows) and own is None)


def _by_code(session: Session, codes: tuple[str, ...], sender: str) -> Thread:
    """The petition whose code the subject names, when its petitioner wrote from the address they had given."""
    canonical = [code for each in codes[:_MOST] if (code := parse_tracking_code(each))]
    if not canonical:
        return Thread()
    found = select(Petition.code, Petitioner.email).join(Petitioner, Petitioner.id == Petition.petitioner_id)
    rows = {row.code: row.email for row in session.execute(found.where(Petition.code.in_(canonical)))}
    own = next((code for code in canonical if rows.get(code, "").casefold() == sender and sender), None)
    return Thread(own, strange=bool(rows) and own is None)

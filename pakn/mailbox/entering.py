"""From a letter to a petition: what is entered, and what is asked for when the law requires more."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pakn.handling import verbs
from pakn.identity.models import Agency
from pakn.intake import completing
from pakn.intake import service as intake
from pakn.intake import submission as limits
from pakn.intake.concerned import heed
from pakn.intake.submission import Contacts, Submission
from pakn.kernel.audit import MACHINE
from pakn.mailbox.keeping import Keeper
from pakn.mailbox.letters import Letter, Understood
from pakn.mailbox.parsing import answered
from pakn.notifications.wording import for_office
from pakn.petitions import queries as petitions
from pakn.petitions.models import Channel, Petition, SubmitterType
from pakn.petitions.service import Acting
from pakn.petitions.workflow import Capacity

_BY_MACHINE = Acting(MACHINE, frozenset({Capacity.MACHINE}))
_CUT = "\n\n(Thư dài hơn 10.000 ký tự. Phần còn lại có trong thư gốc.)"
_NO_SUBJECT = "Thư không có tiêu đề"
_NO_TEXT = "(Thư không có nội dung chữ.)"
_NEEDED = {
    "full_name": "Họ và tên người gửi.",
    "address": "Địa chỉ nơi nhận thư trả lời: số nhà, thôn hoặc tổ dân phố, xã.",
    "phone": "Số điện thoại, hoặc ghi “liên hệ qua thư theo địa chỉ trên”.",
}


@dataclass(frozen=True)
class Entry:
    """What goes into the register from one mail; `fingerprint` makes a second entry the same petition."""

    agency: Agency
    sender: str
    subject: str
    content: str
    contacts: Contacts
    fingerprint: str
    received_at: datetime


@dataclass(frozen=True)
class Entered:
    """The petition a mail became, and whether its sender was asked for something."""

    petition_id: int
    code: str
    asked: bool


def contacts_of(understood: Understood) -> Contacts:
    """What the letter says of its sender, cut to what the register holds."""
    return Contacts(
        full_name=understood.full_name[: limits.NAME_LENGTH],
        address=understood.address[: limits.ADDRESS_LENGTH],
        phone=understood.phone,
        contact_by_post=understood.contact_by_post,
        organization=understood.organization[: limits.ORGANIZATION_LENGTH],
    )


def answered_by(petition: Petition, letter: Letter, understood: Understood) -> Contacts:
    """What a further letter says of its sender. Where something was missing its bare lines are the answer."""
    said = contacts_of(understood)
    wanted = completing.lacking(completing.gaps_filled(petition.petitioner, said))
    if not wanted or letter.only_quotes:
        return said
    return completing.joined(said, contacts_of(answered(letter.content, wanted)))


def missing(contacts: Contacts) -> list[str]:
    """What Điều 7 of Nghị định 20/2008/NĐ-CP requires and nobody knows yet, a sentence each."""
    unknown = completing.lacking(contacts)
    return [needed for name, needed in _NEEDED.items() if name in unknown]


def subject_of(letter: Letter) -> str:
    """The subject, else the first line that says something."""
    first = next((line.strip() for line in letter.content.splitlines() if line.strip()), _NO_SUBJECT)
    return shortened(letter.subject or first, limits.SUBJECT_LENGTH)


def text_of(letter: Letter) -> str:
    """What was newly written, at most as much as a petition takes; the raw mail keeps the rest.

    A letter of ours that it quotes may hold the citizen's own links: no officer shall act by them.
    """
    text = for_office(letter.content or letter.full_text) or _NO_TEXT
    if len(text) <= limits.CONTENT_LENGTH:
        return text
    return shortened(text, limits.CONTENT_LENGTH - len(_CUT)) + _CUT


def shortened(text: str, length: int) -> str:
    """At most so many characters, cut between words where there is a space near the end, with … in their place."""
    if len(text) <= length:
        return text
    kept = text[: length - 2]
    at = kept.rfind(" ", length * 3 // 4)
    return (kept[:at] if at > 0 else kept).rstrip() + " …"


def enter(
    session: Session,
    entry: Entry,
    files: tuple[tuple[str, ...], list[str]],
    *,
    key: bytes,
    now: datetime,
) -> Entered:
    """Into the register with it; its sender is told what was not kept, and asked for what is missing."""
    keys, refused = files
    receipt = intake.submit(session, _submission(entry, keys), key=key, now=now)
    asked = missing(entry.contacts)
    if refused or asked:
        petition = petitions.by_code(session, receipt.code)
        if refused:
            intake.files_not_taken(session, petition, refused, now)
        if asked:
            verbs.ask_supplement(session, petition, items="\n".join(asked), by=_BY_MACHINE, now=now)
    return Entered(receipt.petition_id, receipt.code, bool(asked))


def came_at(petition: Petition, received_at: datetime) -> datetime:
    """The moment from which a further letter counts: its arrival, but never before what stands in the history."""
    held = (each.from_at for each in petition.leg.assignments)
    return max(received_at, *(each.from_at for each in petition.leg.spells), *held)


def follow(
    session: Session,
    petition: Petition,
    letter: Letter,
    contacts: Contacts,
    keeper: Keeper,
    now: datetime,
) -> None:
    """A further letter to a petition, with its files.

    Whoever it names may not read it, not even where only its subject names them, or what is too long to be entered.
    """
    keys, refused = keeper.keep(session, letter.attachments, now)
    intake.add_letter(session, petition, text_of(letter), list(keys), contacts, now=now)
    heed(session, petition, f"{letter.subject}\n{letter.content or letter.full_text}", now)
    if refused:
        intake.files_not_taken(session, petition, refused, now)


def _submission(entry: Entry, keys: tuple[str, ...]) -> Submission:
    said = entry.contacts
    kind = SubmitterType.ORGANIZATION if said.organization else SubmitterType.PERSON
    return Submission(
        submitter_type=kind.value,
        full_name=said.full_name,
        organization=said.organization,
        address=said.address,
        phone=said.phone,
        contact_by_post=said.contact_by_post,
        email=entry.sender,
        agency=entry.agency.code,
        area="",
        subject=entry.subject,
        content=entry.content,
        regulation="",
        publish_name=False,
        token=_token(entry),
        file_keys=keys,
        channel=Channel.EMAIL.value,
        received_at=entry.received_at,
    )


def _token(entry: Entry) -> str:
    """The same for every delivery of the same mail to the same agency; 64 characters."""
    return hashlib.sha256(f"mail {entry.agency.code} {entry.fingerprint}".encode()).hexdigest()

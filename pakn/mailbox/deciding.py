"""What becomes of a parsed mail: which verbs it sets in motion, or why a person has to look at it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from pakn.identity import queries as identity
from pakn.identity.models import Agency
from pakn.intake.submission import Contacts
from pakn.kernel import installation
from pakn.mailbox import earlier, entering, threads
from pakn.mailbox.door import Door
from pakn.mailbox.entering import Entry
from pakn.mailbox.keeping import Keeper
from pakn.mailbox.language import is_vietnamese
from pakn.mailbox.letters import Automatic, Bounce, FollowUp, Letter, Parsed, Submission, Unusable
from pakn.mailbox.models import Outcome
from pakn.mailbox.reasons import Reason
from pakn.mailbox.threads import Thread
from pakn.mailbox.verdicts import Kept, Verdict, about, essence, letter_of
from pakn.notifications import bounces
from pakn.petitions import queries as petitions
from pakn.petitions.models import SubjectScope
from pakn.routing.classifier import Classifier

NEW_A_DAY = 20
_SEALED = "encrypted"  # somebody wrote, and only a person can ask for it in the open
_SURE_OF_SPAM = 0.75  # a mail set aside wrongly costs a look, and keeps the day it came


@dataclass(frozen=True)
class Desk:
    """What deciding works with."""

    session: Session
    door: Door
    keeper: Keeper
    now: datetime


def decide(desk: Desk, mail: Kept, parsed: Parsed) -> Verdict:
    """Do what the mail asks for, in the caller's transaction. Nothing is written to a petition it may not touch."""
    agency = _agency(desk, mail, parsed)
    if first := earlier.delivery(desk.session, mail, _id(agency), essence(parsed).fingerprint):
        return about(Outcome.DUPLICATE, first.petition, _id(agency))
    if isinstance(parsed, Automatic):
        return Verdict(Outcome.AUTOMATIC, parsed.reason, agency_id=_id(agency))
    if isinstance(parsed, Unusable):
        written = parsed.letter is not None or parsed.reason == _SEALED
        outcome = Outcome.SET_ASIDE if written else Outcome.REFUSED
        return Verdict(outcome, parsed.reason, agency_id=_id(agency))
    if isinstance(parsed, Bounce):
        return _bounce(desk, parsed, agency)
    thread = threads.find(desk.session, parsed) if isinstance(parsed, FollowUp) else Thread()
    if thread.code is not None:
        return _follow(desk, mail, thread.code, parsed, agency)
    return _enter(desk, mail, agency, parsed, thread)


def _id(agency: Agency | None) -> int | None:
    return agency.id if agency is not None else None


def _agency(desk: Desk, mail: Kept, parsed: Parsed) -> Agency | None:
    """The mailbox's, else that of the address it was written to, else the only one that takes petitions."""
    open_ones = identity.receiving_agencies(desk.session)
    if mail.agency_id is not None:
        here = next((each for each in open_ones if each.id == mail.agency_id), None)
        return installation.here(desk.session, here) if here else desk.session.get(Agency, mail.agency_id)
    letter = letter_of(parsed)
    address = desk.door.address_of(letter.to) if letter else ""
    if code := desk.door.agencies.get(address, ""):
        return identity.agency_by_code(desk.session, code)
    return identity.receiving_agency(desk.session, "")


def _bounce(desk: Desk, parsed: Bounce, agency: Agency | None) -> Verdict:
    message = bounces.record(
        desk.session,
        number=parsed.number,
        message_ids=parsed.message_ids,
        status=parsed.status,
        now=desk.now,
    )
    petition = message.petition if message is not None else None
    return about(Outcome.BOUNCE, petition, _id(agency), parsed.status)


def _follow(
    desk: Desk, mail: Kept, code: str, parsed: Submission | FollowUp, agency: Agency | None
) -> Verdict:
    petition = petitions.for_change(desk.session, code)
    letter = parsed.letter
    if letter.only_quotes:  # nothing was said that we had not written
        letter = replace(letter, content="", full_text="")
    if letter.attachments or not letter.only_quotes:
        said = entering.answered_by(petition, letter, parsed.understood)
        came = entering.came_at(petition, mail.received_at)
        entering.follow(desk.session, petition, letter, said, desk.keeper, came)
    return about(Outcome.FOLLOW_UP, petition, _id(agency) or petition.agency_id)


def _enter(
    desk: Desk, mail: Kept, agency: Agency | None, parsed: Submission | FollowUp, thread: Thread
) -> Verdict:
    contacts = entering.contacts_of(parsed.understood)
    reason = _why_not(desk, mail, agency, parsed.letter, contacts, thread)
    if reason is not None or agency is None:
        return Verdict(Outcome.SET_ASIDE, reason or Reason.NO_AGENCY, agency_id=_id(agency))
    letter = parsed.letter
    entry = Entry(
        agency,
        letter.sender,
        entering.subject_of(letter),
        entering.text_of(letter),
        contacts,
        letter.fingerprint,
        mail.received_at,
    )
    files = desk.keeper.keep(desk.session, letter.attachments, desk.now)
    made = entering.enter(desk.session, entry, files, key=desk.door.key, now=desk.now)
    outcome = Outcome.AWAITING_SUPPLEMENT if made.asked else Outcome.ACCEPTED
    return Verdict(outcome, "", made.petition_id, made.code, agency.id)


def _why_not(
    desk: Desk,
    mail: Kept,
    agency: Agency | None,
    letter: Letter,
    contacts: Contacts,
    thread: Thread,
) -> Reason | None:
    """Why a person has to look before this becomes a petition."""
    incomplete = bool(entering.missing(contacts))
    if thread.to_officer:
        return Reason.OFFICER_REPLY
    if agency is None or not agency.takes_petitions:
        return Reason.NO_AGENCY
    if not is_vietnamese(f"{letter.subject}\n{letter.content or letter.full_text}"):
        return Reason.NOT_VIETNAMESE
    if _is_spam(letter):
        return Reason.SPAM
    if thread.strange and incomplete:
        return Reason.STRANGER
    new, asked = earlier.of_that_day(desk.session, mail, letter.sender.lower(), desk.now)
    if new >= NEW_A_DAY:
        return Reason.TOO_MANY
    return Reason.ASKED_TODAY if incomplete and asked else None


def _is_spam(letter: Letter) -> bool:
    """The same words are classified again when the petition is filed; the model keeps its last answer."""
    text = f"{entering.subject_of(letter)}\n{entering.text_of(letter)}"
    scope = Classifier.load().classify(text).scope
    return scope.code == SubjectScope.SPAM and scope.probability >= _SURE_OF_SPAM

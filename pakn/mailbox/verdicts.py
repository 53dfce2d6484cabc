"""What became of one mail, as it is written on its row and told to whoever brought it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pakn.mailbox.letters import FollowUp, Letter, Parsed, Submission, Understood, Unusable
from pakn.mailbox.models import Outcome
from pakn.petitions.models import Petition


@dataclass(frozen=True)
class Kept:
    """A stored mail as deciding needs it: its row, the agency of its mailbox if that is known, and when it came."""

    mail_id: int
    agency_id: int | None
    received_at: datetime


@dataclass(frozen=True)
class Verdict:
    """The decision about a mail; `reason` is a code or empty, `code` the petition's."""

    outcome: Outcome
    reason: str = ""
    petition_id: int | None = None
    code: str = ""
    agency_id: int | None = None


def about(outcome: Outcome, petition: Petition | None, agency_id: int | None, reason: str = "") -> Verdict:
    """The decision about a mail that belongs to a petition, or to none."""
    if petition is None:
        return Verdict(outcome, reason, agency_id=agency_id)
    return Verdict(outcome, reason, petition.id, petition.code, agency_id)


@dataclass(frozen=True)
class Taken:
    """The same for whoever brought the mail. `outcome` is None when the database was away: it is tried again."""

    mail_id: int | None
    outcome: Outcome | None
    code: str = ""
    reason: str = ""
    sender: str = ""
    subject: str = ""
    content: str = ""


@dataclass(frozen=True)
class Essence:
    """What every kind of parsed mail has in common."""

    sender: str
    subject: str
    content: str
    message_id: str
    fingerprint: str


def letter_of(parsed: Parsed) -> Letter | None:
    """What a person wrote, if one did."""
    return parsed.letter if isinstance(parsed, Submission | FollowUp | Unusable) else None


def of_sender(parsed: Parsed) -> Understood:
    """What it says of whoever wrote it."""
    return parsed.understood if isinstance(parsed, Submission | FollowUp | Unusable) else Understood()


def essence(parsed: Parsed) -> Essence:
    """Sender, subject and marks of identity, cut to what their columns hold."""
    letter = letter_of(parsed)
    content = letter.content if letter is not None else ""
    said = parsed.letter if isinstance(parsed, Submission | FollowUp) else parsed
    return Essence(said.sender[:255], said.subject, content, said.message_id[:255], said.fingerprint)

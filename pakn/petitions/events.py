"""What can happen to a petition: ids, codes, and a sentence where an officer wrote one; the rest is read fresh."""

from __future__ import annotations

from dataclasses import dataclass

from pakn.kernel.quiet import Quiet


@dataclass(frozen=True)
class PetitionEvent:
    """Something that happened to one petition."""

    petition_id: int


@dataclass(frozen=True)
class PetitionReceived(PetitionEvent):
    """A petition is in the register."""

    channel: str


@dataclass(frozen=True)
class PetitionFiled(PetitionEvent, Quiet):
    """Field, kind and scope were set, by the machine or by a person."""

    field: str | None
    kind: str | None
    scope: str
    probability: float | None


@dataclass(frozen=True)
class PetitionAssigned(PetitionEvent):
    """It lies with this unit and officer now; neither: with the office."""

    unit_id: int | None
    officer_id: int | None
    reason: str


@dataclass(frozen=True)
class PetitionAccepted(PetitionEvent, Quiet):
    """The agency takes it on and owes an answer."""


@dataclass(frozen=True)
class PetitionHandedBack(PetitionEvent):
    """The officer gave it back to the office."""

    unit_id: int | None
    officer_id: int | None
    reason: str


@dataclass(frozen=True)
class SupplementAsked(PetitionEvent):
    """The citizen was asked for more."""

    items: str
    due_on: str


@dataclass(frozen=True)
class PetitionSupplemented(PetitionEvent):
    """The citizen sent more."""


@dataclass(frozen=True)
class PetitionerCompleted(PetitionEvent, Quiet):
    """What the law requires of the petitioner was filled in; `fields` are names only, never values."""

    fields: list[str]


@dataclass(frozen=True)
class ContactCorrected(PetitionEvent, Quiet):
    """How the petitioner is reached was corrected by an officer, who knows it from `source`.

    `old` and `new` hold the values that changed, by field: who had an answer sent elsewhere can be found out. No page
    shows them, and they go when the payload is erased.
    """

    source: str
    old: dict[str, str | bool]
    new: dict[str, str | bool]


@dataclass(frozen=True)
class NoticeSentAgain(PetitionEvent):
    """A mail that never arrived is to be sent once more, to the address the petitioner has now."""

    message_id: int


@dataclass(frozen=True)
class CitizenWrote(PetitionEvent):
    """The citizen wrote again, though nobody had asked."""


@dataclass(frozen=True)
class FilesNotTaken(PetitionEvent):
    """Files that came with a letter were not kept; `sentences` say which and why, in words for the citizen."""

    sentences: list[str]


@dataclass(frozen=True)
class PetitionRefused(PetitionEvent):
    """Not taken, on a ground, with guidance where to go."""

    ground: str
    reason: str


@dataclass(frozen=True)
class PetitionForwarded(PetitionEvent):
    """Sent to the agency that is competent."""

    to_agency_id: int | None
    to_name: str
    reason: str


@dataclass(frozen=True)
class PetitionReturned(PetitionEvent):
    """Sent back to the agency that had forwarded it."""

    to_agency_id: int | None
    to_name: str
    reason: str


@dataclass(frozen=True)
class PetitionLapsed(PetitionEvent):
    """Closed because the supplement never came."""

    ground: str


@dataclass(frozen=True)
class PetitionWithdrawn(PetitionEvent):
    """Taken back by the citizen."""

    ground: str


@dataclass(frozen=True)
class ReplySubmitted(PetitionEvent):
    """An answer waits for the leader."""

    outcome: str


@dataclass(frozen=True)
class ReplySentBack(PetitionEvent):
    """The leader wants the answer changed."""

    reason: str


@dataclass(frozen=True)
class PetitionAnswered(PetitionEvent):
    """The leader approved the answer; it goes to the citizen."""

    outcome: str


@dataclass(frozen=True)
class ResultPublished(PetitionEvent):
    """The redacted result is on the public page."""

    number: int


@dataclass(frozen=True)
class ResultKeptPrivate(PetitionEvent, Quiet):
    """The answer is not published, for a reason."""

    reason: str


@dataclass(frozen=True)
class NoteAdded(PetitionEvent, Quiet):
    """An officer wrote an internal note."""


@dataclass(frozen=True)
class AboutOfficersSet(PetitionEvent):
    """The officers whom the petition is about; it is hidden from them."""

    officer_ids: list[int]


@dataclass(frozen=True)
class TaskDone(PetitionEvent):
    """A call was made or a letter posted."""

    task_id: int
    kind: str


@dataclass(frozen=True)
class PhoneShown(PetitionEvent, Quiet):
    """An officer opened the petitioner's full telephone number."""


@dataclass(frozen=True)
class AccessRefused(PetitionEvent, Quiet):
    """Somebody tried to open or do what is not theirs."""

    wanted: str
    status: int

"""What the clock alone brings about."""

from __future__ import annotations

from dataclasses import dataclass

from pakn.petitions.events import PetitionEvent


@dataclass(frozen=True)
class DeadlineNear(PetitionEvent):
    """Few working days are left."""

    deadline_id: int
    days_left: int


@dataclass(frozen=True)
class DeadlinePassed(PetitionEvent):
    """The last day is over and the step is not done."""

    deadline_id: int
    days_late: int


@dataclass(frozen=True)
class DeadlineMoved(PetitionEvent):
    """A new calendar moved the day that was promised, or confirmed it."""

    step: str
    old_due_on: str
    new_due_on: str
    provisional: bool


@dataclass(frozen=True)
class DecisionNear(PetitionEvent):
    """Nobody has accepted it yet, and the limit for refusing or for asking a supplement passes soon."""

    step: str
    due_on: str


@dataclass(frozen=True)
class SupplementReminded(PetitionEvent):
    """The citizen still owes a supplement."""

    due_on: str

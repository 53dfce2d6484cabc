"""One petition's record as plain rows, written as `petitions.service` and `sla.service` write it.

Those load, lock and flush for each step, which is right for one petition and too slow for a hundred thousand. Only
the writing is repeated here: what may follow what is in `deeds`, by when in `dates`; the tests hold the result against
the table of the workflow, the real calendar and the chains.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from pakn.catalogue.models import ClosingAct
from pakn.cli.seeding.dates import MORNING, Dates, at
from pakn.cli.seeding.house import Answerable, Holder, House
from pakn.cli.seeding.rows import Ids, Row, Rows
from pakn.cli.seeding.texts import Person, Text
from pakn.kernel import clock
from pakn.kernel.audit import MACHINE, Actor
from pakn.kernel.tables import Json
from pakn.petitions import events
from pakn.petitions.models import (
    Assignment,
    Correspondence,
    Direction,
    EndAct,
    Filing,
    Leg,
    LegCause,
    Petition,
    StateSpell,
)
from pakn.petitions.workflow import State
from pakn.routing.classifier import Classification
from pakn.routing.corpus import Example
from pakn.sla.events import DeadlineNear, DeadlinePassed
from pakn.sla.models import Deadline, Result, Step

_AGENCY_OWES = (Step.ANSWER, Step.PUBLISH)
_FOREMOST = (Step.PUBLISH, Step.ANSWER, Step.SUPPLY)


@dataclass(frozen=True)
class Sample:
    """A text of the corpus and what the classifier says of it, worked out once."""

    number: int
    example: Example
    said: Classification
    suggestions: Json


@dataclass(frozen=True)
class Written:
    """What was written, and by whom."""

    subject: Text
    content: Text
    who: Person


@dataclass(frozen=True)
class Entry:
    """Something that happened, before it stands in its chain."""

    at: datetime
    event: events.PetitionEvent
    actor: Actor


@dataclass
class Desk:
    """What every petition of a run is written with."""

    rows: Rows
    ids: Ids
    dates: Dates
    houses: list[House]
    outcomes: list[Answerable]
    last_publication: int

    def publication_number(self) -> int:
        """The next number of the public page."""
        self.last_publication += 1
        return self.last_publication


class Life:
    """A petition from its arrival to where the story stops; `now` is the moment of the step being written."""

    def __init__(
        self, desk: Desk, house: House, sample: Sample, written: Written, petition: Row, dice: Random
    ) -> None:
        self.desk, self.house, self.sample, self.written, self.dice = desk, house, sample, written, dice
        self.petition = petition
        self.id: int = petition["id"]
        self.now: datetime = petition["received_at"]
        self.legs: list[Row] = []
        self.entries: list[Entry] = []
        self.holder = Holder()
        self.reply: Row | None = None
        self.answer: Text = Text(())
        self.outcome: Answerable = desk.outcomes[0]
        self.publication: Row | None = None
        self._spell: Row | None = None
        self._assignment: Row | None = None
        self._filing: Row | None = None
        self._running: dict[Step, Row] = {}

    @property
    def state(self) -> State:
        """Where it stands."""
        state: State = self.petition["state"]
        return state

    @property
    def leg(self) -> Row:
        """The leg it is on, or ended on."""
        return self.legs[-1]

    def record(self, event: events.PetitionEvent, actor: Actor) -> None:
        """It happened now."""
        self.entries.append(Entry(self.now, event, actor))

    # --- states, legs, holders, filings ---

    def open_leg(self, house: House, cause: LegCause) -> None:
        """A new spell at an agency begins."""
        self.house = house
        leg = {
            "id": self.desk.ids.take(Leg),
            "petition_id": self.id,
            "agency_id": house.id,
            "cause": cause,
            "opened_at": self.now,
        }
        self.legs.append(self.desk.rows.add(Leg, leg))
        self._running = {}
        self.petition |= {"agency_id": house.id, "unit_id": None, "officer_id": None}
        self._begin_spell(State.RECEIVED)

    def enter(self, state: State) -> None:
        """It is in this state from now on."""
        self.close_spell()
        self._begin_spell(state)

    def close_spell(self) -> None:
        """The state it was in ends now."""
        if self._spell is not None:
            self._spell["to_at"] = self.now

    def _begin_spell(self, state: State) -> None:
        spell = {
            "id": self.desk.ids.take(StateSpell),
            "leg_id": self.leg["id"],
            "state": state,
            "from_at": self.now,
        }
        self._spell = self.desk.rows.add(StateSpell, spell)
        self.petition["state"] = state

    def end_leg(self, act: EndAct, to_name: str = "") -> None:
        """The agency's part is done."""
        self.leg.update(ended_at=self.now, end_act=act, to_agency_name=to_name)
        self._close_assignment()

    def give(self, holder: Holder) -> None:
        """It lies with these from now on."""
        self._close_assignment()
        assignment = {
            "id": self.desk.ids.take(Assignment),
            "leg_id": self.leg["id"],
            "unit_id": holder.unit_id,
            "officer_id": holder.officer_id,
            "from_at": self.now,
        }
        self._assignment = self.desk.rows.add(Assignment, assignment)
        self.holder = holder
        self.petition.update(unit_id=holder.unit_id, officer_id=holder.officer_id)

    def _close_assignment(self) -> None:
        if self._assignment is not None:
            self._assignment.setdefault("to_at", self.now)
            self._assignment = None

    def file(
        self, field: str, kind: str | None, scope: str, by: int | None, probability: float | None
    ) -> None:
        """Classified, by an officer or by the machine."""
        if self._filing is not None:
            self._filing["to_at"] = self.now
        filing = {
            "id": self.desk.ids.take(Filing),
            "petition_id": self.id,
            "field_id": self.house.fields.get(field),
            "kind": kind,
            "scope": scope,
            "decided_by": by,
            "probability": probability,
            "suggestions": self.sample.suggestions,
            "from_at": self.now,
        }
        self._filing = self.desk.rows.add(Filing, filing)
        self.petition.update(field_id=filing["field_id"], kind=kind, scope=scope)
        rounded = None if probability is None else round(probability, 4)
        known = field if filing["field_id"] else None
        actor = Actor.officer(by) if by else MACHINE
        self.record(events.PetitionFiled(self.id, known, kind, scope, rounded), actor)

    def write_down(self, direction: Direction, text: str, officer_id: int | None) -> None:
        """A note, a request or an answer."""
        kept = {
            "petition_id": self.id,
            "direction": direction,
            "officer_id": officer_id,
            "text": text,
            "at": self.now,
        }
        self.desk.rows.add(Correspondence, {"id": self.desk.ids.take(Correspondence)} | kept)

    def ground(self, act: ClosingAct) -> str:
        """A ground the act may rest on."""
        known = self.house.grounds[act]
        return known[0] if known else ""

    # --- deadlines ---

    def start(self, step: Step, working_days: int | None = None) -> Row:
        """A deadline begins."""
        made = self._deadline(step, clock.day_of(self.now), working_days)
        self._running[step] = made
        self._repeat_due()
        return made

    def act(self, step: Step) -> None:
        """An act was done; whether within its limit is written beside it."""
        self._settle(self._deadline(step, clock.day_of(self.leg["opened_at"]), None))

    def meet(self, step: Step) -> None:
        """A step is done."""
        made = self._running.pop(step)
        self._remind(made, self.now)
        self._settle(made)
        self._repeat_due()

    def close(self) -> None:
        """What still runs need no longer be done here."""
        for made in self._running.values():
            self._remind(made, self.now)
            made["result"] = Result.CLOSED
        self._running = {}
        self._repeat_due()

    def until(self, end: datetime) -> None:
        """The story stops; of what still runs, the reminders told by then."""
        for made in self._running.values():
            self._remind(made, end)

    def due_on(self, step: Step) -> date:
        """The last day of what runs."""
        day: date = self._running[step]["due_on"]
        return day

    def _deadline(self, step: Step, on: date, working_days: int | None) -> Row:
        due = self.desk.dates.due(step, self.house.id, self.petition["kind"], on, working_days)
        row = {
            "id": self.desk.ids.take(Deadline),
            "leg_id": self.leg["id"],
            "step": step,
            "term_id": due.term_id,
            "started_on": due.started_on,
            "working_days": due.working_days,
            "due_on": due.due_on,
            "provisional": due.provisional,
            "explanation": due.explanation,
            "result": Result.OPEN,
            "created_at": self.now,
        }
        return self.desk.rows.add(Deadline, row)

    def _settle(self, made: Row) -> None:
        in_time = self.now < clock.end_of(made["due_on"])
        made.update(met_at=self.now, result=Result.MET if in_time else Result.MISSED)

    def _repeat_due(self) -> None:
        first = next((self._running[step] for step in _FOREMOST if step in self._running), None)
        self.petition["due_on"] = first["due_on"] if first else None

    def _remind(self, made: Row, end: datetime) -> None:
        """What the beat has told of a deadline before `end`."""
        if made["step"] not in _AGENCY_OWES:
            return
        calendar, due_on = self.desk.dates.calendar, made["due_on"]
        left = min(self.house.near_due_days, made["working_days"] - 1)
        near = at(self.desk.dates.add(due_on, -left) if left else due_on, MORNING)
        if made["created_at"] < near < end:
            made["near_due_told_at"] = near
            self.entries.append(Entry(near, DeadlineNear(self.id, made["id"], left), MACHINE))
        passed = at(due_on, MORNING) + timedelta(days=1)
        if passed < end:
            made["overdue_told_at"] = passed
            late = max(1, calendar.working_days_between(due_on, clock.day_of(passed)))
            self.entries.append(Entry(passed, DeadlinePassed(self.id, made["id"], late), MACHINE))


def new_petition(desk: Desk, **columns: object) -> Row:
    """The row of a petition, which changes as the story goes on."""
    return desk.rows.add(Petition, {"id": desk.ids.take(Petition), "kind": None, "due_on": None} | columns)

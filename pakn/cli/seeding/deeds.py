"""What is done to a petition, as `intake.service`, `routing.service` and the verbs of `handling` do it.

A deed whose person or state is not there is left out: the ways of `ways` are written for the common case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from pakn.catalogue.models import ClosingAct
from pakn.cli.seeding import texts
from pakn.cli.seeding import vocabulary as words
from pakn.cli.seeding.answering import approve, keep_private, publish, send_back, submit
from pakn.cli.seeding.dates import MORNING, at
from pakn.cli.seeding.house import Holder
from pakn.cli.seeding.life import Life
from pakn.cli.seeding.rows import Row
from pakn.kernel import clock
from pakn.kernel.audit import CITIZEN, MACHINE, Actor
from pakn.petitions import events
from pakn.petitions.models import Direction, EndAct, Kind, LegCause, Task, TaskKind
from pakn.petitions.workflow import State
from pakn.sla.models import Step

Deed = Callable[[Life], None]
_LETTER_WITHIN = 1


def arrive(life: Life) -> None:
    """It comes in: entered, read, routed, timed."""
    life.open_leg(life.house, LegCause.RECEIVED)
    life.record(events.PetitionReceived(life.id, life.petition["channel"].value), CITIZEN)
    _read_and_route(life)


def _read_and_route(life: Life) -> None:
    said = life.sample.said
    kind = said.kind.code if said.kind.code in set(Kind) else None
    life.file(said.best.code, kind, said.scope.code, None, said.best.probability)
    area = next((code for number, code in life.house.areas if number == life.petition["area_id"]), None)
    holder, reason = life.house.route(life.sample.number, said, area)
    life.give(holder)
    life.record(events.PetitionAssigned(life.id, holder.unit_id, holder.officer_id, reason), MACHINE)
    life.start(Step.ANSWER)


def triage(life: Life) -> None:
    """The office looks at what no rule could place, files it right and gives it to somebody."""
    if life.holder.officer_id is not None:
        return
    office, truth = life.dice.choice(life.house.office), life.sample.example
    wrong = truth.field != life.sample.said.best.code or truth.scope != life.petition["scope"]
    if wrong and life.holder.unit_id is None:
        life.file(truth.field, truth.kind or None, truth.scope, office, None)
    _hand_over(life, life.house.desk_for(truth.field, life.dice), office)


def _hand_over(life: Life, holder: Holder, office: int) -> None:
    life.give(holder)
    reason = life.dice.choice(words.HANDED_OVER)
    event = events.PetitionAssigned(life.id, holder.unit_id, holder.officer_id, reason)
    life.record(event, Actor.officer(office))


def accept(life: Life) -> None:
    """The agency takes it on."""
    life.enter(State.IN_PROGRESS)
    life.leg["accepted_at"] = life.now
    life.record(events.PetitionAccepted(life.id), _whoever_holds(life))


def hand_back(life: Life) -> None:
    """The officer says "not mine", and the office gives it to somebody else within the hour."""
    held = life.holder
    reason = life.dice.choice(words.NOT_MINE)
    event = events.PetitionHandedBack(life.id, held.unit_id, held.officer_id, reason)
    life.record(event, _whoever_holds(life))
    life.give(Holder())
    life.now += timedelta(minutes=life.dice.randint(10, 60))
    others = [desk for desk in life.house.desks if desk.officer_id != held.officer_id] or [held]
    _hand_over(life, life.dice.choice(others), life.dice.choice(life.house.office))


def note(life: Life) -> None:
    """An internal note."""
    officer = life.holder.officer_id or life.house.office[0]
    life.write_down(Direction.NOTE, texts.sentence(words.GROUNDS, life.dice), officer)
    life.record(events.NoteAdded(life.id), Actor.officer(officer))


def refuse(life: Life) -> None:
    """Not taken, on a ground."""
    known = life.house.grounds[ClosingAct.REFUSE]
    event = events.PetitionRefused(life.id, life.dice.choice(known), life.dice.choice(words.REFUSALS))
    life.enter(State.REFUSED)
    life.record(event, _the_office(life))
    _end(life, Step.REFUSE, EndAct.REFUSED)


def ask(life: Life) -> None:
    """The citizen is asked for more; before acceptance that ends the leg."""
    actor, before = _the_office(life), life.state is State.RECEIVED
    if before and life.house.restarts:
        _end(life, Step.ASK_SUPPLEMENT, EndAct.SUPPLEMENT_ASKED)
    elif before:
        life.act(Step.ASK_SUPPLEMENT)
    due = life.start(Step.SUPPLY, life.house.supplement_days)
    items = "\n".join(f"- {each}" for each in life.dice.sample(words.MISSING, 2))
    life.write_down(Direction.TO_CITIZEN, items, actor.officer_id)
    life.enter(State.AWAITING_SUPPLEMENT)
    life.record(events.SupplementAsked(life.id, items, due["due_on"].isoformat()), actor)


def supplement(life: Life) -> None:
    """The citizen sends it; it goes back to where it came from, on a new leg when the old one had ended."""
    life.write_down(Direction.FROM_CITIZEN, texts.sentence(words.SUPPLEMENTS, life.dice), None)
    life.meet(Step.SUPPLY)
    if life.leg.get("ended_at"):
        held = Holder(life.petition["unit_id"], life.petition["officer_id"])
        life.close_spell()
        life.open_leg(life.house, LegCause.SUPPLEMENTED)
        life.give(held)
        life.start(Step.ANSWER)
    else:
        life.enter(State.IN_PROGRESS if life.leg.get("accepted_at") else State.RECEIVED)
    life.record(events.PetitionSupplemented(life.id), CITIZEN)


def lapse(life: Life) -> None:
    """It never came: closed on the morning after the last day."""
    life.now = at(life.due_on(Step.SUPPLY), MORNING) + timedelta(days=1)
    life.enter(State.LAPSED)
    life.record(events.PetitionLapsed(life.id, life.ground(ClosingAct.LAPSE)), MACHINE)
    life.close()
    if not life.leg.get("ended_at"):
        life.end_leg(EndAct.LAPSED)


def withdraw(life: Life) -> None:
    """The citizen takes it back."""
    life.enter(State.WITHDRAWN)
    life.record(events.PetitionWithdrawn(life.id, life.ground(ClosingAct.WITHDRAW)), CITIZEN)
    life.write_down(Direction.FROM_CITIZEN, life.dice.choice(words.WITHDRAWN), None)
    life.close()
    life.end_leg(EndAct.WITHDRAWN)


def forward(life: Life) -> None:
    """Sent to another agency of this installation, which begins anew; with no other, out of it."""
    others = [house for house in life.desk.houses if house.id != life.house.id]
    if not others:
        forward_out(life)
        return
    to = life.dice.choice(others)
    _forwarded(life, to.id, to.name)
    life.open_leg(to, LegCause.FORWARDED)
    _read_and_route(life)


def forward_out(life: Life) -> None:
    """Sent to an agency that is not here: the office posts the letter."""
    _forwarded(life, None, life.dice.choice(words.ELSEWHERE))
    _letter(life)


def _forwarded(life: Life, to_id: int | None, to_name: str) -> None:
    life.enter(State.FORWARDED)
    reason = life.dice.choice(words.COMPETENT)
    life.record(events.PetitionForwarded(life.id, to_id, to_name, reason), _the_office(life))
    _end(life, Step.FORWARD, EndAct.FORWARDED, to_name)


def give_back(life: Life) -> None:
    """Sent back to the agency outside that had forwarded it."""
    sender: str = life.petition["external_system"]
    life.enter(State.RETURNED)
    reason = life.dice.choice(words.COMPETENT)
    life.record(events.PetitionReturned(life.id, None, sender, reason), _the_office(life))
    _end(life, Step.RETURN, EndAct.RETURNED, sender)
    _letter(life)


def _end(life: Life, step: Step, act: EndAct, to_name: str = "") -> None:
    life.close()
    life.act(step)
    life.end_leg(act, to_name)


def _letter(life: Life) -> None:
    created_on = clock.day_of(life.now)
    row: Row = {
        "id": life.desk.ids.take(Task),
        "kind": TaskKind.POST_LETTER,
        "agency_id": life.house.id,
        "unit_id": life.house.office_unit_id,
        "petition_id": life.id,
        "due_on": life.desk.dates.add(created_on, _LETTER_WITHIN),
        "created_at": life.now,
    }
    life.desk.rows.add(Task, row)


def _whoever_holds(life: Life) -> Actor:
    return Actor.officer(life.holder.officer_id or life.house.office[0])


def _the_office(life: Life) -> Actor:
    return Actor.officer(life.dice.choice(life.house.office))


DEEDS: Mapping[str, Deed] = {
    "triage": triage,
    "accept": accept,
    "hand_back": hand_back,
    "note": note,
    "refuse": refuse,
    "ask": ask,
    "supplement": supplement,
    "lapse": lapse,
    "withdraw": withdraw,
    "forward": forward,
    "forward_out": forward_out,
    "give_back": give_back,
    "submit": submit,
    "send_back": send_back,
    "approve": approve,
    "publish": publish,
    "keep_private": keep_private,
}

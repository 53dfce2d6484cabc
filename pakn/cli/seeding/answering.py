"""From the draft of an answer to the public page, as `handling.verbs.answering` and `publishing.service` do it."""

from __future__ import annotations

from pakn.cli.seeding import texts
from pakn.cli.seeding import vocabulary as words
from pakn.cli.seeding.life import Life
from pakn.cli.seeding.rows import Row
from pakn.kernel import clock
from pakn.kernel.audit import Actor
from pakn.kernel.text import search_key
from pakn.petitions import events
from pakn.petitions.models import EndAct, Reply
from pakn.petitions.workflow import State
from pakn.publishing.models import Publication, PublicationState
from pakn.sla.models import Step


def submit(life: Life) -> None:
    """The answer is laid before the leader; written anew when it had been sent back."""
    writer, outcome = _writer(life), life.dice.choice(life.desk.outcomes)
    life.answer = texts.answer(life.dice)
    if life.reply is None:
        row = {"id": life.desk.ids.take(Reply), "leg_id": life.leg["id"], "sent_back_reason": ""}
        life.reply = life.desk.rows.add(Reply, row)
    life.reply.update(
        outcome_id=outcome.id,
        text=life.answer.text,
        grounds=life.dice.choice(words.GROUNDS),
        written_by=writer,
        saved_at=life.now,
        submitted_at=life.now,
        sent_back_reason="",
    )
    life.outcome = outcome
    life.enter(State.AWAITING_APPROVAL)
    life.record(events.ReplySubmitted(life.id, outcome.code), Actor.officer(writer))


def send_back(life: Life) -> None:
    """The leader wants it changed."""
    if life.reply is None:
        raise LookupError("nothing was submitted")
    reason = life.dice.choice(words.SENT_BACK)
    life.enter(State.IN_PROGRESS)
    signer = life.house.signer(life.reply["written_by"], life.dice)
    life.record(events.ReplySentBack(life.id, reason), Actor.officer(signer))
    life.reply.update(submitted_at=None, sent_back_reason=reason)


def approve(life: Life) -> None:
    """The answer goes to the citizen, the snapshot is prepared, the days for publishing it run."""
    if life.reply is None:
        raise LookupError("nothing was submitted")
    signer = life.house.signer(life.reply["written_by"], life.dice)
    life.reply.update(approved_by=signer, approved_at=life.now)
    _prepare(life)
    life.enter(State.AWAITING_PUBLICATION)
    life.record(events.PetitionAnswered(life.id, life.outcome.code), Actor.officer(signer))
    life.meet(Step.ANSWER)
    life.end_leg(EndAct.APPROVED)
    life.start(Step.PUBLISH)


def publish(life: Life) -> None:
    """The redacted result is public."""
    shown = _snapshot(life)
    shown.update(state=PublicationState.PUBLIC, published_at=life.now)
    life.enter(State.PUBLISHED)
    office = Actor.officer(life.dice.choice(life.house.office))
    life.record(events.ResultPublished(life.id, shown["number"]), office)
    life.meet(Step.PUBLISH)


def keep_private(life: Life) -> None:
    """The answer is the citizen's alone."""
    reason = life.dice.choice(words.PRIVATE)
    _snapshot(life).update(state=PublicationState.PRIVATE, private_reason=reason)
    life.enter(State.ANSWERED_UNPUBLISHED)
    office = Actor.officer(life.dice.choice(life.house.office))
    life.record(events.ResultKeptPrivate(life.id, reason), office)
    life.meet(Step.PUBLISH)


def _writer(life: Life) -> int:
    return life.holder.officer_id or life.house.office[0]


def _snapshot(life: Life) -> Row:
    if life.publication is None:
        raise LookupError("no snapshot was prepared")
    return life.publication


def _prepare(life: Life) -> None:
    unit, petition = life.house.unit_names.get(life.petition["unit_id"] or 0), life.petition
    answered_by = f"{unit}, {life.house.name}" if unit else life.house.name
    keys = life.written.subject.shown_key, life.written.content.shown_key, life.answer.shown_key
    made = {
        "id": life.desk.ids.take(Publication),
        "number": life.desk.publication_number(),
        "petition_id": life.id,
        "agency_id": life.house.id,
        "field_id": petition["field_id"],
        "state": PublicationState.DRAFT,
        "title": life.written.subject.shown,
        "question": life.written.content.shown,
        "answer": life.answer.shown,
        "grounds": (life.reply or {})["grounds"],
        "outcome": life.outcome.label,
        "answered_by": answered_by,
        "petitioner": life.written.who.name if petition["publish_name"] else "",
        "received_on": clock.day_of(petition["received_at"]),
        "answered_on": clock.day_of(life.now),
        "due_on": petition["due_on"],
        "search_text": " ".join((*keys, search_key(answered_by))),
        "prepared_at": life.now,
    }
    life.publication = life.desk.rows.add(Publication, made)

"""What officers are told: one handler for each event, each safe to run twice."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from pakn.identity.models import Officer
from pakn.kernel.audit import ActorKind, Subject, entries
from pakn.kernel.outbox import Envelope
from pakn.notifications import recipients
from pakn.notifications.service import Occasion, occasion, tell_officers
from pakn.petitions import queries as petitions
from pakn.petitions.events import AboutOfficersSet, PetitionReceived
from pakn.petitions.workflow import OPEN, State
from pakn.settings import Settings
from pakn.sla.models import Deadline, Result, Step


def assigned(envelope: Envelope, settings: Settings) -> None:
    """PetitionAssigned: to the officer, else the unit's head, else the office.

    Nothing when it has moved on since, nor while it waits for the citizen: they are told once the supplement is here.
    """
    event = envelope.event
    with occasion(envelope, settings) as occurred:
        petition = occurred.petition
        if petition.state is State.AWAITING_SUPPLEMENT:
            return
        if (petition.unit_id, petition.officer_id) == (event.unit_id, event.officer_id):
            tell_officers(occurred, "officer/assigned", _holder(occurred))


def handed_back(envelope: Envelope, settings: Settings) -> None:
    """PetitionHandedBack: the office finds somebody else."""
    with occasion(envelope, settings) as occurred:
        people = recipients.office(occurred.session, occurred.petition, occurred.on)
        tell_officers(occurred, "officer/handed_back", people, reason=envelope.event.reason)


def supplemented(envelope: Envelope, settings: Settings) -> None:
    """PetitionSupplemented: the citizen sent what was missing."""
    with occasion(envelope, settings) as occurred:
        tell_officers(occurred, "officer/supplemented", _holder(occurred))


def citizen_wrote(envelope: Envelope, settings: Settings) -> None:
    """CitizenWrote: a letter nobody had asked for; whoever has the petition in hand reads it."""
    with occasion(envelope, settings) as occurred:
        tell_officers(occurred, "officer/citizen_wrote", _holder(occurred))


def officers_named(envelope: Envelope, settings: Settings) -> None:
    """AboutOfficersSet: the office decides whether the machine was right to hide it from whom a further letter names.

    Nothing where it lies with the office anyway, or where a person said so.
    """
    with occasion(envelope, settings) as occurred:
        petition = occurred.petition
        held = petition.unit_id is not None or petition.officer_id is not None
        if held and _named_in_further_letter(occurred):
            people = recipients.office(occurred.session, petition, occurred.on)
            tell_officers(occurred, "officer/officers_named", people, is_open=petition.state in OPEN)


def reply_submitted(envelope: Envelope, settings: Settings) -> None:
    """ReplySubmitted: the leaders, never the writer."""
    with occasion(envelope, settings) as occurred:
        reply = petitions.reply(occurred.session, occurred.petition)
        writer = reply.writer if reply else None
        people = recipients.leaders(occurred.session, occurred.petition, occurred.on)
        readers = [each for each in people if each is not writer]
        outcome = reply.outcome.label if reply and reply.outcome else ""
        name = writer.full_name if writer else ""
        tell_officers(occurred, "officer/reply_submitted", readers, writer=name, outcome=outcome)


def reply_sent_back(envelope: Envelope, settings: Settings) -> None:
    """ReplySentBack: the writer, with what the leader wants changed."""
    with occasion(envelope, settings) as occurred:
        tell_officers(occurred, "officer/reply_sent_back", _writer(occurred), reason=envelope.event.reason)


def reply_approved(envelope: Envelope, settings: Settings) -> None:
    """PetitionAnswered: the writer learns that the answer has left."""
    with occasion(envelope, settings) as occurred:
        tell_officers(occurred, "officer/reply_approved", _writer(occurred))


def deadline_near(envelope: Envelope, settings: Settings) -> None:
    """DeadlineNear: whoever answers for it. Nothing when the step is done by now."""
    _deadline(envelope, settings, "officer/deadline_near", days=envelope.event.days_left)


def deadline_passed(envelope: Envelope, settings: Settings) -> None:
    """DeadlinePassed: whoever answers for it (Điều 18.5). Nothing when the step is done by now."""
    _deadline(envelope, settings, "officer/deadline_passed", days=envelope.event.days_late)


def decision_near(envelope: Envelope, settings: Settings) -> None:
    """DecisionNear: the office, and the officer who has it; nothing once somebody decided."""
    event = envelope.event
    with occasion(envelope, settings) as occurred:
        petition = occurred.petition
        if petition.state is State.RECEIVED:
            office = recipients.office(occurred.session, petition, occurred.on)
            people = recipients.eligible(petition, [*office, petition.officer])
            limit = date.fromisoformat(event.due_on)
            tell_officers(occurred, "officer/decision_near", people, step=event.step, limit=limit)


def withdrawn(envelope: Envelope, settings: Settings) -> None:
    """PetitionWithdrawn: whoever has it in hand may put it away."""
    with occasion(envelope, settings) as occurred:
        tell_officers(occurred, "officer/withdrawn", _holder(occurred))


def _deadline(envelope: Envelope, settings: Settings, template: str, *, days: int) -> None:
    with occasion(envelope, settings) as occurred:
        deadline = occurred.session.get_one(Deadline, envelope.event.deadline_id)
        if deadline.result is Result.OPEN and deadline.superseded_at is None:
            people = _answerable(occurred, deadline.step)
            tell_officers(
                occurred, template, people, days=days, step=deadline.step.value, limit=deadline.due_on
            )


def _answerable(occurred: Occasion, step: Step) -> list[Officer]:
    """The chain of the petition; a result is published by the office, so that is told of T7 as well."""
    session, petition, on = occurred.session, occurred.petition, occurred.on
    people = recipients.answerable(session, petition, on)
    if step is Step.PUBLISH:
        people += recipients.office(session, petition, on)
    return recipients.eligible(petition, people)


def _named_in_further_letter(occurred: Occasion) -> bool:
    """Whether the last word on whom the petition is about is the machine's, and not of when the petition came."""
    history = entries(occurred.session, Subject("petition", occurred.petition.id))
    said = [pair for pair in pairwise(history) if pair[1].event == AboutOfficersSet.__name__]
    return any(
        entry.actor_kind == ActorKind.MACHINE and before.event != PetitionReceived.__name__
        for before, entry in said[-1:]
    )


def _holder(occurred: Occasion) -> list[Officer]:
    return recipients.holder(occurred.session, occurred.petition, occurred.on)


def _writer(occurred: Occasion) -> list[Officer]:
    petition = occurred.petition
    reply = petitions.reply(occurred.session, petition)
    return recipients.eligible(petition, [reply.writer if reply else None])

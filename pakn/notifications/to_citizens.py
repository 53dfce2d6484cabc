"""What the petitioner is told: one handler for each event, each safe to run twice."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.catalogue.models import BasisKind, ClosingAct
from pakn.kernel import clock
from pakn.kernel.audit import ActorKind, AuditEntry, Subject, entries
from pakn.kernel.outbox import Envelope
from pakn.kernel.text import one_line
from pakn.notifications.models import Message
from pakn.notifications.service import Occasion, occasion, takes_mail, tell_again, tell_citizen
from pakn.notifications.wording import promise
from pakn.petitions.events import SupplementAsked
from pakn.petitions.models import EndAct, Leg, Reply
from pakn.petitions.workflow import State
from pakn.settings import Settings
from pakn.sla import queries as sla
from pakn.sla.models import Step

_FILES_NOT_TAKEN = "citizen/files_not_taken"
_FILES_LETTERS_A_DAY = 3


def receipt(envelope: Envelope, settings: Settings) -> None:
    """PetitionReceived: it is here, its code, and by when it is answered (Điều 9.1.b-c). Never the secret.

    Nothing when the machine asked at once for what a mail lacked: that letter says all this, and promises no day yet.
    """
    with occasion(envelope, settings) as occurred:
        if any(entry.actor_kind == ActorKind.MACHINE for entry in _requests(occurred)):
            return
        first = occurred.petition.legs[0]
        due = promise(sla.standing(occurred.session, first, Step.ANSWER))
        tell_citizen(occurred, "citizen/receipt", agency=first.agency, promise=due)


def supplement_asked(envelope: Envelope, settings: Settings) -> None:
    """SupplementAsked: what is missing, until when, and what happens otherwise (Điều 7)."""
    with occasion(envelope, settings) as occurred:
        tell_citizen(
            occurred,
            "citizen/supplement_asked",
            items=envelope.event.items,
            due_on=date.fromisoformat(envelope.event.due_on),
            before_acceptance=occurred.petition.leg.accepted_at is None,
            first=_asked_by_machine(occurred),
        )


def supplement_reminded(envelope: Envelope, settings: Settings) -> None:
    """SupplementReminded: it still has not come. Nothing when it came in the meantime."""
    with occasion(envelope, settings) as occurred:
        if occurred.petition.state is State.AWAITING_SUPPLEMENT:
            tell_citizen(
                occurred,
                "citizen/supplement_reminded",
                items=_items_asked(occurred),
                due_on=date.fromisoformat(envelope.event.due_on),
            )


def supplemented(envelope: Envelope, settings: Settings) -> None:
    """PetitionSupplemented: it arrived, and by when it is answered now. Only by mail: the page, or the officer who
    typed it in, said so already."""
    with occasion(envelope, settings) as occurred:
        if takes_mail(occurred.session, occurred.petition.petitioner):
            due = sla.standing(occurred.session, occurred.petition.leg, Step.ANSWER)
            tell_citizen(occurred, "citizen/supplemented", promise=promise(due))


def files_not_taken(envelope: Envelope, settings: Settings) -> None:
    """FilesNotTaken: which files of a letter were not kept, why, and how to send them after all.

    At most three a day about one petition: a machine that answers each letter with such a file never ends.
    """
    with occasion(envelope, settings) as occurred:
        if len(_told_today(occurred, _FILES_NOT_TAKEN)) >= _FILES_LETTERS_A_DAY:
            return
        awaited = occurred.petition.state is State.AWAITING_SUPPLEMENT
        tell_citizen(occurred, _FILES_NOT_TAKEN, sentences=envelope.event.sentences, awaited=awaited)


def forwarded(envelope: Envelope, settings: Settings) -> None:
    """PetitionForwarded: to whom and why (Điều 9.1.d)."""
    _gone(envelope, settings, "citizen/forwarded", EndAct.FORWARDED)


def returned(envelope: Envelope, settings: Settings) -> None:
    """PetitionReturned: where it is now and why."""
    _gone(envelope, settings, "citizen/returned", EndAct.RETURNED)


def refused(envelope: Envelope, settings: Settings) -> None:
    """PetitionRefused: the reason, and where to go instead (Điều 9.1.a); guidance is never left out."""
    with occasion(envelope, settings) as occurred:
        on = clock.day_of(occurred.at)
        ground = catalogue.ground(occurred.session, envelope.event.ground, ClosingAct.REFUSE, on)
        by_law = ground is not None and ground.basis_kind is BasisKind.LAW
        tell_citizen(
            occurred,
            "citizen/refused",
            ground=ground.label if ground else "",
            reason=envelope.event.reason,
            guidance=ground.guidance if ground else "",
            law=ground.source if ground and by_law else "",
        )


def answered(envelope: Envelope, settings: Settings) -> None:
    """PetitionAnswered: the answer itself, with its outcome and grounds (Điều 15, Điều 19.3)."""
    with occasion(envelope, settings) as occurred:
        reply, leg = _approved(occurred.session, occurred.petition.id)
        tell_citizen(
            occurred,
            "citizen/answered",
            agency=leg.agency,
            outcome=reply.outcome.label if reply.outcome else "",
            reply=reply.text,
            grounds=reply.grounds,
            approver=reply.approver,
        )


def lapsed(envelope: Envelope, settings: Settings) -> None:
    """PetitionLapsed: closed, because what was missing never came."""
    with occasion(envelope, settings) as occurred:
        tell_citizen(occurred, "citizen/lapsed")


def withdrawn(envelope: Envelope, settings: Settings) -> None:
    """PetitionWithdrawn: a confirmation, which also warns whoever did not do it."""
    with occasion(envelope, settings) as occurred:
        tell_citizen(occurred, "citizen/withdrawn")


def published(envelope: Envelope, settings: Settings) -> None:
    """ResultPublished: where the redacted result stands (Điều 19.1)."""
    with occasion(envelope, settings) as occurred:
        address = f"{settings.base_url}/ket-qua/{envelope.event.number}"
        named = occurred.petition.publish_name
        tell_citizen(occurred, "citizen/published", public_link=address, named=named)


def deadline_moved(envelope: Envelope, settings: Settings) -> None:
    """DeadlineMoved: the new day, when the answer comes later than promised or a provisional day became firm."""
    event = envelope.event
    old, new = date.fromisoformat(event.old_due_on), date.fromisoformat(event.new_due_on)
    if event.step != Step.ANSWER or (new <= old and event.provisional):
        return
    with occasion(envelope, settings) as occurred:
        tell_citizen(
            occurred,
            "citizen/deadline_moved",
            old_due_on=old,
            due_on=new,
            later=new > old,
            provisional=event.provisional,
        )


def sent_again(envelope: Envelope, settings: Settings) -> None:
    """NoticeSentAgain: a mail that did not arrive, once more, to the address the petitioner has now."""
    with occasion(envelope, settings) as occurred:
        tell_again(occurred, occurred.session.get_one(Message, envelope.event.message_id))


def _gone(envelope: Envelope, settings: Settings, template: str, act: EndAct) -> None:
    """It lies elsewhere now; within this installation the new agency's day is told too."""
    event = envelope.event
    with occasion(envelope, settings) as occurred:
        here = event.to_agency_id is not None
        due = sla.standing(occurred.session, occurred.petition.leg, Step.ANSWER) if here else None
        tell_citizen(
            occurred,
            template,
            agency=_ended(occurred, act).agency,
            to_name=one_line(event.to_name),
            reason=event.reason,
            promise=promise(due),
        )


def _ended(occurred: Occasion, act: EndAct) -> Leg:
    """The leg that ended by this act: the letter is in the name of the agency that sent it on."""
    ended = [leg for leg in occurred.petition.legs if leg.end_act is act and leg.ended_at]
    then = [leg for leg in ended if leg.ended_at and leg.ended_at <= occurred.at]
    return (then or ended or occurred.petition.legs)[-1]


def _items_asked(occurred: Occasion) -> str:
    """What the last request named; only its event keeps the words as the citizen got them."""
    asked = _requests(occurred)
    return str(asked[-1].payload.get("items", "")) if asked else ""


def _asked_by_machine(occurred: Occasion) -> bool:
    """Whether the request being told is that of the machine, which asks only once and before anybody else."""
    asked = [entry for entry in _requests(occurred) if entry.at <= occurred.at]
    return bool(asked) and asked[-1].actor_kind == ActorKind.MACHINE


def _requests(occurred: Occasion) -> list[AuditEntry]:
    """Every request for a supplement, oldest first."""
    history = entries(occurred.session, Subject("petition", occurred.petition.id))
    return [entry for entry in history if entry.event == SupplementAsked.__name__]


def _told_today(occurred: Occasion, template: str) -> list[int]:
    """The letters of this kind about the petition that were written today, in Viet Nam."""
    letters = select(Message.id).where(
        Message.petition_id == occurred.petition.id,
        Message.template == template,
        Message.queued_at >= clock.start_of(occurred.on),
    )
    return list(occurred.session.scalars(letters))


def _approved(session: Session, petition_id: int) -> tuple[Reply, Leg]:
    """The answer last approved, and the leg it ended."""
    found = session.execute(
        select(Reply, Leg)
        .join(Leg, Reply.leg_id == Leg.id)
        .where(Leg.petition_id == petition_id, Reply.approved_at.is_not(None))
        .order_by(Reply.approved_at.desc(), Reply.id.desc())
        .limit(1)
    )
    reply, leg = found.one()
    return reply, leg

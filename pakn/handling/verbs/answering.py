"""From the first draft of an answer to the public page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pakn.catalogue.models import Outcome
from pakn.kernel.errors import NotAllowed, Refused
from pakn.petitions import events
from pakn.petitions import queries as petition_queries
from pakn.petitions import service as petitions
from pakn.petitions.models import EndAct, Petition, Reply
from pakn.petitions.service import Acting
from pakn.petitions.workflow import Verb
from pakn.publishing import service as publishing
from pakn.sla import service as sla
from pakn.sla.models import Step


def save_draft(
    session: Session,
    petition: Petition,
    *,
    outcome: Outcome | None,
    text: str,
    grounds: str,
    by: Acting,
    now: datetime,
) -> Reply:
    """Keep what the officer has written so far; only whoever may submit it may write it."""
    petitions.permit(petition, Verb.SUBMIT, by)
    reply = petition_queries.reply(session, petition)
    writer = by.actor.officer_id
    if writer is None:
        raise NotAllowed("verb_not_yours", verb=Verb.SUBMIT, state=petition.state)
    if reply is None:
        reply = Reply(leg_id=petition.leg.id, written_by=writer, saved_at=now)
        session.add(reply)
    reply.outcome, reply.text, reply.grounds = outcome, text, grounds
    reply.written_by, reply.saved_at = writer, now
    session.flush()
    return reply


def submit(
    session: Session,
    petition: Petition,
    *,
    outcome: Outcome,
    text: str,
    grounds: str,
    by: Acting,
    now: datetime,
) -> None:
    """Lay the answer, with an outcome of Điều 15, before the leader. Raises Refused("empty_reply")."""
    petitions.permit(petition, Verb.SUBMIT, by)
    if not text.strip():
        raise Refused("empty_reply")
    reply = save_draft(session, petition, outcome=outcome, text=text, grounds=grounds, by=by, now=now)
    reply.submitted_at, reply.sent_back_reason = now, ""
    petitions.move(session, petition, Verb.SUBMIT, by, events.ReplySubmitted(petition.id, outcome.code), now)


def send_back(session: Session, petition: Petition, *, reason: str, by: Acting, now: datetime) -> None:
    """The leader wants the answer changed, and says what."""
    petitions.move(session, petition, Verb.SEND_BACK, by, events.ReplySentBack(petition.id, reason), now)
    reply = _reply(session, petition)
    reply.submitted_at, reply.sent_back_reason = None, reason


def approve(session: Session, petition: Petition, *, publish_now: bool, by: Acting, now: datetime) -> None:
    """The leader approves: the answer goes to the citizen at once, the snapshot is prepared, two working days run for
    publishing it (T7). The approver is not the writer unless the agency decided otherwise.

    Raises NotAllowed("writer_cannot_approve").
    """
    petitions.permit(petition, Verb.APPROVE, by)
    reply = _reply(session, petition)
    if petition.agency.approver_not_writer and reply.written_by == by.actor.officer_id:
        raise NotAllowed("writer_cannot_approve")
    outcome = reply.outcome.code if reply.outcome else ""
    reply.approved_by, reply.approved_at = by.actor.officer_id, now
    publishing.prepare(session, petition, reply, now)
    petitions.move(session, petition, Verb.APPROVE, by, events.PetitionAnswered(petition.id, outcome), now)
    sla.meet(session, petition.leg, Step.ANSWER, now)
    petitions.end_leg(session, petition.leg, EndAct.APPROVED, now)
    sla.start(session, petition.leg, Step.PUBLISH, now)
    if publish_now:
        publish(session, petition, by=by, now=now)


def publish(session: Session, petition: Petition, *, by: Acting, now: datetime) -> None:
    """Put the redacted result on the public page (Điều 19)."""
    petitions.permit(petition, Verb.PUBLISH, by)
    shown = publishing.publish(session, petition, now)
    petitions.move(
        session, petition, Verb.PUBLISH, by, events.ResultPublished(petition.id, shown.number), now
    )
    sla.meet(session, petition.leg, Step.PUBLISH, now)


def keep_private(session: Session, petition: Petition, *, reason: str, by: Acting, now: datetime) -> None:
    """The answer went to the citizen and is not published, for a reason that stays on record."""
    petitions.permit(petition, Verb.KEEP_PRIVATE, by)
    publishing.keep_private(session, petition, reason)
    petitions.move(
        session, petition, Verb.KEEP_PRIVATE, by, events.ResultKeptPrivate(petition.id, reason), now
    )
    sla.meet(session, petition.leg, Step.PUBLISH, now)


def _reply(session: Session, petition: Petition) -> Reply:
    reply = petition_queries.reply(session, petition)
    if reply is None:
        raise Refused("no_reply")
    return reply

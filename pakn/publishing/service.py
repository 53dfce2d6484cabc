"""The redacted snapshot is prepared with the answer, looked at by a person, and then published or kept private."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.identity.models import Membership, Officer
from pakn.kernel import clock
from pakn.kernel.numbers import next_number
from pakn.kernel.text import search_key
from pakn.petitions.models import Petition, Reply
from pakn.publishing.models import Publication, PublicationState
from pakn.publishing.redaction import Redacted, pieces, redact


@dataclass(frozen=True)
class Preview:
    """What would be public: title, question, answer and grounds with what is hidden marked."""

    title: Redacted
    question: Redacted
    answer: Redacted
    grounds: Redacted

    @property
    def hidden(self) -> int:
        """How many places are hidden."""
        return sum(len(part.spans) for part in (self.title, self.question, self.answer, self.grounds))


def preview(session: Session, petition: Petition, answer: str, grounds: str) -> Preview:
    """The redaction of a petition and its answer, before anybody decides."""
    names = names_to_hide(session, petition)
    addresses = [petition.petitioner.address]

    def hide(text: str) -> Redacted:
        return redact(text, names=names, addresses=addresses)

    return Preview(hide(petition.subject), hide(petition.content), hide(answer), hide(grounds))


def names_to_hide(session: Session, petition: Petition) -> list[str]:
    """The petitioner's name and organisation, of every officer of the agencies it passed, and of whom it is about."""
    agencies = {leg.agency_id for leg in petition.legs}
    officers = session.scalars(
        select(Officer.full_name).join(Membership).where(Membership.agency_id.in_(agencies)).distinct()
    )
    own = [petition.petitioner.full_name, petition.petitioner.organization]
    about = [officer.full_name for officer in petition.about_officers]
    return [name for name in (*own, *officers, *about) if name]


def prepare(session: Session, petition: Petition, reply: Reply, now: datetime) -> Publication:
    """Freeze the redacted question and answer when the answer is approved; nothing is public yet."""
    shown = preview(session, petition, reply.text, reply.grounds)
    holder = petition.unit.name if petition.unit else petition.agency.name
    draft = of_petition(session, petition) or Publication(number=next_number(session, "publication"))
    draft.petition, draft.agency, draft.field = petition, petition.agency, petition.field
    draft.state = PublicationState.DRAFT
    draft.title, draft.question = shown.title.text, shown.question.text
    draft.answer, draft.grounds = shown.answer.text, shown.grounds.text
    draft.outcome = reply.outcome.label if reply.outcome else ""
    draft.answered_by = f"{holder}, {petition.agency.name}" if petition.unit else holder
    draft.petitioner = petition.petitioner.full_name if petition.publish_name else ""
    draft.received_on, draft.answered_on = clock.day_of(petition.received_at), clock.day_of(now)
    draft.due_on, draft.prepared_at = petition.due_on, now
    draft.search_text = _search_text(draft)
    session.add(draft)
    session.flush()
    return draft


def edit(
    session: Session, draft: Publication, *, title: str, question: str, answer: str, grounds: str
) -> None:
    """A person hides more, or words it better; what must be hidden is hidden again whatever they wrote."""
    names = names_to_hide(session, draft.petition)
    addresses = [draft.petition.petitioner.address]

    def hide(text: str) -> str:
        return redact(text, names=names, addresses=addresses).text

    draft.title, draft.question = hide(title), hide(question)
    draft.answer, draft.grounds = hide(answer), hide(grounds)
    draft.search_text = _search_text(draft)
    session.flush()


def publish(session: Session, petition: Petition, now: datetime) -> Publication:
    """Put the snapshot on the public page (Điều 19, Nghị định 20/2008/NĐ-CP)."""
    draft = _draft(session, petition)
    draft.state, draft.published_at = PublicationState.PUBLIC, now
    session.flush()
    return draft


def keep_private(session: Session, petition: Petition, reason: str) -> Publication:
    """The answer went to the citizen only, for this reason."""
    draft = _draft(session, petition)
    draft.state, draft.private_reason = PublicationState.PRIVATE, reason
    session.flush()
    return draft


def of_petition(session: Session, petition: Petition) -> Publication | None:
    """The snapshot of a petition, whatever its state."""
    return session.scalars(select(Publication).where(Publication.petition_id == petition.id)).first()


def _draft(session: Session, petition: Petition) -> Publication:
    found = of_petition(session, petition)
    if found is None:
        raise LookupError(f"petition {petition.id} has no snapshot")
    return found


def _search_text(draft: Publication) -> str:
    """The words that can be read; what stands in the place of something hidden is none of them."""
    return search_key(*map(_readable, (draft.title, draft.question, draft.answer)), draft.answered_by)


def _readable(text: str) -> str:
    return " ".join(piece.text for piece in pieces(text) if piece.hidden is None)

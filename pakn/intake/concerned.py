"""Officers whom a petition turns out to be about after it was entered: from then on they may not know of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pakn.identity.models import Officer
from pakn.kernel import clock
from pakn.kernel.audit import MACHINE, Actor
from pakn.notifications import queries as notifications
from pakn.petitions import events, timeline
from pakn.petitions import service as petitions
from pakn.petitions.models import Petition
from pakn.petitions.visibility import concerned
from pakn.petitions.workflow import OPEN
from pakn.routing import naming

_NAMED_LATER = "letter_names_officer"


def heed(session: Session, petition: Petition, text: str, now: datetime) -> None:
    """A citizen's further words may name officers, as the petition itself may: it is hidden from them at once.

    Whoever writes down a further letter, a supplement or a withdrawal asks for this in the same transaction, so that
    nobody named reads it before the office decides. In any state, and for the officers of every agency it has been at.
    """
    here = {leg.agency_id: leg.agency for leg in petition.legs}
    sender, today = petition.petitioner.full_name, clock.day_of(now)
    said = _own_words(session, petition, text)
    named = {
        officer.id: officer
        for agency in here.values()
        for officer in naming.officers_named(session, agency, said, sender=sender, on=today)
    }
    known = concerned(petition)
    new = [officer for officer_id, officer in sorted(named.items()) if officer_id not in known]
    if new:
        everybody = [*petition.about_officers, *new]
        keep_from(session, petition, everybody, actor=MACHINE, reason=_NAMED_LATER, now=now)


def _own_words(session: Session, petition: Petition, text: str) -> str:
    """Without the lines of our letters that it repeats: an answer names whoever signed it."""
    told = notifications.of_petition(session, petition.id)
    letters = [message.text for message in told if message.officer_id is None]
    ours = {_unquoted(line) for letter in letters for line in letter.splitlines()}
    return "\n".join(line for line in text.splitlines() if _unquoted(line) not in ours)


def _unquoted(line: str) -> str:
    return line.strip("> \t")


def keep_from(
    session: Session,
    petition: Petition,
    officers: list[Officer],
    *,
    actor: Actor,
    reason: str,
    now: datetime,
) -> None:
    """The petition is about these officers. One about a leader goes to the agency above, if this installation has it.

    An open one that lies with one of them, or with a unit that one of them heads, lies there no longer: the office
    decides again who takes it. Its deadline stays.
    """
    petitions.set_about(session, petition, officers, actor, now)
    if naming.send_above(session, petition, actor=actor, now=now):
        return
    head = petition.unit.head_id if petition.unit else None
    if petition.state not in OPEN or concerned(petition).isdisjoint({petition.officer_id, head}):
        return
    if petition.leg.ended_at is not None:
        petition.unit = petition.officer = None
        return
    petitions.assign(session, petition, unit_id=None, officer=None, now=now)
    timeline.record(session, petition, events.PetitionAssigned(petition.id, None, None, reason), actor, now)

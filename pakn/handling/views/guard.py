"""Which petition, and may this person: 404 when they may not know that it exists, 403 when they may see but not act."""

from __future__ import annotations

from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.identity.permissions import Viewer
from pakn.kernel import clock, codes
from pakn.kernel.audit import Actor
from pakn.kernel.db import reading, transaction
from pakn.kernel.errors import NotAllowed, NotFound, Refused
from pakn.petitions import queries as petitions
from pakn.petitions import timeline
from pakn.petitions.events import AccessRefused, PhoneShown
from pakn.petitions.models import Petition
from pakn.petitions.service import Acting
from pakn.petitions.visibility import capacities, may_see


def seen(code: str, viewer: Viewer) -> Petition:
    """The petition behind an address, for reading. Raises NotFound alike for none and for one not to be known."""
    session = reading()
    found = _find(session, code)
    if not may_see(session, found, viewer):
        _refuse(found.code, viewer, "see", NotFound("no_petition"))
    return found


def to_work_on(code: str, viewer: Viewer, wanted: str) -> Petition:
    """The same, for pages where something is done; whoever does not work on this petition now is refused."""
    found = seen(code, viewer)
    if not capacities(found, viewer):
        refused(found.code, viewer, wanted)
    return found


def locked(session: Session, code: str, viewer: Viewer) -> Petition:
    """The same, locked for a change."""
    found = petitions.for_change(session, codes.parse_tracking_code(code) or "")
    if not may_see(session, found, viewer):
        raise NotFound("no_petition")
    return found


def note_contact_opened(code: str, viewer: Viewer) -> None:
    """Write down that somebody who works on the petition opens in full how its sender is reached."""
    with transaction() as session:
        found = locked(session, code, viewer)
        timeline.record(session, found, PhoneShown(found.id), Actor.officer(viewer.officer_id), clock.now())


def acting(petition: Petition, viewer: Viewer) -> Acting:
    """The signed-in officer with the capacities they have here."""
    return Acting(Actor.officer(viewer.officer_id), capacities(petition, viewer))


def refused(code: str, viewer: Viewer, wanted: str, why: NotAllowed | None = None) -> NoReturn:
    """Seen but not theirs to do: written down, then 403, with the reason when there is one to give."""
    _refuse(code, viewer, wanted, why or NotAllowed("verb_not_yours", verb=wanted, state=""))


def _find(session: Session, code: str) -> Petition:
    canonical = codes.parse_tracking_code(code)
    found = session.scalars(select(Petition).where(Petition.code == canonical)).first() if canonical else None
    if found is None:
        raise NotFound("no_petition")
    return found


def _refuse(code: str, viewer: Viewer, wanted: str, answer: Refused) -> NoReturn:
    with transaction() as session:
        petition = petitions.for_change(session, code)
        event = AccessRefused(petition.id, wanted, answer.status)
        timeline.record(session, petition, event, Actor.officer(viewer.officer_id), clock.now())
    raise answer

"""Who holds a petition, and as what it is filed. Neither touches a deadline."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from pakn.catalogue.models import Field
from pakn.identity import queries as identity
from pakn.identity.models import Officer, Unit
from pakn.intake.concerned import keep_from
from pakn.kernel import clock
from pakn.kernel.errors import NotAllowed, Refused
from pakn.petitions import events, timeline
from pakn.petitions import service as petitions
from pakn.petitions.models import Kind, Petition, SubjectScope
from pakn.petitions.service import Acting
from pakn.petitions.visibility import concerned
from pakn.petitions.workflow import OPEN, Capacity, Verb

_DIRECTS = frozenset({Capacity.OFFICE, Capacity.LEADER})
_FILES = _DIRECTS | {Capacity.UNIT_HEAD, Capacity.ASSIGNEE}


def assign(
    session: Session,
    petition: Petition,
    *,
    unit: Unit | None,
    officer: Officer | None,
    reason: str,
    by: Acting,
    now: datetime,
) -> None:
    """Give the petition to a unit and officer, or back to the office with neither.

    The office and leaders give it to anybody in the agency, a unit's head within the unit, and whoever merely holds
    it only back to the office. Raises Refused: officer_concerned, unit_of_another_agency, officer_of_another_unit;
    NotAllowed: assign_outside.
    """
    petitions.permit(petition, Verb.ASSIGN, by)
    _check_holder(session, petition, unit, officer, now)
    _check_reach(petition, unit, by)
    petitions.assign(session, petition, unit_id=unit.id if unit else None, officer=officer, now=now)
    event = events.PetitionAssigned(
        petition.id, unit.id if unit else None, officer.id if officer else None, reason
    )
    timeline.record(session, petition, event, by.actor, now)


def _check_holder(
    session: Session, petition: Petition, unit: Unit | None, officer: Officer | None, now: datetime
) -> None:
    if officer is not None and officer.id in concerned(petition):
        raise Refused("officer_concerned", name=officer.full_name)
    if unit is not None and unit.agency_id != petition.agency_id:
        raise Refused("unit_of_another_agency")
    if officer is not None and not _works_in(session, unit, officer, clock.day_of(now)):
        raise Refused("officer_of_another_unit", name=officer.full_name)


def _works_in(session: Session, unit: Unit | None, officer: Officer, on: date) -> bool:
    """Whether the officer has a working post in the unit that day, or heads it from another post in the agency."""
    if unit is None or not officer.active:
        return False
    held = [post for post in identity.posts(session, unit.agency_id, on) if post.officer_id == officer.id]
    return any(post.unit_id == unit.id for post in held) or (bool(held) and officer.id == unit.head_id)


def head_at_work(session: Session, petition: Petition, unit: Unit, on: date) -> Officer | None:
    """The unit's head, when they can take a petition on that day."""
    head = unit.head
    able = head is not None and head.id not in concerned(petition) and _works_in(session, unit, head, on)
    return head if able else None


def _check_reach(petition: Petition, unit: Unit | None, by: Acting) -> None:
    if by.capacities & _DIRECTS or unit is None:
        return
    if Capacity.UNIT_HEAD not in by.capacities or unit.id != petition.unit_id:
        raise NotAllowed("assign_outside")


def hand_back(session: Session, petition: Petition, *, reason: str, by: Acting, now: datetime) -> None:
    """The officer says "not mine": the office decides again, and the machine learns from it."""
    event = events.PetitionHandedBack(petition.id, petition.unit_id, petition.officer_id, reason)
    petitions.move(session, petition, Verb.HAND_BACK, by, event, now)
    petitions.assign(session, petition, unit_id=None, officer=None, now=now)


def refile(
    session: Session,
    petition: Petition,
    *,
    field: Field | None,
    kind: Kind | None,
    scope: SubjectScope,
    by: Acting,
    now: datetime,
) -> None:
    """A person classifies (Điều 9.1.d); allowed to whoever may accept or assign. Raises NotAllowed("refile")."""
    if petition.state not in OPEN or by.capacities.isdisjoint(_FILES):
        raise NotAllowed("refile")
    decision = petitions.Decision(field=field, kind=kind, scope=scope, officer_id=by.actor.officer_id)
    petitions.file(session, petition, decision, now)


def name_officers(
    session: Session, petition: Petition, officers: list[Officer], *, by: Acting, now: datetime
) -> None:
    """A person says whom the petition is about. Only the office and leaders may: it hides the petition from people.

    Raises NotAllowed("name_officers").
    """
    if petition.state not in OPEN or by.capacities.isdisjoint(_DIRECTS):
        raise NotAllowed("name_officers")
    keep_from(session, petition, officers, actor=by.actor, reason="", now=now)

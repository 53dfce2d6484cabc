"""Who holds a petition, and as what it is filed. Neither touches a deadline."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from pakn.catalogue.models import Field
from pakn.handling.verbs.deciding import forward
from pakn.identity import queries as identity
from pakn.identity.models import Officer, Unit
from pakn.kernel import clock
from pakn.kernel.errors import NotAllowed, Refused
from pakn.petitions import events, timeline, workflow
from pakn.petitions import service as petitions
from pakn.petitions.models import Kind, Petition, SubjectScope
from pakn.petitions.service import Acting
from pakn.petitions.visibility import concerned
from pakn.petitions.workflow import OPEN, Capacity, Verb
from pakn.web.i18n import _

_DIRECTS = frozenset({Capacity.OFFICE, Capacity.LEADER})


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
    """Whether the officer heads the unit or holds a working post in it that day."""
    if unit is None or not officer.active:
        return False
    posts = identity.posts(session, unit.agency_id, on)
    return officer.id == unit.head_id or any(
        post.officer_id == officer.id and post.unit_id == unit.id for post in posts
    )


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
    _check_files(by)
    decision = petitions.Decision(field=field, kind=kind, scope=scope, officer_id=by.actor.officer_id)
    petitions.file(session, petition, decision, now)


def name_officers(
    session: Session, petition: Petition, officers: list[Officer], *, by: Acting, now: datetime
) -> None:
    """A person says whom the petition is about; one of them who holds it holds it no longer, the office decides again.

    When a leader is among them it goes to the agency above, if this installation has it. Raises NotAllowed("refile").
    """
    _check_files(by)
    petitions.set_about(session, petition, officers, by.actor, now)
    if _goes_above(session, petition, by, clock.day_of(now)):
        above, reason = petition.agency.parent, _("Phản ánh nói về lãnh đạo cơ quan.")
        forward(session, petition, to=above, to_name="", reason=reason, by=by, now=now)
        return
    if petition.state not in OPEN or petition.officer_id not in concerned(petition):
        return
    if petition.leg.ended_at is not None:
        petition.unit = petition.officer = None
        return
    petitions.assign(session, petition, unit_id=None, officer=None, now=now)
    timeline.record(session, petition, events.PetitionAssigned(petition.id, None, None, ""), by.actor, now)


def _goes_above(session: Session, petition: Petition, by: Acting, on: date) -> bool:
    """Whether a leader of the agency is concerned and this person may send the petition to the agency above."""
    leaders = {leader.id for leader in identity.leaders(session, petition.agency_id, on)}
    named = not leaders.isdisjoint(concerned(petition))
    may_send = workflow.may(petition.state, Verb.FORWARD, by.capacities)
    return named and may_send and petition.agency.parent is not None


def _check_files(by: Acting) -> None:
    if by.capacities.isdisjoint({Capacity.OFFICE, Capacity.LEADER, Capacity.UNIT_HEAD, Capacity.ASSIGNEE}):
        raise NotAllowed("refile")

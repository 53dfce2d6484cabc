"""The one predicate that says who may know of a petition; every list, page, notice and approval asks it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, exists, false, or_, select
from sqlalchemy.orm import Session, aliased

from pakn.identity.permissions import Role, Viewer
from pakn.petitions.models import LEAVING, Assignment, Leg, Petition, about_officer
from pakn.petitions.workflow import Capacity

_WHOLE_AGENCY = (Role.OFFICE, Role.LEADER, Role.VIEWER)


def visible(viewer: Viewer, *, one_by_one: bool = False) -> ColumnElement[bool]:
    """Petitions this person may see: of their agencies for office, leader and viewer; of their unit or their own
    for an officer; never one that is about them.

    `one_by_one`: where only a few are asked about, the database does better to look each one up than to gather all
    that an officer ever held.
    """
    ways: list[ColumnElement[bool]] = []
    whole = viewer.agencies(*_WHOLE_AGENCY)
    if whole:
        leg = aliased(Leg)
        once_here = exists().where(
            leg.petition_id == Petition.id, leg.agency_id.in_(whole), leg.end_act.in_(LEAVING)
        )
        ways.append(Petition.agency_id.in_(whole) | once_here.correlate(Petition))
    if viewer.agencies(Role.OFFICER):
        held = _held_by(viewer)
        ways.append(_holds(viewer) | _is_among(held) if one_by_one else Petition.id.in_(held))
    return or_(*ways, false()) & Petition.id.not_in(_about(viewer))


def _held_by(viewer: Viewer) -> Select[int]:
    mine = or_(Assignment.officer_id == viewer.officer_id, Assignment.unit_id.in_(_units(viewer)))
    here = Leg.agency_id.in_(viewer.agencies(Role.OFFICER))
    return select(Leg.petition_id).join(Assignment, Assignment.leg_id == Leg.id).where(mine, here)


def _holds(viewer: Viewer) -> ColumnElement[bool]:
    """What lies with them now is known without a look into the history."""
    mine = or_(Petition.officer_id == viewer.officer_id, Petition.unit_id.in_(_units(viewer)))
    return Petition.agency_id.in_(viewer.agencies(Role.OFFICER)) & mine


def _units(viewer: Viewer) -> list[int]:
    return [post.unit_id for post in viewer.posts if post.role is Role.OFFICER and post.unit_id is not None]


def _is_among(held: Select[int]) -> ColumnElement[bool]:
    """The offset keeps PostgreSQL from turning the look at each into a gathering of all."""
    return exists(held.where(Leg.petition_id == Petition.id).offset(0).correlate(Petition))


def _about(viewer: Viewer) -> Select[int]:
    return select(about_officer.c.petition_id).where(about_officer.c.officer_id == viewer.officer_id)


def may_see(session: Session, petition: Petition, viewer: Viewer) -> bool:
    """Whether this person may know of this petition."""
    return session.scalar(select(Petition.id).where(Petition.id == petition.id, visible(viewer))) is not None


def concerned(petition: Petition) -> frozenset[int]:
    """The officers it is about, who are told nothing of it."""
    return frozenset(officer.id for officer in petition.about_officers)


def capacities(petition: Petition, viewer: Viewer) -> frozenset[Capacity]:
    """In what capacities this person may act on a petition where it lies now."""
    if viewer.officer_id in concerned(petition):
        return frozenset()
    here = petition.agency_id
    found: set[Capacity] = set()
    if here in viewer.agencies(Role.OFFICE):
        found.add(Capacity.OFFICE)
    if here in viewer.agencies(Role.LEADER):
        found.add(Capacity.LEADER)
    if petition.unit_id is not None and petition.unit_id in viewer.headed_units():
        found.add(Capacity.UNIT_HEAD)
    if petition.officer_id == viewer.officer_id and here in viewer.agencies(Role.OFFICER, Role.OFFICE):
        found.add(Capacity.ASSIGNEE)
    return frozenset(found)

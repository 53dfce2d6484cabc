"""Whether agencies, units, people and posts hold together, and bringing them into the database.

Loading is harmless to repeat: rows are found again by their codes. A unit that is no longer named is put out of use,
a post ends only by its `to_on`, and nothing that history refers to is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pakn.identity import queries, service
from pakn.identity.loading.document import Fault, Path, repeated
from pakn.identity.loading.schema import AgencyData, OfficerData, OrganisationData, PostData, UnitData
from pakn.identity.models import Agency, Membership, Officer, Unit, UnitKind
from pakn.identity.permissions import Role

Entries = Mapping[Path, OrganisationData]


# --- checks --------------------------------------------------------------------------------------------------------


def faults(session: Session, entries: Entries) -> Iterator[Fault]:
    """Codes used twice, and parents, heads, officers and units that are named but not there."""
    yield from repeated([((*path, "agency", "code"), entry.agency.code) for path, entry in entries.items()])
    yield from repeated(
        [
            ((*path, "officers", number, "username"), officer.username)
            for path, entry in entries.items()
            for number, officer in enumerate(entry.officers)
        ]
    )
    yield from _parent_faults(session, entries)
    people = usernames(session, entries)
    for path, entry in entries.items():
        yield from _unit_faults(path, entry, people)
        yield from _post_faults(path, entry, people)


def usernames(session: Session, entries: Entries) -> set[str]:
    """The sign-in names there will be: those of the database and those of the file."""
    stored = set(session.scalars(select(Officer.username)))
    return stored | {officer.username for entry in entries.values() for officer in entry.officers}


def _parent_faults(session: Session, entries: Entries) -> Iterator[Fault]:
    names = {agency.id: agency.code for agency in session.scalars(select(Agency))}
    above = {agency.code: names.get(agency.parent_id or 0) for agency in session.scalars(select(Agency))}
    above |= {entry.agency.code: entry.agency.parent for entry in entries.values()}
    for path, entry in entries.items():
        parent = entry.agency.parent
        if parent is not None and parent not in above:
            yield Fault((*path, "agency", "parent"), f"không có cơ quan nào mã “{parent}”.")
        elif _in_a_circle(entry.agency.code, above):
            yield Fault((*path, "agency", "parent"), "cơ quan không thể là cấp trên của chính mình.")


def _in_a_circle(code: str, above: Mapping[str, str | None]) -> bool:
    seen, current = {code}, above.get(code)
    while current is not None and current not in seen:
        seen.add(current)
        current = above.get(current)
    return current is not None


def _unit_faults(path: Path, entry: OrganisationData, people: set[str]) -> Iterator[Fault]:
    yield from repeated(
        [((*path, "units", number, "code"), unit.code) for number, unit in enumerate(entry.units)]
    )
    for number, unit in enumerate(entry.units):
        if unit.head is not None and unit.head not in people:
            yield Fault((*path, "units", number, "head"), f"không có cán bộ nào tên đăng nhập “{unit.head}”.")
    has_office = any(unit.kind is UnitKind.OFFICE for unit in entry.units)
    if entry.agency.takes_petitions and not has_office:
        yield Fault((*path, "units"), "cần một đơn vị có kind: office để tiếp nhận, phân loại và đôn đốc.")


def _post_faults(path: Path, entry: OrganisationData, people: set[str]) -> Iterator[Fault]:
    units = {unit.code for unit in entry.units}
    for number, post in enumerate(entry.posts):
        place = (*path, "posts", number)
        if post.officer not in people:
            yield Fault((*place, "officer"), f"không có cán bộ nào tên đăng nhập “{post.officer}”.")
        if post.unit is not None and post.unit not in units:
            yield Fault((*place, "unit"), f"không có đơn vị nào mã “{post.unit}” trong tệp.")
        if post.unit is None and post.role in (Role.OFFICER, Role.OFFICE):
            yield Fault((*place, "unit"), f"vai trò {post.role} cần một đơn vị.")
        if post.from_on and post.to_on and post.to_on < post.from_on:
            yield Fault((*place, "to_on"), "không được trước ngày bắt đầu.")


# --- storing -------------------------------------------------------------------------------------------------------


def store(session: Session, entries: Sequence[OrganisationData], on: date) -> dict[str, Agency]:
    """Bring checked entries in; returns the agencies by code. `on` is the day posts without `from_on` begin."""
    agencies = {entry.agency.code: _store_agency(session, entry.agency) for entry in entries}
    session.flush()
    for entry in entries:
        parent = queries.agency_by_code(session, entry.agency.parent) if entry.agency.parent else None
        agencies[entry.agency.code].parent_id = parent.id if parent else None
        for officer in entry.officers:
            store_officer(session, officer)
    session.flush()
    for entry in entries:
        agency = agencies[entry.agency.code]
        _store_units(session, agency, entry.units)
        for post in entry.posts:
            store_post(session, agency, post, on)
    session.flush()
    for agency in agencies.values():
        session.expire(agency)
    return agencies


def _store_agency(session: Session, data: AgencyData) -> Agency:
    agency = queries.agency_by_code(session, data.code) or Agency(code=data.code)
    for name, value in data.model_dump(exclude={"code", "parent"}).items():
        setattr(agency, name, value)
    session.add(agency)
    return agency


def store_officer(session: Session, data: OfficerData) -> Officer:
    """Add or rename a person; a closed account stays closed, a password that is set stays."""
    officer = queries.officer_by_username(session, data.username) or Officer(
        username=data.username, password_hash=""
    )
    officer.full_name, officer.title, officer.email = data.full_name, data.title, data.email
    if data.password is not None and not officer.password_hash:
        officer.session_epoch = officer.session_epoch or 0
        service.set_password(officer, data.password)
    session.add(officer)
    return officer


def _store_units(session: Session, agency: Agency, units: Sequence[UnitData]) -> None:
    stored = {unit.code: unit for unit in session.scalars(select(Unit).where(Unit.agency_id == agency.id))}
    for unit in stored.values():
        unit.active = False
    for position, data in enumerate(units, start=1):
        unit = stored.get(data.code) or Unit(agency_id=agency.id, code=data.code)
        head = queries.officer_by_username(session, data.head) if data.head else None
        unit.name, unit.kind, unit.position, unit.active = data.name, data.kind, position, True
        unit.head_id = head.id if head else None
        session.add(unit)
    session.flush()


def store_post(session: Session, agency: Agency, data: PostData, on: date) -> Membership:
    """Add a post, or change the one this person holds already in the same unit and role."""
    officer = session.scalars(select(Officer).where(Officer.username == data.officer)).one()
    unit_id = session.scalar(select(Unit.id).where(Unit.agency_id == agency.id, Unit.code == data.unit))
    wanted = Membership(officer_id=officer.id, agency_id=agency.id, unit_id=unit_id, role=data.role)
    post = _held(session, wanted, data, on)
    post.scope, post.to_on = data.scope, data.to_on
    post.from_on = data.from_on or post.from_on or on
    session.add(post)
    session.flush()
    return post


def _held(session: Session, wanted: Membership, data: PostData, on: date) -> Membership:
    """The same post as it stands, when it runs or began on the day that is asked for; else the wanted one, new."""
    still_held = or_(Membership.to_on.is_(None), Membership.to_on >= on, Membership.from_on == data.from_on)
    same = select(Membership).where(
        Membership.officer_id == wanted.officer_id,
        Membership.agency_id == wanted.agency_id,
        Membership.unit_id == wanted.unit_id,
        Membership.role == wanted.role,
        still_held,
    )
    return session.scalars(same.order_by(Membership.id.desc())).first() or wanted

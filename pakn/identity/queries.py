"""Who is who."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from pakn.identity.models import Agency, Membership, Officer, Unit, UnitKind
from pakn.identity.permissions import Post, Role, Scope, Viewer


def in_force(on: date) -> ColumnElement[bool]:
    """Memberships that hold on a day, both ends included."""
    return (Membership.from_on <= on) & or_(Membership.to_on.is_(None), Membership.to_on >= on)


def viewer(session: Session, officer: Officer, on: date) -> Viewer:
    """The signed-in officer as rules see them on a day."""
    held = session.scalars(
        select(Membership)
        .where(Membership.officer_id == officer.id, in_force(on))
        .options(selectinload(Membership.unit))
        .order_by(Membership.id)
    ).all()
    tree = children(session) if any(post.scope is Scope.SUBTREE for post in held) else {}
    return Viewer(officer.id, officer.full_name, tuple(_post(held_post, tree) for held_post in held))


def _post(held: Membership, tree: dict[int | None, list[int]]) -> Post:
    own = {held.agency_id}
    reached = own | set(below(held.agency_id, tree)) if held.scope is Scope.SUBTREE else own
    heads = held.unit is not None and held.unit.head_id == held.officer_id
    return Post(held.role, held.agency_id, frozenset(reached), held.unit_id, heads)


def children(session: Session) -> dict[int | None, list[int]]:
    """The agency tree: parent id to the ids below it."""
    tree: dict[int | None, list[int]] = {}
    for agency_id, parent_id in session.execute(select(Agency.id, Agency.parent_id)):
        tree.setdefault(parent_id, []).append(agency_id)
    return tree


def below(agency_id: int, tree: dict[int | None, list[int]]) -> Iterable[int]:
    """Every agency under one, at any depth."""
    for child in tree.get(agency_id, []):
        yield child
        yield from below(child, tree)


def agency_by_code(session: Session, code: str) -> Agency | None:
    """The agency with this code."""
    return session.scalars(select(Agency).where(Agency.code == code)).first()


def receiving_agencies(session: Session) -> list[Agency]:
    """The agencies citizens may write to, by name."""
    return list(session.scalars(select(Agency).where(Agency.takes_petitions).order_by(Agency.id)))


def officer_by_username(session: Session, username: str) -> Officer | None:
    """The officer with this sign-in name, in any case."""
    return session.scalars(select(Officer).where(Officer.username == username.strip().lower())).first()


def holders(
    session: Session, agency_id: int, on: date, *roles: Role, unit_id: int | None = None
) -> list[Officer]:
    """Active officers with a post in one of these roles at an agency (and unit) on a day."""
    wanted = select(Membership.officer_id).where(
        Membership.agency_id == agency_id, Membership.role.in_(roles), in_force(on)
    )
    if unit_id is not None:
        wanted = wanted.where(Membership.unit_id == unit_id)
    return list(
        session.scalars(select(Officer).where(Officer.id.in_(wanted), Officer.active).order_by(Officer.id))
    )


def leaders(session: Session, agency_id: int, on: date) -> list[Officer]:
    """The chairman and deputies: those who may approve."""
    return holders(session, agency_id, on, Role.LEADER)


def staff(session: Session, agency_id: int, on: date) -> list[Officer]:
    """Everybody with a post in the agency."""
    return holders(session, agency_id, on, *Role)


def posts(session: Session, agency_id: int, on: date) -> list[Membership]:
    """The working posts (officer or office) of an agency on a day, by unit and name: to whom work can be given."""
    return list(
        session.scalars(
            select(Membership)
            .join(Officer)
            .where(
                Membership.agency_id == agency_id,
                Membership.unit_id.is_not(None),
                Membership.role.in_((Role.OFFICER, Role.OFFICE)),
                in_force(on),
                Officer.active,
            )
            .options(selectinload(Membership.officer), selectinload(Membership.unit))
            .order_by(Membership.unit_id, Officer.full_name)
        )
    )


def office_unit(session: Session, agency_id: int) -> Unit | None:
    """The unit that sorts and chases (văn phòng)."""
    return session.scalars(
        select(Unit)
        .where(Unit.agency_id == agency_id, Unit.kind == UnitKind.OFFICE, Unit.active)
        .order_by(Unit.position)
    ).first()

"""Who is who."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, selectinload

from pakn.identity.models import Agency, Membership, Officer, Unit, UnitKind
from pakn.identity.permissions import Post, Role, Scope, Viewer
from pakn.kernel import installation


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


def receiving_agencies(session: Session) -> Sequence[Agency]:
    """The agencies citizens may write to: their own columns, apart from the session, as a province has hundreds."""
    return installation.rows(session, "receiving agencies", _taking_petitions)


def receiving_agency(session: Session, code: str) -> Agency | None:
    """The one with this code, to work with; without a code the only one there is."""
    found = receiving_agencies(session)
    chosen = found if len(found) == 1 and not code else [each for each in found if each.code == code]
    return installation.here(session, chosen[0]) if chosen else None


def _taking_petitions() -> Select[Agency]:
    return select(Agency).where(Agency.takes_petitions).order_by(Agency.id)


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


@dataclass(frozen=True)
class Held:
    """A post that an active officer holds at an agency between two days, both included."""

    officer_id: int
    full_name: str
    role: Role
    from_on: date
    to_on: date | None

    def holds(self, on: date) -> bool:
        """Whether it is held on a day."""
        return self.from_on <= on and (self.to_on is None or self.to_on >= on)


def held(session: Session, agency_id: int, on: date, *roles: Role) -> list[Held]:
    """The same as plain values, for questions that need no more than who: kept until somebody's post changes."""
    known = installation.kept(session, ("held", agency_id), lambda: _held(session, agency_id))
    return [each for each in known if each.role in roles and each.holds(on)]


def _held(session: Session, agency_id: int) -> list[Held]:
    columns = Officer.id, Officer.full_name, Membership.role, Membership.from_on, Membership.to_on
    posts = select(*columns).join(Membership.officer).where(Membership.agency_id == agency_id, Officer.active)
    return [Held(*row) for row in session.execute(posts.order_by(Officer.id, Membership.id))]


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

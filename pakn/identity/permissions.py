"""Who may open what: roles, the permissions each carries, and a signed-in person as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a post lets its holder do."""

    OFFICER = "officer"
    OFFICE = "office"
    LEADER = "leader"
    ADMIN = "admin"
    VIEWER = "viewer"


class Scope(StrEnum):
    """How far a post reaches: its own agency, or that and everything below it."""

    OWN = "own"
    SUBTREE = "subtree"


class Permission(StrEnum):
    """What a page asks for before it opens."""

    READ = "read"
    HANDLE = "handle"
    TRIAGE = "triage"
    REPORT = "report"
    CONFIGURE = "configure"


GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset({Permission.READ, Permission.HANDLE}),
    Role.OFFICE: frozenset({Permission.READ, Permission.HANDLE, Permission.TRIAGE, Permission.REPORT}),
    Role.LEADER: frozenset({Permission.READ, Permission.HANDLE, Permission.TRIAGE, Permission.REPORT}),
    Role.ADMIN: frozenset({Permission.CONFIGURE}),
    Role.VIEWER: frozenset({Permission.READ, Permission.REPORT}),
}


@dataclass(frozen=True)
class Post:
    """One membership in force: `agency_ids` are the agencies it reaches, `unit_id` only its own unit."""

    role: Role
    agency_id: int
    agency_ids: frozenset[int]
    unit_id: int | None
    heads_unit: bool = False


@dataclass(frozen=True)
class Viewer:
    """A signed-in officer as rules see them, on one day."""

    officer_id: int
    full_name: str
    posts: tuple[Post, ...]

    def may(self, permission: Permission) -> bool:
        """Whether any post carries this permission."""
        return any(permission in GRANTS[post.role] for post in self.posts)

    def agencies(self, *roles: Role) -> frozenset[int]:
        """The agencies reached by posts in any of these roles."""
        return frozenset().union(*(post.agency_ids for post in self.posts if post.role in roles))

    def agencies_with(self, permission: Permission) -> frozenset[int]:
        """The agencies reached by posts that carry a permission."""
        return self.agencies(*(role for role in Role if permission in GRANTS[role]))

    def units(self) -> frozenset[int]:
        """The units this person works in."""
        return frozenset(post.unit_id for post in self.posts if post.unit_id is not None)

    def headed_units(self) -> frozenset[int]:
        """The units this person leads."""
        return frozenset(post.unit_id for post in self.posts if post.heads_unit and post.unit_id is not None)

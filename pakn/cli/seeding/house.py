"""What the story has to know of an agency: who works there, who may do what, and where its rules lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.catalogue.models import ClosingAct
from pakn.identity import queries as identity
from pakn.identity.models import Agency, Membership, Officer
from pakn.identity.permissions import Role
from pakn.kernel import installation
from pakn.routing import rules
from pakn.routing.classifier import Classification, Classifier
from pakn.routing.models import RoutingRule


@dataclass(frozen=True)
class Holder:
    """A unit and an officer in it; both None: the office."""

    unit_id: int | None = None
    officer_id: int | None = None


@dataclass(frozen=True)
class Answerable:
    """An outcome an answer may have."""

    id: int
    code: str
    label: str


@dataclass(frozen=True)
class House:
    """An agency as plain values, read once."""

    id: int
    name: str
    short_name: str
    near_due_days: int
    supplement_days: int
    restarts: bool
    takes: frozenset[str]
    office_unit_id: int | None
    office: tuple[int, ...]
    leaders: tuple[int, ...]
    desks: tuple[Holder, ...]
    unit_names: dict[int, str]
    emails: dict[int, str]
    fields: dict[str, int]
    areas: tuple[tuple[int, str], ...]
    grounds: dict[ClosingAct, tuple[str, ...]]
    rules: tuple[rules.Rule, ...]
    ruled: dict[int, Holder]
    threshold: float
    _routes: dict[tuple[int, str | None], tuple[Holder, str]] = field(default_factory=dict)

    def route(self, number: int, said: Classification, area: str | None) -> tuple[Holder, str]:
        """Where the rules bring a text, and why; `number` names the text, so that it is decided once."""
        if (number, area) not in self._routes:
            decided = rules.decide(said, self.rules, area, threshold=self.threshold, taken=self.takes)
            holder = self.ruled[decided.rule.position] if decided.rule else Holder()
            self._routes[number, area] = holder, decided.reason.value
        return self._routes[number, area]

    def desk_for(self, field_code: str, dice: Random) -> Holder:
        """Whom the office would give a petition of this field to."""
        fitting = [self.ruled[each.position] for each in self.rules if each.field == field_code]
        manned = [holder for holder in fitting if holder.officer_id is not None]
        return manned[0] if manned else dice.choice(self.desks)

    def signer(self, writer: int, dice: Random) -> int:
        """A leader who did not write the answer."""
        return dice.choice([leader for leader in self.leaders if leader != writer])


def houses(session: Session, on: date) -> list[House]:
    """The agencies that take petitions and have an office, somebody to write and somebody else to sign."""
    open_ones = (installation.here(session, each) for each in identity.receiving_agencies(session))
    found = [_house(session, agency, on) for agency in open_ones]
    return [each for each in found if _works(each)]


def _works(house: House) -> bool:
    writers = {holder.officer_id for holder in house.desks}
    return bool(house.office and writers) and all(set(house.leaders) - {each} for each in writers)


def _house(session: Session, agency: Agency, on: date) -> House:
    posts = identity.posts(session, agency.id, on)
    office = identity.office_unit(session, agency.id)
    taken = {"pakn", "phan_anh_hien_truong"} if agency.takes_field_reports else {"pakn"}
    found = list(_rules(session, agency.id))
    return House(
        id=agency.id,
        name=agency.name,
        short_name=agency.short_name,
        near_due_days=agency.near_due_days,
        supplement_days=agency.supplement_days,
        restarts=agency.restart_on_supplement,
        takes=frozenset(taken),
        office_unit_id=office.id if office else None,
        office=_ids(identity.holders(session, agency.id, on, Role.OFFICE)),
        leaders=_ids(identity.leaders(session, agency.id, on)),
        desks=tuple(Holder(post.unit_id, post.officer_id) for post in posts),
        unit_names={unit.id: unit.name for unit in agency.units},
        emails={officer.id: officer.email for officer in identity.staff(session, agency.id, on)},
        fields={each.code: each.id for each in catalogue.fields(session, agency.field_set)},
        areas=tuple((each.id, each.code) for each in catalogue.areas(session, agency.id)),
        grounds={act: tuple(g.code for g in catalogue.grounds(session, act, on)) for act in ClosingAct},
        rules=tuple(_value(row) for row in found),
        ruled={row.position: Holder(row.unit_id, _officer(row, posts)) for row in found},
        threshold=Classifier.load().threshold,
    )


def _officer(row: RoutingRule, posts: Sequence[Membership]) -> int | None:
    """As in real routing: the rule's officer, else the head of its unit, when they have a working post."""
    at_work = {post.officer_id for post in posts}
    return next((each for each in (row.officer_id, row.unit.head_id) if each in at_work), None)


def _rules(session: Session, agency_id: int) -> Sequence[RoutingRule]:
    asked = select(RoutingRule).where(RoutingRule.agency_id == agency_id).order_by(RoutingRule.position)
    return session.scalars(asked).all()


def _value(row: RoutingRule) -> rules.Rule:
    return rules.Rule(
        position=row.position,
        unit=row.unit.code,
        field=row.field_code,
        area=row.area_code,
        kind=row.kind.value if row.kind else None,
    )


def _ids(officers: Sequence[Officer]) -> tuple[int, ...]:
    return tuple(officer.id for officer in officers)

"""A new petition is read by the classifier and brought to a unit and officer, or to the office's triage queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, load_only

from pakn.catalogue import queries as catalogue
from pakn.identity import queries as identity
from pakn.identity.models import Agency, Officer, Unit
from pakn.identity.permissions import Role
from pakn.kernel import clock, installation
from pakn.kernel.audit import MACHINE
from pakn.kernel.tables import Json
from pakn.petitions import events, timeline
from pakn.petitions import service as petitions
from pakn.petitions.models import Kind, Leg, LegCause, Petition, SubjectScope
from pakn.petitions.visibility import concerned
from pakn.routing import rules
from pakn.routing.classifier import Classification, Classifier, Guess
from pakn.routing.models import RoutingRule
from pakn.sla import service as sla
from pakn.sla.models import Step

_SHOWN = 3


def file_by_machine(session: Session, petition: Petition, now: datetime) -> Classification:
    """Classify what the citizen wrote; the suggestions are kept beside the filing for the office to see."""
    said = Classifier.load().classify(f"{petition.subject}\n{petition.content}")
    field = catalogue.field(session, petition.agency.field_set, said.best.code)
    decision = petitions.Decision(
        field=field,
        kind=Kind(said.kind.code) if said.kind.code in set(Kind) else None,
        scope=SubjectScope(said.scope.code),
        probability=said.best.probability,
        suggestions=as_json(said),
    )
    petitions.file(session, petition, decision, now)
    return said


def as_json(said: Classification) -> Json:
    """What the office is shown of a classification, as it is kept with the filing."""
    return {
        "fields": [_guess(guess) for guess in said.fields[:_SHOWN]],
        "scope": _guess(said.scope),
        "kind": _guess(said.kind),
        "model": said.model_version,
    }


def _guess(guess: Guess) -> Json:
    return {"code": guess.code, "probability": round(guess.probability, 4), "words": list(guess.words)}


def route(session: Session, petition: Petition, said: Classification, now: datetime) -> rules.Reason:
    """Give the petition to the unit and officer of the first rule that fits, or leave it to the office.

    One about named officers is never routed by the machine: a person decides who may handle it.
    """
    if concerned(petition):
        _assign(session, petition, None, None, rules.Reason.NAMES_OFFICER.value, now)
        return rules.Reason.NAMES_OFFICER
    area = petition.area.code if petition.area else None
    found = _rules(session, petition.agency_id)
    decided = rules.decide(
        said,
        [_value(row) for row in found],
        area,
        threshold=Classifier.load().threshold,
        taken=_taken(petition.agency),
    )
    row = _at(session, found, decided.rule)
    officer = officer_for(session, petition, row, clock.day_of(now)) if row else None
    _assign(session, petition, row.unit_id if row else None, officer, decided.reason.value, now)
    return decided.reason


def _taken(agency: Agency) -> frozenset[str]:
    """The procedures whose texts this agency lets the machine route: petitions, and field reports if it takes them."""
    also = {SubjectScope.FIELD_REPORT.value} if agency.takes_field_reports else set()
    return frozenset({SubjectScope.PAKN.value} | also)


def begin_at(session: Session, petition: Petition, agency: Agency, cause: LegCause, now: datetime) -> Leg:
    """Open a leg at an agency: read, brought to its unit, and timed anew."""
    leg = petitions.open_leg(session, petition, agency, cause, now)
    route(session, petition, file_by_machine(session, petition, now), now)
    sla.start(session, leg, Step.ANSWER, now)
    return leg


def officer_for(session: Session, petition: Petition, rule: RoutingRule, on: date) -> Officer | None:
    """Who takes a petition under a rule: its officer, else the head of its unit; nobody it is about, and nobody who
    has no working post in the agency on that day."""
    at_work = identity.held(session, petition.agency_id, on, Role.OFFICER, Role.OFFICE)
    able = {post.officer_id for post in at_work} - concerned(petition)
    return next(
        (each for each in (rule.officer, rule.unit.head) if each is not None and each.id in able), None
    )


def holder_for(session: Session, petition: Petition, field_code: str) -> RoutingRule | None:
    """The rule that a petition of this field would follow; None when the agency has no rule for it."""
    rows = _rules(session, petition.agency_id)
    first = rules.first_match(
        [_value(row) for row in rows],
        field=field_code,
        area=petition.area.code if petition.area else None,
        kind=petition.kind.value if petition.kind else None,
        scope=SubjectScope.PAKN.value,
    )
    return _at(session, rows, first)


def _assign(
    session: Session,
    petition: Petition,
    unit_id: int | None,
    officer: Officer | None,
    reason: str,
    now: datetime,
) -> None:
    petitions.assign(session, petition, unit_id=unit_id, officer=officer, now=now)
    event = events.PetitionAssigned(petition.id, unit_id, officer.id if officer else None, reason)
    timeline.record(session, petition, event, MACHINE, now)


def _rules(session: Session, agency_id: int) -> Sequence[RoutingRule]:
    return installation.rows(session, ("rules", agency_id), lambda: _in_order(agency_id))


def _in_order(agency_id: int) -> Select[RoutingRule]:
    """With no more of a person than what changes seldom: they are kept apart from the session."""
    person = load_only(Officer.username, Officer.full_name, Officer.title, Officer.email, Officer.active)
    return (
        select(RoutingRule)
        .where(RoutingRule.agency_id == agency_id)
        .options(joinedload(RoutingRule.unit).joinedload(Unit.head).options(person))
        .options(joinedload(RoutingRule.officer).options(person))
        .order_by(RoutingRule.position)
    )


def _at(session: Session, found: Sequence[RoutingRule], rule: rules.Rule | None) -> RoutingRule | None:
    row = next((row for row in found if rule and row.position == rule.position), None)
    return installation.here(session, row) if row else None


def _value(row: RoutingRule) -> rules.Rule:
    return rules.Rule(
        position=row.position,
        unit=row.unit.code,
        officer=row.officer.username if row.officer else None,
        field=row.field_code,
        area=row.area_code,
        kind=row.kind.value if row.kind else None,
        scope=None,
    )

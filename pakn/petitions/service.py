"""Writing the record: a petition arrives, moves, is filed and assigned. History is added to, never edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from pakn.catalogue.models import Area, Field
from pakn.identity.models import Agency, Officer, Unit
from pakn.kernel import clock, codes
from pakn.kernel.audit import MACHINE, Actor
from pakn.kernel.errors import NotAllowed
from pakn.kernel.files import StoredFile
from pakn.kernel.numbers import next_number_and_ids
from pakn.kernel.tables import Json
from pakn.kernel.text import search_key
from pakn.petitions import events, timeline, workflow
from pakn.petitions.models import (
    Assignment,
    Attachment,
    Channel,
    Correspondence,
    Direction,
    EndAct,
    Filing,
    Form,
    Kind,
    Leg,
    LegCause,
    Petition,
    Petitioner,
    StateSpell,
    SubjectScope,
    Task,
)
from pakn.petitions.workflow import Capacity, State, Transition, Verb


@dataclass(frozen=True)
class Arrival:
    """A petition as it comes in, checked and cleaned; `received_at` is the moment that starts its clock."""

    agency: Agency
    petitioner: Petitioner
    subject: str
    content: str
    channel: Channel
    received_at: datetime
    form: Form = Form.WRITTEN
    regulation: str = ""
    area: Area | None = None
    publish_name: bool = False
    notice_version: str = ""
    submission_key: str | None = None
    external_system: str = ""
    external_code: str = ""
    incoming_document_no: str = ""
    incoming_document_on: date | None = None


@dataclass(frozen=True)
class Acting:
    """Who acts on a petition, and in which capacities."""

    actor: Actor
    capacities: frozenset[Capacity]


@dataclass(frozen=True)
class Decision:
    """How a petition is filed: by whom, as what, and what the machine had suggested."""

    field: Field | None
    kind: Kind | None
    scope: SubjectScope
    officer_id: int | None = None
    probability: float | None = None
    suggestions: Json | None = None


def receive(
    session: Session, arrival: Arrival, *, key: bytes, secret: str, actor: Actor, now: datetime
) -> Petition:
    """Enter a petition in the register (Điều 9.1.b-c, Nghị định 20/2008/NĐ-CP) and open its first leg."""
    year = clock.local(arrival.received_at).year
    number, ids = next_number_and_ids(session, f"petition_{year}", Petition, Petitioner, Leg)
    code = codes.tracking_code(year, number)
    petition = Petition(
        id=ids[0],
        code=code,
        secret_digest=codes.secret_digest(key, code, secret),
        submission_key=arrival.submission_key,
        received_at=arrival.received_at,
        form=arrival.form,
        channel=arrival.channel,
        petitioner=arrival.petitioner,
        area=arrival.area,
        subject=arrival.subject,
        content=arrival.content,
        regulation=arrival.regulation,
        search_text=search_text(code, arrival),
        publish_name=arrival.publish_name,
        notice_version=arrival.notice_version,
        external_system=arrival.external_system,
        external_code=arrival.external_code,
        incoming_document_no=arrival.incoming_document_no,
        incoming_document_on=arrival.incoming_document_on,
        agency=arrival.agency,
        state=State.RECEIVED,
    )
    session.add(petition)
    timeline.begin(session, petition)
    leg = open_leg(session, petition, arrival.agency, LegCause.RECEIVED, arrival.received_at)
    petition.petitioner.id, leg.id = ids[1:]
    timeline.record(
        session,
        petition,
        events.PetitionReceived(petition.id, arrival.channel.value),
        actor,
        arrival.received_at,
    )
    return petition


def search_text(code: str, said: Arrival | Petition) -> str:
    """The words under which a petition is found."""
    who = said.petitioner
    return search_key(code, said.subject, said.content, said.regulation, who.full_name, who.organization)


def attach(session: Session, petition: Petition, files: list[StoredFile], now: datetime) -> None:
    """Give staged files to a petition; they are no longer swept away."""
    for file in files:
        file.staged_until = None
        session.add(Attachment(petition=petition, file=file, added_at=now))


def permit(petition: Petition, verb: Verb, by: Acting) -> Transition:
    """The row of the table under which this may be done now.

    Raises NotAllowed: verb_not_now when the state does not know the verb, verb_not_yours when others may do it.
    """
    row = workflow.transition(petition.state, verb)
    if row is None:
        raise NotAllowed("verb_not_now", verb=verb, state=petition.state)
    if row.by.isdisjoint(by.capacities):
        raise NotAllowed("verb_not_yours", verb=verb, state=petition.state)
    return row


def move(
    session: Session, petition: Petition, verb: Verb, by: Acting, event: events.PetitionEvent, now: datetime
) -> None:
    """Do a verb if the table allows it: the petition enters the row's state, and its history says so."""
    row = permit(petition, verb, by)
    if row.target is not petition.state:
        enter(session, petition, row.target, now)
    timeline.record(session, petition, event, by.actor, now)


def enter(session: Session, petition: Petition, state: State, now: datetime) -> None:
    """The petition is in this state from now on."""
    close_spell(session, petition.leg, now)
    session.add(StateSpell(leg=petition.leg, state=state, from_at=now))
    petition.state = state
    session.flush()


def close_spell(session: Session, leg: Leg, now: datetime) -> None:
    """The state a leg was in ends now."""
    for spell in leg.spells:
        spell.to_at = spell.to_at or now


def open_leg(session: Session, petition: Petition, agency: Agency, cause: LegCause, at: datetime) -> Leg:
    """A new spell at an agency begins, with the office as its first holder."""
    leg = Leg(petition=petition, agency=agency, agency_id=agency.id, cause=cause, opened_at=at)
    session.add_all((leg, StateSpell(leg=leg, state=State.RECEIVED, from_at=at)))
    petition.agency, petition.agency_id, petition.state = agency, agency.id, State.RECEIVED
    petition.unit = petition.officer = None
    return leg


def end_leg(session: Session, leg: Leg, act: EndAct, now: datetime, to_name: str = "") -> None:
    """The agency's part in this leg is done, by this act; whoever held it holds it no longer."""
    leg.ended_at, leg.end_act, leg.to_agency_name = now, act, to_name
    _close_assignment(leg, now)
    session.flush()


def assign(
    session: Session, petition: Petition, *, unit_id: int | None, officer: Officer | None, now: datetime
) -> None:
    """From now on it lies with this unit and officer; with neither, it lies with the office."""
    _close_assignment(petition.leg, now)
    officer_id = officer.id if officer else None
    session.add(Assignment(leg=petition.leg, unit_id=unit_id, officer_id=officer_id, from_at=now))
    petition.unit, petition.unit_id = session.get(Unit, unit_id) if unit_id else None, unit_id
    petition.officer, petition.officer_id = officer, officer_id


def _close_assignment(leg: Leg, now: datetime) -> None:
    for assignment in leg.assignments:
        assignment.to_at = assignment.to_at or now


def file(session: Session, petition: Petition, decision: Decision, now: datetime) -> None:
    """Classify (Điều 9.1.d): the new filing stands beside the old ones, with what the machine had said."""
    earlier = current_filing(session, petition)
    suggestions = decision.suggestions or (earlier.suggestions if earlier else {})
    if earlier is not None:
        earlier.to_at = now
    session.add(
        Filing(
            petition=petition,
            field=decision.field,
            kind=decision.kind,
            scope=decision.scope,
            decided_by=decision.officer_id,
            probability=decision.probability,
            suggestions=suggestions,
            from_at=now,
        )
    )
    petition.field, petition.kind, petition.scope = decision.field, decision.kind, decision.scope
    actor = Actor.officer(decision.officer_id) if decision.officer_id else MACHINE
    filed = events.PetitionFiled(
        petition.id,
        decision.field.code if decision.field else None,
        decision.kind.value if decision.kind else None,
        decision.scope.value,
        round(decision.probability, 4) if decision.probability is not None else None,
    )
    timeline.record(session, petition, filed, actor, now)


def current_filing(session: Session, petition: Petition) -> Filing | None:
    """How the petition is filed now."""
    return next((filing for filing in petition.filings if filing.to_at is None), None)


def set_about(
    session: Session, petition: Petition, officers: list[Officer], actor: Actor, now: datetime
) -> None:
    """Name the officers it is about; from now on they cannot see it."""
    petition.about_officers = officers
    about = events.AboutOfficersSet(petition.id, sorted(officer.id for officer in officers))
    timeline.record(session, petition, about, actor, now)


def write_down(
    session: Session,
    petition: Petition,
    direction: Direction,
    text: str,
    officer_id: int | None,
    now: datetime,
) -> None:
    """Keep a note, a request or an answer with the petition."""
    session.add(
        Correspondence(petition_id=petition.id, direction=direction, officer_id=officer_id, text=text, at=now)
    )


def add_note(session: Session, petition: Petition, text: str, officer_id: int, now: datetime) -> None:
    """An internal note; the citizen never sees it."""
    write_down(session, petition, Direction.NOTE, text, officer_id, now)
    timeline.record(session, petition, events.NoteAdded(petition.id), Actor.officer(officer_id), now)


def finish_task(session: Session, task: Task, officer_id: int, now: datetime) -> None:
    """A call was made or a letter posted; doing it twice changes nothing."""
    if task.done_at is not None:
        return
    task.done_at, task.done_by = now, officer_id
    if task.petition is not None:
        done = events.TaskDone(task.petition.id, task.id, task.kind.value)
        timeline.record(session, task.petition, done, Actor.officer(officer_id), now)

"""A citizen's verbs: submit, supplement, withdraw. One transaction each, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.catalogue.models import ClosingAct
from pakn.identity import queries as identity
from pakn.identity.models import Agency, Officer
from pakn.intake import completing, concerned
from pakn.intake.submission import NOTICE_VERSION, Contacts, Submission
from pakn.kernel import clock, codes, files, writing
from pakn.kernel.audit import CITIZEN, MACHINE
from pakn.kernel.errors import Refused
from pakn.petitions import events, timeline, workflow
from pakn.petitions import queries as petition_queries
from pakn.petitions import service as petitions
from pakn.petitions.models import (
    Channel,
    Direction,
    EndAct,
    LegCause,
    Petition,
    Petitioner,
    SubmitterType,
)
from pakn.petitions.service import Acting
from pakn.petitions.workflow import Capacity, State, Verb
from pakn.routing import naming
from pakn.routing import service as routing
from pakn.sla import service as sla
from pakn.sla.models import Step

_AS_CITIZEN = Acting(CITIZEN, frozenset({Capacity.CITIZEN}))


@dataclass(frozen=True)
class Receipt:
    """What the citizen takes home; the id is for whoever goes on working with the petition."""

    code: str
    secret: str
    petition_id: int


def submit(session: Session, sent: Submission, *, key: bytes, now: datetime) -> Receipt:
    """Enter a petition, classify it, route it and start its clock. The same token gives the same receipt.

    Raises Refused("no_agency") when no agency takes petitions under the code given, and IntegrityError when the same
    token was entered beside this transaction: another one finds it.
    """
    secret = codes.new_secret(key, sent.token)
    made = petition_queries.by_submission_key(session, sent.token)
    if made is not None:
        petition_id, code = made
        return Receipt(code, secret, petition_id)
    chosen = _agency(session, sent.agency)
    today, text = clock.day_of(now), f"{sent.subject}\n{sent.content}"
    named = naming.officers_named(session, chosen, text, sender=sent.full_name, on=today)
    agency = naming.agency_above(session, chosen, frozenset(each.id for each in named), today) or chosen
    arrival = _arrival(session, sent, chosen, agency, now)
    with session.no_autoflush:
        petition = _enter(session, sent, arrival, named, key=key, secret=secret, now=now)
        writing.insert_new(session)  # all rows of a new petition together
    return Receipt(petition.code, secret, petition.id)


def _enter(
    session: Session,
    sent: Submission,
    arrival: petitions.Arrival,
    named: list[Officer],
    *,
    key: bytes,
    secret: str,
    now: datetime,
) -> Petition:
    petition = petitions.receive(session, arrival, key=key, secret=secret, actor=CITIZEN, now=now)
    petitions.attach(session, petition, files.take(session, list(sent.file_keys), now), now)
    if named:
        petitions.set_about(session, petition, named, MACHINE, now)
    said = routing.file_by_machine(session, petition, now)
    routing.route(session, petition, said, now)
    sla.start(session, petition.leg, Step.ANSWER, petition.received_at)
    return petition


def _agency(session: Session, code: str) -> Agency:
    chosen = identity.receiving_agency(session, code)
    if chosen is None:
        raise Refused("no_agency")
    return chosen


def _arrival(
    session: Session, sent: Submission, chosen: Agency, agency: Agency, now: datetime
) -> petitions.Arrival:
    area = catalogue.area(session, chosen.id, sent.area) if sent.area else None
    channel = Channel(sent.channel)
    who = Petitioner(
        submitter_type=SubmitterType(sent.submitter_type),
        full_name=sent.full_name,
        organization=sent.organization,
        address=sent.address,
        phone=sent.phone,
        email=sent.email,
        contact_by_post=sent.contact_by_post,
    )
    return petitions.Arrival(
        agency=agency,
        petitioner=who,
        subject=sent.subject,
        content=sent.content,
        channel=channel,
        received_at=sent.received_at or now,
        regulation=sent.regulation,
        area=area,
        publish_name=sent.publish_name,
        notice_version=NOTICE_VERSION if channel is Channel.WEB else "",
        submission_key=sent.token,
    )


def supplement(
    session: Session,
    petition: Petition,
    text: str,
    file_keys: list[str],
    contacts: Contacts | None = None,
    *,
    now: datetime,
) -> None:
    """The citizen sends what was asked for; it goes back to where it came from. `contacts` replace what was known.

    Asked before acceptance, it opens a new leg with a new answer deadline (766 formula, 5.2); asked after, the
    answer deadline has been running all the time.
    """
    add_supplement(session, petition, text, file_keys, contacts, by=_AS_CITIZEN, officer_id=None, now=now)


def add_letter(
    session: Session,
    petition: Petition,
    text: str,
    file_keys: list[str],
    contacts: Contacts | None,
    *,
    now: datetime,
) -> None:
    """A further letter of the citizen; what it says of the sender fills what the law requires and nobody knew.

    Asked by an officer, the citizen sends the supplement with it. What the machine asked for is supplied when nothing
    is missing any more: until then, and in any other state, the letter is kept with the petition, and whoever has it
    in hand is told. The caller holds the petition locked.
    """
    filled = completing.gaps_filled(petition.petitioner, contacts or Contacts())
    if _supplies(session, petition, filled):
        supplement(session, petition, text, file_keys, filled, now=now)
        return
    if petition.state in workflow.OPEN and completing.lacking(completing.known(petition.petitioner)):
        completing.complete(session, petition, filled, actor=CITIZEN, now=now)
    petitions.write_down(session, petition, Direction.FROM_CITIZEN, text, None, now)
    petitions.attach(session, petition, files.take(session, file_keys, now), now)
    timeline.record(session, petition, events.CitizenWrote(petition.id), CITIZEN, now)
    concerned.heed(session, petition, text, now)


def _supplies(session: Session, petition: Petition, filled: Contacts) -> bool:
    if not workflow.may(petition.state, Verb.SUPPLEMENT, _AS_CITIZEN.capacities):
        return False
    return not completing.lacking(filled) or not _machine_asked(session, petition)


def _machine_asked(session: Session, petition: Petition) -> bool:
    """Whether the last request for a supplement was the machine's, which asks for nothing but what the law requires."""
    told = petition_queries.correspondence(session, petition)
    asked = next((each for each in reversed(told) if each.direction is Direction.TO_CITIZEN), None)
    return asked is not None and asked.officer_id is None


def files_not_taken(session: Session, petition: Petition, sentences: list[str], now: datetime) -> None:
    """Some files of a letter were not kept; the citizen is told which and why, in these sentences."""
    timeline.record(session, petition, events.FilesNotTaken(petition.id, sentences), MACHINE, now)


def add_supplement(
    session: Session,
    petition: Petition,
    text: str,
    file_keys: list[str],
    contacts: Contacts | None = None,
    *,
    by: Acting,
    officer_id: int | None,
    now: datetime,
) -> None:
    """The same, whoever types it in."""
    leg = petition.leg
    petitions.permit(petition, Verb.SUPPLEMENT, by)
    if contacts is not None:
        completing.complete(session, petition, contacts, actor=by.actor, now=now)
    if text:
        petitions.write_down(session, petition, Direction.FROM_CITIZEN, text, officer_id, now)
    petitions.attach(session, petition, files.take(session, file_keys, now), now)
    sla.meet(session, leg, Step.SUPPLY, now)
    if leg.ended_at is not None:
        _begin_again(session, petition, now)
    else:
        back = State.IN_PROGRESS if leg.accepted_at else State.RECEIVED
        petitions.enter(session, petition, back, now)
    timeline.record(session, petition, events.PetitionSupplemented(petition.id), by.actor, now)
    naming.send_above(session, petition, actor=by.actor, now=now)
    concerned.heed(session, petition, text, now)


def _begin_again(session: Session, petition: Petition, now: datetime) -> None:
    unit_id, officer = petition.unit_id, petition.officer
    petitions.close_spell(session, petition.leg, now)
    leg = petitions.open_leg(session, petition, petition.agency, LegCause.SUPPLEMENTED, now)
    petitions.assign(session, petition, unit_id=unit_id, officer=officer, now=now)
    sla.start(session, leg, Step.ANSWER, now)


def withdraw(session: Session, petition: Petition, reason: str, *, now: datetime) -> None:
    """The citizen takes the petition back, while nobody has accepted it."""
    grounds = catalogue.grounds(session, ClosingAct.WITHDRAW, clock.day_of(now))
    event = events.PetitionWithdrawn(petition.id, grounds[0].code if grounds else "")
    petitions.move(session, petition, Verb.WITHDRAW, _AS_CITIZEN, event, now)
    if reason:
        petitions.write_down(session, petition, Direction.FROM_CITIZEN, reason, None, now)
    sla.close(session, petition.leg)
    if petition.leg.ended_at is None:
        petitions.end_leg(session, petition.leg, EndAct.WITHDRAWN, now)
    concerned.heed(session, petition, reason, now)

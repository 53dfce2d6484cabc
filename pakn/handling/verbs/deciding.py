"""What the agency does with a petition before, or instead of, answering it."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.catalogue.models import ClosingAct
from pakn.identity import queries as identity
from pakn.identity.models import Agency
from pakn.kernel import clock
from pakn.kernel.audit import MACHINE
from pakn.kernel.errors import NotAllowed, Refused
from pakn.petitions import events
from pakn.petitions import service as petitions
from pakn.petitions.models import Channel, Direction, EndAct, Leg, LegCause, Petition, Task, TaskKind
from pakn.petitions.service import Acting
from pakn.petitions.workflow import Capacity, State, Verb
from pakn.routing import service as routing
from pakn.sla import service as sla
from pakn.sla.models import Step

_LETTER_WITHIN = 1


def accept(session: Session, petition: Petition, *, by: Acting, now: datetime) -> None:
    """The agency takes the petition on; from now on it owes an answer. Who holds it does not change."""
    petitions.move(session, petition, Verb.ACCEPT, by, events.PetitionAccepted(petition.id), now)
    petition.leg.accepted_at = now


def refuse(
    session: Session, petition: Petition, *, ground: str, reason: str, by: Acting, now: datetime
) -> None:
    """Not taken (Điều 9.1.d.1), on a ground in force, with guidance where to go. Within two working days (T3).

    Raises Refused("no_such_ground").
    """
    petitions.permit(petition, Verb.REFUSE, by)
    found = catalogue.ground(session, ground, ClosingAct.REFUSE, clock.day_of(now))
    if found is None:
        raise Refused("no_such_ground")
    petitions.move(
        session, petition, Verb.REFUSE, by, events.PetitionRefused(petition.id, found.code, reason), now
    )
    _end(session, petition, Step.REFUSE, EndAct.REFUSED, now)


def ask_supplement(session: Session, petition: Petition, *, items: str, by: Acting, now: datetime) -> None:
    """Ask the citizen for what is missing (Điều 7). Before acceptance it ends the leg, within five working days (T5);
    after acceptance the answer deadline runs on."""
    leg, before = petition.leg, petition.state is State.RECEIVED
    petitions.permit(petition, Verb.ASK_SUPPLEMENT, by)
    if before and petition.agency.restart_on_supplement:
        _end(session, petition, Step.ASK_SUPPLEMENT, EndAct.SUPPLEMENT_ASKED, now)
    elif before:
        sla.act(session, leg, Step.ASK_SUPPLEMENT, now)
    due = sla.start(session, leg, Step.SUPPLY, now, petition.agency.supplement_days)
    petitions.write_down(session, petition, Direction.TO_CITIZEN, items, by.actor.officer_id, now)
    event = events.SupplementAsked(petition.id, items, due.due_on.isoformat())
    petitions.move(session, petition, Verb.ASK_SUPPLEMENT, by, event, now)


def forward(
    session: Session,
    petition: Petition,
    *,
    to: Agency | None,
    to_name: str,
    reason: str,
    by: Acting,
    now: datetime,
) -> None:
    """Send it to the competent agency, within five working days (Điều 9.1.d.4; for conduct our own five).

    An agency of this installation gets a leg of its own, with its own clock; for another the petition ends here and
    the office posts the letter. Raises Refused: forward_nowhere, forward_to_itself.
    """
    petitions.permit(petition, Verb.FORWARD, by)
    if to is None and not to_name.strip():
        raise Refused("forward_nowhere")
    if to is not None and to.id == petition.agency_id:
        raise Refused("forward_to_itself")
    name = to.name if to else to_name
    event = events.PetitionForwarded(petition.id, to.id if to else None, name, reason)
    petitions.move(session, petition, Verb.FORWARD, by, event, now)
    _end(session, petition, Step.FORWARD, EndAct.FORWARDED, now, name)
    if to is None:
        _letter_task(session, petition, now)
    else:
        routing.begin_at(session, petition, to, LegCause.FORWARDED, now)


def return_to_sender(session: Session, petition: Petition, *, reason: str, by: Acting, now: datetime) -> None:
    """Send it back to the agency that had forwarded it here, within two working days (T4).

    Raises NotAllowed("nobody_to_return_to") for a petition the citizen sent here.
    """
    petitions.permit(petition, Verb.RETURN, by)
    sender = _sender(petition)
    if sender is None and petition.channel is not Channel.TRANSFERRED:
        raise NotAllowed("nobody_to_return_to")
    name = sender.name if sender else petition.external_system
    event = events.PetitionReturned(petition.id, sender.id if sender else None, name, reason)
    petitions.move(session, petition, Verb.RETURN, by, event, now)
    _end(session, petition, Step.RETURN, EndAct.RETURNED, now, name)
    if sender is None:
        _letter_task(session, petition, now)
    else:
        routing.begin_at(session, petition, sender, LegCause.RETURNED, now)


def may_return(petition: Petition) -> bool:
    """Whether somebody forwarded it here."""
    return _sender(petition) is not None or petition.channel is Channel.TRANSFERRED


def _sender(petition: Petition) -> Agency | None:
    """The agency that forwarded the petition here last; supplements and returns in between change nothing."""
    for earlier, leg in reversed(list(pairwise(petition.legs))):
        if leg.cause is LegCause.FORWARDED and leg.agency_id == petition.agency_id:
            return earlier.agency
    return None


def lapse(session: Session, petition: Petition, *, now: datetime) -> None:
    """The supplement never came: closed, counted neither as answered nor as late."""
    grounds = catalogue.grounds(session, ClosingAct.LAPSE, clock.day_of(now))
    by = Acting(MACHINE, frozenset({Capacity.MACHINE}))
    event = events.PetitionLapsed(petition.id, grounds[0].code if grounds else "")
    petitions.move(session, petition, Verb.LAPSE, by, event, now)
    sla.close(session, petition.leg)
    if petition.leg.ended_at is None:
        petitions.end_leg(session, petition.leg, EndAct.LAPSED, now)


def _end(
    session: Session, petition: Petition, step: Step, act: EndAct, now: datetime, to_name: str = ""
) -> None:
    leg: Leg = petition.leg
    sla.close(session, leg)
    sla.act(session, leg, step, now)
    petitions.end_leg(session, leg, act, now, to_name)


def _letter_task(session: Session, petition: Petition, now: datetime) -> None:
    office = identity.office_unit(session, petition.agency_id)
    session.add(
        Task(
            kind=TaskKind.POST_LETTER,
            agency_id=petition.agency_id,
            unit_id=office.id if office else None,
            petition_id=petition.id,
            due_on=sla.day_after(session, clock.day_of(now), _LETTER_WITHIN),
            created_at=now,
        )
    )

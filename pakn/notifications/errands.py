"""What people do when a machine cannot: call the citizen, post the letter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.identity import queries as identity
from pakn.kernel import clock
from pakn.notifications.models import Message, Way
from pakn.petitions.models import Petitioner, Task, TaskKind
from pakn.sla import service as sla

_WORKING_DAYS = 2
_KINDS = {Way.PHONE: TaskKind.CALL, Way.POST: TaskKind.POST_LETTER}


def way_by_hand(petitioner: Petitioner) -> Way:
    """A call where there is a number and no wish to be written to; else a letter (Điều 7).

    Who wrote by mail and said neither number nor address is to be called too: somebody has to find out how.
    """
    reachable = petitioner.phone or not petitioner.address
    return Way.PHONE if reachable and not petitioner.contact_by_post else Way.POST


def instead_of_mail(session: Session, message: Message, now: datetime) -> None:
    """A citizen's mail did not arrive: the office calls or writes, once for each message; nothing for an officer's."""
    petition = message.petition
    if message.officer_id is not None or petition is None or _given(session, message):
        return
    give(session, message, way=way_by_hand(petition.petitioner), agency_id=petition.agency_id, now=now)


def _given(session: Session, message: Message) -> bool:
    return session.scalar(select(Task.id).where(Task.message_id == message.id)) is not None


def give(session: Session, message: Message, *, way: Way, agency_id: int, now: datetime) -> None:
    """Ask the office of an agency to bring a message to its reader within two working days."""
    office = identity.office_unit(session, agency_id)
    session.add(
        Task(
            kind=_KINDS[way],
            agency_id=agency_id,
            unit_id=office.id if office else None,
            petition_id=message.petition_id,
            message_id=message.id,
            due_on=sla.day_after(session, clock.day_of(now), _WORKING_DAYS),
            created_at=now,
        )
    )

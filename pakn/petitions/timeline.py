"""The petition's own front of the audit trail: what happened, in words for the citizen and for officers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.identity.models import Officer, Unit
from pakn.kernel import audit
from pakn.kernel.audit import Actor, AuditEntry, Subject
from pakn.kernel.tables import Json
from pakn.petitions.events import PetitionEvent
from pakn.petitions.models import Petition


@dataclass(frozen=True)
class Happening:
    """One line of a petition's history.

    `officer` is the name of who did it, empty for citizen and machine; `holder` says to whom it was given.
    """

    event: str
    payload: Json
    at: datetime
    actor: str
    officer: str
    holder: str = ""


def record(session: Session, petition: Petition, event: PetitionEvent, actor: Actor, now: datetime) -> None:
    """Write what happened to a petition, and let it be told."""
    audit.record(session, Subject("petition", petition.id), event, actor, now)


def begin(session: Session, petition: Petition) -> None:
    """The history of a petition that this transaction enters in the register is empty."""
    audit.begin(session, Subject("petition", petition.id))


def happenings(session: Session, petition: Petition) -> list[Happening]:
    """The whole history, newest first."""
    found = audit.entries(session, Subject("petition", petition.id))
    ids = {entry.officer_id for entry in found} | {entry.payload.get("officer_id") for entry in found}
    people = session.execute(select(Officer.id, Officer.full_name).where(Officer.id.in_(ids - {None})))
    names = {row.id: row.full_name for row in people}
    ids = {entry.payload.get("unit_id") for entry in found} - {None}
    units = {row.id: row.name for row in session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))}
    return [_happening(entry, names, units) for entry in reversed(found)]


def _happening(entry: AuditEntry, names: dict[int, str], units: dict[int, str]) -> Happening:
    name = names.get(entry.officer_id, "") if entry.officer_id else ""
    held = (names.get(entry.payload.get("officer_id", 0)), units.get(entry.payload.get("unit_id", 0)))
    holder = ", ".join(part for part in held if part)
    return Happening(entry.event, entry.payload, entry.at, entry.actor_kind, name, holder)

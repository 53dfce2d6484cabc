"""Officers named in a petition: until a person has looked it is hidden from them, and above its leader it goes."""

from __future__ import annotations

import re
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.identity import queries as identity
from pakn.identity.models import Agency, Officer
from pakn.identity.permissions import Role
from pakn.kernel import clock
from pakn.kernel.audit import Actor
from pakn.kernel.text import fold, words
from pakn.petitions import events, timeline
from pakn.petitions import service as petitions
from pakn.petitions.models import EndAct, LegCause, Petition
from pakn.petitions.visibility import concerned
from pakn.petitions.workflow import State
from pakn.routing import service as routing
from pakn.sla import service as sla
from pakn.sla.models import Step
from pakn.web.i18n import _

_SALUTATION = re.compile(r"^\s*k[ií]nh\s+g[uửư]i[^.\n]*[.\n]?", re.IGNORECASE | re.MULTILINE)
_MOVABLE = frozenset({State.RECEIVED, State.IN_PROGRESS, State.AWAITING_APPROVAL})


def officers_named(session: Session, agency: Agency, text: str, *, sender: str, on: date) -> list[Officer]:
    """Officers of the agency whose full name stands in a text, but not in its "Kính gửi …" nor in its sender's own."""
    said, own = _padded(_SALUTATION.sub(" ", text)), _padded(sender)
    others = _without(said, own)
    named = {
        each.officer_id
        for each in identity.held(session, agency.id, on, *Role)
        if (name := _padded(each.full_name)) in (others if name in own else said)
    }
    if not named:
        return []
    return list(session.scalars(select(Officer).where(Officer.id.in_(named)).order_by(Officer.id)))


def _without(said: str, name: str) -> str:
    """What else is said, with a mark in place of the name so that its neighbours do not become another."""
    while name.strip() and name in said:
        said = said.replace(name, " | ")
    return said


def _padded(text: str) -> str:
    return f" {' '.join(words(fold(text)))} "


def agency_above(session: Session, agency: Agency, named: frozenset[int], on: date) -> Agency | None:
    """Where a petition goes that names a leader of an agency: to the one above, if it takes petitions here."""
    if not named:
        return None
    leaders = {leader.officer_id for leader in identity.held(session, agency.id, on, Role.LEADER)}
    above = agency.parent
    return above if above is not None and above.takes_petitions and not leaders.isdisjoint(named) else None


def send_above(session: Session, petition: Petition, *, actor: Actor, now: datetime) -> bool:
    """Send a petition about a leader to the agency above, from whatever state its agency still owes something in.

    This follows from who is named and is nobody's verb; the agency's part ends as a forward. False when it stays.
    """
    above = agency_above(session, petition.agency, concerned(petition), clock.day_of(now))
    leg = petition.leg
    if above is None or petition.state not in _MOVABLE or leg.ended_at is not None:
        return False
    reason = _("Phản ánh nói về lãnh đạo cơ quan.")
    petitions.enter(session, petition, State.FORWARDED, now)
    event = events.PetitionForwarded(petition.id, above.id, above.name, reason)
    timeline.record(session, petition, event, actor, now)
    sla.close(session, leg)
    sla.act(session, leg, Step.FORWARD, now)
    petitions.end_leg(session, leg, EndAct.FORWARDED, now, above.name)
    routing.begin_at(session, petition, above, LegCause.FORWARDED, now)
    return True

"""Moments on a clock in Viet Nam, and the few steps that bring a petition to where a deadline matters."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.handling import verbs
from pakn.kernel import clock
from pakn.petitions import timeline
from pakn.petitions.models import Petition
from pakn.sla.models import Deadline, Step
from tests import sample

TOLD = ("DeadlineNear", "DeadlinePassed", "DecisionNear", "SupplementReminded")
"""What is told of time that passes."""


def at(day: str, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    """A moment as people in Viet Nam read it: `at("2026-11-10", 23, 30)`; also what the clock of the test shows."""
    moment = datetime.combine(date.fromisoformat(day), time(hour, minute, second), clock.VIETNAM)
    return moment.astimezone(clock.UTC)


def accept(session: Session, petition: Petition, now: datetime) -> None:
    """The office takes it on."""
    verbs.accept(session, petition, by=sample.acting(session, petition, "dong-vp"), now=now)


def submit_answer(session: Session, petition: Petition, now: datetime) -> None:
    """Its officer lays an answer before the chairman."""
    outcome = catalogue.outcome(session, "chua_du_co_so")
    assert outcome is not None
    by = sample.acting(session, petition, "dong-kt")
    verbs.submit(session, petition, outcome=outcome, text="Xã đã xem.", grounds="", by=by, now=now)


def approve(session: Session, petition: Petition, now: datetime) -> None:
    """The chairman signs."""
    by = sample.acting(session, petition, "dong-chu-tich")
    verbs.approve(session, petition, publish_now=False, by=by, now=now)


def deadlines(session: Session, petition: Petition, step: Step) -> list[Deadline]:
    """Every row of a step on the petition's present leg, superseded or not, oldest first."""
    rows = select(Deadline).where(Deadline.leg_id == petition.leg.id, Deadline.step == step)
    return list(session.scalars(rows.order_by(Deadline.id)))


def only(session: Session, petition: Petition, step: Step) -> Deadline:
    """The one row of a step on the petition's present leg."""
    (found,) = deadlines(session, petition, step)
    return found


def happened(session: Session, petition: Petition, event: str) -> list[timeline.Happening]:
    """What of this kind stands in the petition's history, oldest first."""
    return [each for each in reversed(timeline.happenings(session, petition)) if each.event == event]

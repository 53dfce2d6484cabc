"""What was known of each leg at the cut-off of a report: one question, one row a leg."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Subquery, and_, case, exists, false, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from pakn.kernel.days import end_of
from pakn.petitions.models import Assignment, EndAct, Filing, Leg
from pakn.reporting.rates import Window
from pakn.sla.models import Deadline, Step

_LIMITS = {
    EndAct.APPROVED: Step.ANSWER,
    EndAct.REFUSED: Step.REFUSE,
    EndAct.RETURNED: Step.RETURN,
    EndAct.FORWARDED: Step.FORWARD,
    EndAct.SUPPLEMENT_ASKED: Step.ASK_SUPPLEMENT,
}

_term, _publish = aliased(Deadline), aliased(Deadline)


def of_legs(agency_ids: Collection[int], window: Window) -> Subquery:
    """The legs of these agencies open at any moment of the window. Of each, the row with `place` 1 holds.

    The columns are those of LegFacts, without names; `due_on` is the day of the answer while a leg is open, then that
    of the act that ended it. There are several rows only where moments are equal or a promise was moved afterwards.
    """
    ended = Leg.ended_at <= window.last
    at = case((ended, Leg.ended_at), else_=window.last)
    place = func.row_number().over(
        partition_by=Leg.id,
        order_by=(
            Assignment.from_at.desc(),
            Assignment.id.desc(),
            case((Filing.from_at < at, 0), else_=1),
            Filing.id.desc(),
            _term.created_at,
            _publish.created_at,
        ),
    )
    return (
        select(
            Leg.id.label("leg_id"),
            Leg.petition_id,
            Leg.agency_id,
            Assignment.unit_id,
            Filing.field_id,
            Leg.opened_at,
            case((ended, Leg.ended_at), else_=null()).label("ended_at"),
            case((ended, Leg.end_act), else_=null()).label("end_act"),
            _term.due_on.label("due_on"),
            (func.coalesce(_term.met_at, Leg.ended_at) < end_of(_term.due_on)).label("act_in_time"),
            _missed(ended, window).label("publish_missed"),
            is_first_request().label("first_request"),
            place.label("place"),
        )
        .outerjoin(Assignment, and_(Assignment.leg_id == Leg.id, _held(at, ended)))
        .outerjoin(Filing, and_(Filing.petition_id == Leg.petition_id, _filed(at, ended)))
        .outerjoin(_term, and_(_stands(_term, window), _term.step == _awaited(ended)))
        .outerjoin(_publish, and_(_stands(_publish, window), _publish.step == Step.PUBLISH))
        .where(Leg.agency_id.in_(agency_ids), Leg.opened_at <= window.last, open_since(window.start))
        .subquery("known")
    )


def open_since(moment: datetime) -> ColumnElement[bool]:
    """Legs that had not ended before a moment."""
    return or_(Leg.ended_at.is_(None), Leg.ended_at >= moment)


def is_first_request() -> ColumnElement[bool]:
    """Whether a leg ended because a supplement was asked, before acceptance, for the first time by its agency."""
    earlier = aliased(Leg)
    asked_before = exists().where(
        earlier.petition_id == Leg.petition_id,
        earlier.agency_id == Leg.agency_id,
        earlier.end_act == EndAct.SUPPLEMENT_ASKED,
        earlier.id < Leg.id,
    )
    asked = and_(Leg.end_act == EndAct.SUPPLEMENT_ASKED, Leg.accepted_at.is_(None))
    return case((asked, ~asked_before.correlate(Leg)), else_=false())


def _held(at: ColumnElement[datetime], ended: ColumnElement[bool]) -> ColumnElement[bool]:
    """Who held it at a moment; the end of a leg also ends its last assignment, which still counts."""
    ended_with = and_(ended, Assignment.to_at == Leg.ended_at)
    return and_(Assignment.from_at <= at, or_(Assignment.to_at.is_(None), Assignment.to_at > at, ended_with))


def _filed(at: ColumnElement[datetime], ended: ColumnElement[bool]) -> ColumnElement[bool]:
    """How it was filed at a moment; an agency that it is forwarded to files it anew in the moment this leg ends."""
    filed_anew = and_(ended, Filing.to_at == Leg.ended_at)
    return and_(Filing.from_at <= at, or_(Filing.to_at.is_(None), Filing.to_at > at, filed_anew))


def _stands(deadline: type[Deadline], window: Window) -> ColumnElement[bool]:
    """Not replaced by the cut-off. Of several the first row held then: later ones replaced it afterwards."""
    not_replaced = or_(deadline.superseded_at.is_(None), deadline.superseded_at > window.last)
    return and_(deadline.leg_id == Leg.id, not_replaced)


def _awaited(ended: ColumnElement[bool]) -> ColumnElement[Step]:
    """The step whose deadline says how a leg stands: the answer, or the act that ended it."""
    kind = Deadline.__table__.c.step.type
    limits = ((and_(ended, Leg.end_act == act), literal(step, kind)) for act, step in _LIMITS.items())
    return case(*limits, (ended, null()), else_=literal(Step.ANSWER, kind))


def _missed(ended: ColumnElement[bool], window: Window) -> ColumnElement[bool]:
    """T7: published after the last day's 24:00, or not published by the cut-off while that day was over."""
    published = case((_publish.met_at <= window.last, _publish.met_at), else_=window.last)
    return func.coalesce(and_(ended, published >= end_of(_publish.due_on)), false())

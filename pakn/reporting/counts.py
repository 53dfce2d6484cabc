"""The legs of a period, read from history as it was known at the cut-off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from pakn.catalogue.models import Field
from pakn.identity.models import Unit
from pakn.kernel import clock
from pakn.petitions.models import Assignment, EndAct, Filing, Leg, Petition
from pakn.reporting.rates import CLOSING, LegFacts, Window
from pakn.sla.models import Deadline, Step

_LIMITS = {
    EndAct.APPROVED: Step.ANSWER,
    EndAct.REFUSED: Step.REFUSE,
    EndAct.RETURNED: Step.RETURN,
    EndAct.FORWARDED: Step.FORWARD,
    EndAct.SUPPLEMENT_ASKED: Step.ASK_SUPPLEMENT,
}

_answer, _limit, _publish = aliased(Deadline), aliased(Deadline), aliased(Deadline)
_end_of = lru_cache(maxsize=4096)(clock.end_of)


def facts(
    session: Session, agency_ids: Collection[int], window: Window, only: ColumnElement[bool] | None = None
) -> list[LegFacts]:
    """The legs of these agencies open at any moment of the window, by id, each once.

    `only` narrows them by the petition, for lists that not everybody may see in full. Two queries.
    """
    if window.is_empty or not agency_ids:
        return []
    query = _query(agency_ids, window)
    rows = session.execute(query if only is None else query.where(only))
    first_requests = _first_requests(session, agency_ids, window.start)
    return [_facts(next(same), window, first_requests) for _, same in groupby(rows, key=itemgetter(0))]


def flow(session: Session, agency_ids: Collection[int], windows: Sequence[Window]) -> list[tuple[int, int]]:
    """For each window how many legs these agencies received, and how many they were done with. Two queries."""
    if not windows:
        return []
    begin = min(window.start for window in windows)
    closing = Leg.end_act.in_([EndAct(act) for act in CLOSING])
    counted = (
        func.count().filter(moment >= window.start, moment <= window.last, condition)
        for window in windows
        for moment, condition in ((Leg.opened_at, true()), (Leg.ended_at, closing))
    )
    numbers = session.execute(select(*counted).where(Leg.agency_id.in_(agency_ids), _open_since(begin))).one()
    asked = _first_requests(session, agency_ids, begin).values()
    return [
        (received, done + sum(window.start <= at <= window.last for at in asked))
        for window, received, done in zip(windows, numbers[::2], numbers[1::2], strict=True)
    ]


def _open_since(moment: datetime) -> ColumnElement[bool]:
    return or_(Leg.ended_at.is_(None), Leg.ended_at >= moment)


def _first_requests(session: Session, agency_ids: Collection[int], since: datetime) -> dict[int, datetime]:
    """The legs that ended since then because a supplement was asked before acceptance, for the first time by this
    agency, and when they ended."""
    earlier = aliased(Leg)
    asked_before = exists().where(
        earlier.petition_id == Leg.petition_id,
        earlier.agency_id == Leg.agency_id,
        earlier.end_act == EndAct.SUPPLEMENT_ASKED,
        earlier.id < Leg.id,
    )
    wanted = select(Leg.id, Leg.ended_at).where(
        Leg.agency_id.in_(agency_ids),
        Leg.end_act == EndAct.SUPPLEMENT_ASKED,
        Leg.ended_at >= since,
        Leg.accepted_at.is_(None),
        ~asked_before,
    )
    return {leg_id: ended_at for leg_id, ended_at in session.execute(wanted) if ended_at}


def _query(agency_ids: Collection[int], window: Window) -> Select[*tuple[Any, ...]]:
    """Rows of one leg stand together, the one that holds first; several only where moments are equal."""
    at = case((Leg.ended_at <= window.last, Leg.ended_at), else_=window.last)
    return (
        select(
            Leg.id,
            Leg.petition_id,
            Petition.code,
            Leg.agency_id,
            Assignment.unit_id,
            Unit.name,
            Filing.field_id,
            Field.name,
            Leg.opened_at,
            Leg.ended_at,
            Leg.end_act,
            _answer.due_on,
            _limit.due_on,
            _limit.met_at,
            _publish.due_on,
            _publish.met_at,
        )
        .join(Petition, Petition.id == Leg.petition_id)
        .outerjoin(Assignment, and_(Assignment.leg_id == Leg.id, _held(at, window)))
        .outerjoin(Unit, Unit.id == Assignment.unit_id)
        .outerjoin(Filing, and_(Filing.petition_id == Leg.petition_id, _filed(at, window)))
        .outerjoin(Field, Field.id == Filing.field_id)
        .outerjoin(_answer, and_(_stands(_answer, window), _answer.step == Step.ANSWER))
        .outerjoin(_limit, and_(_stands(_limit, window), _fits_ending()))
        .outerjoin(_publish, and_(_stands(_publish, window), _publish.step == Step.PUBLISH))
        .where(
            Leg.agency_id.in_(agency_ids),
            Leg.opened_at <= window.last,
            _open_since(window.start),
        )
        .order_by(
            Leg.id,
            Assignment.from_at.desc(),
            Assignment.id.desc(),
            case((Filing.from_at < at, 0), else_=1),
            Filing.id.desc(),
            _answer.created_at,
            _limit.created_at,
            _publish.created_at,
        )
    )


def _held(at: ColumnElement[datetime], window: Window) -> ColumnElement[bool]:
    """Who held it at a moment; the end of a leg also ends its last assignment, which still counts."""
    ended_with = and_(Leg.ended_at <= window.last, Assignment.to_at == Leg.ended_at)
    return and_(Assignment.from_at <= at, or_(Assignment.to_at.is_(None), Assignment.to_at > at, ended_with))


def _filed(at: ColumnElement[datetime], window: Window) -> ColumnElement[bool]:
    """How it was filed at a moment; an agency that it is forwarded to files it anew in the moment this leg ends."""
    filed_anew = and_(Leg.ended_at <= window.last, Filing.to_at == Leg.ended_at)
    return and_(Filing.from_at <= at, or_(Filing.to_at.is_(None), Filing.to_at > at, filed_anew))


def _stands(deadline: type[Deadline], window: Window) -> ColumnElement[bool]:
    """Not replaced by the cut-off. Of several the first row held then: later ones replaced it afterwards."""
    not_replaced = or_(deadline.superseded_at.is_(None), deadline.superseded_at > window.last)
    return and_(deadline.leg_id == Leg.id, not_replaced)


def _fits_ending() -> ColumnElement[bool]:
    return or_(*(and_(Leg.end_act == act, _limit.step == step) for act, step in _LIMITS.items()))


def _facts(row: Row[*tuple[Any, ...]], window: Window, first_requests: Collection[int]) -> LegFacts:
    """A row as `_query` selects it."""
    (
        leg_id,
        petition_id,
        code,
        agency_id,
        unit_id,
        unit,
        field_id,
        field,
        opened_at,
        ended_at,
        end_act,
        *rest,
    ) = row
    answer_due_on, limit_due_on, limit_met_at, publish_due_on, publish_met_at = rest
    ended = window.knows(ended_at)
    return LegFacts(
        leg_id=leg_id,
        petition_id=petition_id,
        petition_code=code,
        agency_id=agency_id,
        unit_id=unit_id,
        unit_name=unit or "",
        field_id=field_id,
        field_name=field or "",
        opened_at=opened_at,
        ended_at=ended_at if ended else None,
        end_act=end_act if ended else None,
        act_in_time=_kept(limit_due_on, limit_met_at or ended_at) if ended else None,
        answer_due_on=answer_due_on,
        limit_due_on=limit_due_on if ended else None,
        publish_missed=ended and _missed(publish_due_on, publish_met_at, window),
        first_request=leg_id in first_requests,
    )


def _kept(due_on: date | None, met_at: datetime) -> bool | None:
    return met_at < _end_of(due_on) if due_on else None


def _missed(due_on: date | None, met_at: datetime | None, window: Window) -> bool:
    """Done after the last day's 24:00, or not done by the cut-off while that day was over."""
    if due_on is None:
        return False
    done_at = met_at if met_at is not None and window.knows(met_at) else window.last
    return done_at >= _end_of(due_on)

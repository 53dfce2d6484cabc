"""The legs of a period, read from history as it was known at the cut-off, one by one or counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, true
from sqlalchemy.orm import Session

from pakn.catalogue.models import Field
from pakn.identity.models import Unit
from pakn.kernel import clock
from pakn.petitions.models import EndAct, Leg, Petition
from pakn.reporting.history import is_first_request, of_legs, open_since
from pakn.reporting.rates import CLOSING, LegFacts, Window


def facts(
    session: Session, agency_ids: Collection[int], window: Window, only: ColumnElement[bool] | None = None
) -> list[LegFacts]:
    """The legs of these agencies open at any moment of the window, by id, each once.

    `only` narrows them by the petition, for lists that not everybody may see in full. One query.
    """
    if window.is_empty or not agency_ids:
        return []
    known = of_legs(agency_ids, window)
    query = (
        select(known, Petition.code, Unit.name.label("unit_name"), Field.name.label("field_name"))
        .join(Petition, Petition.id == known.c.petition_id)
        .outerjoin(Unit, Unit.id == known.c.unit_id)
        .outerjoin(Field, Field.id == known.c.field_id)
        .where(known.c.place == 1)
        .order_by(known.c.leg_id)
    )
    rows = session.execute(query if only is None else query.where(only))
    return [_facts(row, code=row.code, legs=1) for row in rows]


def tally(session: Session, agency_ids: Collection[int], window: Window) -> list[LegFacts]:
    """The same legs, counted by the database: those that stand alike are one, and `legs` says how many they are.

    Its moments and days are the earliest among them, which stand as all of them do; it has no code. One query.
    """
    if window.is_empty or not agency_ids:
        return []
    known = of_legs(agency_ids, window)
    in_time = known.c.due_on >= clock.day_of(window.last)  # what is still open, T8
    shared = [known.c[name] for name in ("agency_id", "unit_id", "field_id", "end_act", *_FLAGS)]
    firsts = [
        func.min(known.c[name]).label(name)
        for name in ("leg_id", "petition_id", "opened_at", "ended_at", "due_on")
    ]
    alike = (
        select(*shared, *firsts, func.count().label("legs"))
        .where(known.c.place == 1)
        .group_by(*shared, in_time)
        .subquery("alike")
    )
    named = (
        select(alike, Unit.name.label("unit_name"), Field.name.label("field_name"))
        .outerjoin(Unit, Unit.id == alike.c.unit_id)
        .outerjoin(Field, Field.id == alike.c.field_id)
        .order_by(alike.c.leg_id)
    )
    return [_facts(row, code="", legs=row.legs) for row in session.execute(named)]


_FLAGS = ("act_in_time", "publish_missed", "first_request")


def _facts(row: Row[*tuple[Any, ...]], code: str, legs: int) -> LegFacts:
    ended = row.ended_at is not None
    return LegFacts(
        leg_id=row.leg_id,
        petition_id=row.petition_id,
        petition_code=code,
        agency_id=row.agency_id,
        unit_id=row.unit_id,
        unit_name=row.unit_name or "",
        field_id=row.field_id,
        field_name=row.field_name or "",
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        end_act=row.end_act,
        act_in_time=row.act_in_time if ended else None,
        answer_due_on=None if ended else row.due_on,
        limit_due_on=row.due_on if ended else None,
        publish_missed=row.publish_missed,
        first_request=row.first_request,
        legs=legs,
    )


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
    numbers = session.execute(select(*counted).where(Leg.agency_id.in_(agency_ids), open_since(begin))).one()
    asked = _first_requests(session, agency_ids, begin)
    return [
        (received, done + sum(window.start <= at <= window.last for at in asked))
        for window, received, done in zip(windows, numbers[::2], numbers[1::2], strict=True)
    ]


def _first_requests(session: Session, agency_ids: Collection[int], since: datetime) -> Sequence[datetime]:
    """When legs ended since then by a first request for a supplement."""
    wanted = select(Leg.ended_at).where(
        Leg.agency_id.in_(agency_ids),
        Leg.end_act == EndAct.SUPPLEMENT_ASKED,
        Leg.ended_at >= since,
        is_first_request(),
    )
    return [each for each in session.scalars(wanted) if each]

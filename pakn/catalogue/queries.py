"""What the agency decided in advance, for forms, pages and rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from pakn.catalogue.models import Area, ClosingAct, ClosureGround, Field, Outcome, ReplyTemplate, Target
from pakn.kernel import installation


def fields(session: Session, field_set: str) -> list[Field]:
    """The fields (lĩnh vực) of a set, in the order they are shown."""
    return [installation.here(session, each) for each in _fields(session, field_set)]


def field(session: Session, field_set: str, code: str) -> Field | None:
    """One field of a set by its code."""
    found = next((each for each in _fields(session, field_set) if each.code == code), None)
    return installation.here(session, found) if found else None


def _fields(session: Session, field_set: str) -> Sequence[Field]:
    def wanted() -> Select[Field]:
        return select(Field).where(Field.field_set == field_set).order_by(Field.position)

    return installation.rows(session, ("fields", field_set), wanted)


def areas(session: Session, agency_id: int) -> Sequence[Area]:
    """The parts of an agency's territory, in the order they were named: their own columns, apart from the session."""

    def wanted() -> Select[Area]:
        return select(Area).where(Area.agency_id == agency_id).order_by(Area.id)

    return installation.rows(session, ("areas", agency_id), wanted)


def area(session: Session, agency_id: int, code: str) -> Area | None:
    """One part of an agency's territory by its code."""
    found = next((each for each in areas(session, agency_id) if each.code == code), None)
    return installation.here(session, found) if found else None


def grounds(session: Session, act: ClosingAct, on: date) -> list[ClosureGround]:
    """The grounds an act may rest on: enabled, and in force on that day (both ends included)."""
    return list(session.scalars(_in_force(act, on).order_by(ClosureGround.id)))


def ground(session: Session, code: str, act: ClosingAct, on: date) -> ClosureGround | None:
    """One ground by its code, if the act may rest on it that day; of two versions the later one."""
    versions = _in_force(act, on).where(ClosureGround.code == code)
    return session.scalars(versions.order_by(ClosureGround.effective_from.desc())).first()


def _in_force(act: ClosingAct, on: date) -> Select[ClosureGround]:
    return select(ClosureGround).where(
        ClosureGround.act == act,
        ClosureGround.enabled,
        ClosureGround.effective_from <= on,
        or_(ClosureGround.effective_to.is_(None), ClosureGround.effective_to >= on),
    )


def outcomes(session: Session) -> list[Outcome]:
    """How a petition can be answered, in the order they are shown."""
    return list(session.scalars(select(Outcome).order_by(Outcome.position)))


def outcome(session: Session, code: str) -> Outcome | None:
    """One outcome by its code."""
    return session.scalars(select(Outcome).where(Outcome.code == code)).first()


def target(session: Session, agency_id: int, year: int, indicator: str) -> Target | None:
    """What was promised for a year, such as the indicator "on_time_rate", in per cent."""
    wanted = select(Target).where(
        Target.agency_id == agency_id, Target.year == year, Target.indicator == indicator
    )
    return session.scalars(wanted).first()


def reply_templates(session: Session, agency_id: int) -> list[ReplyTemplate]:
    """Words to begin an answer with: the agency's own first, then everybody's that it has no own for."""
    known = or_(ReplyTemplate.agency_id.is_(None), ReplyTemplate.agency_id == agency_id)
    order = ReplyTemplate.agency_id.is_(None), ReplyTemplate.position, ReplyTemplate.id
    by_code: dict[str, ReplyTemplate] = {}
    for template in session.scalars(select(ReplyTemplate).where(known).order_by(*order)):
        by_code.setdefault(template.code, template)
    return list(by_code.values())

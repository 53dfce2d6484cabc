"""Fields, grounds, outcomes and templates from the packaged tables; areas, targets and templates from a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.resources import files
from io import StringIO
from typing import Annotated

from pydantic import Field as Limits
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pakn.catalogue.models import (
    Area,
    BasisKind,
    ClosingAct,
    ClosureGround,
    Field,
    Outcome,
    ReplyTemplate,
    Target,
)
from pakn.identity.loading.document import Fault, Path, repeated
from pakn.identity.loading.schema import Code, Name, Strict, Words


class AreaData(Strict):
    """A thôn or tổ dân phố."""

    code: Code
    name: Name


class TargetData(Strict):
    """A number promised for one or more years, and who set it."""

    years: Annotated[tuple[Annotated[int, Limits(ge=2000, le=2100)], ...], Limits(min_length=1)]
    indicator: Code
    value: Annotated[float, Limits(ge=0, le=100, allow_inf_nan=False)]
    basis_kind: BasisKind = BasisKind.LOCAL
    source: Annotated[Words, Limits(min_length=1)]


class ReplyTemplateData(Strict):
    """Words to begin an answer with."""

    code: Code
    title: Name
    text: Annotated[Words, Limits(min_length=1)]


# --- what comes with the program -----------------------------------------------------------------------------------


def packaged_rows(name: str) -> list[dict[str, str]]:
    """The lines of a table that comes with the program, by column."""
    text = (files("pakn") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(StringIO(text, newline="")))


def load_fields(session: Session) -> None:
    """Add the packaged fields, and give those that are there their packaged name and place."""
    stored = {(each.field_set, each.code): each for each in session.scalars(select(Field))}
    for row in packaged_rows("fields.csv"):
        key = row["field_set"], row["code"]
        field = stored.get(key) or Field(field_set=key[0], code=key[1])
        field.name, field.covers, field.position = row["name"], row["covers"], int(row["position"])
        session.add(field)
    session.flush()


def load_outcomes(session: Session) -> None:
    """Add the packaged outcomes, and give those that are there their packaged words."""
    stored = {each.code: each for each in session.scalars(select(Outcome))}
    for row in packaged_rows("outcomes.csv"):
        outcome = stored.get(row["code"]) or Outcome(code=row["code"])
        outcome.label, outcome.source = row["label"], row["source"]
        outcome.basis_kind, outcome.position = BasisKind(row["basis_kind"]), int(row["position"])
        session.add(outcome)
    session.flush()


def load_reply_templates(session: Session) -> None:
    """Add the packaged templates that are missing; what an administrator changed stays as it is."""
    stored = set(session.scalars(select(ReplyTemplate.code).where(ReplyTemplate.agency_id.is_(None))))
    for row in packaged_rows("reply_templates.csv"):
        if row["code"] not in stored:
            values = {name: row[name] for name in ("code", "title", "text")}
            session.add(ReplyTemplate(**values, position=int(row["position"])))
    session.flush()


def load_grounds(session: Session) -> None:
    """Add the packaged grounds that are missing; what an administrator changed or enabled stays as it is."""
    stored = {(code, act) for code, act in session.execute(select(ClosureGround.code, ClosureGround.act))}
    for row in packaged_rows("grounds.csv"):
        act = ClosingAct(row["act"])
        if (row["code"], act) not in stored:
            session.add(_ground(row, act))
    session.flush()


def _ground(row: dict[str, str], act: ClosingAct) -> ClosureGround:
    return ClosureGround(
        code=row["code"],
        act=act,
        label=row["label"],
        guidance=row["guidance"],
        basis_kind=BasisKind(row["basis_kind"]),
        source=row["source"],
        enabled=row["enabled"] == "yes",
        effective_from=date.fromisoformat(row["effective_from"]),
        effective_to=day_or_none(row["effective_to"]),
    )


def day_or_none(cell: str) -> date | None:
    """The day in a cell, or None for an empty one."""
    return date.fromisoformat(cell) if cell else None


# --- what an agency's file says ------------------------------------------------------------------------------------


def faults(
    session: Session, path: Path, field_set: str, areas: Sequence[AreaData], targets: Sequence[TargetData]
) -> Iterator[Fault]:
    """A set of fields nobody knows, areas and targets said twice."""
    if session.scalars(select(Field.id).where(Field.field_set == field_set)).first() is None:
        known = ", ".join(session.scalars(select(Field.field_set).distinct().order_by(Field.field_set)))
        yield Fault((*path, "agency", "field_set"), f"phải là một trong {known}.")
    yield from repeated([((*path, "areas", number, "code"), area.code) for number, area in enumerate(areas)])
    yield from repeated(
        [
            ((*path, "targets", number, "indicator"), f"{target.indicator} {year}")
            for number, target in enumerate(targets)
            for year in target.years
        ]
    )


def store_areas(session: Session, agency_id: int, areas: Sequence[AreaData]) -> None:
    """Add and rename areas; one no longer named goes, unless a petition came from it."""
    stored = {each.code: each for each in session.scalars(select(Area).where(Area.agency_id == agency_id))}
    for data in areas:
        area = stored.pop(data.code, None) or Area(agency_id=agency_id, code=data.code)
        area.name = data.name
        session.add(area)
    session.flush()
    for left in stored.values():
        _remove_unless_used(session, left)


def _remove_unless_used(session: Session, area: Area) -> None:
    try:
        with session.begin_nested():
            session.delete(area)
    except IntegrityError:
        session.refresh(area)


def store_targets(session: Session, agency_id: int, targets: Sequence[TargetData]) -> None:
    """Add and change targets; those of years no longer named stay, reports of those years need them."""
    own = select(Target).where(Target.agency_id == agency_id)
    stored = {(each.year, each.indicator): each for each in session.scalars(own)}
    for data in targets:
        for year in data.years:
            target = stored.get((year, data.indicator))
            target = target or Target(agency_id=agency_id, year=year, indicator=data.indicator)
            target.value, target.basis_kind, target.source = data.value, data.basis_kind, data.source
            session.add(target)
    session.flush()


def store_reply_templates(session: Session, agency_id: int, templates: Sequence[ReplyTemplateData]) -> None:
    """The file's templates in place of the agency's stored ones; answers already written keep their words."""
    own = select(ReplyTemplate).where(ReplyTemplate.agency_id == agency_id)
    stored = {each.code: each for each in session.scalars(own)}
    for position, data in enumerate(templates, start=1):
        template = stored.pop(data.code, None) or ReplyTemplate(agency_id=agency_id, code=data.code)
        template.title, template.text, template.position = data.title, data.text, position
        session.add(template)
    for gone in stored.values():
        session.delete(gone)
    session.flush()

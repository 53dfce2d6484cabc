"""Rows as plain values, gathered by table and written many at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Enum

from pakn.kernel.audit import AuditEntry
from pakn.kernel.tables import Base, UtcDateTime
from pakn.notifications.models import Message
from pakn.petitions.models import (
    Assignment,
    Correspondence,
    Filing,
    Leg,
    Petition,
    Petitioner,
    Reply,
    StateSpell,
    Task,
)
from pakn.publishing.models import Publication
from pakn.sla.models import Deadline, Reminder

Row = dict[str, Any]
Spell = Callable[[Any], Any]

MODELS: tuple[type[Base], ...] = (
    Petitioner,
    Petition,
    Leg,
    StateSpell,
    Assignment,
    Filing,
    Deadline,
    Reminder,
    Reply,
    Correspondence,
    Publication,
    Message,
    Task,
    AuditEntry,
)
"""Every table a petition leaves rows in, each after those it refers to."""


@dataclass(frozen=True)
class Shape:
    """The columns of a table, and what stands in one that a row does not name."""

    table: str
    columns: tuple[tuple[str, Any], ...]
    spelt: tuple[tuple[int, Spell], ...]

    @classmethod
    def of(cls, model: type[Base], spellings: Mapping[type[Any], Spell]) -> Shape:
        """The shape of a model; `spellings` say how a driver takes values of a type of column."""
        found = list(model.metadata.tables[model.__tablename__].columns)
        spelt = [(place, _spelling(each, spellings)) for place, each in enumerate(found)]
        return cls(
            model.__tablename__,
            tuple((each.name, _default(each)) for each in found),
            tuple((place, spell) for place, spell in spelt if spell is not None),
        )

    def values(self, row: Row) -> list[Any]:
        """The values of a row in the order of the columns."""
        values = [row.get(name, default) for name, default in self.columns]
        for place, spell in self.spelt:
            if values[place] is not None:
                values[place] = spell(values[place])
        return values


def _spelling(column: Any, spellings: Mapping[type[Any], Spell]) -> Spell | None:
    return next((spell for kind, spell in spellings.items() if isinstance(column.type, kind)), None)


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None and column.default.is_scalar else None


class Rows:
    """What was made and is not written yet."""

    def __init__(self) -> None:
        self.by_table: dict[str, list[Row]] = {model.__tablename__: [] for model in MODELS}

    def add(self, model: type[Base], row: Row) -> Row:
        """Keep a row; it may still change until the petition is whole."""
        self.by_table[model.__tablename__].append(row)
        return row


class Ids:
    """The next id of each table, counted here: the database learns of it at the end."""

    def __init__(self, first: dict[str, int]) -> None:
        self._next = first

    def take(self, model: type[Base]) -> int:
        """The next id of a table."""
        name = model.__tablename__
        number = self._next[name]
        self._next[name] = number + 1
        return number

    def next(self, model: type[Base]) -> int:
        """The id that would be taken next."""
        return self._next[model.__tablename__]


def as_text(value: Any) -> Any:
    """JSON as text, unless it is text already."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _word(choice: str) -> str:
    """A choice as its word, also when it is one already."""
    return str.__str__(choice)


def _utc(moment: datetime) -> str:
    """A moment as SQLite keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


FOR_POSTGRESQL: Mapping[type[Any], Spell] = {Enum: _word, JSON: as_text}
FOR_SQLITE: Mapping[type[Any], Spell] = {**FOR_POSTGRESQL, UtcDateTime: _utc, Date: date.isoformat}

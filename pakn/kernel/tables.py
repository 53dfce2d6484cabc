"""The declarative base of every model, and the two column types the whole database agrees on."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, MetaData, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.types import TypeDecorator

MODEL_MODULES = (
    "pakn.kernel.outbox",
    "pakn.kernel.audit",
    "pakn.kernel.anchors",
    "pakn.kernel.numbers",
    "pakn.kernel.files",
    "pakn.kernel.pulse",
    "pakn.kernel.installation",
    "pakn.identity.models",
    "pakn.catalogue.models",
    "pakn.petitions.models",
    "pakn.sla.models",
    "pakn.routing.models",
    "pakn.notifications.models",
    "pakn.publishing.models",
    "pakn.intake.models",
    "pakn.mailbox.models",
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused because nobody can say when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value if value.tzinfo is UTC else value.astimezone(UTC)


Id = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]
Json = dict[str, Any]

_types: dict[Any, Any] = {
    datetime: UtcDateTime,
    int: BigInteger().with_variant(Integer, "sqlite"),
    str: Text,
    StrEnum: Enum(
        StrEnum, native_enum=False, length=32, values_callable=lambda kind: [each.value for each in kind]
    ),
    Json: JSON().with_variant(JSONB, "postgresql"),
}
_naming = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Plain declarative base: models work with and without a web application."""

    registry = registry(metadata=MetaData(naming_convention=_naming), type_annotation_map=_types)


def code_column(length: int = 64) -> String:
    """The type of a short code: bounded, so that an index on it stays small."""
    return String(length)


def metadata() -> MetaData:
    """The metadata with every table in it: a table whose module nobody imported would be missing."""
    for module in MODEL_MODULES:
        importlib.import_module(module)
    return Base.metadata

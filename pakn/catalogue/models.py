"""What the agency decides in advance: fields, areas, grounds, outcomes and targets, each with its source."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import Float, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pakn.kernel.installation import OfInstallation
from pakn.kernel.tables import Base, Id, code_column


class BasisKind(StrEnum):
    """Where a rule comes from; only `law` may be printed as "Căn cứ"."""

    LAW = "law"
    SCORING = "scoring"
    LOCAL = "local"
    OWN = "own"


class ClosingAct(StrEnum):
    """The acts that close a petition without an answer and need a ground."""

    REFUSE = "refuse"
    MERGE = "merge"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"


class Field(OfInstallation, Base):
    """A field (lĩnh vực) of work, from the set an agency uses."""

    __tablename__ = "field"
    __table_args__ = (UniqueConstraint("field_set", "code"),)

    id: Mapped[Id]
    field_set: Mapped[str] = mapped_column(code_column())
    code: Mapped[str] = mapped_column(code_column())
    name: Mapped[str]
    covers: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)


class Area(OfInstallation, Base):
    """A part of an agency's territory (thôn, tổ dân phố)."""

    __tablename__ = "area"
    __table_args__ = (UniqueConstraint("agency_id", "code"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str] = mapped_column(code_column())
    name: Mapped[str]


class ClosureGround(Base):
    """Why a petition may be refused, merged, lapsed or withdrawn; one row for each act it may serve."""

    __tablename__ = "closure_ground"
    __table_args__ = (UniqueConstraint("code", "act", "effective_from"),)

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(code_column(16))
    act: Mapped[ClosingAct]
    label: Mapped[str]
    guidance: Mapped[str]
    basis_kind: Mapped[BasisKind]
    source: Mapped[str]
    enabled: Mapped[bool] = mapped_column(default=True)
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]


class Outcome(Base):
    """How a petition was answered (Điều 15, Nghị định 20/2008/NĐ-CP, and the practice of communes)."""

    __tablename__ = "outcome"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(code_column(), unique=True)
    label: Mapped[str]
    basis_kind: Mapped[BasisKind]
    source: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class ReplyTemplate(Base):
    """Words to begin an answer with; what stands in [brackets] is for the writer to fill in."""

    __tablename__ = "reply_template"
    __table_args__ = (UniqueConstraint("agency_id", "code"),)

    id: Mapped[Id]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), doc="None: every agency")
    code: Mapped[str] = mapped_column(code_column())
    title: Mapped[str]
    text: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class Target(Base):
    """A number promised for a year: agency, indicator, value, and who set it."""

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("agency_id", "year", "indicator"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    year: Mapped[int]
    indicator: Mapped[str] = mapped_column(code_column())
    value: Mapped[float] = mapped_column(Float)
    basis_kind: Mapped[BasisKind]
    source: Mapped[str]

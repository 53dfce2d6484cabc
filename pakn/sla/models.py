"""The calendar, the terms and the deadlines, as rows: whoever is late is found by asking the database."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pakn.catalogue.models import BasisKind
from pakn.kernel.installation import OfInstallation
from pakn.kernel.tables import Base, Id, Json, code_column
from pakn.petitions.models import Leg
from pakn.sla.table import DayStatus


class Step(StrEnum):
    """What has to be done in time; the letters are those of the terms table."""

    FORWARD = "forward"
    REFUSE = "refuse"
    RETURN = "return"
    ASK_SUPPLEMENT = "ask_supplement"
    ANSWER = "answer"
    PUBLISH = "publish"
    SUPPLY = "supply"


class Result(StrEnum):
    """How a deadline stands."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    CLOSED = "closed"


class CalendarYear(OfInstallation, Base):
    """A year of the working calendar: published by notice, or provisional."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    published: Mapped[bool]
    source: Mapped[str]
    imported_at: Mapped[datetime]


class CalendarDate(OfInstallation, Base):
    """A weekday off or a Saturday worked."""

    __tablename__ = "calendar_date"

    day: Mapped[date] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("calendar_year.year"), index=True)
    status: Mapped[DayStatus]
    kind: Mapped[str] = mapped_column(code_column(32))
    name: Mapped[str]


class Term(OfInstallation, Base):
    """How many working days a step may take, from when, and on whose word; versions by effective date."""

    __tablename__ = "term"
    __table_args__ = (Index("ix_term_step_effective", "step", "effective_from"),)

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(code_column(16))
    step: Mapped[Step]
    kind: Mapped[str | None] = mapped_column(
        code_column(16), doc="hanh_vi or quy_dinh when the term is for one only"
    )
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), doc="None: every agency")
    working_days: Mapped[int]
    clock_start: Mapped[str]
    basis_kind: Mapped[BasisKind]
    basis: Mapped[str]
    source: Mapped[str]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]


class Deadline(Base):
    """A promise, stored as it was made. Replaced rows keep standing with `superseded_at`."""

    __tablename__ = "deadline"
    __table_args__ = (
        Index("ix_deadline_open", "superseded_at", "result", "step", "due_on"),
        Index(
            "ix_deadline_leg",  # a report reads nothing else of all its deadlines
            "leg_id",
            "step",
            "created_at",
            postgresql_include=["due_on", "met_at", "superseded_at"],
        ),
    )

    id: Mapped[Id]
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"))
    step: Mapped[Step]
    term_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"))
    started_on: Mapped[date]
    working_days: Mapped[int]
    due_on: Mapped[date]
    provisional: Mapped[bool]
    explanation: Mapped[Json]
    result: Mapped[Result]
    met_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    near_due_told_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]

    leg: Mapped[Leg] = relationship()
    term: Mapped[Term | None] = relationship(lazy="joined")


class Reminder(Base):
    """That somebody was reminded of something on a leg, so that it is told once."""

    __tablename__ = "reminder"

    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"), primary_key=True)
    what: Mapped[str] = mapped_column(code_column(32), primary_key=True)
    told_at: Mapped[datetime]

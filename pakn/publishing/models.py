"""What the public sees: a redacted snapshot under its own number, never the petition itself."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pakn.catalogue.models import Field
from pakn.identity.models import Agency
from pakn.kernel.search import word_index
from pakn.kernel.tables import Base, Id
from pakn.petitions.models import Petition


class PublicationState(StrEnum):
    """Whether the snapshot is prepared, public, or kept private with a reason."""

    DRAFT = "draft"
    PUBLIC = "public"
    PRIVATE = "private"


class Publication(Base):
    """The redacted question and answer (Điều 19, Nghị định 20/2008/NĐ-CP); `number` is the public one."""

    __tablename__ = "publication"
    __table_args__ = (
        Index("ix_publication_public", "state", "published_at", "id"),
        word_index("ix_publication_words", where="state = 'public'"),
    )

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(unique=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), unique=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    field_id: Mapped[int | None] = mapped_column(ForeignKey("field.id"))
    state: Mapped[PublicationState]
    title: Mapped[str]
    question: Mapped[str]
    answer: Mapped[str]
    grounds: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str]
    answered_by: Mapped[str]
    petitioner: Mapped[str] = mapped_column(default="", doc="the name, when its owner agreed; else empty")
    received_on: Mapped[date]
    answered_on: Mapped[date]
    due_on: Mapped[date | None]
    search_text: Mapped[str]
    prepared_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    private_reason: Mapped[str] = mapped_column(default="")

    petition: Mapped[Petition] = relationship()
    agency: Mapped[Agency] = relationship()
    field: Mapped[Field | None] = relationship(lazy="joined")

"""The record of a petition: what was written, by whom, and where it has been."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Float, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pakn.catalogue.models import Area, Field, Outcome
from pakn.identity.models import Agency, Officer, Unit
from pakn.kernel.files import StoredFile
from pakn.kernel.search import word_index
from pakn.kernel.tables import Base, Id, Json, code_column
from pakn.petitions.workflow import State


class SubmitterType(StrEnum):
    """Who sends (Điều 3, Nghị định 20/2008/NĐ-CP)."""

    PERSON = "ca_nhan"
    ORGANIZATION = "to_chuc"
    ENTERPRISE = "doanh_nghiep"
    STATE_AGENCY = "co_quan"


class Form(StrEnum):
    """The form of Điều 6: e-mail and web pages are ways of delivering a written one."""

    WRITTEN = "van_ban"
    TELEPHONE = "dien_thoai"


class Channel(StrEnum):
    """How it reached the agency."""

    WEB = "web"
    EMAIL = "email"
    COUNTER = "truc_tiep"
    POST = "buu_chinh"
    HOTLINE = "hotline"
    TRANSFERRED = "chuyen_den"


class Kind(StrEnum):
    """What is petitioned about (Điều 9.1.d and Điều 14): conduct, a regulation's content, or both."""

    CONDUCT = "hanh_vi"
    REGULATION = "quy_dinh"
    BOTH = "ca_hai"


class SubjectScope(StrEnum):
    """Which procedure the text belongs to; only `pakn` is this service's."""

    PAKN = "pakn"
    COMPLAINT = "khieu_nai_to_cao"
    QUESTION = "hoi_dap"
    FIELD_REPORT = "phan_anh_hien_truong"
    SPAM = "thu_rac"


class LegCause(StrEnum):
    """What opened a leg; only these start a new answer deadline."""

    RECEIVED = "received"
    FORWARDED = "forwarded"
    RETURNED = "returned"
    SUPPLEMENTED = "supplemented"


class EndAct(StrEnum):
    """What ended the agency's part in a leg."""

    APPROVED = "approved"
    REFUSED = "refused"
    RETURNED = "returned"
    FORWARDED = "forwarded"
    SUPPLEMENT_ASKED = "supplement_asked"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


LEAVING = (EndAct.FORWARDED, EndAct.RETURNED)
"""After these a petition goes on at another agency; by all others it stays where it is."""


class TaskKind(StrEnum):
    """Work that is not a petition's state."""

    CALL = "call"
    POST_LETTER = "post_letter"


class Direction(StrEnum):
    """From whom to whom a piece of correspondence goes."""

    NOTE = "note"
    FROM_CITIZEN = "from_citizen"
    TO_CITIZEN = "to_citizen"


about_officer = Table(
    "petition_about_officer",
    Base.metadata,
    Column("petition_id", ForeignKey("petition.id"), primary_key=True),
    Column("officer_id", ForeignKey("officer.id"), primary_key=True),
)


class Petitioner(Base):
    """The person who wrote: name, address, and a telephone or the wish to be written to (Điều 7)."""

    __tablename__ = "petitioner"

    id: Mapped[Id]
    submitter_type: Mapped[SubmitterType]
    full_name: Mapped[str]
    organization: Mapped[str] = mapped_column(default="")
    address: Mapped[str]
    phone: Mapped[str] = mapped_column(default="", doc="E.164, or empty")
    email: Mapped[str] = mapped_column(default="")
    contact_by_post: Mapped[bool] = mapped_column(default=False)


class Petition(Base):
    """A phản ánh or kiến nghị. The second block repeats what the history says now, for lists."""

    __tablename__ = "petition"
    __table_args__ = (
        Index("ix_petition_agency_state_due", "agency_id", "state", "due_on"),
        Index("ix_petition_officer_state_due", "officer_id", "state", "due_on"),
        Index("ix_petition_unit_state_due", "unit_id", "state", "due_on"),
        Index("ix_petition_on_desk", "state", "due_on", "agency_id", "officer_id", "unit_id", "id"),
        word_index("ix_petition_words"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(code_column(32), unique=True)
    secret_digest: Mapped[str] = mapped_column(code_column())
    submission_key: Mapped[str | None] = mapped_column(code_column(), unique=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
    form: Mapped[Form]
    channel: Mapped[Channel]
    petitioner_id: Mapped[int] = mapped_column(ForeignKey("petitioner.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    subject: Mapped[str]
    content: Mapped[str]
    regulation: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str]
    publish_name: Mapped[bool] = mapped_column(default=False)
    notice_version: Mapped[str] = mapped_column(code_column(16), default="")

    external_system: Mapped[str] = mapped_column(default="")
    external_code: Mapped[str] = mapped_column(default="")
    incoming_document_no: Mapped[str] = mapped_column(default="")
    incoming_document_on: Mapped[date | None]

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    state: Mapped[State]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    field_id: Mapped[int | None] = mapped_column(ForeignKey("field.id"), index=True)
    kind: Mapped[Kind | None]
    scope: Mapped[SubjectScope] = mapped_column(default=SubjectScope.PAKN)
    due_on: Mapped[date | None]

    petitioner: Mapped[Petitioner] = relationship(lazy="joined", innerjoin=True)
    agency: Mapped[Agency] = relationship()
    area: Mapped[Area | None] = relationship()
    unit: Mapped[Unit | None] = relationship(lazy="joined")
    officer: Mapped[Officer | None] = relationship(lazy="joined", foreign_keys=[officer_id])
    field: Mapped[Field | None] = relationship(lazy="joined")
    legs: Mapped[list[Leg]] = relationship(back_populates="petition", order_by="Leg.id")
    attachments: Mapped[list[Attachment]] = relationship(back_populates="petition", order_by="Attachment.id")
    about_officers: Mapped[list[Officer]] = relationship(secondary=about_officer)
    filings: Mapped[list[Filing]] = relationship(back_populates="petition", order_by="Filing.id")

    @property
    def leg(self) -> Leg:
        """The leg the petition is on, or ended on."""
        return self.legs[-1]


class Leg(Base):
    """One spell at one agency; each leg owes its own answer by its own day (766 scoring text, 5.2)."""

    __tablename__ = "leg"
    __table_args__ = (
        Index("ix_leg_agency_opened_ended", "agency_id", "opened_at", "ended_at"),
        Index("ix_leg_agency_end_act", "agency_id", "end_act", "petition_id"),
        Index("ix_leg_petition", "petition_id", "agency_id", "id"),
    )

    id: Mapped[Id]
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    cause: Mapped[LegCause]
    opened_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_act: Mapped[EndAct | None]
    to_agency_name: Mapped[str] = mapped_column(default="")

    petition: Mapped[Petition] = relationship(back_populates="legs")
    agency: Mapped[Agency] = relationship()
    spells: Mapped[list[StateSpell]] = relationship(back_populates="leg", order_by="StateSpell.id")
    assignments: Mapped[list[Assignment]] = relationship(back_populates="leg", order_by="Assignment.id")


class StateSpell(Base):
    """The petition was in this state on this leg from `from_at` until `to_at` (not included)."""

    __tablename__ = "state_spell"

    id: Mapped[Id]
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"), index=True)
    state: Mapped[State]
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]

    leg: Mapped[Leg] = relationship(back_populates="spells")


class Assignment(Base):
    """Within a leg the petition lay with this unit and officer; never touches a deadline."""

    __tablename__ = "assignment"
    __table_args__ = (Index("ix_assignment_leg", "leg_id", "unit_id", "officer_id"),)

    id: Mapped[Id]
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True)
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]

    leg: Mapped[Leg] = relationship(back_populates="assignments")


class Filing(Base):
    """What the petition was classified as, by a machine or a person, and the suggestions that stood beside it."""

    __tablename__ = "filing"
    __table_args__ = (
        Index(
            "ix_filing_petition",  # a report reads nothing else of all its filings
            "petition_id",
            postgresql_include=["id", "field_id", "from_at", "to_at"],
        ),
    )

    id: Mapped[Id]
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    field_id: Mapped[int | None] = mapped_column(ForeignKey("field.id"))
    kind: Mapped[Kind | None]
    scope: Mapped[SubjectScope]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), doc="None: the machine")
    probability: Mapped[float | None] = mapped_column(Float)
    suggestions: Mapped[Json]
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]

    petition: Mapped[Petition] = relationship(back_populates="filings")
    field: Mapped[Field | None] = relationship()


class Attachment(Base):
    """A file that belongs to a petition; never published."""

    __tablename__ = "attachment"

    id: Mapped[Id]
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    added_at: Mapped[datetime]

    petition: Mapped[Petition] = relationship(back_populates="attachments")
    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)


class Correspondence(Base):
    """A note, a request or an answer tied to a petition."""

    __tablename__ = "correspondence"

    id: Mapped[Id]
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    direction: Mapped[Direction]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    text: Mapped[str]
    at: Mapped[datetime]

    officer: Mapped[Officer | None] = relationship(lazy="joined")


class Reply(Base):
    """The answer to a petition on one leg, as it is drafted, submitted, sent back and approved."""

    __tablename__ = "reply"

    id: Mapped[Id]
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"), unique=True)
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("outcome.id"))
    text: Mapped[str] = mapped_column(default="")
    grounds: Mapped[str] = mapped_column(default="")
    written_by: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    sent_back_reason: Mapped[str] = mapped_column(default="")
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approved_at: Mapped[datetime | None]

    outcome: Mapped[Outcome | None] = relationship(lazy="joined")
    writer: Mapped[Officer] = relationship(foreign_keys=[written_by], lazy="joined", innerjoin=True)
    approver: Mapped[Officer | None] = relationship(foreign_keys=[approved_by])


class Task(Base):
    """Something a person has to do outside: call, post a letter. Open until `done_at`."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_agency_done", "agency_id", "done_at"),)

    id: Mapped[Id]
    kind: Mapped[TaskKind]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    petition_id: Mapped[int | None] = mapped_column(ForeignKey("petition.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), unique=True)
    due_on: Mapped[date]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    petition: Mapped[Petition | None] = relationship()


class ExternalPublication(Base):
    """Evidence that a result was entered in another system, such as the Government's."""

    __tablename__ = "external_publication"

    id: Mapped[Id]
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    system: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(default="")
    done_on: Mapped[date]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

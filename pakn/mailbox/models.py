"""Mail as it came in: the raw bytes first, and beside them what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pakn.identity.models import Agency, Officer
from pakn.kernel.tables import Base, Id, code_column
from pakn.mailbox import reasons
from pakn.petitions.models import Petition


class Outcome(StrEnum):
    """What became of a mail; each has exactly one."""

    ACCEPTED = "accepted"
    AWAITING_SUPPLEMENT = "awaiting_supplement"
    FOLLOW_UP = "follow_up"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    SET_ASIDE = "set_aside"


mail_about_officer = Table(
    "incoming_mail_about_officer",
    Base.metadata,
    Column("mail_id", ForeignKey("incoming_mail.id"), primary_key=True),
    Column("officer_id", ForeignKey("officer.id"), primary_key=True, index=True),
)


class IncomingMail(Base):
    """One mail in one mailbox. Without an outcome it was stored and not yet understood: it is tried again.

    `raw_digest` is SHA-256 of the bytes; `fingerprint` is the same for every delivery of the same mail.
    """

    __tablename__ = "incoming_mail"
    __table_args__ = (
        Index("ix_incoming_mail_outcome_handled", "outcome", "handled_at"),
        Index("ix_incoming_mail_sender_received", "sender", "received_at"),
    )

    id: Mapped[Id]
    mailbox: Mapped[str] = mapped_column(
        code_column(255), doc="the address it came to; empty when nobody can say"
    )
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    source: Mapped[str] = mapped_column(code_column(16), doc="imap or file")
    raw_digest: Mapped[str] = mapped_column(code_column(), index=True)
    fingerprint: Mapped[str] = mapped_column(code_column(), default="", index=True)
    message_id: Mapped[str] = mapped_column(code_column(255), default="", index=True)
    received_at: Mapped[datetime] = mapped_column(doc="arrival at our mailbox, never the Date header")
    stored_at: Mapped[datetime]
    sender: Mapped[str] = mapped_column(code_column(255), default="")
    subject: Mapped[str] = mapped_column(default="")
    outcome: Mapped[Outcome | None]
    reason: Mapped[str] = mapped_column(code_column(), default="")
    petition_id: Mapped[int | None] = mapped_column(ForeignKey("petition.id"), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    handled_at: Mapped[datetime | None] = mapped_column(
        doc="when an officer dealt with a mail that was set aside"
    )
    note: Mapped[str] = mapped_column(default="", doc="why an officer let a mail rest")

    agency: Mapped[Agency | None] = relationship()
    petition: Mapped[Petition | None] = relationship()
    handler: Mapped[Officer | None] = relationship(foreign_keys=[handled_by])
    about_officers: Mapped[list[Officer]] = relationship(secondary=mail_about_officer)
    raw: Mapped[RawMail] = relationship(back_populates="mail", cascade="all, delete-orphan")

    @property
    def waits(self) -> bool:
        """Whether it was set aside and nobody has dealt with it yet."""
        return self.outcome is Outcome.SET_ASIDE and self.handled_at is None

    @property
    def is_broken(self) -> bool:
        """Whether it waits for a repair of the program."""
        return self.waits and reasons.is_fault(self.reason)


class RawMail(Base):
    """The bytes of a mail, apart from its row so that lists never carry them."""

    __tablename__ = "raw_mail"

    mail_id: Mapped[int] = mapped_column(ForeignKey("incoming_mail.id"), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)

    mail: Mapped[IncomingMail] = relationship(back_populates="raw")

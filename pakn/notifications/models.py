"""The ledger of messages: what was to be told to whom, how, and whether it left."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pakn.kernel.tables import Base, Id, code_column
from pakn.petitions.models import Petition


class Way(StrEnum):
    """How a message reaches its reader; `phone` and `post` are done by people, as tasks."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"


class MessageState(StrEnum):
    """How far a message has come."""

    QUEUED = "queued"
    SENT = "sent"
    TASK = "task"
    FAILED = "failed"
    BOUNCED = "bounced"


NOT_ARRIVED = (MessageState.FAILED, MessageState.BOUNCED)
"""A mail that its reader never got."""


class Message(Base):
    """One message to one reader. `message_id` never changes, so that a repeat folds into one in any mailbox."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("event_id", "template", "recipient"),)

    id: Mapped[Id]
    event_id: Mapped[int]
    petition_id: Mapped[int | None] = mapped_column(ForeignKey("petition.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), doc="None: the petitioner")
    recipient: Mapped[str] = mapped_column(code_column(255), doc="officer:12 or petitioner:7")
    way: Mapped[Way]
    address: Mapped[str]
    template: Mapped[str] = mapped_column(code_column())
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    message_id: Mapped[str] = mapped_column(code_column(255), unique=True)
    state: Mapped[MessageState]
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")

    petition: Mapped[Petition | None] = relationship()

"""One door for history: what happened is written, chained and told together, or not at all.

Each subject has its own hash chain over ids, codes, times and a digest of the payload, so that the payload can be
erased (Luật 91/2025/QH15, Điều 14) and the chain still holds.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from pakn.kernel import outbox
from pakn.kernel.tables import Base, Id, Json, code_column


class ActorKind(StrEnum):
    """Who did it."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    MACHINE = "machine"


@dataclass(frozen=True)
class Actor:
    """Who did it; `officer_id` when it was an officer."""

    kind: ActorKind
    officer_id: int | None = None

    @classmethod
    def officer(cls, officer_id: int) -> Actor:
        """The officer with this id."""
        return cls(ActorKind.OFFICER, officer_id)


CITIZEN = Actor(ActorKind.CITIZEN)
MACHINE = Actor(ActorKind.MACHINE)


@dataclass(frozen=True)
class Subject:
    """What the entry is about, for example Subject("petition", 12)."""

    kind: str
    id: int


class AuditEntry(Base):
    """One thing that happened to one subject."""

    __tablename__ = "audit_entry"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id", "number"),)

    id: Mapped[Id]
    subject_kind: Mapped[str] = mapped_column(code_column(32))
    subject_id: Mapped[int]
    number: Mapped[int]
    event: Mapped[str] = mapped_column(code_column())
    actor_kind: Mapped[str] = mapped_column(code_column(16))
    officer_id: Mapped[int | None]
    at: Mapped[datetime]
    payload: Mapped[Json]
    digest: Mapped[str] = mapped_column(code_column())
    previous: Mapped[str] = mapped_column(code_column())
    chained: Mapped[str] = mapped_column(code_column())


def record(session: Session, subject: Subject, event: Any, actor: Actor, now: datetime) -> AuditEntry:
    """Write an entry and the outbox row that tells it, in the caller's transaction."""
    last = session.scalars(_chain(subject).order_by(AuditEntry.number.desc()).limit(1)).first()
    payload = asdict(event)
    entry = AuditEntry(
        subject_kind=subject.kind,
        subject_id=subject.id,
        number=last.number + 1 if last else 1,
        event=type(event).__name__,
        actor_kind=actor.kind.value,
        officer_id=actor.officer_id,
        at=now,
        payload=payload,
        digest=_digest(payload),
        previous=last.chained if last else "",
    )
    entry.chained = _chained(entry)
    session.add(entry)
    outbox.add(session, event, now)
    session.flush()
    return entry


def entries(session: Session, subject: Subject) -> list[AuditEntry]:
    """Everything that happened to a subject, oldest first."""
    return list(session.scalars(_chain(subject).order_by(AuditEntry.number)))


def first_fault(session: Session, subject: Subject) -> int | None:
    """The number of the first entry that does not fit its chain, or None when the chain holds."""
    previous = ""
    for expected, entry in enumerate(entries(session, subject), start=1):
        erased = entry.payload == {}
        intact = erased or entry.digest == _digest(entry.payload)
        if (
            (entry.number, entry.previous) != (expected, previous)
            or not intact
            or entry.chained != _chained(entry)
        ):
            return expected
        previous = entry.chained
    return None


def _chain(subject: Subject) -> Any:
    return select(AuditEntry).where(
        AuditEntry.subject_kind == subject.kind, AuditEntry.subject_id == subject.id
    )


def _digest(payload: Json) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _chained(entry: AuditEntry) -> str:
    parts = (
        entry.previous,
        entry.subject_kind,
        entry.subject_id,
        entry.number,
        entry.event,
        entry.actor_kind,
        entry.officer_id,
        entry.at.astimezone(UTC).isoformat(),
        entry.digest,
    )
    return hashlib.sha256("\n".join(str(part) for part in parts).encode()).hexdigest()

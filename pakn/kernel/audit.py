"""One door for history: what happened is written, chained and told together, or not at all.

Each subject has its own hash chain over ids, codes, times and a digest of the payload, so that the payload can be
erased (Luật 91/2025/QH15, Điều 14) and the chain still holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import MINYEAR, UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Label, Text, UniqueConstraint, cast, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from pakn.kernel import memory, outbox
from pakn.kernel.quiet import Quiet
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


_PLACE = (AuditEntry.subject_kind, AuditEntry.subject_id, AuditEntry.number)
_LINKED = (
    *_PLACE,
    AuditEntry.event,
    AuditEntry.actor_kind,
    AuditEntry.officer_id,
    AuditEntry.digest,
    AuditEntry.previous,
    AuditEntry.chained,
)
_AT_ONCE = 2_000
UNREADABLE = datetime(9999, 1, 1, tzinfo=UTC)


def record(session: Session, subject: Subject, event: Any, actor: Actor, now: datetime) -> AuditEntry:
    """Write an entry, and the outbox row that tells it unless nobody is told, in the caller's transaction."""
    number, previous = _last(session, subject)
    payload = asdict(event)
    entry = AuditEntry(
        subject_kind=subject.kind,
        subject_id=subject.id,
        number=number + 1,
        event=type(event).__name__,
        actor_kind=actor.kind.value,
        officer_id=actor.officer_id,
        at=now,
        payload=payload,
        digest=digest(payload),
        previous=previous,
    )
    entry.chained = link(_link_of(entry, now))
    session.add(entry)
    memory.of(session)[subject] = entry.number, entry.chained
    if not isinstance(event, Quiet):
        outbox.add(session, event, now)
    return entry


def begin(session: Session, subject: Subject) -> None:
    """This transaction brings a subject into the world: nothing can have happened to it before."""
    memory.of(session)[subject] = 0, ""


def _last(session: Session, subject: Subject) -> tuple[int, str]:
    """Number and value of the last entry, which the next one refers to."""
    known: tuple[int, str] | None = memory.of(session).get(subject)
    if known is not None:
        return known
    last = session.scalars(_chain(subject).order_by(AuditEntry.number.desc()).limit(1)).first()
    return (last.number, last.chained) if last else (0, "")


def entries(session: Session, subject: Subject) -> list[AuditEntry]:
    """Everything that happened to a subject, oldest first."""
    return list(session.scalars(_chain(subject).order_by(AuditEntry.number)))


def first_fault(session: Session, subject: Subject) -> int | None:
    """The number of the first entry that does not fit its chain, or None when the chain holds."""
    broken = next(faults(session, subject), None)
    return broken.number if broken else None


@dataclass(frozen=True)
class Fault:
    """The first entry of a subject's chain that does not fit, by the number it should have."""

    subject: Subject
    number: int


def faults(
    session: Session, subject: Subject | None = None, seen: Callable[[], object] = lambda: None
) -> Iterator[Fault]:
    """Go through the chains of all subjects, or of one, in a single pass; each broken chain is named once.

    `seen` is called for every entry, for whoever shows how far it is. Memory does not grow with their number.
    """
    here, expected, previous, broken = Subject("", 0), 1, "", False
    for entry in _all_in_order(session, subject):
        seen()
        owner = Subject(entry.subject_kind, entry.subject_id)
        if owner != here:
            here, expected, previous, broken = owner, 1, "", False
        if broken:
            continue
        if not _fits(entry, expected, previous):
            broken = True
            yield Fault(here, expected)
        expected, previous = expected + 1, entry.chained


def count(session: Session, subject: Subject | None = None) -> int:
    """How many entries there are, of all subjects or of one."""
    query = select(func.count(AuditEntry.id))
    return session.scalar(query if subject is None else query.where(*_of(subject))) or 0


def _all_in_order(session: Session, subject: Subject | None) -> Iterator[Any]:
    """Plain rows, a few thousand at a time, ordered by chain; what may not be readable any more is text."""
    query = select(*_LINKED, as_text(AuditEntry.at), as_text(AuditEntry.payload))
    query = query.execution_options(yield_per=_AT_ONCE)
    if subject is not None:
        query = query.where(*_of(subject))
    return iter(session.execute(query.order_by(*_PLACE)))


def _fits(entry: Any, expected: int, previous: str) -> bool:
    in_place = (entry.number, entry.previous) == (expected, previous)
    at = moment(entry.at) or UNREADABLE
    return in_place and _intact(entry) and entry.chained == link(_link_of(entry, at))


def _intact(entry: Any) -> bool:
    try:
        payload = json.loads(entry.payload)
        return payload == {} or bool(entry.digest == digest(payload))
    except (ValueError, RecursionError):
        return False


def as_text(column: Any) -> Label[str]:
    """A column as the database spells it: read so, a value that is none of its type ends no reading."""
    return cast(column, Text).label(column.key)


def moment(told: str) -> datetime | None:
    """The moment a database spells, in UTC where it names no zone; None when it is none, or far from our time."""
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        return None
    if not MINYEAR < found.year < UNREADABLE.year:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _chain(subject: Subject) -> Any:
    return select(AuditEntry).where(*_of(subject))


def _of(subject: Subject) -> tuple[ColumnElement[bool], ...]:
    return AuditEntry.subject_kind == subject.kind, AuditEntry.subject_id == subject.id


def digest(payload: Json) -> str:
    """What stands for a payload in the chain, and goes on standing for it when it is erased."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """What an entry's own value in the chain is made of; `previous` is that of the entry before, or empty."""

    previous: str
    subject: Subject
    number: int
    event: str
    actor_kind: str
    officer_id: int | None
    at: datetime
    digest: str


def link(told: Link) -> str:
    """The value in the chain, which the next entry refers to: SHA-256 over everything but the payload itself."""
    parts = (
        told.previous,
        told.subject.kind,
        told.subject.id,
        told.number,
        told.event,
        told.actor_kind,
        told.officer_id,
        told.at.astimezone(UTC).isoformat(),
        told.digest,
    )
    return hashlib.sha256("\n".join(str(part) for part in parts).encode()).hexdigest()


def _link_of(entry: Any, at: datetime) -> Link:
    return Link(
        entry.previous,
        Subject(entry.subject_kind, entry.subject_id),
        entry.number,
        entry.event,
        entry.actor_kind,
        entry.officer_id,
        at,
        entry.digest,
    )

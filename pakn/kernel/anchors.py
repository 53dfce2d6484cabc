"""Anchors: once a day the ends of all chains are fixed, so that a history made anew is found out too.

A chain shows by itself that an entry was edited, not that its end was cut off, that it was computed anew after the
edit, or that its subject is gone. So an anchor keeps the head of each chain that has grown since its last head: number
and value of the last entry. The anchor's own value is a hash of these and of the anchor before.

Why heads and not ids: PostgreSQL commits ids in any order, but the numbers of one chain in theirs, for number 8 refers
to the value of 7. Whatever was under way when an anchor was made is simply longer at the next one; nothing that only
was late is ever blamed. Ids just tell where to look: behind the last anchor, and at 50,000 ids before it. An entry that
was under way while more than these were anchored waits for the next entry of its subject.

The work is that of the new entries: payloads are not read, no old chain is. An anchor stops at 100,000 ids, and the
next round goes on. A payload may be erased at any time, as the chains hold its digest.

What anchors cannot do: whoever may write the database can compute them anew as well; so could whoever reads the key on
the same machine, therefore none is used. Only a line kept elsewhere shows that: day, number of entries, value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import groupby
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Insert,
    UniqueConstraint,
    and_,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from pakn.kernel import clock, pulse
from pakn.kernel.audit import UNREADABLE, AuditEntry, Subject, as_text, moment
from pakn.kernel.db import one_at_a_time
from pakn.kernel.pulse import Pulse
from pakn.kernel.tables import Base, Id, code_column

SIGN = "anchor"
_MOST_IDS = 100_000
_LATE_IDS = 50_000
_AT_ONCE = 2_000
_SUBJECT = ("subject_kind", "subject_id")
_PLACE = (*_SUBJECT, "number")
_LINE = re.compile(r"(\d{4}-\d\d-\d\d) (\d{1,18}) ([0-9a-f]{64})")


@dataclass(frozen=True)
class Line:
    """An anchor as it leaves the machine: its day in Viet Nam, the number of entries fixed by then, its value."""

    day: date
    entries: int
    value: str

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.entries} {self.value}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The line somewhere in a text, such as one of the log; None when there is none."""
        found = _LINE.search(text)
        try:
            return cls(date.fromisoformat(found[1]), int(found[2]), found[3]) if found else None
        except ValueError:
            return None


class AuditAnchor(Base):
    """What was fixed in one step; `entries` counts those before it too, `up_to` is the last id that was looked at."""

    __tablename__ = "audit_anchor"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    up_to: Mapped[int]
    entries: Mapped[int]
    previous: Mapped[str] = mapped_column(code_column())
    value: Mapped[str] = mapped_column(code_column())

    @property
    def line(self) -> Line:
        """What is kept of it elsewhere."""
        return Line(clock.day_of(self.at), self.entries, self.value)


class AuditHead(Base):
    """The end of one chain in an anchor, which fixes the entries from `first` to `number`."""

    __tablename__ = "audit_head"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id", "number"),)

    id: Mapped[Id]
    anchor: Mapped[int] = mapped_column(ForeignKey("audit_anchor.number"), index=True)
    subject_kind: Mapped[str] = mapped_column(code_column(32))
    subject_id: Mapped[int]
    first: Mapped[int]
    number: Mapped[int]
    chained: Mapped[str] = mapped_column(code_column())


def make(session: Session, now: datetime) -> Line | None:
    """Anchor what was written since the last time. None when that was today, in Viet Nam, or nothing ever was.

    A day on which nothing happened has its anchor too. One with more than 100,000 new entries gets several, one at each
    call.
    """
    one_at_a_time(session, SIGN)
    before = newest(session) or _beginning()
    highest = session.scalar(select(func.max(AuditEntry.id))) or 0
    if not _is_due(session, before, highest, now):
        return None
    anchor = AuditAnchor(
        number=before.number + (2 if _ends_early(_last_made(session), before) else 1),
        at=now,
        up_to=min(highest, before.up_to + _MOST_IDS),
        entries=before.entries,
        previous=before.value,
        value="",
    )
    session.add(anchor)
    session.flush()
    session.execute(_take_heads(anchor, before.up_to - _LATE_IDS))
    heads = _heads(session, anchor.number).get(anchor.number, _NONE)
    anchor.entries += heads.entries
    anchor.value = _value(anchor, heads)
    pulse.mark(session, SIGN, now)
    return anchor.line


def _is_due(session: Session, before: AuditAnchor, highest: int, now: datetime) -> bool:
    if before.number == 0:
        return highest > 0
    earlier = session.get(AuditAnchor, before.number - 1)
    had_to_stop = before.up_to - (earlier.up_to if earlier else 0) >= _MOST_IDS
    return clock.day_of(before.at) < clock.day_of(now) or (had_to_stop and before.up_to < highest)


def _ends_early(made: datetime | None, last: AuditAnchor) -> bool:
    """Whether there was a newer anchor; its number is not given to another, so that the gap stays."""
    return made is not None and last.at < made


def _last_made(session: Session) -> datetime | None:
    """When an anchor was made last; None when that is not known."""
    told = session.scalar(select(as_text(Pulse.at)).where(Pulse.name == SIGN))
    return moment(told) if told else None


def _beginning() -> AuditAnchor:
    """What the first anchor follows."""
    return AuditAnchor(
        number=0, at=datetime.min.replace(tzinfo=UTC), up_to=0, entries=0, previous="", value=""
    )


def _take_heads(anchor: AuditAnchor, after: int) -> Insert:
    """The last entry, among these ids, of each chain that is longer there than its last head."""
    here = AuditEntry.id.between(after + 1, anchor.up_to)
    subject = (AuditEntry.subject_kind, AuditEntry.subject_id)
    ends = (
        select(*subject, func.max(AuditEntry.number).label("number"))
        .where(here)
        .group_by(*subject)
        .subquery()
    )
    known = select(func.max(AuditHead.number)).where(_same(AuditHead, ends.c, *_SUBJECT)).scalar_subquery()
    last = func.coalesce(known, 0)
    found = (
        select(literal(anchor.number), *subject, last + 1, AuditEntry.number, AuditEntry.chained)
        .join_from(ends, AuditEntry, _same(AuditEntry, ends.c, *_PLACE))
        .where(ends.c.number > last)
    )
    return insert(AuditHead).from_select(["anchor", *_SUBJECT, "first", "number", "chained"], found)


def _same(one: Any, other: Any, *names: str) -> ColumnElement[bool]:
    return and_(*(getattr(one, name) == getattr(other, name) for name in names))


@dataclass(frozen=True)
class _Heads:
    """The heads of one anchor: how many entries they fix, and their digest."""

    entries: int
    digest: str


_NONE = _Heads(0, "")


def _heads(session: Session, number: int | None = None) -> dict[int, _Heads]:
    """By the number of the anchor: of one, or of all; a few thousand rows at a time."""
    columns = [getattr(AuditHead, name) for name in ("anchor", *_SUBJECT, "first", "number", "chained")]
    query = select(*columns).order_by(AuditHead.anchor, AuditHead.id).execution_options(yield_per=_AT_ONCE)
    if number is not None:
        query = query.where(AuditHead.anchor == number)
    return {of: _digested(rows) for of, rows in groupby(session.execute(query), key=lambda row: row.anchor)}


def _digested(rows: Iterator[Any]) -> _Heads:
    entries, hashed = 0, sha256()
    for row in rows:
        entries += _whole(row.number) - _whole(row.first) + 1
        hashed.update(("\n".join(str(part) for part in row) + "\n").encode())
    return _Heads(entries, hashed.hexdigest())


def _whole(told: Any) -> int:
    """A number; SQLite may hold anything in its place, which is -1 here."""
    return told if isinstance(told, int) else -1


def _value(anchor: AuditAnchor, heads: _Heads) -> str:
    moment = anchor.at.astimezone(UTC).isoformat()
    parts = (anchor.previous, anchor.number, moment, anchor.up_to, anchor.entries, heads.digest)
    return sha256("\n".join(str(part) for part in parts).encode()).hexdigest()


def newest(session: Session) -> AuditAnchor | None:
    """The last anchor; None before the first."""
    return session.scalars(select(AuditAnchor).order_by(AuditAnchor.number.desc()).limit(1)).first()


def lines(session: Session) -> list[Line]:
    """All anchors as they leave the machine, oldest first, without those that cannot be read any more."""
    return [each.line for each in _all(session) if each.at != UNREADABLE and each.entries >= 0]


def _all(session: Session) -> list[AuditAnchor]:
    """Copies, of which also those can be made whose moment or number of entries is none any more."""
    names = ("number", "up_to", "entries", "previous", "value")
    query = select(*(getattr(AuditAnchor, name) for name in names), as_text(AuditAnchor.at))
    rows = session.execute(query.order_by(AuditAnchor.number)).mappings()
    return [AuditAnchor(**{**row, "at": _at(row["at"]), "entries": _whole(row["entries"])}) for row in rows]


def _at(told: str) -> datetime:
    return moment(told) or UNREADABLE


@dataclass(frozen=True)
class Altered:
    """Entries of a subject, from `first` to `last`, that are not what they were when they were anchored on `day`.

    `day` is None when the anchor does not say it any more.
    """

    subject: Subject
    first: int
    last: int
    day: date | None


def altered(session: Session, subject: Subject | None = None) -> Iterator[Altered]:
    """What was cut off, computed anew or removed since it was anchored; of each subject the earliest."""
    place = [getattr(AuditHead, name) for name in _PLACE]
    query = (
        select(*place, AuditHead.first, as_text(AuditAnchor.at))
        .join_from(AuditHead, AuditAnchor)
        .outerjoin(AuditEntry, _same(AuditEntry, AuditHead, *_PLACE))
        .where(or_(AuditEntry.id.is_(None), AuditEntry.chained != AuditHead.chained))
        .order_by(*place)
        .execution_options(yield_per=_AT_ONCE)
    )
    if subject is not None:
        query = query.where(AuditHead.subject_kind == subject.kind, AuditHead.subject_id == subject.id)
    for (kind, of), rows in groupby(session.execute(query), key=lambda row: (row[0], row[1])):
        earliest = next(rows)
        yield Altered(Subject(kind, of), earliest.first, earliest.number, _day_of(_at(earliest.at)))


class Wrong(StrEnum):
    """What is wrong with an anchor."""

    MISSING = "missing"
    CHANGED = "changed"
    UNLINKED = "unlinked"


@dataclass(frozen=True)
class AnchorFault:
    """An anchor that does not fit what it holds, or does not follow the one before it, or is gone.

    `day` is its day in Viet Nam; of one that is gone the day of the one before; None when that is gone or unreadable.
    """

    wrong: Wrong
    number: int
    day: date | None


def faults(session: Session) -> Iterator[AnchorFault]:
    """Go through all anchors and their heads; whether the entries still fit these is asked of `altered`."""
    made = _last_made(session)  # before the anchors: one made meanwhile is not missed
    anchors = _all(session)
    heads = _heads(session)
    before = _beginning()
    for anchor in anchors:
        if anchor.number != before.number + 1:
            yield AnchorFault(Wrong.MISSING, before.number + 1, _day(before))
        elif anchor.previous != before.value:
            yield AnchorFault(Wrong.UNLINKED, anchor.number, _day(anchor))
        if anchor.value != _value(anchor, heads.get(anchor.number, _NONE)):
            yield AnchorFault(Wrong.CHANGED, anchor.number, _day(anchor))
        before = anchor
    if _ends_early(made, before):
        yield AnchorFault(Wrong.MISSING, before.number + 1, _day(before))


def _day(anchor: AuditAnchor) -> date | None:
    return _day_of(anchor.at) if anchor.number else None


def _day_of(at: datetime) -> date | None:
    return None if at == UNREADABLE else clock.day_of(at)

"""What the database says about the work beside the web: ages, counts and signs of life, never a word of a citizen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pakn.kernel import anchors, clock, pulse
from pakn.kernel.audit import AuditEntry
from pakn.kernel.outbox import OutboxRow
from pakn.mailbox.models import IncomingMail, Outcome
from pakn.notifications.events import MessageQueued
from pakn.notifications.models import Message
from pakn.petitions.models import Petition
from pakn.sla.models import Deadline, Result, Step


@dataclass(frozen=True)
class Queue:
    """Things that wait: how many, and since when the oldest does (None: nothing waits)."""

    number: int
    oldest: datetime | None

    def age(self, now: datetime) -> timedelta:
        """How long the oldest has waited; nothing when none does."""
        return max(now - self.oldest, timedelta()) if self.oldest else timedelta()


@dataclass(frozen=True)
class Sign:
    """A sign of life: when something was last done, and what went wrong that time."""

    name: str
    at: datetime
    fault: str


@dataclass(frozen=True)
class Figures:
    """How the work stands at a moment: `events` due to be told, `outgoing` mails not sent, `incoming` not understood,
    `set_aside` mails nobody has dealt with, `anchored` when history last was; when never, when it began."""

    events: Queue
    outgoing: Queue
    incoming: Queue
    set_aside: Queue
    beat: Sign | None
    scan: Sign | None
    anchored: datetime | None
    workers: tuple[Sign, ...]
    mailboxes: tuple[Sign, ...]


@dataclass(frozen=True)
class Counts:
    """What the register holds now, by kind; the names are those of the states."""

    petitions: dict[str, int]
    messages: dict[str, int]
    mails: dict[str, int]
    overdue: int
    near_due: int
    untold: int


def figures(session: Session, now: datetime) -> Figures:
    """A handful of questions that indexes answer, however many petitions there are."""
    return Figures(
        events=_due_events(session, now),
        outgoing=_queue(
            session,
            OutboxRow.recorded_at,
            OutboxRow.done_at.is_(None),
            OutboxRow.event == MessageQueued.__name__,
        ),
        incoming=_queue(session, IncomingMail.stored_at, IncomingMail.outcome.is_(None)),
        set_aside=_queue(
            session,
            IncomingMail.stored_at,
            IncomingMail.outcome == Outcome.SET_ASIDE,
            IncomingMail.handled_at.is_(None),
        ),
        beat=_sign(pulse.last(session, "beat")),
        scan=_sign(pulse.last(session, "scan")),
        anchored=_anchored(session),
        workers=_signs(session, "worker:"),
        mailboxes=_signs(session, "poll:"),
    )


def counts(session: Session, now: datetime) -> Counts:
    """What is counted over whole tables: to be asked seldom."""
    today = clock.day_of(now)
    owed = (
        Deadline.superseded_at.is_(None),
        Deadline.result == Result.OPEN,
        Deadline.step.in_((Step.ANSWER, Step.PUBLISH)),
    )
    near = (Deadline.due_on >= today, Deadline.near_due_told_at.is_not(None))
    return Counts(
        petitions=_by(session, Petition.state),
        messages=_by(session, Message.state),
        mails=_by(session, IncomingMail.outcome),
        overdue=_number(session, Deadline.id, *owed, Deadline.due_on < today),
        near_due=_number(session, Deadline.id, *owed, *near),
        untold=_number(session, OutboxRow.id, OutboxRow.done_at.is_(None)),
    )


def _anchored(session: Session) -> datetime | None:
    """The last anchor, or the first entry of all, or None."""
    last = pulse.last(session, anchors.SIGN)
    first = select(AuditEntry.at).order_by(AuditEntry.id).limit(1)
    return last.at if last else session.scalar(first)


def _due_events(session: Session, now: datetime) -> Queue:
    """Due and in nobody's hands; each has waited since the moment it became due."""
    free = OutboxRow.leased_until.is_(None) | (OutboxRow.leased_until <= now)
    return _queue(
        session, OutboxRow.next_try_at, OutboxRow.done_at.is_(None), OutboxRow.next_try_at <= now, free
    )


def _queue(session: Session, since: Any, *where: Any) -> Queue:
    number, oldest = session.execute(select(func.count(), func.min(since)).where(*where)).one()
    return Queue(int(number), oldest)


def _by(session: Session, column: Any) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).group_by(column))
    return {str(kind.value) if kind else "": int(number) for kind, number in rows}


def _number(session: Session, column: Any, *where: Any) -> int:
    return session.scalar(select(func.count(column)).where(*where)) or 0


def _sign(found: pulse.Pulse | None) -> Sign | None:
    return Sign(found.name, found.at, found.fault) if found else None


def _signs(session: Session, prefix: str) -> tuple[Sign, ...]:
    found = pulse.beginning_with(session, prefix)
    return tuple(Sign(each.name.removeprefix(prefix), each.at, each.fault) for each in found)

"""The bytes of mails, kept before anybody reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pakn.mailbox.models import IncomingMail, Outcome, RawMail
from pakn.mailbox.reasons import Reason
from pakn.mailbox.verdicts import Kept

LARGEST = 50 * 1024 * 1024
MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Arrived:
    """A mail as it came: `mailbox` is the address it lay in or empty, `received_at` its arrival there, aware."""

    raw: bytes
    mailbox: str
    agency_id: int | None
    source: str
    received_at: datetime


@dataclass(frozen=True)
class Stored:
    """Where the bytes lie; `known` when the same bytes had come before and have an outcome already, `stopped` when
    they have just been set aside for ending the program too often."""

    kept: Kept
    known: bool
    stopped: bool = False


def store(session: Session, batch: Sequence[Arrived], *, now: datetime, trying: bool = False) -> list[Stored]:
    """Keep these mails, in their order. The same bytes for the same agency are kept once, unless the program broke on
    them. `trying` says that the caller goes on to process them at once."""
    digests = [hashlib.sha256(each.raw).hexdigest() for each in batch]
    same = select(IncomingMail).where(IncomingMail.raw_digest.in_(digests))
    earlier = session.scalars(same.order_by(IncomingMail.id)).all()
    begun: dict[str, Any] = {"attempts": 1, "tried_at": now} if trying else {}
    fresh: dict[tuple[str, int | None], tuple[dict[str, Any], bytes]] = {}
    known: list[IncomingMail | None] = []
    for arrived, digest in zip(batch, digests, strict=True):
        known.append(_known(earlier, digest, arrived.agency_id))
        if known[-1] is None:
            columns = _columns(arrived, digest, now) | begun
            fresh.setdefault((digest, arrived.agency_id), (columns, arrived.raw))
    new = dict(zip(fresh, _insert(session, fresh.values()), strict=True))
    return [
        Stored(new[digest, arrived.agency_id], known=False) if before is None else _again(before, now, trying)
        for arrived, digest, before in zip(batch, digests, known, strict=True)
    ]


def store_head(
    session: Session, arrived: Arrived, head: bytes, digest: str, *, now: datetime, **decided: object
) -> int:
    """Keep of a mail that is too large only its head, with what was decided about it; returns its number."""
    (kept,) = _insert(session, [(_columns(arrived, digest, now) | decided, head)])
    return kept.mail_id


def kept_of(mail: IncomingMail) -> Kept:
    """The same as a row that was read."""
    return Kept(mail.id, mail.agency_id, mail.received_at)


def begin(mail: IncomingMail, now: datetime) -> None:
    """Written down before it is read, so that a mail that ends the process is known by its number of attempts."""
    mail.attempts += 1
    mail.tried_at = now


def stop(mail: IncomingMail) -> bool:
    """Set it aside if it has ended the program as often as it may; whether it was."""
    if mail.attempts < MOST_ATTEMPTS:
        return False
    mail.outcome, mail.reason = Outcome.SET_ASIDE, Reason.STOPPED
    return True


def _known(earlier: Sequence[IncomingMail], digest: str, agency_id: int | None) -> IncomingMail | None:
    for mail in earlier:
        here = mail.raw_digest == digest and agency_id in (None, mail.agency_id)
        if here and (not mail.is_broken or mail.reason == Reason.STOPPED):
            return mail
    return None


def _again(mail: IncomingMail, now: datetime, trying: bool) -> Stored:
    decided = mail.outcome is not None
    stopped = trying and not decided and stop(mail)
    if trying and not decided and not stopped:
        begin(mail, now)
    return Stored(kept_of(mail), decided, stopped)


def _columns(arrived: Arrived, digest: str, now: datetime) -> dict[str, Any]:
    return {
        "mailbox": arrived.mailbox,
        "agency_id": arrived.agency_id,
        "source": arrived.source,
        "raw_digest": digest,
        "received_at": min(arrived.received_at, now),
        "stored_at": now,
    }


def _insert(session: Session, mails: Iterable[tuple[dict[str, Any], bytes]]) -> list[Kept]:
    rows = list(mails)
    if not rows:
        return []
    numbered = insert(IncomingMail).returning(IncomingMail.id, sort_by_parameter_order=True)
    ids = session.scalars(numbered, [columns for columns, _raw in rows]).all()
    raws = [{"mail_id": mail_id, "data": raw} for mail_id, (_columns, raw) in zip(ids, rows, strict=True)]
    session.execute(insert(RawMail), raws)
    return [
        Kept(mail_id, columns["agency_id"], columns["received_at"])
        for mail_id, (columns, _raw) in zip(ids, rows, strict=True)
    ]

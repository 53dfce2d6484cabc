"""Mail comes in: stored first, then understood; every mail ends in exactly one outcome and none blocks the next."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from pakn.kernel import clock, faults
from pakn.kernel.db import one_at_a_time, transaction, will_pass
from pakn.mailbox import concerned, earlier, reasons, storing
from pakn.mailbox.deciding import Desk, decide
from pakn.mailbox.door import Door
from pakn.mailbox.keeping import Keeper
from pakn.mailbox.letters import Parsed
from pakn.mailbox.models import IncomingMail, Outcome
from pakn.mailbox.parsing import parse
from pakn.mailbox.reasons import Reason
from pakn.mailbox.storing import Arrived, begin, kept_of, stop, store, store_head
from pakn.mailbox.verdicts import Essence, Kept, Taken, essence, letter_of, of_sender

LEASE = timedelta(minutes=2)
_log = structlog.get_logger()

_MAIL: Any = IncomingMail.__table__
_CONCLUDE = (
    update(_MAIL).where(_MAIL.c.id == bindparam("mail_id"), _MAIL.c.outcome.is_(None)).returning(_MAIL.c.id)
)


class _Concluded(Exception):
    """Somebody else was quicker: the mail has its outcome."""


def take_in(door: Door, arrived: Arrived) -> Taken:
    """Store one mail in a transaction of its own, then process it. Its own faults are caught, the database's are not
    while it is being stored: then nobody has it, and whoever brought it still does."""
    if len(arrived.raw) > storing.LARGEST:
        return _too_large(door, arrived)
    with transaction() as session:
        (stored,) = store(session, [arrived], now=clock.now(), trying=True)
    if stored.stopped:
        return _outcome_of(stored.kept.mail_id)
    if stored.known:
        return _again(door, stored.kept.mail_id, arrived.raw)
    return _understand(door, stored.kept, arrived.raw)


def take_in_batch(door: Door, batch: Sequence[Arrived]) -> Iterator[Taken]:
    """The same for some mails at once, in their order: all are stored in one transaction before the first is read."""
    with transaction() as session:
        kept = iter(
            store(session, [each for each in batch if len(each.raw) <= storing.LARGEST], now=clock.now())
        )
    begun: set[int] = set()
    for arrived in batch:
        if len(arrived.raw) > storing.LARGEST:
            yield _too_large(door, arrived)
        elif (stored := next(kept)).known or stored.kept.mail_id in begun:
            yield _again(door, stored.kept.mail_id, arrived.raw)
        else:
            begun.add(stored.kept.mail_id)
            yield _understand(door, stored.kept, arrived.raw)


def process(door: Door, mail_id: int) -> Taken:
    """Understand a stored mail. Handed in twice, also at the same time, it has one outcome; a fault sets it aside."""
    with transaction() as session:
        mail = session.get_one(IncomingMail, mail_id, with_for_update=True)
        raw = mail.raw.data
        if mail.outcome is not None:
            return _taken(mail)
        begin(mail, clock.now())
        kept = kept_of(mail)
    return _understand(door, kept, raw)


def _understand(door: Door, kept: Kept, raw: bytes) -> Taken:
    keeper, parsed = Keeper(door.store), None
    try:
        parsed = parse(raw, door.ours)
        with transaction() as session:
            return _conclude(session, door, keeper, kept, parsed)
    except _Concluded:
        keeper.take_back()
        return _outcome_of(kept.mail_id)
    except Exception as fault:  # whatever a mail does, the next one must come through
        keeper.take_back()
        return _put_off(kept.mail_id) if will_pass(fault) else _set_aside(kept.mail_id, parsed, fault)


def _conclude(session: Session, door: Door, keeper: Keeper, kept: Kept, parsed: Parsed) -> Taken:
    """Raises _Concluded when the mail has its outcome already."""
    said = essence(parsed)
    earlier.wait_for_turn(session, said.sender, said.fingerprint)
    now = clock.now()
    verdict = decide(Desk(session, door, keeper, now), kept, parsed)
    columns = _identity(said) | {
        "outcome": verdict.outcome,
        "reason": verdict.reason[:64],
        "petition_id": verdict.petition_id,
        "agency_id": kept.agency_id or verdict.agency_id,
        "tried_at": now,
    }
    letter = letter_of(parsed)
    if letter is not None and verdict.petition_id is None:
        who, today = of_sender(parsed), clock.day_of(now)
        concerned.write_down(session, kept.mail_id, columns["agency_id"], letter, who, today)
    if session.connection().scalar(_CONCLUDE, columns | {"mail_id": kept.mail_id}) is None:
        raise _Concluded
    return Taken(
        kept.mail_id,
        verdict.outcome,
        verdict.code,
        verdict.reason[:64],
        columns["sender"],
        said.subject,
        said.content,
    )


def _identity(said: Essence) -> dict[str, Any]:
    return {
        "sender": said.sender.lower(),
        "subject": said.subject,
        "message_id": said.message_id,
        "fingerprint": said.fingerprint,
    }


def _outcome_of(mail_id: int) -> Taken:
    with transaction() as session:
        return _taken(session.get_one(IncomingMail, mail_id))


def _put_off(mail_id: int) -> Taken:
    """The database was away or busy, which is no fault of the mail: this attempt does not count."""
    with suppress(Exception), transaction() as session:
        mail = session.get_one(IncomingMail, mail_id, with_for_update=True)
        mail.attempts = max(0, mail.attempts - 1)
    return Taken(mail_id, None, reason="busy")


def _set_aside(mail_id: int, parsed: Parsed | None, fault: Exception) -> Taken:
    _log.warning("mail_set_aside", mail=mail_id, trace=faults.trace(fault))
    try:
        with transaction() as session:
            mail = session.get_one(IncomingMail, mail_id, with_for_update=True)
            if mail.outcome is None:
                mail.outcome, mail.reason = Outcome.SET_ASIDE, reasons.of_fault(faults.kind(fault))
                if parsed is not None:
                    said = essence(parsed)
                    mail.sender, mail.subject = said.sender.lower(), said.subject
            return _taken(mail)
    except Exception as second:  # not even that could be written: it stays pending and is tried again
        _log.warning("mail_not_set_aside", mail=mail_id, trace=faults.trace(second))
        return Taken(mail_id, None, reason="busy")


def _again(door: Door, mail_id: int, raw: bytes) -> Taken:
    """The same bytes once more: nothing is done, the answer is the first one's code."""
    with suppress(Exception):
        said = essence(parse(raw, door.ours))
        with transaction() as session:
            first = session.get_one(IncomingMail, mail_id)
            code = first.petition.code if first.petition else ""
        return Taken(mail_id, Outcome.DUPLICATE, code, "", said.sender, said.subject, said.content)
    return Taken(mail_id, Outcome.DUPLICATE)


def _too_large(door: Door, arrived: Arrived) -> Taken:
    """Only its head is kept, so that the office sees who wrote and looks into the mailbox."""
    head = arrived.raw[:65_536].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return refuse_large(door, arrived, head, hashlib.sha256(arrived.raw).hexdigest())


def refuse_large(door: Door, arrived: Arrived, head: bytes, digest: str) -> Taken:
    """Write down that a mail of more than 50 MB came; `digest` tells it from others, `head` are its headers."""
    with transaction() as session:
        one_at_a_time(session, f"raw mail {digest}")
        known = session.scalars(select(IncomingMail).where(IncomingMail.raw_digest == digest)).first()
        if known is not None:
            return Taken(known.id, Outcome.DUPLICATE)
        said = essence(parse(head + b"\n\n", door.ours))
        sender = said.sender.lower()
        mail_id = store_head(
            session,
            arrived,
            head + b"\n\n",
            digest,
            now=clock.now(),
            sender=sender,
            subject=said.subject,
            message_id=said.message_id,
            outcome=Outcome.SET_ASIDE,
            reason=Reason.TOO_LARGE,
        )
        return Taken(mail_id, Outcome.SET_ASIDE, "", Reason.TOO_LARGE, sender, said.subject)


def _taken(mail: IncomingMail) -> Taken:
    """What is written down of a mail that has its outcome."""
    code = mail.petition.code if mail.petition is not None else ""
    return Taken(mail.id, mail.outcome, code, mail.reason, mail.sender, mail.subject)


def resume(door: Door) -> list[Taken]:
    """Go on with mails that were stored and whose processing ended before it was done, oldest first.

    One that has ended the program three times is set aside.
    """
    return [_resumed(door, mail_id) for mail_id in _left_over()]


def _left_over() -> list[int]:
    since = clock.now() - LEASE
    waiting = select(IncomingMail.id).where(
        IncomingMail.outcome.is_(None),
        IncomingMail.stored_at <= since,
        or_(IncomingMail.tried_at.is_(None), IncomingMail.tried_at <= since),
    )
    with transaction() as session:
        return list(session.scalars(waiting.order_by(IncomingMail.id).limit(500)))


def _resumed(door: Door, mail_id: int) -> Taken:
    with transaction() as session:
        mail = session.get_one(IncomingMail, mail_id, with_for_update=True)
        if mail.outcome is not None or stop(mail):
            return _taken(mail)
    return process(door, mail_id)


def retry(door: Door, mail_id: int) -> Taken:
    """Read a mail once more that was set aside, or is pending; one that has an outcome keeps it, and so does one of
    which only the head is here."""
    with transaction() as session:
        mail = session.get_one(IncomingMail, mail_id, with_for_update=True)
        if mail.waits and mail.reason != Reason.TOO_LARGE:
            mail.outcome, mail.reason, mail.attempts = None, "", 0
    return process(door, mail_id)

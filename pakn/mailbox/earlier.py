"""What came before a mail: its own first delivery, and what its sender has sent that day.

Both are asked of every mail, so the questions are put together once.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from pakn.kernel import clock
from pakn.kernel.db import one_at_a_time
from pakn.mailbox.models import IncomingMail, Outcome
from pakn.mailbox.verdicts import Kept

_WROTE = IncomingMail.__table__.c
_SAME = (  # two agencies that got the same mail have a petition each; a thread has one
    select(_WROTE.id)
    .where(
        _WROTE.fingerprint == bindparam("fingerprint"),
        _WROTE.id != bindparam("mail_id"),
        _WROTE.outcome.is_not(None),
        _WROTE.outcome != Outcome.DUPLICATE,
        or_(
            bindparam("agency_id", type_=_WROTE.agency_id.type).is_(None),
            _WROTE.agency_id == bindparam("agency_id"),
            _WROTE.outcome.in_((Outcome.FOLLOW_UP, Outcome.BOUNCE)),
        ),
    )
    .order_by(_WROTE.id)
)
_OF_SENDER = select(
    func.count().filter(_WROTE.received_at >= bindparam("from_at"), _WROTE.received_at < bindparam("to_at")),
    func.count().filter(
        _WROTE.outcome == Outcome.AWAITING_SUPPLEMENT,
        func.coalesce(_WROTE.handled_at, _WROTE.tried_at) >= bindparam("today"),
    ),
).where(
    _WROTE.sender == bindparam("sender"),
    _WROTE.outcome.in_((Outcome.ACCEPTED, Outcome.AWAITING_SUPPLEMENT)),
)


def wait_for_turn(session: Session, sender: str, fingerprint: str) -> None:
    """One mail of a sender at a time, whoever enters it: two deliveries of the same one must see each other."""
    one_at_a_time(session, f"mail of {sender.lower() or fingerprint}")


def delivery(session: Session, mail: Kept, agency_id: int | None, fingerprint: str) -> IncomingMail | None:
    """The first delivery of the same mail to the same agency, unless the program broke on it."""
    told = {"fingerprint": fingerprint, "mail_id": mail.mail_id, "agency_id": agency_id}
    found = session.connection().scalars(_SAME, told).all() if fingerprint else []
    same = (session.get_one(IncomingMail, mail_id) for mail_id in found)
    return next((each for each in same if not each.is_broken), None)


def of_that_day(session: Session, mail: Kept, sender: str, now: datetime) -> tuple[int, int]:
    """How many petitions of this sender came on the mail's day, and how many were asked for more today."""
    day, today = clock.day_of(mail.received_at), clock.day_of(now)
    told = {
        "sender": sender,
        "from_at": clock.start_of(day),
        "to_at": clock.end_of(day),
        "today": clock.start_of(today),
    }
    new, asked = session.connection().execute(_OF_SENDER, told).one()
    return int(new), int(asked)

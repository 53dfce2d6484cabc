"""Finding one's own petition again, with the secret or, for dates only, the last digits of the telephone."""

from __future__ import annotations

import hmac
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pakn.intake.models import TrackingTries
from pakn.kernel import clock, codes, db, upsert
from pakn.petitions.models import Petition

MAX_WRONG = 5


def with_secret(session: Session, typed_code: str, typed_secret: str, *, key: bytes) -> Petition | None:
    """The petition when code and secret belong together."""
    petition = _by_code(session, typed_code)
    if petition is None:
        codes.same_secret(key, "PAKN-0000-000000-0", typed_secret, "0" * 64)
        return None
    return petition if codes.same_secret(key, petition.code, typed_secret, petition.secret_digest) else None


def with_digits(session: Session, typed_code: str, last4: str, *, now: datetime) -> Petition | None:
    """The petition when the four digits end its telephone number; five wrong tries a day close this way."""
    petition = _by_code(session, typed_code)
    if petition is None:
        return None
    db.one_at_a_time(session, f"tracking {petition.code}")
    tries = session.get(TrackingTries, (petition.code, clock.day_of(now)))
    if tries is not None and tries.wrong >= MAX_WRONG:
        return None
    digits = last4.strip()
    if len(digits) == 4 and hmac.compare_digest(petition.petitioner.phone[-4:].encode(), digits.encode()):
        return petition
    _count_wrong(session, petition.code, clock.day_of(now))
    return None


def _count_wrong(session: Session, code: str, on: date) -> None:
    once = upsert.insert(session, TrackingTries).values(code=code, on=on, wrong=1)
    again = {"wrong": TrackingTries.wrong + 1}
    session.execute(
        once.on_conflict_do_update(index_elements=[TrackingTries.code, TrackingTries.on], set_=again)
    )


def _by_code(session: Session, typed: str) -> Petition | None:
    code = codes.parse_tracking_code(typed)
    return session.scalars(select(Petition).where(Petition.code == code)).first() if code else None


def forget_old_tries(session: Session, now: datetime) -> None:
    """Counts of days gone by."""
    session.execute(delete(TrackingTries).where(TrackingTries.on < clock.day_of(now)))

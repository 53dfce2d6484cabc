"""Sign-in and the life of an account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pakn.identity import passwords, queries
from pakn.identity.models import Officer
from pakn.kernel.errors import Refused


def sign_in(session: Session, username: str, password: str, now: datetime) -> Officer | None:
    """The officer when name and password fit, else None. Raises Refused("account_locked") while locked.

    The same answer for a wrong name and a wrong password; five wrong tries lock the account for 15 minutes.
    """
    officer = queries.officer_by_username(session, username)
    if officer is not None and officer.locked_until is not None and officer.locked_until > now:
        raise Refused("account_locked", until=officer.locked_until)
    fits = passwords.matches(officer.password_hash if officer else "", password)
    if officer is None or not officer.active:
        return None
    if not fits:
        _count_wrong(officer, now)
        return None
    officer.failed_sign_ins, officer.locked_until = 0, None
    if passwords.is_outdated(officer.password_hash):
        officer.password_hash = passwords.hashed(password)
    return officer


def _count_wrong(officer: Officer, now: datetime) -> None:
    officer.failed_sign_ins += 1
    if officer.failed_sign_ins >= passwords.MAX_TRIES:
        officer.failed_sign_ins, officer.locked_until = 0, now + passwords.LOCKED_FOR


def set_password(officer: Officer, password: str) -> None:
    """Give a new password; every session that is open ends."""
    officer.password_hash = passwords.hashed(password)
    officer.session_epoch = (officer.session_epoch or 0) + 1
    officer.failed_sign_ins, officer.locked_until = 0, None


def disable(officer: Officer) -> None:
    """Close an account; its history stays."""
    officer.active = False
    officer.session_epoch = (officer.session_epoch or 0) + 1

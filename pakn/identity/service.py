"""Sign-in and the life of an account.

Comparing a password takes a tenth of a second on purpose, so a sign-in has two steps: `check` compares, holding
nothing that others wait for, and `settle` decides and counts in a short transaction of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pakn.identity import passwords, queries
from pakn.identity.models import Officer


@dataclass(frozen=True)
class Checked:
    """A name and a password that were compared; `officer_id` is None when nobody has the name.

    `epoch` is that of the account when its hash was read, `better_hash` a hash to store in place of a weaker one.
    """

    officer_id: int | None
    epoch: int
    fits: bool
    better_hash: str


def check(session: Session, username: str, password: str) -> Checked:
    """Compare, once whoever it is: a name that is unknown, locked or disabled takes as long as any other."""
    officer = queries.officer_by_username(session, username)
    stored = officer.password_hash if officer else ""
    fits = passwords.matches(stored, password)
    better = passwords.hashed(password) if fits and passwords.is_outdated(stored) else ""
    return Checked(officer.id if officer else None, officer.session_epoch if officer else 0, fits, better)


def settle(session: Session, checked: Checked, now: datetime) -> Officer | None:
    """The officer who may come in, else None: the same answer for an unknown name, a wrong password, an account that
    is locked, disabled, or got a new password meanwhile. Five wrong tries lock the account for 15 minutes.

    The account is locked for change before it is judged: tries at the same moment are counted one after the other.
    """
    if checked.officer_id is None:
        return None
    officer = session.get(Officer, checked.officer_id, with_for_update=True, populate_existing=True)
    if officer is None or not officer.active or officer.session_epoch != checked.epoch:
        return None
    if officer.locked_until is not None and officer.locked_until > now:
        return None
    if not checked.fits:
        _count_wrong(officer, now)
        return None
    officer.failed_sign_ins, officer.locked_until = 0, None
    officer.password_hash = checked.better_hash or officer.password_hash
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

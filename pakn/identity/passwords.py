"""Passwords: argon2id, and five wrong tries lock the account for a quarter of an hour."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MAX_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
MIN_LENGTH = 10
MAX_LENGTH = 200

_hasher = PasswordHasher()


@cache
def _dummy() -> str:
    """A hash that fits nothing, made once, when the first unknown name is tried."""
    return _hasher.hash(secrets.token_hex(16))


def hashed(password: str) -> str:
    """The argon2id hash to store; raises ValueError for a password shorter than ten characters."""
    if len(password) < MIN_LENGTH:
        raise ValueError(f"a password needs at least {MIN_LENGTH} characters")
    return _hasher.hash(password[:MAX_LENGTH])


def matches(stored: str, password: str) -> bool:
    """Whether the password fits; takes the same time when there is no account, so that names cannot be guessed."""
    try:
        return _hasher.verify(stored or _dummy(), password[:MAX_LENGTH]) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)


def made_up() -> str:
    """A random password a person can read aloud over the telephone: four groups of four letters and digits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))

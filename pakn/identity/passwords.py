"""Passwords: argon2id, and five wrong tries lock the account for a quarter of an hour."""

from __future__ import annotations

import secrets
from base64 import b64encode
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MAX_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
MIN_LENGTH = 10
MAX_LENGTH = 200

_hasher = PasswordHasher()


def _fits_nothing() -> str:
    """A hash as the hasher writes them, of nothing: comparing with it costs what comparing with a real one costs."""
    cost = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    salt, digest = (
        b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (_hasher.salt_len, _hasher.hash_len)
    )
    return f"$argon2id$v=19${cost}${salt}${digest}"


def hashed(password: str) -> str:
    """The argon2id hash to store; raises ValueError for a password shorter than ten characters."""
    if len(password) < MIN_LENGTH:
        raise ValueError(f"a password needs at least {MIN_LENGTH} characters")
    return _hasher.hash(password[:MAX_LENGTH])


def matches(stored: str, password: str) -> bool:
    """Whether the password fits; takes the same time when there is no account, so that names cannot be guessed."""
    try:
        return _hasher.verify(stored or _fits_nothing(), password[:MAX_LENGTH]) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)


def made_up() -> str:
    """A random password a person can read aloud over the telephone: four groups of four letters and digits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))

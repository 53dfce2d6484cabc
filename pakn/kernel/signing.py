"""Signed values that expire: what a link or a hidden field may carry without being believed blindly."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer


class _SignerAt(TimestampSigner):
    """A signer told the time, so that every process obeys one clock."""

    def __init__(self, *args: Any, now: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now

    def get_timestamp(self) -> int:
        return int(self._now.timestamp()) if self._now else super().get_timestamp()


def sign(key: bytes, purpose: str, value: Any, *, now: datetime | None = None) -> str:
    """A text safe in an address that carries ``value`` (anything JSON can hold) for this purpose only.

    ``now`` is an aware time; without it the machine's clock is asked. Raises ValueError for None or an empty key and
    TypeError for what JSON cannot hold.
    """
    if value is None:
        raise ValueError("None cannot be signed: reading it back would look like a refusal")
    return str(_serializer(key, purpose, now).dumps(value))


def read(key: bytes, purpose: str, signed: str, max_age_s: int, *, now: datetime | None = None) -> Any | None:
    """The value, or None when it was not signed with this key for this purpose in the last ``max_age_s`` seconds."""
    serializer = _serializer(key, purpose, now)
    try:
        return serializer.loads(signed, max_age=max_age_s)
    except (BadData, UnicodeError):
        return None


def _serializer(key: bytes, purpose: str, now: datetime | None) -> URLSafeTimedSerializer:
    if not key:
        raise ValueError("a signature needs a key")
    return URLSafeTimedSerializer(key, salt=f"pakn:{purpose}", signer=_SignerAt, signer_kwargs={"now": now})

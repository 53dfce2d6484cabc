"""Addresses of ours that say, signed, what an answer to them is about (subaddressing, RFC 5233).

`pakn+r1234-<mac>@xa.example` takes answers about petition 1234, `pakn+b77-<mac>@xa.example` the bounces of ledger row
77. Mail servers change the case of addresses, so the mark is read without regard to it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum

_MARK = re.compile(r"(?P<purpose>[rb])(?P<number>[1-9][0-9]{0,17})-(?P<mac>[a-z2-7]{16})$", re.ASCII)
_MAC_BYTES = 10


class Purpose(StrEnum):
    """What a marked address is for; the number is a petition's id or a ledger row's."""

    REPLY = "r"
    BOUNCE = "b"


@dataclass(frozen=True)
class Mark:
    """What a marked address says."""

    purpose: Purpose
    number: int


def marked(address: str, mark: Mark, *, key: bytes, delimiter: str) -> str:
    """An address of ours with a mark in it; unchanged when the mail server knows no delimiter.

    Raises ValueError when the key is empty or the address has no @.
    """
    local, at, domain = address.rpartition("@")
    if not at:
        raise ValueError("an address needs an @")
    if not delimiter:
        return address
    return f"{local}{delimiter}{mark.purpose}{mark.number}-{_mac(key, mark)}@{domain}"


def unmarked(address: str, *, delimiter: str) -> str:
    """The same address, lower case, without the mark and its delimiter; whether we signed it is not checked."""
    local, at, domain = address.lower().rpartition("@")
    return _split(local, delimiter)[0] + at + domain


def read_mark(address: str, *, key: bytes, delimiter: str) -> Mark | None:
    """What an address says, or None when this installation did not sign it. Who it is written to is not checked."""
    found = _split(address.lower().rpartition("@")[0], delimiter)[1]
    if found is None:
        return None
    mark = Mark(Purpose(found["purpose"]), int(found["number"]))
    return mark if hmac.compare_digest(_mac(key, mark), found["mac"]) else None


def _split(local: str, delimiter: str) -> tuple[str, re.Match[str] | None]:
    """A local part without its mark, and the mark; the delimiter may stand in the name before it too."""
    found = _MARK.search(local) if delimiter else None
    if found is None or not local[: found.start()].endswith(delimiter):
        return local, None
    return local[: found.start() - len(delimiter)], found


def _mac(key: bytes, mark: Mark) -> str:
    if not key:
        raise ValueError("a signature needs a key")
    message = f"address\x00{mark.purpose}\x00{mark.number}".encode()
    digest = hmac.new(key, message, hashlib.sha256).digest()
    return base64.b32encode(digest[:_MAC_BYTES]).decode().lower()

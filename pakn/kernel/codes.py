"""Tracking codes a citizen can read over the telephone, and the secrets that open a petition."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PREFIX = "PAKN"
_LONGEST_TYPED = 64
_CODE = re.compile(r"(?:PAKN)?([0-9OIL]{4})([0-9OIL]{6,})([0-9A-Z])", re.ASCII)
_DIGIT_LOOKALIKES = str.maketrans("OIL", "011")

# Crockford's base 32: no I, L, O or U, so that nothing read aloud or copied by hand is mistaken.
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SECRET_LENGTH = 10


def check_character(characters: str) -> str:
    """The check character of ISO 7064 MOD 37,36 over digits and capital letters.

    Raises ValueError for any other character.
    """
    product = 36
    for character in characters:
        product = (product + _ALPHABET.index(character)) % 36 or 36
        product = product * 2 % 37
    return _ALPHABET[(1 - product) % 36]


def tracking_code(year: int, number: int) -> str:
    """``PAKN-2026-000123-X``: the year in Asia/Ho_Chi_Minh, the number within it, the check character.

    Numbers over 999999 make the code longer. Raises ValueError for a year without four digits or a number below 1.
    """
    if not 1000 <= year <= 9999:
        raise ValueError(f"a tracking code needs a year of four digits, not {year}")
    if number < 1:
        raise ValueError(f"a tracking code needs a number from 1 up, not {number}")
    digits = f"{number:06d}"
    return f"{_PREFIX}-{year}-{digits}-{check_character(f'{_PREFIX}{year}{digits}')}"


def parse_tracking_code(typed: str) -> str | None:
    """The canonical code in what someone typed, or None when it is not a code or its check character is wrong.

    Case, hyphens, spaces, full-width forms, a missing PAKN and O, I, L typed for 0 and 1 among the digits are forgiven.
    """
    found = _CODE.fullmatch(_plain(typed))
    if not found:
        return None
    year, number, check = found.groups()
    year, number = year.translate(_DIGIT_LOOKALIKES), number.translate(_DIGIT_LOOKALIKES)
    if int(year) < 1000 or int(number) < 1:
        return None
    code = tracking_code(int(year), int(number))
    return code if code == f"{_PREFIX}-{year}-{number}-{check}" else None


def new_secret(key: bytes, token: str) -> str:
    """The ten characters (50 bits) that open the petition sent under this form token.

    The same token gives the same secret. Raises ValueError when the key is empty.
    """
    number = int.from_bytes(_digest(key, "secret", token), "big")
    return "".join(_CROCKFORD[number >> 5 * place & 31] for place in range(_SECRET_LENGTH))


def secret_digest(key: bytes, code: str, secret: str) -> str:
    """What is stored instead of the secret: HMAC-SHA256 in hexadecimal, bound to the tracking code."""
    return _digest(key, "digest", code, _read_secret(secret)).hex()


def same_secret(key: bytes, code: str, typed: str, digest: str) -> bool:
    """Whether the typed secret is the one whose digest is stored; in constant time, forgiving case, spaces, hyphens."""
    return hmac.compare_digest(secret_digest(key, code, typed).encode(), digest.encode("utf-8", "replace"))


def _plain(typed: str) -> str:
    """Capital letters and digits only; text too long to be a code becomes nothing."""
    if len(typed) > _LONGEST_TYPED:
        return ""
    return "".join(char for char in unicodedata.normalize("NFKC", typed).upper() if char.isalnum())


def _read_secret(typed: str) -> str:
    return _plain(typed).translate(_DIGIT_LOOKALIKES)


def _digest(key: bytes, *parts: str) -> bytes:
    if not key:
        raise ValueError("a secret needs a key")
    message = b"\x00".join(part.encode("utf-8", "surrogatepass") for part in parts)
    return hmac.new(key, message, hashlib.sha256).digest()

"""Vietnamese text: cleaned on the way in, folded for search, masked for eyes that need not see it."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2060\ufeff]")
_LINE_BREAK = re.compile(r"\r\n|[\r\u2028\u2029]")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def clean(value: str) -> str:
    """NFC text a database and a page can hold: no control characters, no lone surrogates, LF line ends."""
    value = _LINE_BREAK.sub("\n", value)
    value = _SURROGATE.sub("\ufffd", value)
    value = _BIDI.sub("", _CONTROL.sub("", value))
    return unicodedata.normalize("NFC", value)


def one_line(value: str) -> str:
    """Cleaned text on a single line, runs of white space made one space."""
    return " ".join(clean(value).split())


_REMEMBERED = 5_000


class _Bare(dict[int, int | None]):
    """What folding leaves of a character: nothing of a mark, d of đ. The first ones met are remembered."""

    def __missing__(self, character: int) -> int | None:
        left = None if unicodedata.combining(chr(character)) else character
        if len(self) < _REMEMBERED:
            self[character] = left
        return left


_BARE = _Bare({ord("đ"): ord("d")})


def fold(value: str) -> str:
    """Lower case without marks, đ as d, single spaces: the form in which both databases are searched."""
    decomposed = unicodedata.normalize("NFD", _SURROGATE.sub(" ", value).casefold())
    return " ".join(decomposed.translate(_BARE).split())


def words(value: str) -> list[str]:
    """Runs of letters and digits, in order."""
    return _WORD.findall(value)


def search_key(*parts: str | None) -> str:
    """What is stored beside a record so that a folded query finds it: folded words, single spaces."""
    return " ".join(word for part in parts if part for word in words(fold(part)))


def mask_email(email: str | None) -> str:
    """An address with only the first two letters of its name, enough for its owner to know it."""
    name, at, domain = (email or "").partition("@")
    return f"{name[:2]}…@{domain}" if at else ""


def mask_phone(phone: str | None) -> str:
    """A telephone number with only its last three digits, for people who need not call it."""
    digits = [char for char in phone or "" if char.isdigit()]
    return f"•••• ••• {''.join(digits[-3:])}" if len(digits) >= 6 else ""

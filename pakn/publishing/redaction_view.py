"""The text as redaction looks at it: no marks, no invisible characters, every place traceable to the original."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

HIDDEN = "\ue000"
"""Stands for a stretch already hidden; no pattern matches it, so nothing is found across it."""

_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85"


class What(StrEnum):
    """What was hidden, in the words of the page."""

    PHONE = "số điện thoại"
    EMAIL = "thư điện tử"
    PAPER = "số giấy tờ"
    ACCOUNT = "số tài khoản"
    PLATE = "biển số xe"
    CODE = "mã phiếu"
    LINK = "đường dẫn"
    NAME = "tên người"
    ADDRESS = "địa chỉ"
    SIGNATURE = "chữ ký"


@dataclass(frozen=True)
class Hit:
    """A stretch of a view, ends as in a slice."""

    start: int
    end: int
    what: What


@dataclass(frozen=True)
class View:
    """Three spellings of one text, of equal length: ``bare`` without marks, ``low`` the same in lower case, and
    ``marked``, lower case with its marks composed. ``at`` leads each place back to the original."""

    bare: str
    marked: str
    at: tuple[int, ...]

    @cached_property
    def low(self) -> str:
        return "".join(_lower(char) for char in self.bare)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text, with the marks that belong to its last letter."""
        return self.at[start], self.at[end]


def look_at(text: str, hidden: Sequence[tuple[int, int]]) -> View:
    """The view of a text in which the ``hidden`` stretches are already out of sight."""
    bare: list[str] = []
    marked: list[str] = []
    at: list[int] = []
    for place, letters, composed in _clusters(text, dict(hidden)):
        bare.append(letters)
        fits = len(composed) == len(letters) and not letters.isdigit()
        marked.append(composed if fits else letters.lower()[: len(letters)])
        at += [place] * len(letters)
    return View("".join(bare), "".join(marked), (*at, len(text)))


def _clusters(text: str, hidden: dict[int, int]) -> Iterator[tuple[int, str, str]]:
    """Each letter with its marks: where it begins, without marks, and in lower case with them."""
    place = 0
    while place < len(text):
        if place in hidden:
            yield place, HIDDEN, HIDDEN
            place = hidden[place]
            continue
        end = place + 1
        while end < len(text) and end not in hidden and _is_mark(text[end]):
            end += 1
        letters = "".join(
            _plain(char) for char in unicodedata.normalize("NFKD", text[place]) if not _is_mark(char)
        )
        marks = "".join(char for char in text[place:end] if unicodedata.category(char) not in ("Cf", "Cc"))
        composed = _lower(unicodedata.normalize("NFC", unicodedata.normalize("NFKC", marks)))
        if letters:
            yield place, letters, composed
        place = end


def _is_mark(char: str) -> bool:
    """Marks over letters and characters nobody sees; white space is neither."""
    category = unicodedata.category(char)
    return category in ("Mn", "Me", "Cf") or (category == "Cc" and char not in _SPACES)


def _plain(char: str) -> str:
    """Any script's digit as 0-9, đ as d, a private character that could pass for ours as nothing special."""
    if char == HIDDEN:
        return "?"
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    return {"đ": "d", "Đ": "D"}.get(char, char)


def _lower(char: str) -> str:
    lowered = char.lower()
    return lowered if len(lowered) == len(char) else char

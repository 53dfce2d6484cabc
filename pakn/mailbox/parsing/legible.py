"""Whether there is anything in a mail for a person to read, when a program cannot act on it."""

from __future__ import annotations

import re

from pakn.mailbox.parsing import charsets

_LONGEST = 1_000_000
_LONGEST_ASKED = 20_000
_FEWEST_LETTERS = 10
_MOST_BAD = 0.02
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")


def text_of(raw: bytes) -> str:
    """The bytes as text, cleaned; empty when they hold what no text does."""
    if _NO_TEXT.search(raw):
        return ""
    return charsets.readable(charsets.decode(raw[:_LONGEST])).strip()


def says_something(text: str) -> bool:
    """Whether these are words, rather than nothing, a few signs or what is left of a broken file."""
    asked = text[:_LONGEST_ASKED]
    letters = sum(char.isalpha() for char in asked)
    return letters >= _FEWEST_LETTERS and asked.count("\ufffd") <= letters * _MOST_BAD

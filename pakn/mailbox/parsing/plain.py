"""Text without marks and in lower case, letter for letter: what is found in it stands at the same place in the text."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


class _Letters(dict[int, str]):
    """One plain letter for each letter, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        self[code] = "d" if base == "đ" else base if len(base) == 1 else chr(code)
        return self[code]


_LETTERS = _Letters()


# Each line is asked about many times in a row.
@lru_cache(maxsize=64)
def plain(text: str) -> str:
    """The same length as the text, which is NFC: "Họ và tên" becomes "ho va ten"."""
    return text.translate(_LETTERS)

"""Whether somebody here can read it: Vietnamese, with marks or without."""

from __future__ import annotations

import re

import pycld2

_LONGEST = 4_000
_FEW_LETTERS = 60
_SURE = 60
_LETTER = re.compile(r"[^\W\d_]")
_FOREIGN_LETTER = re.compile(r"[\u0370-\u1cff\u2e80-\ud7ff\uf900-\ufdff]")
_FEW_FOREIGN = 20
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")
# Letters that no other language written in Latin has in such number: ơ, ư, ạ … ỹ.
_OURS = re.compile(r"[ơưƠƯ\u1ea0-\u1ef9]")
_OURS_NEEDED = 3


def is_vietnamese(text: str) -> bool:
    """False only for text that is surely in another language; short or mixed text has the benefit of the doubt.

    Text typed without marks is recognised too. Any string at all may be asked about.
    """
    asked = " ".join(_ADDRESS.sub(" ", text[:_LONGEST]).split())
    if len(_OURS.findall(asked)) >= _OURS_NEEDED:
        return True
    letters, foreign = len(_LETTER.findall(asked)), len(_FOREIGN_LETTER.findall(asked))
    if foreign > max(letters / 2, _FEW_FOREIGN):
        return False
    if letters < _FEW_LETTERS:
        return True
    try:
        reliable, _bytes, found = pycld2.detect(_plain(asked), isPlainText=True, bestEffort=True)
    except pycld2.error:
        return True
    named = [(code, percent) for _name, code, percent, _score in found if code != "un"]
    if not reliable or not named or any(code == "vi" for code, _percent in named):
        return True
    return bool(max(percent for _code, percent in named) < _SURE)


def _plain(text: str) -> bytes:
    """Bytes the detector reads without complaint: no lone surrogates, no control characters."""
    return "".join(each for each in text if each.isprintable()).encode("utf-8", "ignore")

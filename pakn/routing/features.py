"""What a text shows the classifier; training and prediction both come through here and nowhere else.

A feature is a string whose first letter names its family:
    w  a word typed with its marks          f  a folded word          g  two folded words in a row
    c  three to five folded letters of a word, its edges as spaces    s  the shape of the text
    l  phrases of a field, folded           m  the same, typed with their marks
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pakn.kernel.text import clean, fold
from pakn.routing.lexicon import Lexicon, spelling

MAX_CHARACTERS = 10_000
ALWAYS = ("l", "m", "s")
_SHORT = 12
_LONGEST_WORD = 24
_NUMBER = "0"
_CERTAIN = 3.0  # the weight of one phrase that is as good as a name
_ENOUGH = 9.0
_WORD = re.compile(r"[^\W_]+")

# How loud each family speaks once its length has been made one; l, m and s keep their own length.
_LOUDNESS = {"w": 0.6, "f": 1.0, "g": 1.0, "c": 0.6, "l": 0.5, "m": 0.3, "s": 0.5}

_SHORTHAND = {
    "ko": "khong", "k": "khong", "kh": "khong", "hok": "khong", "hong": "khong", "dc": "duoc", "j": "gi",
    "r": "roi", "ng": "nguoi", "vs": "voi", "e": "em", "mk": "minh", "trc": "truoc", "nc": "nuoc",
    "lm": "lam", "cx": "cung", "bik": "biet", "wa": "qua", "ah": "a", "ak": "a",
}  # fmt: skip


class Token(NamedTuple):
    """A word of the text: where it stands in the cleaned text, how it was typed, how it is compared."""

    start: int
    end: int
    marked: str
    folded: str


@dataclass(frozen=True)
class Reading:
    """A text taken apart: each feature with its strength and the runs of words (first, last) that show it."""

    text: str
    tokens: tuple[Token, ...]
    strength: Mapping[str, float]
    places: Mapping[str, list[tuple[int, int]]]


def read(text: str, lexicon: Lexicon) -> Reading:
    """Every feature of the first 10,000 characters of a text; any string will do."""
    text = clean(text[:MAX_CHARACTERS])
    tokens = tuple(_token(found) for found in _WORD.finditer(text))
    places = _places(tokens)
    counts = {name: len(found) for name, found in places.items()}
    for folded, times in Counter(token.folded for token in tokens).items():
        for name in _letters(folded):
            counts[name] = counts.get(name, 0) + times
    strength = dict(zip(counts, map(_grown, counts.values()), strict=True))
    _add_phrases(tokens, lexicon, places, strength)
    strength.update(dict.fromkeys(_shape(text, tokens), 1.0))
    return Reading(text, tokens, strength, places)


def _places(tokens: Sequence[Token]) -> dict[str, list[tuple[int, int]]]:
    """Where each word stands, as typed and folded, and each two in a row."""
    places: dict[str, list[tuple[int, int]]] = {}
    before = ""
    for at, (_start, _end, marked, folded) in enumerate(tokens):
        here = (at, at)
        for name in _names(marked, folded):
            places.setdefault(name, []).append(here)
        if at:
            places.setdefault(f"g:{before} {folded}", []).append((at - 1, at))
        before = folded
    return places


def vector(reading: Reading, idf: Mapping[str, float]) -> dict[str, float]:
    """The known features as numbers: the rarer the louder, and a long text no louder than a short one."""
    known = {name: strength * idf[name] for name, strength in reading.strength.items() if name in idf}
    squares = dict.fromkeys(_LOUDNESS, 0.0)
    for name, value in known.items():
        squares[name[0]] += value * value
    scale = {
        family: loud if family in ALWAYS else loud / math.sqrt(squares[family] or 1.0)
        for family, loud in _LOUDNESS.items()
    }
    return {name: value * scale[name[0]] for name, value in known.items()}


def trust(reading: Reading, idf: Mapping[str, float]) -> float:
    """How far the text can be judged at all, 0 … 1: few words, or few that were ever seen, say little."""
    letters = [token.folded for token in reading.tokens if token.folded != _NUMBER]
    known = [word for word in letters if f"f:{word}" in idf]
    if not known:
        return 0.0
    share = len(known) / len(letters)
    return min(1.0, len(set(known)) / 4) * min(1.0, max(0.0, (share - 0.3) / 0.4))


def _token(found: re.Match[str]) -> Token:
    return Token(found.start(), found.end(), *_compared(found.group()))


@lru_cache(maxsize=20_000)
def _compared(word: str) -> tuple[str, str]:
    folded = fold(word)
    return spelling(word), _NUMBER if folded.isdigit() else _SHORTHAND.get(folded, folded)


@lru_cache(maxsize=20_000)
def _names(marked: str, folded: str) -> tuple[str, ...]:
    if len(folded) > _LONGEST_WORD:
        return ()
    typed = marked != folded and not marked.isdigit()
    return (f"w:{marked}", f"f:{folded}") if typed else (f"f:{folded}",)


@lru_cache(maxsize=20_000)
def _letters(folded: str) -> tuple[str, ...]:
    if len(folded) > _LONGEST_WORD:
        return ()
    padded = f" {folded} "
    grams = {padded[at : at + size] for size in (3, 4, 5) for at in range(len(padded) - size + 1)}
    return tuple(f"c:{gram}" for gram in sorted(grams))


@lru_cache(maxsize=1_000)
def _grown(times: int) -> float:
    """How strong a feature is that stands in a text so many times."""
    return 1 + math.log(times)


def _add_phrases(
    tokens: Sequence[Token],
    lexicon: Lexicon,
    places: dict[str, list[tuple[int, int]]],
    strength: dict[str, float],
) -> None:
    sums: dict[str, float] = {}
    marked, folded = tuple(token.marked for token in tokens), tuple(token.folded for token in tokens)
    for hit in lexicon.hits(marked, folded):
        for family in ("l", "m") if hit.exact else ("l",):
            name = f"{family}:{hit.phrase.field}"
            sums[name] = sums.get(name, 0.0) + hit.phrase.weight
            places.setdefault(name, []).append((hit.first, hit.last))
    strength.update({name: min(total, _ENOUGH) / _CERTAIN for name, total in sums.items()})


def _shape(text: str, tokens: tuple[Token, ...]) -> list[str]:
    shown = {"s:?": "?" in text, "s:!": "!" in text, "s:short": len(tokens) < _SHORT, "s:none": not tokens}
    return [name for name, there in shown.items() if there]

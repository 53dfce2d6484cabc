"""Phrases that speak for a field: found in a text whether or not it was typed with marks."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pakn.kernel.text import fold, words

PACKAGED = Path(__file__).parents[1] / "data" / "routing" / "lexicon.csv"

# "hoà" and "hòa" are two spellings of one word: the mark is put where today's school books put it.
_OLD_TONES = {
    old: new
    for olds, news in (
        ("oà oá oả oã oạ", "òa óa ỏa õa ọa"),
        ("oè oé oẻ oẽ oẹ", "òe óe ỏe õe ọe"),
        ("uỳ uý uỷ uỹ uỵ", "ùy úy ủy ũy ụy"),
    )
    for old, new in zip(olds.split(), news.split(), strict=True)
}
_OLD_TONE_AT_END = re.compile(r"(?<!q)(?:" + "|".join(_OLD_TONES) + r")$")


def spelling(word: str) -> str:
    """One spelling of a marked word: lower case, tone mark in its modern place."""
    return _OLD_TONE_AT_END.sub(lambda found: _OLD_TONES[found.group()], word.lower())


@dataclass(frozen=True)
class Phrase:
    """Words that point to a field; weight 1 is a hint, 2 a sign, 3 as good as a name."""

    field: str
    text: str
    marked: tuple[str, ...]
    folded: tuple[str, ...]
    weight: float

    def allows(self, written: Sequence[str]) -> bool:
        """Whether these words may be meant: each typed with the phrase's marks or with none."""
        pairs = zip(written, self.marked, self.folded, strict=True)
        return all(mine in (marked, bare) for mine, marked, bare in pairs)


@dataclass(frozen=True)
class Hit:
    """A phrase found at the words first … last (inclusive) of a text."""

    phrase: Phrase
    first: int
    last: int
    exact: bool


def phrase(field: str, text: str, weight: float) -> Phrase:
    """A phrase ready to be searched for. Raises ValueError when it holds no word."""
    parts = words(text)
    if not parts:
        raise ValueError(f"a phrase of {field} has no words: {text!r}")
    marked, folded = tuple(map(spelling, parts)), tuple(map(fold, parts))
    return Phrase(field, text, marked, folded, weight)


class Lexicon:
    """All phrases, indexed by their first two folded words, or the only one."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple(phrases)
        self._starting: dict[tuple[str, ...], list[Phrase]] = {}
        for one in self.phrases:
            self._starting.setdefault(one.folded[:2], []).append(one)

    @classmethod
    def load(cls, path: Path = PACKAGED) -> Lexicon:
        """The phrases of a CSV file with the columns field, phrase, weight."""
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            return cls(phrase(row["field"], row["phrase"], float(row["weight"])) for row in rows)

    def hits(self, marked: tuple[str, ...], folded: tuple[str, ...]) -> Iterator[Hit]:
        """Whole-word matches. A word typed without marks fits any marks; one typed with others fits none."""
        for first, word in enumerate(folded):
            alone, paired = self._starting.get((word,), ()), self._starting.get(folded[first : first + 2], ())
            for one in (*alone, *paired) if first + 1 < len(folded) else alone:
                end = first + len(one.folded)
                written = marked[first:end]
                if folded[first:end] == one.folded and one.allows(written):
                    yield Hit(one, first, end - 1, written == one.marked != one.folded)

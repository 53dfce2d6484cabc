"""From a text to its field, scope and kind, each with a probability and the words that led there.

The weights are learnt elsewhere (`pakn.routing.training`) and kept as JSON; here is only arithmetic of the
standard library. The kinds follow Điều 9 and Điều 14 of Nghị định 20/2008/NĐ-CP: conduct of an authority
(hành vi) is handled otherwise than the content of a regulation (quy định).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain
from operator import mul
from pathlib import Path
from typing import Any

from pakn.routing import features, lanes
from pakn.routing.lexicon import Lexicon, phrase

PACKAGED = Path(__file__).parents[1] / "data" / "routing" / "model.json"
FORMAT = 1
WEIGHT_UNIT = 0.01
MAX_WORDS = 8
EXPLAINED = 3


@dataclass(frozen=True)
class Guess:
    """A label, how probable it is (0 … 1), and the words of the text that spoke for it, strongest first."""

    code: str
    probability: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Classification:
    """All fields, the likeliest first (the first three with their words), the likeliest scope and kind."""

    fields: tuple[Guess, ...]
    scope: Guess
    kind: Guess
    model_version: str

    @property
    def best(self) -> Guess:
        """The likeliest field."""
        return self.fields[0]


@dataclass(frozen=True)
class Head:
    """One question put to a text: a score per label, softened by a temperature into probabilities.

    `first` is the place of its first label among the labels of all questions.
    """

    labels: tuple[str, ...]
    intercepts: tuple[float, ...]
    temperature: float
    fallback: str
    first: int = 0

    def probabilities(self, scores: Sequence[float], trust: float) -> list[float]:
        """Calibrated; what the text cannot tell (1 - trust) goes to all evenly, to the fallback twice."""
        even = 1 / (len(self.labels) + 1)
        blind = [even * (2 if label == self.fallback else 1) for label in self.labels]
        seen = softmax(scores, self.temperature)
        return [trust * one + (1 - trust) * other for one, other in zip(seen, blind, strict=True)]


def softmax(scores: Sequence[float], temperature: float = 1.0) -> list[float]:
    """Scores as probabilities that sum to one."""
    top = max(scores)
    powers = [math.exp((score - top) / temperature) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


class Classifier:
    """A trained model, ready to read texts.

    `threshold` is the least probability of a field for routing without a person. It was chosen on texts the
    model had not seen so that at least 90 % of what lies above it is right, and is never below 0.5.
    """

    def __init__(self, model: Mapping[str, Any]) -> None:
        if model.get("format") != FORMAT:
            raise ValueError(f"model format {model.get('format')!r} is not {FORMAT}")
        self.version = str(model["version"])
        self.threshold = float(model["threshold"])
        self.lexicon = Lexicon(phrase(field, text, weight) for field, text, weight in model["lexicon"])
        names: list[str] = model["features"]
        self.idf: dict[str, float] = dict(zip(names, model["idf"], strict=True))
        sizes = [len(stored["labels"]) for stored in model["heads"].values()]
        firsts = accumulate(sizes, initial=0)
        self.heads = {
            question: _head(stored, first)
            for (question, stored), first in zip(model["heads"].items(), firsts, strict=False)
        }
        self._weights = _weights(names, model["heads"].values())
        self._last: tuple[str, Classification | None] = ("", None)

    @classmethod
    def load(cls, path: Path | None = None) -> Classifier:
        """The model in a file, or the packaged one; each file is read once per process."""
        return _load(path or PACKAGED)

    def classify(self, text: str) -> Classification:
        """What the text is about, for any string at all; only its first 10,000 characters are read.

        The last answer is kept: a mail is judged before it is entered, and filed when it is.
        """
        before, said = self._last
        if said is None or before != text:
            said = self._classify(text)
            self._last = (text, said)
        return said

    def scores(self, vector: Mapping[str, float]) -> dict[str, list[float]]:
        """The score of each label of each question, before any temperature."""
        factors = map(lanes.fine, vector.values())
        sums = sum(map(mul, factors, map(self._weights.__getitem__, vector)))
        said = iter(lanes.unpacked(sums, sum(len(head.labels) for head in self.heads.values())))
        return {
            question: [start + next(said) * WEIGHT_UNIT for start in head.intercepts]
            for question, head in self.heads.items()
        }

    def _classify(self, text: str) -> Classification:
        reading = features.read(text, self.lexicon)
        vector = features.vector(reading, self.idf)
        trust = features.trust(reading, self.idf)
        loud = self._loud(reading, vector)
        found: dict[str, tuple[Guess, ...]] = {}
        for question, scores in self.scores(vector).items():
            head, explained = self.heads[question], EXPLAINED if question == "field" else 1
            found[question] = _guesses(head, reading, loud, head.probabilities(scores, trust), explained)
        return Classification(found["field"], found["scope"][0], found["kind"][0], self.version)

    def _loud(self, reading: features.Reading, vector: Mapping[str, float]) -> list[int]:
        """How loud each word of the text speaks for each label. Letters of words (family c) only echo the word they
        are in, and cannot be shown to a reader."""
        loud = [0] * len(reading.tokens)
        for name, places in reading.places.items():
            if name not in vector:
                continue
            weight, whole = self._weights[name], vector[name] / len(places)
            for first, last in places:
                share = weight * lanes.fine(whole / (last - first + 1))
                for at in range(first, last + 1):
                    loud[at] += share
        return loud


@lru_cache(maxsize=8)
def _load(path: Path) -> Classifier:
    return Classifier(json.loads(path.read_text(encoding="utf-8")))


def _head(stored: Mapping[str, Any], first: int) -> Head:
    return Head(
        labels=tuple(stored["labels"]),
        intercepts=tuple(number * WEIGHT_UNIT for number in stored["intercepts"]),
        temperature=float(stored["temperature"]),
        fallback=stored["fallback"],
        first=first,
    )


def _weights(names: Sequence[str], heads: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The weights of each feature for the labels of all questions, in one number; 0 stands where it says nothing."""
    parts = [[numbers or [0] * len(each["labels"]) for numbers in each["weights"]] for each in heads]
    rows = zip(*parts, strict=True)
    return {name: lanes.packed(chain.from_iterable(row)) for name, row in zip(names, rows, strict=True)}


def _guesses(
    head: Head, reading: features.Reading, loud: Sequence[int], probabilities: Sequence[float], explained: int
) -> tuple[Guess, ...]:
    order = sorted(range(len(head.labels)), key=lambda at: (-probabilities[at], head.labels[at]))
    words = [_expressions(reading, lanes.lane(loud, head.first + at)) for at in order[:explained]]
    words += [()] * (len(order) - len(words))
    return tuple(Guess(head.labels[at], probabilities[at], led) for at, led in zip(order, words, strict=True))


def _expressions(reading: features.Reading, credit: Sequence[float]) -> tuple[str, ...]:
    """The words and phrases that spoke loudest; neighbours are shown as one expression."""
    floor = max(credit, default=0.0) * 0.25
    shown: dict[str, tuple[str, float]] = {}
    for first, last in _runs(reading, [one > floor and one > 0 for one in credit]):
        text = reading.text[reading.tokens[first].start : reading.tokens[last].end]
        strength = max(credit[first : last + 1])
        known = shown.get(text.casefold(), (text, 0.0))
        shown[text.casefold()] = (known[0], max(known[1], strength))
    ranked = sorted(shown.values(), key=lambda one: -one[1])
    return tuple(text for text, _ in ranked[:MAX_WORDS])


def _runs(reading: features.Reading, strong: Sequence[bool], longest: int = 4) -> Iterable[tuple[int, int]]:
    """Strong words side by side, at most four together, parted by nothing but one space."""
    first: int | None = None
    for at, is_strong in enumerate(strong):
        if first is not None and not (is_strong and _touches(reading, at) and at - first < longest):
            yield first, at - 1
            first = None
        if is_strong and first is None:
            first = at
    if first is not None:
        yield first, len(strong) - 1


def _touches(reading: features.Reading, at: int) -> bool:
    return reading.text[reading.tokens[at - 1].end : reading.tokens[at].start] == " "

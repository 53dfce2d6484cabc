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
from functools import cache, lru_cache
from operator import mul
from pathlib import Path
from typing import Any

from pakn.routing import features
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
    """One question put to a text: a linear score per label, softened by a temperature into probabilities."""

    labels: tuple[str, ...]
    intercepts: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]
    temperature: float
    fallback: str

    def scores(self, vector: Mapping[str, float]) -> list[float]:
        """The score of each label, before any temperature."""
        known = [name for name in vector if name in self.weights]
        if not known:
            return list(self.intercepts)
        values = [vector[name] for name in known]
        by_label = zip(*[self.weights[name] for name in known], strict=True)
        return [
            sum(map(mul, values, weights), start)
            for start, weights in zip(self.intercepts, by_label, strict=True)
        ]

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
        self.heads = {question: _head(stored, names) for question, stored in model["heads"].items()}
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

    def _classify(self, text: str) -> Classification:
        reading = features.read(text, self.lexicon)
        vector = features.vector(reading, self.idf)
        trust = features.trust(reading, self.idf)
        spoken = _spoken(reading, vector)
        fields, scope, kind = (
            _guesses(self.heads[name], reading, spoken, self.heads[name].scores(vector), trust, explained)
            for name, explained in (("field", EXPLAINED), ("scope", 1), ("kind", 1))
        )
        return Classification(fields, scope[0], kind[0], self.version)


@lru_cache(maxsize=8)
def _load(path: Path) -> Classifier:
    return Classifier(json.loads(path.read_text(encoding="utf-8")))


def _head(stored: Mapping[str, Any], names: Sequence[str]) -> Head:
    """A stored question; its weights stand in the order of the feature names, 0 where a feature says nothing."""
    rows = zip(names, stored["weights"], strict=True)
    return Head(
        labels=tuple(stored["labels"]),
        intercepts=_scaled(stored["intercepts"]),
        weights={name: _scaled(numbers) for name, numbers in rows if numbers},
        temperature=float(stored["temperature"]),
        fallback=stored["fallback"],
    )


def _scaled(numbers: Iterable[int]) -> tuple[float, ...]:
    return tuple(map(_weight, numbers))


@cache
def _weight(number: int) -> float:
    """A stored number as a weight; few numbers occur, so all weights share a few floats and stay in the cache."""
    return number * WEIGHT_UNIT


def _guesses(
    head: Head,
    reading: features.Reading,
    spoken: Sequence[_Spoken],
    scores: Sequence[float],
    trust: float,
    explained: int,
) -> tuple[Guess, ...]:
    probabilities = head.probabilities(scores, trust)
    order = sorted(range(len(head.labels)), key=lambda at: (-probabilities[at], head.labels[at]))
    words = [_leading(head, reading, spoken, at) for at in order[:explained]]
    words += [()] * (len(order) - len(words))
    return tuple(Guess(head.labels[at], probabilities[at], led) for at, led in zip(order, words, strict=True))


_Spoken = tuple[str, float, Sequence[tuple[int, int]]]
"""A feature, how loud it is, and the runs of words (first, last) that show it."""


def _spoken(reading: features.Reading, vector: Mapping[str, float]) -> list[_Spoken]:
    """What can be shown to a reader: letters of words (family c) only echo the word they are in."""
    return [
        (name, value, places)
        for name, value in vector.items()
        if name[0] != "c" and (places := reading.places.get(name))
    ]


def _leading(head: Head, reading: features.Reading, spoken: Sequence[_Spoken], label: int) -> tuple[str, ...]:
    """The words and phrases that spoke loudest for a label; neighbours are shown as one expression."""
    credit = [0.0] * len(reading.tokens)
    for name, value, places in spoken:
        if weights := head.weights.get(name):
            share = value * weights[label] / len(places)
            for first, last in places:
                for at in range(first, last + 1):
                    credit[at] += share / (last - first + 1)
    return _expressions(reading, credit)


def _expressions(reading: features.Reading, credit: Sequence[float]) -> tuple[str, ...]:
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

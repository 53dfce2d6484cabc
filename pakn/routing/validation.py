"""How good the classifier is on texts it has not seen, and how far its probabilities may be believed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from pakn.routing import features, learning
from pakn.routing.classifier import Head
from pakn.routing.corpus import Example
from pakn.routing.lexicon import Lexicon

FALLBACKS = {"field": "khac", "scope": "pakn", "kind": "hanh_vi"}
PRECISION = 0.90
LEAST_THRESHOLD = 0.5
FOLDS = 5
# Never below one: the corpus is of few hands, citizens are of many, so no model may be surer than it was trained.
_TEMPERATURES = [round(1 + 0.02 * step, 2) for step in range(101)]


@dataclass(frozen=True)
class Accuracy:
    """Shares of right answers on texts not learnt from, 0 … 1, as written and without marks."""

    marked: float
    unmarked: float
    texts: int


@dataclass(frozen=True)
class Answer:
    """What a model that had not seen a text said of it."""

    scores: Sequence[float]
    trust: float
    truth: str
    marked: bool


@dataclass
class HeldOut:
    """All answers to one question, over the same labels."""

    labels: tuple[str, ...] = ()
    answers: list[Answer] = field(default_factory=list)

    def head(self, temperature: float, fallback: str) -> Head:
        """The rule that makes probabilities of these answers' scores."""
        return Head(self.labels, (0.0,) * len(self.labels), temperature, fallback)


def cross_validate(examples: Sequence[Example], lexicon: Lexicon, folds: int = FOLDS) -> dict[str, HeldOut]:
    """Every text answered by a model that saw neither it nor its copy without marks."""
    held_out = {head: HeldOut() for head in learning.HEADS}
    for tested in _folds(examples, folds):
        left = set(tested)
        fitted = learning.fit([one for one in examples if one not in left], lexicon)
        for head, collected in held_out.items():
            collected.labels = tuple(fitted.estimators[head].classes_)
            collected.answers.extend(_answers(head, fitted, tested, lexicon))
    return held_out


def calibrate(held_out: HeldOut, fallback: str) -> Head:
    """The head whose probabilities surprise least on texts not learnt from (temperature scaling)."""
    heads = [held_out.head(temperature, fallback) for temperature in _TEMPERATURES]
    return min(heads, key=lambda head: _surprise(held_out, head))


def choose_threshold(held_out: HeldOut, head: Head) -> tuple[float, float]:
    """The least probability from which on at least 90 % are right, and the share of texts above it.

    It is never below 0.5: what is as likely wrong as right is not sent anywhere without a person.
    """
    ranked = sorted(_judged(held_out, head), reverse=True)
    least, right = 1.0, 0
    for count, (probability, is_right) in enumerate(ranked, start=1):
        right += is_right
        if right / count >= PRECISION:
            least = probability
    threshold = math.ceil(max(least, LEAST_THRESHOLD) * 100) / 100
    return threshold, sum(probability >= threshold for probability, _ in ranked) / len(ranked)


def accuracy(held_out: HeldOut) -> Accuracy:
    """The share of right answers with and without marks."""
    right: dict[bool, list[bool]] = defaultdict(list)
    for answer in held_out.answers:
        best = max(range(len(answer.scores)), key=answer.scores.__getitem__)
        right[answer.marked].append(held_out.labels[best] == answer.truth)
    marked, unmarked = (sum(right[one]) / len(right[one]) for one in (True, False))
    return Accuracy(marked, unmarked, len(right[True]))


def _folds(examples: Sequence[Example], folds: int) -> list[list[Example]]:
    """The examples dealt out like cards, by scope and field, in an order that their text alone decides."""
    ordered = sorted(examples, key=lambda one: (one.scope, one.field, sha256(one.text.encode()).digest()))
    return [ordered[start::folds] for start in range(folds)]


def _answers(
    head: str, fitted: learning.Fitted, tested: Sequence[Example], lexicon: Lexicon
) -> Iterator[Answer]:
    asked = [example for example in tested if example.label(head)]
    for marked in (True, False):
        shown = asked if marked else [example.without_marks() for example in asked]
        readings = [features.read(example.text, lexicon) for example in shown]
        scores = fitted.estimators[head].decision_function(fitted.matrix(readings)).tolist()
        for example, reading, score in zip(shown, readings, scores, strict=True):
            yield Answer(score, features.trust(reading, fitted.idf), example.label(head), marked)


def _surprise(held_out: HeldOut, head: Head) -> float:
    return -sum(
        math.log(head.probabilities(answer.scores, answer.trust)[head.labels.index(answer.truth)] + 1e-12)
        for answer in held_out.answers
    )


def _judged(held_out: HeldOut, head: Head) -> Iterator[tuple[float, bool]]:
    for answer in held_out.answers:
        probabilities = head.probabilities(answer.scores, answer.trust)
        best = max(range(len(probabilities)), key=probabilities.__getitem__)
        yield probabilities[best], head.labels[best] == answer.truth

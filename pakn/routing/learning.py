"""Learns the weights of the three questions. Needs scikit-learn (the extra `train`), as nothing else does.

Each text is shown four times: as written and without marks, and both again with the phrases of the lexicon
hidden, so that the model learns from the words too and does not merely trust the list. The phrases themselves
are shown once more as tiny texts of their field.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from pakn.kernel.text import fold
from pakn.routing import features
from pakn.routing.classifier import WEIGHT_UNIT
from pakn.routing.corpus import Example
from pakn.routing.lexicon import Lexicon

HEADS = ("field", "scope", "kind")
_FREEDOM = {"field": 12.0, "scope": 12.0, "kind": 4.0}
_PHRASE_WEIGHT = 0.5 / 3
# Times a feature is seen before it is learnt; a word in one text is seen four times, with its marks twice.
_LEAST_SEEN = {"w": 2, "f": 2, "g": 4, "c": 8}
_LEAST_LABELS = 3  # with two, scikit-learn would fit another kind of model
_SMALLEST_WEIGHT = 0.05


@dataclass(frozen=True)
class Lesson:
    """Something to learn from: what is seen, the right answers (empty: none), and how much it counts."""

    reading: features.Reading
    labels: Mapping[str, str]
    weight: float


@dataclass(frozen=True)
class Fitted:
    """The learnt numbers: how rare each feature is, and an estimator per question over the same columns."""

    idf: Mapping[str, float]
    columns: DictVectorizer
    estimators: Mapping[str, LogisticRegression]

    def matrix(self, readings: Iterable[features.Reading]) -> Any:
        """Readings as rows of a sparse matrix, features as columns."""
        return self.columns.transform([features.vector(reading, self.idf) for reading in readings])


def fit(examples: Sequence[Example], lexicon: Lexicon) -> Fitted:
    """Learns field, scope and kind from the examples; the same examples give the same numbers.

    Raises ValueError when a question has fewer than three different answers in the examples.
    """
    lessons = [*_of_texts(examples, lexicon), *_of_phrases(lexicon)]
    idf = _rarity(lessons, len(examples))
    columns = DictVectorizer()
    matrix = columns.fit_transform([features.vector(lesson.reading, idf) for lesson in lessons])
    return Fitted(idf, columns, {head: _estimator(head, matrix, lessons) for head in HEADS})


def _of_texts(examples: Sequence[Example], lexicon: Lexicon) -> Iterator[Lesson]:
    for example in examples:
        labels = {head: example.label(head) for head in HEADS}
        for version in (example, example.without_marks()):
            reading = features.read(version.text, lexicon)
            yield Lesson(reading, labels, 1.0)
            yield Lesson(_phrases_hidden(reading), labels, 1.0)


def _of_phrases(lexicon: Lexicon) -> Iterator[Lesson]:
    for phrase in lexicon.phrases:
        labels = {"field": phrase.field, "scope": "", "kind": ""}
        for text in (phrase.text, fold(phrase.text)):
            reading = _phrases_hidden(features.read(text, lexicon))
            yield Lesson(reading, labels, phrase.weight * _PHRASE_WEIGHT)


def _phrases_hidden(reading: features.Reading) -> features.Reading:
    kept = {name: strength for name, strength in reading.strength.items() if name[0] not in "lm"}
    return replace(reading, strength=kept)


def _rarity(lessons: Sequence[Lesson], texts: int) -> dict[str, float]:
    """Inverse document frequency of what enough texts show; phrases and shape always count one.

    A text and its copies without marks and without phrases are one text.
    """
    seen = Counter(name for lesson in lessons for name in lesson.reading.strength)
    return {
        name: 1.0 if name[0] in features.ALWAYS else round(math.log((1 + texts) / (1 + count / 4)) + 1, 4)
        for name, count in seen.items()
        if count >= _LEAST_SEEN.get(name[0], 1)
    }


def _estimator(head: str, matrix: Any, lessons: Sequence[Lesson]) -> LogisticRegression:
    """Multinomial logistic regression whose weights are already the rounded ones that will be stored."""
    rows = [at for at, lesson in enumerate(lessons) if lesson.labels[head]]
    labels = [lessons[at].labels[head] for at in rows]
    if len(set(labels)) < _LEAST_LABELS:
        raise ValueError(f"the corpus shows fewer than {_LEAST_LABELS} answers to the question of {head}")
    estimator = LogisticRegression(C=_FREEDOM[head], class_weight="balanced", max_iter=400, tol=1e-4)
    estimator.fit(matrix[rows], labels, sample_weight=[lessons[at].weight for at in rows])
    small = np.abs(estimator.coef_) < _SMALLEST_WEIGHT
    estimator.coef_ = np.round(np.where(small, 0.0, estimator.coef_) / WEIGHT_UNIT) * WEIGHT_UNIT
    estimator.intercept_ = np.round(estimator.intercept_ / WEIGHT_UNIT) * WEIGHT_UNIT
    return estimator

"""Makes the model file from the corpus and the lexicon: the door for `train` and `evaluate`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pakn.routing import classifier, corpus, learning, lexicon, validation
from pakn.routing.classifier import FORMAT, WEIGHT_UNIT, Head
from pakn.routing.learning import Fitted
from pakn.routing.lexicon import Lexicon
from pakn.routing.validation import Accuracy


@dataclass(frozen=True)
class Report:
    """What a training came to: cross-validated accuracy per question, share of texts above the threshold."""

    version: str
    corpus_digest: str
    accuracy: Mapping[str, Accuracy]
    threshold: float
    routed: float
    size: int
    path: Path


def train(
    texts: Path = corpus.PACKAGED, phrases: Path = lexicon.PACKAGED, out: Path = classifier.PACKAGED
) -> Report:
    """Learns from the whole corpus, measures by cross-validation and writes the model file.

    The same corpus and lexicon give the same model and the same version. Raises ValueError for a bad corpus.
    """
    examples, known = corpus.read(texts), Lexicon.load(phrases)
    held_out = validation.cross_validate(examples, known)
    heads = {name: validation.calibrate(one, validation.FALLBACKS[name]) for name, one in held_out.items()}
    threshold, routed = validation.choose_threshold(held_out["field"], heads["field"])
    accuracy = {name: validation.accuracy(one) for name, one in held_out.items()}
    model = as_model(learning.fit(examples, known), known, heads)
    sources = {"corpus_digest": corpus.digest(texts), "lexicon_digest": corpus.digest(phrases)}
    version = _version(model)
    facts = {
        "version": version,
        **sources,
        "texts": len(examples),
        "threshold": threshold,
        "cross_validation": {name: asdict(one) for name, one in accuracy.items()} | {"routed_alone": routed},
    }
    _write(out, facts | model)
    size = out.stat().st_size
    return Report(version, sources["corpus_digest"], accuracy, threshold, routed, size, out)


def evaluate(
    texts: Path = corpus.PACKAGED, phrases: Path = lexicon.PACKAGED, folds: int = validation.FOLDS
) -> dict[str, Accuracy]:
    """Accuracy of field, scope and kind on texts not learnt from, as written and without marks."""
    held_out = validation.cross_validate(corpus.read(texts), Lexicon.load(phrases), folds)
    return {name: validation.accuracy(one) for name, one in held_out.items()}


def as_model(fitted: Fitted, known: Lexicon, heads: Mapping[str, Head]) -> dict[str, Any]:
    """The learnt numbers as the classifier reads them."""
    return {
        "format": FORMAT,
        "lexicon": [[one.field, one.text, one.weight] for one in known.phrases],
        "features": fitted.columns.feature_names_,
        "idf": [fitted.idf[name] for name in fitted.columns.feature_names_],
        "heads": {name: _stored(fitted, name, head) for name, head in heads.items()},
    }


def _stored(fitted: Fitted, name: str, head: Head) -> dict[str, Any]:
    estimator = fitted.estimators[name]
    rows = np.rint(estimator.coef_ / WEIGHT_UNIT).astype(int).T.tolist()
    return {
        "labels": [str(label) for label in estimator.classes_],
        "fallback": head.fallback,
        "temperature": head.temperature,
        "intercepts": np.rint(estimator.intercept_ / WEIGHT_UNIT).astype(int).tolist(),
        "weights": [numbers if any(numbers) else 0 for numbers in rows],
    }


def _version(model: Mapping[str, Any]) -> str:
    return hashlib.sha256(_packed(model).encode()).hexdigest()[:12]


def _write(path: Path, model: Mapping[str, Any]) -> None:
    path.write_text(_packed(model) + "\n", encoding="utf-8")


def _packed(model: Mapping[str, Any]) -> str:
    return json.dumps(model, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

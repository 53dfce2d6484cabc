"""The committed model is the one the committed corpus gives, and pure Python computes what scikit-learn does."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sklearn", reason="training needs the extra 'train'")

from pakn.routing import corpus, features, learning, lexicon, training, validation
from pakn.routing.classifier import PACKAGED, Classifier, Head, softmax
from pakn.routing.corpus import Example
from pakn.routing.lexicon import Lexicon

EXAMPLES = corpus.read()
LEXICON = Lexicon.load()
STORED: dict[str, Any] = json.loads(PACKAGED.read_text(encoding="utf-8"))
SCOPES = {"pakn", "khieu_nai_to_cao", "hoi_dap", "phan_anh_hien_truong", "thu_rac"}
KINDS = {"hanh_vi", "quy_dinh", "ca_hai"}


@pytest.fixture(scope="module")
def fitted() -> learning.Fitted:
    return learning.fit(EXAMPLES, LEXICON)


@pytest.fixture(scope="module")
def retrained(fitted: learning.Fitted) -> Classifier:
    heads = {
        name: Head(tuple(one["labels"]), (), one["temperature"], one["fallback"])
        for name, one in STORED["heads"].items()
    }
    facts = {"version": "again", "threshold": STORED["threshold"]}
    return Classifier(facts | training.as_model(fitted, LEXICON, heads))


def test_the_model_was_trained_from_the_corpus_and_lexicon_beside_it() -> None:
    assert STORED["corpus_digest"] == corpus.digest(corpus.PACKAGED), "train the model again"
    assert STORED["lexicon_digest"] == corpus.digest(lexicon.PACKAGED), "train the model again"
    assert PACKAGED.stat().st_size < 1_500_000


def test_training_again_gives_the_same_labels(retrained: Classifier) -> None:
    packaged = Classifier.load()

    for example in EXAMPLES:
        again, kept = retrained.classify(example.text), packaged.classify(example.text)
        assert (again.best.code, again.scope.code, again.kind.code) == (
            kept.best.code,
            kept.scope.code,
            kept.kind.code,
        )


@pytest.mark.parametrize("head", learning.HEADS)
def test_pure_python_gives_the_probabilities_of_scikit_learn(
    fitted: learning.Fitted, retrained: Classifier, head: str
) -> None:
    texts = [version.text for example in EXAMPLES for version in (example, example.without_marks())]
    readings = [features.read(text, LEXICON) for text in texts]
    theirs = fitted.estimators[head].predict_proba(fitted.matrix(readings))

    for reading, expected in zip(readings, theirs, strict=True):
        scores = retrained.scores(features.vector(reading, retrained.idf))[head]
        assert softmax(scores) == pytest.approx(expected.tolist(), abs=1e-6)


def test_the_corpus_covers_every_field_scope_and_kind() -> None:
    fields = Counter(example.field for example in EXAMPLES if example.scope == "pakn")
    scopes = Counter(example.scope for example in EXAMPLES)
    kinds = {(example.field, example.kind) for example in EXAMPLES if example.scope == "pakn"}

    assert len(fields) == 19
    assert min(fields.values()) >= 12
    assert set(scopes) == SCOPES
    assert min(scopes.values()) >= 15
    assert kinds == {(field, kind) for field in fields for kind in KINDS}
    assert {example.kind for example in EXAMPLES if example.scope != "pakn"} == {""}
    assert len({example.text for example in EXAMPLES}) == len(EXAMPLES)


def test_the_lexicon_knows_every_field_and_repeats_no_phrase() -> None:
    phrases = Counter(one.field for one in LEXICON.phrases)

    assert set(phrases) == {example.field for example in EXAMPLES}
    assert min(phrases.values()) >= 25
    assert len({(one.field, one.text) for one in LEXICON.phrases}) == len(LEXICON.phrases)
    assert {one.weight for one in LEXICON.phrases} <= {1, 2, 3}


def test_the_stored_figures_are_worth_routing_by() -> None:
    figures = STORED["cross_validation"]

    assert figures["field"]["marked"] > 0.8
    assert figures["field"]["unmarked"] > 0.8
    assert STORED["threshold"] >= 0.5


def test_a_small_corpus_is_trained_evaluated_and_written(tmp_path: Path) -> None:
    texts, phrases, out = tmp_path / "c.csv", tmp_path / "l.csv", tmp_path / "model.json"
    texts.write_text("text,field,scope,kind,source\n" + "".join(_rows()), encoding="utf-8")
    phrases.write_text("field,phrase,weight\ndat_dai,sổ đỏ,3\nmoi_truong,rác thải,3\n", encoding="utf-8")

    report = training.train(texts, phrases, out)
    again = training.train(texts, phrases, tmp_path / "again.json")

    assert report.accuracy == training.evaluate(texts, phrases)
    assert report.accuracy["field"].texts == 45
    assert (out.read_bytes(), report.version) == ((tmp_path / "again.json").read_bytes(), again.version)
    assert Classifier.load(out).classify("xã chưa làm sổ đỏ cho nhà tôi").best.code == "dat_dai"


def _rows() -> list[str]:
    """Fifteen texts for each of three fields: petitions of every kind, questions and denunciations."""
    about = {"dat_dai": "sổ đỏ thửa đất", "moi_truong": "rác thải hôi thối", "khac": "ngân hàng lãi suất"}
    said = {
        "pakn,hanh_vi": "cán bộ hẹn",
        "pakn,quy_dinh": "đề nghị sửa quy định",
        "pakn,ca_hai": "cán bộ hẹn mà quy định cũng khó",
        "hoi_dap,": "cho hỏi",
        "khieu_nai_to_cao,": "tôi tố cáo",
    }
    return [
        f"{opening} {words} việc số {number},{field},{labels},thử\n"
        for field, words in about.items()
        for labels, opening in said.items()
        for number in range(3)
    ]


def test_a_corpus_with_too_few_answers_is_refused() -> None:
    only_petitions = [example for example in EXAMPLES[:60] if example.scope == "pakn"]

    with pytest.raises(ValueError, match="question of scope"):
        learning.fit(only_petitions, LEXICON)


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("text,field\nđất,dat_dai\n", "columns"),
        ("text,field,scope,kind,source\n,dat_dai,pakn,hanh_vi,thử\n", "text 1"),
        ("text,field,scope,kind,source\nđất,,pakn,hanh_vi,thử\n", "required"),
    ],
)
def test_a_bad_corpus_is_refused_with_its_place(tmp_path: Path, table: str, complaint: str) -> None:
    path = tmp_path / "corpus.csv"
    path.write_text(table, encoding="utf-8")

    with pytest.raises(ValueError, match=complaint):
        corpus.read(path)


def test_an_advertisement_teaches_nothing_about_fields() -> None:
    example = Example("Giảm giá hôm nay", "khac", "thu_rac", "", "thử")

    assert example.label("field") == ""
    assert example.label("scope") == "thu_rac"


def test_the_threshold_is_the_least_that_keeps_nine_in_ten_right() -> None:
    held_out = validation.HeldOut(("a", "b"))
    for score, truth in [(4.0, "a")] * 19 + [(2.0, "b")] * 2 + [(1.0, "a")] * 2 + [(0.4, "b")] * 5:
        held_out.answers.append(validation.Answer((score, 0.0), 1.0, truth, True))

    threshold, routed = validation.choose_threshold(held_out, held_out.head(1.0, "a"))

    assert threshold == pytest.approx(0.74)
    assert routed == pytest.approx(21 / 28)


def test_a_threshold_is_never_below_one_half() -> None:
    held_out = validation.HeldOut(("a", "b", "c"))
    for _ in range(10):
        held_out.answers.append(validation.Answer((0.1, 0.0, 0.0), 1.0, "a", True))

    assert validation.choose_threshold(held_out, held_out.head(1.0, "a")) == (0.5, 0.0)

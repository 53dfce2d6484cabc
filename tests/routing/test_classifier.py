"""What the classifier says of texts of every sort, and that it survives all of them."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pakn.kernel.text import clean, fold
from pakn.routing import corpus
from pakn.routing.classifier import MAX_WORDS, PACKAGED, Classifier, softmax
from pakn.routing.lexicon import Lexicon, phrase, spelling

CLASSIFIER = Classifier.load()
LAND = "Tôi nộp hồ sơ xin cấp sổ đỏ đã một năm, cán bộ địa chính xã vẫn chưa xuống đo đạc thửa đất."
ANY_TEXT = st.text(st.characters(), max_size=300) | st.text("àáđơưôê aiuosdtnghck .,!?0123", max_size=300)


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT)
def test_any_text_gets_probabilities_that_sum_to_one(text: str) -> None:
    said = CLASSIFIER.classify(text)

    probabilities = [guess.probability for guess in said.fields]
    assert all(0 <= one <= 1 for one in probabilities)
    assert sum(probabilities) == pytest.approx(1)
    assert probabilities == sorted(probabilities, reverse=True)
    assert 0 < said.scope.probability <= 1
    assert 0 < said.kind.probability <= 1


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT)
def test_the_words_shown_are_words_of_the_text(text: str) -> None:
    said = CLASSIFIER.classify(text)

    for guess in (*said.fields, said.scope, said.kind):
        assert len(guess.words) <= MAX_WORDS
        assert all(word in clean(text) for word in guess.words)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (LAND, "dat_dai"),
        ("Con tôi sinh tháng trước mà tư pháp chưa cấp giấy khai sinh.", "tu_phap_ho_tich"),
        ("Trời mưa là đường ngập, cống thoát nước tắc mà phường không nạo vét.", "giao_thong_ha_tang"),
        ("the bhyt cua me toi het han, co quan bao hiem khong gia han", "bhxh_bhyt"),
        ("Tôi không đăng nhập được VNeID để nộp hồ sơ dịch vụ công trực tuyến", "dvctt_cntt"),
        ("xin giay dang ky ho kinh doanh ban tap hoa cho mai khong co", "kinh_doanh_ho_kd"),
        (
            "Bãi rác cạnh nhà hôi thối, nước thải chảy ra ruộng, đã báo xã nhiều lần mà không ai xử lý",
            "moi_truong",
        ),
    ],
)
def test_a_plain_petition_finds_its_field_and_is_sure_of_it(text: str, field: str) -> None:
    said = CLASSIFIER.classify(text)

    assert said.best.code == field
    assert said.best.probability >= CLASSIFIER.threshold
    assert said.scope.code == "pakn"


def test_the_words_that_led_there_come_as_they_were_written() -> None:
    said = CLASSIFIER.classify(LAND)

    assert any("sổ đỏ" in words for words in said.best.words)
    assert any("thửa đất" in words for words in said.best.words)
    assert all(guess.words == () for guess in said.fields[3:])


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Tôi làm đơn tố cáo cán bộ địa chính nhận hối lộ của dân, đề nghị khởi tố.", "khieu_nai_to_cao"),
        ("Cho em hỏi làm giấy khai sinh cần giấy tờ gì ạ?", "hoi_dap"),
        ("Vay tiền nhanh không thế chấp, liên hệ zalo ngay để nhận ưu đãi!", "thu_rac"),
        ("Cây đổ chắn ngang đường lúc này, xem hình ảnh đính kèm", "phan_anh_hien_truong"),
    ],
)
def test_what_is_not_a_petition_is_recognised(text: str, scope: str) -> None:
    assert CLASSIFIER.classify(text).scope.code == scope


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Cán bộ một cửa hẹn đi hẹn lại ba lần không giải quyết hồ sơ của tôi", "hanh_vi"),
        ("Quy định nộp bản giấy không còn phù hợp, đề nghị bãi bỏ", "quy_dinh"),
    ],
)
def test_conduct_is_told_from_the_content_of_a_regulation(text: str, kind: str) -> None:
    assert CLASSIFIER.classify(text).kind.code == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "😀🎉🚧",
        "\x00\x00",
        "\ud800\udfff",
        "?!...",
        "0000 12 34",
        "Улица залита водой",
        "道路が冠水しています",
    ],
)
def test_a_text_that_says_nothing_is_other_with_little_confidence(text: str) -> None:
    best = CLASSIFIER.classify(text).best

    assert best.code == "khac"
    assert best.probability < 0.2
    assert best.words == ()


def test_english_is_never_sure_enough_to_be_routed() -> None:
    said = CLASSIFIER.classify("Dear Sir, the street lights near our school have been broken for weeks.")

    assert said.best.probability < CLASSIFIER.threshold


def test_one_familiar_word_is_not_enough_to_be_sure() -> None:
    assert CLASSIFIER.classify("đất").best.probability < CLASSIFIER.threshold


def test_only_the_first_ten_thousand_characters_count() -> None:
    start = LAND.ljust(10_000)

    assert CLASSIFIER.classify(start + " bệnh viện" * 19_000) == CLASSIFIER.classify(start)


def test_text_stored_decomposed_is_read_like_composed_text() -> None:
    decomposed = LAND.replace("ộ", "o\u0323\u0302").replace("đất", "đâ\u0301t")

    assert decomposed != LAND
    assert CLASSIFIER.classify(decomposed) == CLASSIFIER.classify(LAND)


def test_marks_left_out_hardly_ever_change_the_field() -> None:
    texts = [example.text for example in corpus.read() if example.scope == "pakn"]

    same = sum(
        CLASSIFIER.classify(one).best.code == CLASSIFIER.classify(fold(one)).best.code for one in texts
    )

    assert same / len(texts) >= 0.95


def test_both_spellings_of_a_tone_mark_find_the_phrase() -> None:
    lexicon = Lexicon([phrase("cchc_can_bo_cong_chuc", "thỏa mãn", 1), phrase("ld_ncc_btxh", "quý", 1)])

    assert [hit.exact for hit in lexicon.hits((spelling("Thoả"), "mãn"), ("thoa", "man"))] == [True]
    assert [hit.exact for hit in lexicon.hits((spelling("quý"),), ("quy",))] == [True]


def test_a_word_with_other_marks_is_another_word() -> None:
    lexicon = Lexicon([phrase("dat_dai", "đất đai", 3)])

    assert list(lexicon.hits(("đắt", "đai"), ("dat", "dai"))) == []
    assert [hit.exact for hit in lexicon.hits(("dat", "dai"), ("dat", "dai"))] == [False]


def test_a_phrase_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="no words"):
        phrase("dat_dai", " - ", 1)


def test_softmax_stands_huge_scores() -> None:
    assert softmax([1e6, 0.0]) == [1.0, 0.0]


def test_the_packaged_model_is_read_once() -> None:
    assert Classifier.load() is CLASSIFIER
    assert CLASSIFIER.classify(LAND).model_version == CLASSIFIER.version != ""


def test_a_model_of_another_format_is_refused(tmp_path: Path) -> None:
    model = json.loads(PACKAGED.read_text(encoding="utf-8")) | {"format": 99}
    strange = tmp_path / "model.json"
    strange.write_text(json.dumps(model), encoding="utf-8")

    with pytest.raises(ValueError, match="format 99"):
        Classifier.load(strange)


def test_a_hundred_words_take_milliseconds_and_a_full_letter_a_moment() -> None:
    short, long = " ".join((LAND * 6).split()[:100]), LAND + " ba" * 5_000
    full = " ".join(example.text for example in corpus.read())[:10_000]

    assert _seconds(short) < 0.05
    assert _seconds(long) < 1
    assert _seconds(full) < 1


def _seconds(text: str) -> float:
    """The best of three, of this thread alone, as the machine may be busy; the limits leave room for a slow one."""
    taken = []
    for number in range(3):
        started = time.thread_time()
        CLASSIFIER.classify(f"{text} {number}")  # a text it has not seen
        taken.append(time.thread_time() - started)
    return min(taken)

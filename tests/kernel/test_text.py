"""Text is NFC and free of control characters; folding finds Vietnamese words however they are typed or stored."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pakn.kernel import text

any_text = st.one_of(
    st.text(),
    st.text(alphabet=st.characters()),
    st.text(alphabet="đĐấẤe\u0301\u0323\ud800\udfff\x00\r\n\u200b\u202eIİß"),
)


@given(any_text)
def test_cleaning_twice_changes_nothing_more(value: str) -> None:
    once = text.clean(value)

    assert text.clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(any_text)
def test_cleaned_text_can_be_stored_and_shown(value: str) -> None:
    cleaned = text.clean(value)

    cleaned.encode("utf-8")
    assert not {char for char in cleaned if ord(char) < 32 or ord(char) == 127} - {"\n", "\t"}
    assert not set(cleaned) & set("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_line_ends_become_one_kind_and_words_stay() -> None:
    assert text.clean("một\r\nhai\rba\nbốn\tnăm") == "một\nhai\nba\nbốn\tnăm"


@given(any_text)
def test_one_line_is_one_line(value: str) -> None:
    line = text.one_line(value)

    assert line == line.strip()
    assert len(line.splitlines()) <= 1
    assert "  " not in line


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("written", ["đất đai", "ĐẤT ĐAI", "Đất  Đai", "dat dai", "đất\nđai"])
def test_a_word_is_found_with_or_without_marks_composed_or_not(form: str, written: str) -> None:
    assert text.fold(unicodedata.normalize(form, written)) == "dat dai"


@given(any_text)
def test_folding_is_stable_and_does_not_depend_on_composition(value: str) -> None:
    folded = text.fold(value)

    assert text.fold(folded) == folded
    assert text.fold(unicodedata.normalize("NFD", value)) == text.fold(unicodedata.normalize("NFC", value))


@given(any_text)
def test_folded_text_has_no_marks_left(value: str) -> None:
    folded = text.fold(value)

    assert not [char for char in folded if unicodedata.combining(char)]
    assert "đ" not in folded
    folded.encode("utf-8")


@given(st.lists(st.one_of(st.none(), any_text)))
def test_a_search_key_is_words_with_single_spaces(parts: list[str | None]) -> None:
    key = text.search_key(*parts)

    assert key == " ".join(key.split())
    assert all(word.isalnum() for word in key.split())


def test_a_folded_query_is_inside_the_search_key() -> None:
    key = text.search_key("Cấp sổ đỏ", None, "Đất đai – thôn Đông")

    assert text.fold("ĐẤT ĐAI") in key
    assert "so do" in key


@given(st.text(alphabet="0123456789 .+-"))
def test_a_masked_telephone_number_shows_three_digits_at_most(phone: str) -> None:
    masked = text.mask_phone(phone)

    assert len([char for char in masked if char.isdigit()]) <= 3


def test_a_masked_telephone_number_keeps_its_end_and_nothing_is_made_of_nothing() -> None:
    assert text.mask_phone("0912 345 678") == "•••• ••• 678"
    assert text.mask_phone(None) == ""
    assert text.mask_phone("1022") == ""

"""The public form and text nobody should send: too long, broken, or meant to break something."""

from __future__ import annotations

import unicodedata

import pytest
from flask import Flask

from tests.intake.citizen import (
    FILLED,
    Citizen,
    kept,
    petitions,
    raw,
    raw_multipart,
    same_as_typed,
    some_words,
)

ENCODINGS = pytest.mark.parametrize("multipart", [False, True], ids=["urlencoded", "multipart"])


@ENCODINGS
def test_a_line_break_counts_as_one_character(province: Flask, citizen: Citizen, multipart: bool) -> None:
    lines = "x\r\n" * 4999 + "ab"

    code = citizen.sent(content=lines, multipart=multipart)

    assert kept(province, code).content == lines.replace("\r\n", "\n")
    assert citizen.send(content="x\r\n" * 4999 + "abcd", multipart=multipart) == 422


@ENCODINGS
def test_text_far_over_its_limit_comes_back_entire(citizen: Citizen, multipart: bool) -> None:
    long_one = "\n" + some_words(10_000 + 200_000)

    assert citizen.send(content=long_one, subject="", multipart=multipart) == 422
    same_as_typed(citizen, {"content": long_one.strip(), "full_name": FILLED["full_name"]})
    assert "Hiện có 210.000." in citizen.page.summary["content"]


@ENCODINGS
def test_ten_megabytes_of_text_get_a_clear_page(province: Flask, citizen: Citizen, multipart: bool) -> None:
    before = petitions(province)

    assert citizen.send(content="x" * 10_000_000, multipart=multipart) == 413
    assert "Phần gửi lên quá lớn" in citizen.page.text
    assert "Nội dung tối đa 10.000 ký tự" in citizen.page.text
    assert "Traceback" not in citizen.page.html
    assert petitions(province) == before


def test_a_script_is_only_ever_shown_as_text(citizen: Citizen) -> None:
    script = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    typed = dict.fromkeys(("full_name", "address", "subject", "content", "phone", "regulation"), script)

    assert citizen.send(**typed) == 422
    assert "<script>" not in citizen.page.html
    assert "<img src=x" not in citizen.page.html
    same_as_typed(citizen, typed)

    code = citizen.sent(**(typed | {"phone": "0912345678"}))

    for address in (f"/bien-nhan/{code}",):
        assert "<script>" not in citizen.open(address).html
    assert script in citizen.page.text
    assert citizen.track(code=code, secret=citizen.secret(code)) == 303
    assert "<script>" not in citizen.open(citizen.answer.location).html
    assert script in citizen.page.text


@ENCODINGS
def test_bytes_no_page_can_hold_are_cleaned_away_and_the_petition_is_taken(
    province: Flask, citizen: Citizen, multipart: bool
) -> None:
    dirty = {
        "content": b"m\xe1\xbb\x99t\x00 hai\xed\xa0\x80 ba\xff",
        "subject": b"S\xe1\xbb\x95\x00 \xe2\x80\xae\xc4\x91\xe1\xbb\x8f\xe2\x80\xac\xe2\x81\xa6",
        "area": b"thon-mot\x00",
    }
    fields = citizen.tokens() | FILLED
    if multipart:
        status = citizen.post_raw(raw_multipart(fields, "ranh-gioi", **dirty), "ranh-gioi")
    else:
        encoded = {name: b"".join(b"%%%02X" % byte for byte in value) for name, value in dirty.items()}
        status = citizen.post_raw(raw(fields, **encoded))

    assert status == 303
    held = kept(province, str(citizen.answer.location).rsplit("/", 1)[1])
    assert held.subject == "Sổ đỏ"
    assert held.content.startswith("một hai")
    assert " ba" in held.content
    assert not [char for char in held.content if char == "\x00" or "\ud800" <= char <= "\udfff"]
    assert held.area == "thon-mot"


@pytest.mark.parametrize("bytes_", ["%00", "%ED%A0%80", "%FF%FE", "%E2%80%AE", "a" * 3000])
def test_no_address_however_broken_breaks_a_page(citizen: Citizen, bytes_: str) -> None:
    addresses = {
        f"/gui?don-vi={bytes_}": 200,
        f"/?don-vi={bytes_}": 200,
        f"/tra-cuu?code={bytes_}": 200,
        f"/ket-qua?q={bytes_}&linh-vuc={bytes_}&trang={bytes_}": 200,
        f"/bien-nhan/{bytes_}": 404,
        f"/tra-cuu/{bytes_}": 303,
        f"/tra-cuu/{bytes_}/rut": 404,
        f"/tra-cuu/{bytes_}/tep/1": 404,
        f"/tra-cuu/PAKN-2026-000001-X/tep/{bytes_}": 404,
        f"/bo-sung/{bytes_}": 410,
        f"/{bytes_}": 404,
    }

    assert {address: citizen.client.get(address).status_code for address in addresses} == addresses


def test_text_is_kept_composed_without_marks_that_turn_it_around(province: Flask, citizen: Citizen) -> None:
    typed = unicodedata.normalize("NFD", "Đường\u202e thôn Một\u2066 ngập")

    code = citizen.sent(subject=typed, full_name=unicodedata.normalize("NFD", "Đỗ Thị Mẫu"))

    assert kept(province, code).subject == "Đường thôn Một ngập"
    assert kept(province, code).full_name == "Đỗ Thị Mẫu"

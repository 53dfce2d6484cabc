"""The public form: what must be there, what is said when it is not, and that nothing typed is ever lost."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from pakn.kernel import clock
from pakn.kernel.db import transaction
from tests import sample
from tests.intake.citizen import (
    FILLED,
    NOW,
    Citizen,
    kept,
    petitions,
    raw,
    raw_multipart,
    some_words,
)

ENCODINGS = pytest.mark.parametrize("multipart", [False, True], ids=["urlencoded", "multipart"])
TYPED = [name for name in FILLED if name not in ("submitter_type", "notice_read")]


def same_as_typed(citizen: Citizen, typed: dict[str, Any]) -> None:
    page = citizen.page
    assert {name: page.value(name) for name in typed} == typed


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("full_name", "Nhập họ và tên người gửi"),
        ("address", "Nhập địa chỉ để"),
        ("subject", "Tóm tắt việc muốn nói trong một câu"),
        ("content", "Viết nội dung"),
        ("phone", "Nhập số điện thoại, hoặc chọn liên hệ qua thư"),
        ("notice_read", "Đánh dấu đã đọc thông báo trước khi gửi"),
        ("agency", "Chọn cơ quan nhận phản ánh trong danh sách"),
    ],
)
@pytest.mark.parametrize("how", [None, "", " \u200b\t\r\n"], ids=["left out", "empty", "blank"])
def test_what_must_be_there_is_asked_for_by_name_and_the_rest_stays(
    province: Flask, citizen: Citizen, missing: str, sentence: str, how: str | None
) -> None:
    if missing == "notice_read" and how is not None:
        how = ""
    before = petitions(province)

    status = citizen.send(**{missing: how})

    page = citizen.page
    assert status == 422
    assert page.summary[missing].startswith(sentence)
    assert missing in page.ids
    assert page.title.startswith("Còn 1 chỗ cần sửa")
    others = [name for name in TYPED if name != missing and (missing, name) != ("agency", "area")]
    same_as_typed(citizen, {name: FILLED[name] for name in others})
    assert petitions(province) == before


def test_an_empty_form_names_every_place_at_once(citizen: Citizen) -> None:
    token = citizen.tokens()["csrf_token"]

    assert citizen.post("/gui", {"csrf_token": token}) == 422
    assert set(citizen.page.summary) == {
        "agency",
        "subject",
        "content",
        "full_name",
        "address",
        "phone",
        "notice_read",
    }


@pytest.mark.parametrize("kind", ["to_chuc", "doanh_nghiep", "co_quan"])
def test_everybody_but_a_person_names_the_organisation(province: Flask, citizen: Citizen, kind: str) -> None:
    assert citizen.send(submitter_type=kind) == 422
    assert citizen.page.summary == {"organization": "Nhập tên tổ chức, doanh nghiệp hoặc cơ quan"}
    assert citizen.page.value("submitter_type") == kind

    code = citizen.sent(submitter_type=kind, organization="Hội Nông dân thôn Một")

    assert kept(province, code).organization == "Hội Nông dân thôn Một"


def test_nobody_but_the_four_kinds_of_senders_is_taken(citizen: Citizen) -> None:
    assert citizen.send(submitter_type="người ngoài\x00") == 422
    assert "submitter_type-0" in citizen.page.summary
    assert "submitter_type-0" in citizen.page.ids


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0912345678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("(091) 234-5678", "+84912345678"),
        ("０９１２３４５６７８", "+84912345678"),
        ("024 3825 1234", "+842438251234"),
        ("+1 202-456-1111", "+12024561111"),
    ],
)
def test_a_telephone_number_is_understood_however_it_is_written(
    province: Flask, citizen: Citizen, typed: str, stored: str
) -> None:
    code = citizen.sent(phone=typed)

    assert kept(province, code).phone == stored


@pytest.mark.parametrize(
    ("typed", "count"),
    [("091234567", 9), ("09123456789", 11), ("không có", 0), ("0" * 300, 300), ("113", 3)],
)
def test_a_number_that_cannot_be_called_is_refused_with_the_count_of_its_digits(
    citizen: Citizen, typed: str, count: int
) -> None:
    assert citizen.send(phone=typed) == 422
    said = f"Số điện thoại cần đủ 10 chữ số, ví dụ 0912 345 678. Số vừa nhập có {count}."
    assert citizen.page.summary == {"phone": said}
    assert citizen.page.value("phone") == typed


@pytest.mark.parametrize("typed", ["0112345678", "+84 912 345 67"])
def test_ten_digits_that_nobody_has_are_not_called_too_few(citizen: Citizen, typed: str) -> None:
    assert citizen.send(phone=typed) == 422
    assert citizen.page.summary == {"phone": "Xem lại số điện thoại, ví dụ 0912 345 678."}


def test_letters_may_take_the_place_of_the_telephone(province: Flask, citizen: Citizen) -> None:
    code = citizen.sent(phone="", email="", contact_by_post="y")

    assert (kept(province, code).phone, kept(province, code).by_post) == ("", True)
    assert "gửi thư tới địa chỉ ông/bà đã ghi" in citizen.open(f"/bien-nhan/{code}").text


@pytest.mark.parametrize(
    ("name", "limit"), [("full_name", 200), ("address", 500), ("subject", 200), ("content", 10_000)]
)
def test_limits_hold_to_the_character_and_are_counted_after_cleaning(
    province: Flask, citizen: Citizen, name: str, limit: int
) -> None:
    fits = some_words(limit)
    typed = unicodedata.normalize("NFD", f"\u200b  {fits}\x00 ")

    code = citizen.sent(**{name: typed})

    assert getattr(kept(province, code), name) == fits
    assert citizen.send(**{name: fits + "x"}) == 422
    words = f"{limit:,}".replace(",", "."), f"{limit + 1:,}".replace(",", ".")
    assert f"còn {words[0]} ký tự. Hiện có {words[1]}." in citizen.page.summary[name]
    assert citizen.page.value(name) == fits + "x"


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


def test_the_address_presets_the_agency_and_its_areas(province: Flask, citizen: Citizen) -> None:
    page = citizen.open("/gui?don-vi=xa-dong")

    assert page.value("agency") == "xa-dong"
    assert "Thôn Một" in page.text
    assert "Thôn Một" not in citizen.open("/gui?don-vi=xa-tay").text
    assert citizen.open("/gui?don-vi=xa-nao-do").value("agency") == ""
    code = citizen.sent(agency="xa-tay", area="thon-mot")
    assert (kept(province, code).agency, kept(province, code).area) == ("xa-tay", "")


def test_an_agency_nobody_knows_is_refused_with_a_sentence(province: Flask, citizen: Citizen) -> None:
    before = petitions(province)

    assert citizen.send(agency="xa-khac\x00") == 422
    assert citizen.page.summary == {"agency": "Chọn cơ quan nhận phản ánh trong danh sách"}
    same_as_typed(citizen, {"content": FILLED["content"]})
    assert petitions(province) == before


def test_where_one_agency_takes_petitions_nobody_is_asked_which(app: Flask) -> None:
    sample.set_up(app)
    with app.app_context(), transaction() as session:
        for code in ("tinh", "xa-tay"):
            sample.agency(session, code).takes_petitions = False
    citizen = Citizen(app.test_client())

    page = citizen.open("/gui")
    code = citizen.sent(agency=None)

    assert "agency" not in page.ids
    assert "area" in page.ids
    assert (kept(app, code).agency, kept(app, code).area) == ("xa-dong", "thon-mot")


@pytest.mark.parametrize("token", [None, "", "sai", "\x00"], ids=["left out", "empty", "wrong", "nul"])
def test_a_form_without_its_guard_is_shown_again_with_all_that_was_typed(
    province: Flask, citizen: Citizen, token: str | None
) -> None:
    before = petitions(province)

    assert citizen.send(csrf_token=token) == 422
    assert "Trang đã mở quá lâu" in citizen.page.text
    assert "CSRF" not in citizen.page.text
    same_as_typed(citizen, {name: FILLED[name] for name in TYPED})
    assert petitions(province) == before

    assert citizen.send(again=True) == 303


def test_a_form_sent_from_a_browser_that_lost_its_cookie_is_shown_again(citizen: Citizen) -> None:
    hidden = citizen.tokens()
    citizen.client.delete_cookie("pakn")

    assert citizen.post("/gui", hidden | FILLED) == 422
    same_as_typed(citizen, {name: FILLED[name] for name in TYPED})


def test_pressing_twice_gives_one_petition_and_one_receipt(province: Flask, citizen: Citizen) -> None:
    hidden, before = citizen.tokens(), petitions(province)

    first = citizen.sent(**hidden)
    second = citizen.sent(**hidden | {"content": "Bấm gửi lần nữa."})

    assert first == second
    assert petitions(province) == before + 1
    assert citizen.secret(first)


def test_two_presses_at_the_same_moment_give_one_petition(province: Flask, citizen: Citizen) -> None:
    body, before = citizen.tokens() | FILLED, petitions(province)
    cookie = citizen.client.get_cookie("pakn")
    assert cookie is not None

    def press(_n: int) -> str:
        browser = Citizen(province.test_client())
        browser.client.set_cookie("pakn", cookie.value)
        assert browser.post("/gui", body) == 303, browser.page.text[:500]
        return str(browser.answer.location)

    with ThreadPoolExecutor(4) as pool:
        receipts = set(pool.map(press, range(8)))

    assert len(receipts) == 1
    assert petitions(province) == before + 1


@pytest.mark.parametrize("token", [None, "", "x.y.z"])
def test_a_form_without_its_token_is_a_new_petition_each_time(
    province: Flask, citizen: Citizen, token: str | None
) -> None:
    first, second = citizen.sent(form_token=token), citizen.sent(form_token=token)

    assert first != second


def test_a_form_left_open_for_two_days_is_still_taken(citizen: Citizen) -> None:
    hidden = citizen.tokens()
    clock.fix(NOW + timedelta(hours=49))

    first, second = citizen.sent(**hidden), citizen.sent(**hidden)

    assert first != second


def test_the_name_is_published_only_when_the_citizen_says_so(province: Flask, citizen: Citizen) -> None:
    assert "publish_name" not in citizen.open("/gui").fields
    assert "notice_read" not in citizen.page.fields
    assert citizen.page.value("submitter_type") == "ca_nhan"

    assert not kept(province, citizen.sent()).publish_name
    assert kept(province, citizen.sent(publish_name="y")).publish_name


@pytest.mark.parametrize(
    "typed", ["hoa", "hoa@", "hoa@xa", "hoa @x.vn", "a@b.vn, c@d.vn", "hoà@x.vn", "a" * 260]
)
def test_an_address_mail_cannot_reach_is_refused(citizen: Citizen, typed: str) -> None:
    assert citizen.send(email=typed) == 422
    assert citizen.page.summary["email"].startswith("Xem lại thư điện tử")
    assert citizen.page.value("email") == typed

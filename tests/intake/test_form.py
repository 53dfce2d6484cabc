"""The public form: what must be there, what is said when it is not, and that nothing typed is ever lost."""

from __future__ import annotations

import unicodedata

import pytest
from flask import Flask

from pakn.kernel.db import transaction
from tests import sample
from tests.intake.citizen import (
    FILLED,
    TYPED,
    Citizen,
    kept,
    petitions,
    same_as_typed,
    some_words,
)


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

"""What the law requires and a mail did not say is asked for on a short form, with what was understood filled in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pakn.kernel import clock
from pakn.kernel.db import rehearsal, transaction
from pakn.petitions.models import LegCause, Petition, SubmitterType
from pakn.petitions.workflow import State
from pakn.sla import queries as sla
from pakn.sla.models import Step
from tests.intake import by_mail
from tests.intake.citizen import JPEG, NOW, Citizen, ask_supplement, kept

SAID: dict[str, Any] = {
    "full_name": "  Nguyễn Thị   Thư ",
    "address": "Thôn Hai, xã Đông (mẫu)",
    "phone": "0912 345 678",
    "organization": "",
    "content": "",
}


@contextmanager
def register(app: Flask, code: str) -> Iterator[tuple[Session, Petition]]:
    with app.app_context(), rehearsal() as session:
        yield session, by_mail.by_code(session, code)


def guarded(citizen: Citizen, link: str) -> dict[str, str]:
    return {"csrf_token": citizen.open(link).value("csrf_token")}


def test_what_was_understood_stands_in_the_form(province: Flask, citizen: Citizen) -> None:
    code = by_mail.asked_in(province, full_name="Nguyễn Thị Thư", phone="+84912345678")

    page = citizen.open(by_mail.form_of(code))

    held = [page.value(name) for name in ("full_name", "address", "phone", "content")]
    assert held == ["Nguyễn Thị Thư", "", "0912 345 678", ""]
    assert "contact_by_post" not in page.fields
    assert by_mail.MISSING in page.text
    assert "Cấp sổ đỏ chậm" in page.text
    assert "đã ba tháng mà chưa có giấy chứng nhận" in page.text


def test_what_is_missing_is_asked_beside_its_field_and_nothing_typed_is_lost(
    province: Flask, citizen: Citizen
) -> None:
    link = by_mail.form_of(by_mail.asked_in(province))

    status = citizen.post(link, guarded(citizen, link) | {"full_name": " ", "address": "", "content": "Thêm"})

    assert status == 422
    assert citizen.page.summary == {
        "full_name": "Nhập họ và tên người gửi",
        "address": "Nhập địa chỉ để xã gửi trả lời",
        "phone": "Nhập số điện thoại, hoặc chọn liên hệ qua thư",
    }
    assert citizen.page.value("content") == "Thêm"


def test_a_number_that_cannot_be_called_is_shown_again_as_typed(province: Flask, citizen: Citizen) -> None:
    link = by_mail.form_of(by_mail.asked_in(province))

    assert citizen.post(link, guarded(citizen, link) | SAID | {"phone": "091 234"}) == 422

    assert "Số điện thoại cần đủ 10 chữ số" in citizen.page.summary["phone"]
    assert citizen.page.value("phone") == "091 234"
    assert citizen.page.value("address") == SAID["address"]


def test_what_was_filled_in_is_the_petitioners_and_a_new_day_is_promised(
    province: Flask, citizen: Citizen
) -> None:
    code = by_mail.asked_in(province)
    link = by_mail.form_of(code)
    token = guarded(citizen, link)
    clock.fix(NOW + timedelta(days=1))

    assert citizen.post(link, token | SAID, files=[("giay hen.jpg", JPEG)]) == 303

    held = kept(province, code)
    assert (held.full_name, held.phone) == ("Nguyễn Thị Thư", "+84912345678")
    assert (held.address, held.files) == (SAID["address"], ("giay hen.jpg",))
    with register(province, code) as (session, petition):
        first, second = petition.legs
        due = sla.deadlines(session, second)
        assert petition.state is State.RECEIVED
        assert second.cause is LegCause.SUPPLEMENTED
        assert [(each.step, each.started_on) for each in due] == [(Step.ANSWER, clock.day_of(clock.now()))]
        assert "nguyen thi thu" in petition.search_text
        assert first.ended_at is not None


def test_the_history_names_what_was_filled_in_and_never_what_it_says(
    province: Flask, citizen: Citizen
) -> None:
    code = by_mail.asked_in(province, full_name="Nguyễn Thị Thư")
    link = by_mail.form_of(code)

    citizen.post(link, guarded(citizen, link) | SAID)

    with register(province, code) as (session, petition):
        entries = by_mail.entries(session, petition)
        (filled,) = [each for each in entries if each.event == "PetitionerCompleted"]
        assert filled.payload == {"petition_id": petition.id, "fields": ["address", "phone"]}
        assert entries[-1].event == "PetitionSupplemented"


def test_after_sending_the_citizen_reads_the_code_and_what_comes_next(
    province: Flask, citizen: Citizen
) -> None:
    code = by_mail.asked_in(province)
    link = by_mail.form_of(code)
    citizen.post(link, guarded(citizen, link) | SAID | {"content": "Giấy hẹn số 118."})

    page = citizen.open(citizen.answer.location)

    assert f"Mã phiếu để tra cứu: {code}." in page.text
    assert "Văn phòng đang kiểm tra" in page.text
    assert "Giấy hẹn số 118." in page.text


def test_a_letter_by_post_may_take_the_place_of_the_telephone(province: Flask, citizen: Citizen) -> None:
    code = by_mail.asked_in(province)
    link = by_mail.form_of(code)

    assert citizen.post(link, guarded(citizen, link) | SAID | {"phone": "", "contact_by_post": "y"}) == 303

    assert (kept(province, code).phone, kept(province, code).by_post) == ("", True)


def test_whoever_names_an_organisation_writes_for_it(province: Flask, citizen: Citizen) -> None:
    code = by_mail.asked_in(province)
    link = by_mail.form_of(code)

    citizen.post(link, guarded(citizen, link) | SAID | {"organization": "Hợp tác xã Mẫu"})

    with register(province, code) as (_session, petition):
        assert petition.petitioner.submitter_type is SubmitterType.ORGANIZATION


def test_when_the_office_asks_later_the_ordinary_box_is_shown(province: Flask, citizen: Citizen) -> None:
    code = by_mail.asked_in(province)
    link = by_mail.form_of(code)
    citizen.post(link, guarded(citizen, link) | SAID)
    ask_supplement(province, code)

    page = citizen.open(by_mail.form_of(code))

    assert "full_name" not in page.fields
    assert "Bản chụp sổ đỏ cũ" in page.text
    assert citizen.post(link, guarded(citizen, link) | {"content": ""}) == 422


def test_a_link_that_is_too_old_says_what_to_do(province: Flask, citizen: Citizen) -> None:
    link = by_mail.form_of(by_mail.asked_in(province))
    clock.fix(NOW + timedelta(days=61))

    page = citizen.open(link, status=410)

    assert "Liên kết này không còn dùng được" in page.text
    assert "hỏi văn phòng" in page.text
    assert "/tra-cuu" in page.html


def test_the_form_sent_twice_is_taken_once(province: Flask, citizen: Citizen) -> None:
    code = by_mail.asked_in(province)
    link = by_mail.form_of(code)
    token = guarded(citizen, link)

    assert [citizen.post(link, token | SAID | {"content": "Một lần"}) for _ in range(2)] == [303, 303]

    with register(province, code) as (_session, petition):
        assert len(petition.legs) == 2


def test_a_second_tab_with_other_particulars_is_told_that_they_were_not_taken(
    province: Flask, citizen: Citizen
) -> None:
    code = by_mail.asked_in(province)
    link = by_mail.form_of(code)
    token = guarded(citizen, link)
    citizen.post(link, token | SAID)

    assert citizen.post(link, token | SAID | {"full_name": "Lý Thị Khác", "phone": ""}) == 410

    assert "Phần ông/bà vừa gửi chưa được nhận" in citizen.page.text
    assert "Lý Thị Khác" in citizen.page.text
    assert token["csrf_token"] not in citizen.page.html
    assert kept(province, code).full_name == "Nguyễn Thị Thư"


def test_a_stranger_without_the_link_sees_no_form(province: Flask, citizen: Citizen) -> None:
    code = by_mail.asked_in(province, phone="+84912345678")
    assert citizen.track(code=code, last4="5678") == 303

    page = citizen.open(citizen.answer.location)

    assert "/bo-sung/" not in page.html
    assert "Mở liên kết trong thư của xã" in page.text
    assert "secret" not in page.fields


@pytest.mark.parametrize("typed", ["full_name", "address", "organization"])
def test_what_is_too_long_is_told_with_its_limit(province: Flask, citizen: Citizen, typed: str) -> None:
    link = by_mail.form_of(by_mail.asked_in(province))

    assert citizen.post(link, guarded(citizen, link) | SAID | {typed: "a" * 501}) == 422

    assert list(citizen.page.summary) == [typed]


def test_a_form_that_crosses_another_fills_in_nothing(province: Flask, citizen: Citizen) -> None:
    code = by_mail.asked_in(province)
    link = by_mail.form_of(code)
    token = guarded(citizen, link)
    with province.app_context(), transaction() as session:
        petition = by_mail.by_code(session, code)
        petition.state = State.LAPSED

    assert citizen.post(link, token | SAID) == 410

    assert kept(province, code).full_name == ""

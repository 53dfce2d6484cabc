"""Following one's own petition: the secret opens it, four digits show how far it is, a letter's link opens it too."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from pakn.handling import verbs
from pakn.kernel import clock, codes, signing
from pakn.kernel.db import reading, transaction
from pakn.petitions import queries
from pakn.petitions.models import Petition
from pakn.petitions.workflow import State
from tests import sample
from tests.intake.citizen import FILLED, NOW, Citizen, ask_supplement

WRONG = "Không tìm thấy phiếu với hai mã này. Xem lại mã trên phiếu hẹn."
UNKNOWN = codes.tracking_code(2026, 987_654)
TOMORROW = NOW + timedelta(days=1)
OWN_WORDS = ("subject", "content", "full_name", "address", "phone", "email")


@pytest.fixture
def code(citizen: Citizen) -> str:
    """A petition whose receipt this browser holds."""
    return citizen.sent(subject="Chuyện ông Bờ-lâu", content="Nội dung riêng tư xyzzy", phone="0987654321")


@pytest.fixture
def stranger(province: Flask) -> Citizen:
    """Another browser."""
    return Citizen(province.test_client())


def state(app: Flask, code: str) -> State:
    with app.app_context():
        return reading().scalars(select(Petition.state).where(Petition.code == code)).one()


def signed(app: Flask, purpose: str, code: str) -> str:
    return signing.sign(app.extensions["pakn_settings"].key, purpose, code, now=clock.now())


def said(citizen: Citizen, code: str) -> str:
    """The page without what differs by nature: the code that was typed and the guard of the form."""
    html = re.sub(r'name="csrf_token" value="[^"]*"', "", citizen.page.html)
    return html.replace(code, "")


def test_code_and_secret_open_everything(citizen: Citizen, stranger: Citizen, code: str) -> None:
    assert stranger.track(code=code, secret=citizen.secret(code)) == 303

    page = stranger.open(stranger.answer.location)

    assert "Chuyện ông Bờ-lâu" in page.text
    assert "Nội dung riêng tư xyzzy" in page.text
    assert "Rút phản ánh" in page.text


@pytest.mark.parametrize("how", ["lower", "spaces", "no prefix", "look-alikes"])
def test_codes_and_secrets_are_understood_however_they_are_typed(
    citizen: Citizen, stranger: Citizen, code: str, how: str
) -> None:
    secret = citizen.secret(code)
    typed = {
        "lower": (code.lower(), secret.lower().replace("-", "")),
        "spaces": (f"  {code.replace('-', ' ')} ", secret.replace("-", " ")),
        "no prefix": (code.removeprefix("PAKN-"), secret.replace("-", "–")),
        "look-alikes": (code[:10] + code[10:16].replace("0", "O") + code[16:], secret.replace("0", "o")),
    }[how]

    assert stranger.track(code=typed[0], secret=typed[1]) == 303
    assert stranger.answer.location.endswith(code)


def test_four_digits_show_state_and_dates_and_nothing_of_what_was_written(
    stranger: Citizen, code: str
) -> None:
    assert stranger.track(code=code, last4="4321") == 303

    page = stranger.open(stranger.answer.location)

    for words in ("Chờ tiếp nhận", "23/03/2026", code, "Nhập mã bí mật"):
        assert words in page.text
    own = (
        "Bờ-lâu",
        "xyzzy",
        "Người Gửi",
        "Thôn Một",
        "987654321",
        "0987",
        "4321",
        "dan.example",
        "Rút phản ánh",
    )
    assert [words for words in own if words in page.html] == []
    assert "/bo-sung/" not in page.html
    assert "/tep/" not in page.html
    assert stranger.client.get(f"/tra-cuu/{code}/rut").status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        {"secret": "0000000000"},
        {"secret": "\x00"},
        {"last4": "0000"},
        {"last4": "654321"},
        {"last4": "321"},
        {"last4": "４３２1"},
        {"last4": ""},
        {},
    ],
)
def test_a_wrong_pair_gets_one_sentence_and_never_shows_the_secret_typed(
    stranger: Citizen, code: str, typed: dict[str, str]
) -> None:
    assert stranger.track(code=code, **typed) == 422

    assert WRONG in stranger.page.text
    assert stranger.page.value("code") == code
    assert stranger.page.value("secret") == ""


def test_one_secret_does_not_open_another_petition(citizen: Citizen, stranger: Citizen, code: str) -> None:
    other = citizen.sent()

    assert stranger.track(code=other, secret=citizen.secret(code)) == 422


def test_where_no_telephone_was_given_no_digits_open(citizen: Citizen, stranger: Citizen) -> None:
    code = citizen.sent(phone="", contact_by_post="y")

    assert {stranger.track(code=code, last4=digits) for digits in ("", "0000", "None")} == {422}


def test_five_wrong_tries_close_the_digits_until_tomorrow_but_not_the_secret(
    citizen: Citizen, province: Flask, code: str
) -> None:
    for last in range(5):
        assert Citizen(province.test_client()).track(code=code, last4=f"000{last}") == 422

    late = Citizen(province.test_client())
    assert late.track(code=code.lower(), last4="4321") == 422
    assert late.track(code=code, secret=citizen.secret(code)) == 303

    clock.fix(clock.end_of(clock.day_of(NOW)) - timedelta(seconds=1))
    assert Citizen(province.test_client()).track(code=code, last4="4321") == 422
    clock.fix(clock.end_of(clock.day_of(NOW)))
    assert Citizen(province.test_client()).track(code=code, last4="4321") == 303


def test_the_tries_of_one_code_close_no_other(citizen: Citizen, stranger: Citizen, code: str) -> None:
    other = citizen.sent(phone="0987654321")
    for _ in range(6):
        stranger.track(code=code, last4="0000")

    assert stranger.track(code=other, last4="4321") == 303


def test_the_answer_is_the_same_whatever_is_wrong(province: Flask, code: str) -> None:
    def answer(typed_code: str, last4: str) -> str:
        visitor = Citizen(province.test_client())
        assert visitor.track(code=typed_code, last4=last4) == 422
        return said(visitor, typed_code)

    wrong, unknown = answer(code, "0000"), answer(UNKNOWN, "0000")
    for _ in range(4):
        answer(code, "0000")
    closed = answer(code, "4321")

    assert wrong == unknown
    assert closed == answer(UNKNOWN, "4321")
    assert {wrong.replace("0000", ""), closed.replace("4321", "")} == {wrong.replace("0000", "")}


def test_what_was_opened_closes_after_half_an_hour(citizen: Citizen, stranger: Citizen, code: str) -> None:
    stranger.track(code=code, secret=citizen.secret(code))
    address = stranger.answer.location

    clock.fix(NOW + timedelta(minutes=30, seconds=1))
    page = stranger.open(address)

    assert "xyzzy" not in page.html
    assert page.value("code") == code
    assert stranger.client.get(f"/tra-cuu/{code}/rut").status_code == 404


def test_the_link_of_a_letter_opens_the_petition_until_it_expires(
    province: Flask, stranger: Citizen, code: str
) -> None:
    link = f"/tra-cuu/{signed(province, 'track', code)}"

    stranger.open(link, status=303)
    assert "xyzzy" in stranger.open(stranger.answer.location).text

    clock.fix(NOW + timedelta(days=61))
    late = Citizen(province.test_client())
    late.open(link, status=303)
    assert late.answer.location == "/tra-cuu"
    assert "xyzzy" not in late.open(f"/tra-cuu?code={code}").html


def test_a_link_opens_only_what_it_was_signed_for(province: Flask, stranger: Citizen, code: str) -> None:
    stranger.open(f"/tra-cuu/{signed(province, 'supplement', code)}", status=303)
    assert stranger.answer.location == "/tra-cuu"
    stranger.open(f"/bo-sung/{signed(province, 'track', code)}", status=410)
    stranger.open(f"/tra-cuu/{code}", status=303)
    assert stranger.answer.location == "/tra-cuu"


def test_the_citizen_adds_what_was_asked_through_the_link_of_the_letter(
    province: Flask, stranger: Citizen, code: str
) -> None:
    ask_supplement(province, code)
    link = f"/bo-sung/{signed(province, 'supplement', code)}"

    page = stranger.open(link)
    assert "Bản chụp sổ đỏ cũ" in page.text
    guard = {"csrf_token": page.value("csrf_token")}
    assert stranger.post(link, guard | {"content": " \u200b"}) == 422
    assert stranger.page.summary == {"content": "Viết thông tin bổ sung"}
    assert stranger.post(link, guard | {"content": "Sổ số 12.\x00"}) == 303

    assert state(province, code) is State.RECEIVED
    tracking = stranger.answer.location
    assert "xyzzy" in stranger.open(tracking).text
    assert stranger.post(link, guard | {"content": "Sổ số 12."}) == 303, "pressed twice: it is here already"
    assert stranger.post(link, guard | {"content": "Lần nữa"}) == 410
    assert "Phần ông/bà vừa gửi chưa được nhận. Phản ánh này đã được bổ sung trước đó." in stranger.page.text
    assert "Lần nữa" in stranger.page.text
    assert "Lần nữa" not in stranger.open(tracking).text
    assert province.test_client().get(link).status_code == 410, (
        "for another browser the link has done its work"
    )


def test_a_supplement_sent_from_an_old_page_is_shown_again_entire(
    province: Flask, stranger: Citizen, code: str
) -> None:
    ask_supplement(province, code)
    link = f"/bo-sung/{signed(province, 'supplement', code)}"

    assert stranger.post(link, {"content": "Sổ số 12."}) == 422

    assert stranger.page.value("content") == "Sổ số 12."
    assert "Trang đã mở quá lâu" in stranger.page.text
    guard = {"csrf_token": stranger.page.value("csrf_token")}
    assert stranger.post(link, guard | {"content": "Sổ số 12."}) == 303


@pytest.mark.parametrize("when", ["expired", "forged", "not asked"])
def test_a_link_that_is_no_longer_good_takes_nothing(
    province: Flask, stranger: Citizen, code: str, when: str
) -> None:
    if when != "not asked":
        ask_supplement(province, code)
    link = f"/bo-sung/{signed(province, 'supplement', code)}"
    if when == "expired":
        clock.fix(NOW + timedelta(days=61))
    elif when == "forged":
        link = link[:-2]
    before = state(province, code)

    answer = stranger.client.get(link).status_code
    token = stranger.tokens()["csrf_token"]

    assert answer == 410
    assert stranger.post(link, {"csrf_token": token, "content": "x"}) == answer
    assert state(province, code) is before


def test_the_citizen_takes_the_petition_back_after_being_asked_once_more(
    province: Flask, citizen: Citizen, stranger: Citizen, code: str
) -> None:
    stranger.track(code=code, secret=citizen.secret(code))
    page = stranger.open(f"/tra-cuu/{code.lower()}/rut")
    guard = {"csrf_token": page.value("csrf_token")}
    assert state(province, code) is State.RECEIVED
    assert stranger.post(f"/tra-cuu/{code}/rut", guard | {"reason": "x" * 501}) == 422

    assert stranger.post(f"/tra-cuu/{code}/rut", guard | {"reason": "Đã xong"}) == 303

    assert state(province, code) is State.WITHDRAWN
    assert "Đã rút" in stranger.open(f"/tra-cuu?code={code}").text
    assert stranger.post(f"/tra-cuu/{code}/rut", guard) == 403
    assert "Bước này đã qua hoặc chưa tới" in stranger.page.text


def test_a_petition_already_accepted_is_not_taken_back(
    province: Flask, citizen: Citizen, stranger: Citizen, code: str
) -> None:
    stranger.track(code=code, secret=citizen.secret(code))
    guard = {"csrf_token": stranger.open("/tra-cuu").value("csrf_token")}
    with province.app_context(), transaction() as session:
        petition = queries.for_change(session, code)
        verbs.accept(session, petition, by=sample.acting(session, petition, "dong-vp"), now=clock.now())

    assert stranger.post(f"/tra-cuu/{code}/rut", guard) == 403
    assert state(province, code) is State.IN_PROGRESS
    assert "/rut" not in stranger.open(f"/tra-cuu?code={code}").html


def test_no_guessing_takes_a_petition_back(province: Flask, stranger: Citizen, code: str) -> None:
    guard = {"csrf_token": stranger.open("/tra-cuu").value("csrf_token")}
    stranger.track(code=code, last4="4321")

    assert stranger.post(f"/tra-cuu/{code}/rut", guard) == 404
    assert state(province, code) is State.RECEIVED
    assert FILLED["subject"] not in stranger.page.html

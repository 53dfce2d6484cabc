"""The slip a citizen takes home: half an hour, one browser, and a secret that is written down nowhere."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from pakn.kernel import clock, codes
from pakn.kernel.db import reading
from pakn.kernel.tables import metadata
from pakn.petitions.models import Petition
from tests.intake.citizen import NOW, Citizen


def test_the_receipt_shows_code_secret_and_the_day_with_its_reasons(citizen: Citizen) -> None:
    code = citizen.sent(subject="Đường hỏng")

    page = citizen.open(f"/bien-nhan/{code}")

    assert code in page.text
    assert "Đường hỏng" in page.text
    assert citizen.secret(code)
    assert "Thứ Hai, 23/03/2026" in page.text
    assert "Sau 15 ngày làm việc" in page.text
    assert "Vì sao là ngày này" in page.text
    assert "Chậm nhất thứ Hai, 09/03/2026" in page.text
    assert "ng…@dan.example" in page.text
    assert "nguoi-gui@dan.example" not in page.text
    assert "0912" not in page.text
    assert 'content="noindex"' in page.html


def test_the_receipt_of_a_year_without_a_published_calendar_says_so(citizen: Citizen) -> None:
    clock.fix(NOW.replace(month=12, day=14))

    page = citizen.open(f"/bien-nhan/{citizen.sent()}")

    assert "trả lời chậm nhất (dự kiến)" in page.text
    assert "/2027" in page.text


def test_the_receipt_closes_after_half_an_hour(citizen: Citizen) -> None:
    code = citizen.sent()
    secret = citizen.secret(code)

    clock.fix(NOW + timedelta(minutes=30))
    assert secret in citizen.open(f"/bien-nhan/{code}").text
    clock.fix(NOW + timedelta(minutes=30, seconds=1))
    page = citizen.open(f"/bien-nhan/{code}", status=404)

    assert "Phiếu hẹn đã đóng lại" in page.text
    assert secret not in page.html


def test_another_browser_gets_a_closed_page_that_tells_nothing(province: Flask, citizen: Citizen) -> None:
    code = citizen.sent(subject="Chuyện riêng của tôi")
    stranger = Citizen(province.test_client())

    real = stranger.open(f"/bien-nhan/{code}", status=404).text
    invented = stranger.open(f"/bien-nhan/{codes.tracking_code(2026, 999_999)}", status=404).text

    assert "Phiếu hẹn đã đóng lại" in real
    assert "Chuyện riêng" not in real
    assert real.replace(code, "") == invented.replace(codes.tracking_code(2026, 999_999), "")


def test_pressing_again_later_opens_the_same_receipt_once_more(citizen: Citizen) -> None:
    hidden = citizen.tokens()
    code = citizen.sent(**hidden)
    secret = citizen.secret(code)
    clock.fix(NOW + timedelta(hours=2))
    citizen.open(f"/bien-nhan/{code}", status=404)

    assert citizen.sent(**hidden) == code

    assert citizen.secret(code) == secret


def test_the_browser_keeps_the_receipts_of_its_last_five_petitions(citizen: Citizen) -> None:
    sent = []
    for minute in range(6):
        clock.fix(NOW + timedelta(minutes=minute))
        sent.append(citizen.sent())

    opens = [citizen.client.get(f"/bien-nhan/{code}").status_code for code in sent]

    assert opens == [404, 200, 200, 200, 200, 200]


def test_the_secret_stands_in_no_table_and_in_no_cookie(province: Flask, citizen: Citizen) -> None:
    code = citizen.sent()
    shown = citizen.secret(code)
    bare = shown.replace("-", "")

    with province.app_context():
        session = reading()
        everything = {
            table.name: "\n".join(str(row) for row in session.execute(select(table)))
            for table in metadata().sorted_tables
        }
        key = province.extensions["pakn_settings"].key
        digest = session.scalars(select(Petition.secret_digest).where(Petition.code == code)).one()

    assert code in everything["petition"]
    assert [name for name, rows in everything.items() if bare in rows or shown in rows] == []
    assert digest == codes.secret_digest(key, code, shown)
    cookie = citizen.client.get_cookie("pakn")
    assert cookie is not None
    assert bare not in cookie.value
    assert cookie.http_only


def test_nothing_of_the_receipt_is_kept_by_caches(citizen: Citizen) -> None:
    citizen.open(f"/bien-nhan/{citizen.sent()}")

    assert citizen.answer.headers["Cache-Control"] == "no-store"
    assert "script-src" not in citizen.answer.headers["Content-Security-Policy"]
    assert citizen.answer.headers["Referrer-Policy"] == "same-origin"

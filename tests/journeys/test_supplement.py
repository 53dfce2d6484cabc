"""The office asks, the citizen adds by the link of the mail, a new day is promised; or the citizen takes it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import sample
from tests.journeys import doing
from tests.services.browser import OpenPage
from tests.services.web import LiveServer

SUBJECT = "Cấp sổ đỏ chậm ba tháng"
CITIZEN = "nguoi-gui@dan.example"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _sent(page: Page, site: LiveServer) -> doing.Receipt:
    return doing.send(
        page, site, subject=SUBJECT, content=sample.LAND, full_name="Nguyễn Thị Người Gửi", email=CITIZEN
    )


def test_a_citizen_adds_what_was_asked_and_is_answered(
    site: LiveServer, plain_page: Page, open_page: OpenPage
) -> None:
    with doing.working(site.app):
        slip = _sent(plain_page, site)
        desk = doing.sign_in(open_page, site, "dong-kt")
        desk.goto(f"{site.url}/can-bo/pakn/{slip.code}")
        _ask(desk, "Số giấy hẹn và ngày nộp hồ sơ.")
        _add_by_the_link_of_the_mail(plain_page, site, slip)
        _answer(desk, site, slip)
        _approve(doing.sign_in(open_page, site, "dong-chu-tich"), site, slip)

        doing.follow(plain_page, site, slip)
        history = plain_page.locator(".timeline").inner_text()

    expect(plain_page.locator(".qa--answer")).to_contain_text("Được trả trong tuần này.")
    assert [
        part for part in ("Yêu cầu bổ sung", "Đã bổ sung", "Duyệt và gửi trả lời") if part not in history
    ] == []


def _ask(page: Page, items: str) -> None:
    page.get_by_role("link", name="Yêu cầu bổ sung").click()
    page.locator("textarea").fill(items)
    page.get_by_role("button", name="Yêu cầu bổ sung").click()
    expect(page.get_by_text("Đã xong: Yêu cầu bổ sung.")).to_be_visible()
    expect(page.locator(".badge", has_text="Chờ bổ sung")).to_be_visible()


def _add_by_the_link_of_the_mail(page: Page, site: LiveServer, slip: doing.Receipt) -> None:
    letter = doing.mail_to(site, CITIZEN, f"Phản ánh {slip.code} cần bổ sung")
    assert "Số giấy hẹn và ngày nộp hồ sơ." in doing.text_of(letter)
    page.context.clear_cookies()
    page.goto(doing.link_in(letter, "/bo-sung/"))
    expect(page.locator(".alert")).to_contain_text("Số giấy hẹn và ngày nộp hồ sơ.")

    page.get_by_role("button", name="Gửi bổ sung").click()
    expect(page.get_by_role("alert")).to_contain_text("Viết thông tin bổ sung")
    page.get_by_label("Thông tin bổ sung").fill("Giấy hẹn số 118, nộp ngày 2 tháng 9.")
    page.get_by_role("button", name="Gửi bổ sung").click()

    expect(page.locator(".badge", has_text="Chờ tiếp nhận")).to_be_visible()
    expect(page.locator(".status .due")).to_contain_text("Còn 15 ngày làm việc")


def _answer(page: Page, site: LiveServer, slip: doing.Receipt) -> None:
    page.goto(f"{site.url}/can-bo/pakn/{slip.code}")
    expect(page.locator(".note").last).to_contain_text("Giấy hẹn số 118, nộp ngày 2 tháng 9.")
    page.get_by_role("button", name="Tiếp nhận").click()
    page.get_by_role("link", name="Soạn trả lời").click()
    page.get_by_label("Giải thích, hướng dẫn").check()
    page.get_by_label("Nội dung trả lời").fill("Được trả trong tuần này.")
    page.get_by_role("button", name="Trình duyệt").click()
    expect(page.get_by_text("Đã xong: Trình duyệt.")).to_be_visible()


def _approve(page: Page, site: LiveServer, slip: doing.Receipt) -> None:
    page.goto(f"{site.url}/can-bo/pakn/{slip.code}/duyet")
    page.get_by_role("button", name="Duyệt và gửi").click()
    expect(page.get_by_text("Đã xong: Duyệt và gửi.")).to_be_visible()


def test_a_citizen_takes_a_petition_back_after_being_asked_once_more(
    site: LiveServer, plain_page: Page, open_page: OpenPage
) -> None:
    with doing.working(site.app):
        slip = _sent(plain_page, site)
        doing.follow(plain_page, site, slip)
        plain_page.get_by_role("link", name="Rút phản ánh").click()
        expect(plain_page.get_by_role("heading", level=1)).to_have_text("Rút phản ánh này?")
        plain_page.get_by_role("link", name="Giữ lại").click()
        expect(plain_page.locator(".badge", has_text="Chờ tiếp nhận")).to_be_visible()

        plain_page.get_by_role("link", name="Rút phản ánh").click()
        plain_page.get_by_label("Lý do").fill("Đã nhận được sổ.")
        plain_page.get_by_role("button", name="Rút phản ánh").click()

        expect(plain_page.locator(".badge", has_text="Đã rút")).to_be_visible()
        letter = doing.mail_to(site, CITIZEN, slip.code)
        desk = doing.sign_in(open_page, site, "dong-kt")
        desk.goto(f"{site.url}/can-bo/pakn/{slip.code}")

    assert slip.code in str(letter["subject"])
    expect(desk.locator(".badge", has_text="Đã rút")).to_be_visible()
    expect(desk.get_by_role("button", name="Tiếp nhận")).to_have_count(0)

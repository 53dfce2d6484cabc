"""When the machine is unsure, the office decides with one press."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import doing
from tests.services.browser import OpenPage
from tests.services.web import LiveServer

SUBJECT = "Nhờ xã xem giúp một việc"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_office_picks_a_suggestion_with_one_press(
    site: LiveServer, plain_page: Page, open_page: OpenPage
) -> None:
    with doing.working(site.app):
        slip = doing.send(
            plain_page,
            site,
            subject=SUBJECT,
            content="Mong xã xem giúp việc hôm trước, tôi đã hỏi mà chưa rõ phải làm thế nào.",
            full_name="Nguyễn Thị Người Gửi",
            email="nguoi-gui@dan.example",
        )
        office = doing.sign_in(open_page, site, "dong-vp")
        office.get_by_role("link", name="Phân loại").click()
        card = office.locator(".triage", has_text=SUBJECT)
        expect(card.locator(".pick3")).to_have_count(3)
        press = card.locator(".pick3", has_text="Phòng Kinh tế").first
        press.click()
        expect(office.get_by_text("Đã giao cho Phòng Kinh tế.")).to_be_visible()
        expect(office.get_by_role("heading", name="Không còn phản ánh chờ phân loại")).to_be_visible()

        desk = doing.sign_in(open_page, site, "dong-kt")

    expect(desk.get_by_role("link", name=SUBJECT)).to_be_visible()
    desk.get_by_role("link", name=SUBJECT).click()
    expect(desk.locator(".timeline")).to_contain_text("Giao cho Trần Đông Trưởng Kinh Tế, Phòng Kinh tế")
    assert slip.code in desk.url

"""The main job, end to end, in a real browser: from a telephone to the public page and the report, nothing patched."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests import sample
from tests.journeys import doing
from tests.services.browser import OpenPage
from tests.services.web import LiveServer

SUBJECT = "Cấp sổ đỏ chậm ba tháng"
NAME = "Nguyễn Thị Người Gửi"
CONTENT = f"{sample.LAND} Tôi là {NAME}, gọi cho tôi theo số 0912 345 678. Kiến nghị xã hẹn ngày trả."
ANSWER = "Hồ sơ được trả chậm nhất ngày 30/11/2026.\n\nXã xin lỗi vì ông/bà đã phải đi lại ba lần."


def test_a_petition_from_a_telephone_is_answered_published_and_counted(
    site: LiveServer, plain_page: Page, open_page: OpenPage
) -> None:
    with doing.working(site.app):
        slip = doing.send(
            plain_page,
            site,
            subject=SUBJECT,
            content=CONTENT,
            full_name=NAME,
            email="nguoi-gui@dan.example",
            photo="giấy hẹn.png",
        )
        _the_receipt_promises_a_day(plain_page, site, slip)
        _the_officer_accepts_and_answers(open_page, site, slip)
        report = _the_leader_approves_and_publishes(open_page, site, slip)
        _the_public_page_hides_who_wrote(plain_page, site)
        _the_letter_is_in_the_outgoing_folder(site, slip)
        _the_report_counts_it(report, site)
        _the_citizen_reads_the_answer(plain_page, site, slip)


def _the_receipt_promises_a_day(page: Page, site: LiveServer, slip: doing.Receipt) -> None:
    expect(page.locator(".slip")).to_contain_text("kèm 1 tệp")
    letter = doing.mail_to(site, "nguoi-gui@dan.example", f"Xã đã nhận phản ánh {slip.code}")

    assert slip.code.startswith("PAKN-")
    assert len(slip.secret.replace("-", "")) == 10
    assert slip.due.split(", ")[1] in doing.text_of(letter)
    assert slip.secret not in doing.text_of(letter)


def _the_officer_accepts_and_answers(open_page: OpenPage, site: LiveServer, slip: doing.Receipt) -> None:
    page = doing.sign_in(open_page, site, "dong-kt")
    page.get_by_role("link", name=SUBJECT).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SUBJECT)
    expect(page.get_by_role("link", name="giấy hẹn.png")).to_be_visible()
    doing.accept_and_answer(page, ANSWER)

    expect(page.locator(".badge", has_text="Chờ duyệt")).to_be_visible()


def _the_leader_approves_and_publishes(open_page: OpenPage, site: LiveServer, slip: doing.Receipt) -> Page:
    page = doing.sign_in(open_page, site, "dong-chu-tich")
    page.goto(f"{site.url}/can-bo/pakn/{slip.code}")
    page.get_by_role("link", name="Xem và duyệt").click()
    expect(page.get_by_role("heading", name="Bản đăng lên trang công khai")).to_be_visible()
    expect(page.get_by_text("đã che số điện thoại").first).to_be_visible()
    page.get_by_label("Công khai ngay bản đã che").check()
    page.get_by_role("button", name="Duyệt và gửi").click()

    expect(page.get_by_text("Đã xong: Duyệt và gửi.")).to_be_visible()
    expect(page.locator(".badge", has_text="Đã công khai")).to_be_visible()
    return page


def _the_public_page_hides_who_wrote(page: Page, site: LiveServer) -> None:
    page.goto(f"{site.url}/ket-qua?q=cap+so+do")
    page.get_by_role("link", name=SUBJECT).click()
    shown = page.locator("main").inner_text()

    assert page.url == f"{site.url}/ket-qua/1"
    assert "Hồ sơ được trả chậm nhất ngày 30/11/2026." in shown
    assert "đã che số điện thoại" in shown
    assert not any(part in shown for part in ("0912", "345 678", NAME, "Người Gửi", "giấy hẹn.png", "PAKN-"))


def _the_letter_is_in_the_outgoing_folder(site: LiveServer, slip: doing.Receipt) -> None:
    letter = doing.mail_to(site, "nguoi-gui@dan.example", "Trả lời phản ánh")

    assert str(letter["subject"]) == f"Trả lời phản ánh {slip.code}"
    assert "Hồ sơ được trả chậm nhất ngày 30/11/2026." in doing.text_of(letter)


def _the_report_counts_it(page: Page, site: LiveServer) -> None:
    page.goto(f"{site.url}/van-phong/bao-cao?co-quan=xa-dong")
    expect(page.locator(".gauge__num")).to_contain_text("100,00%")
    expect(page.locator(".gauge__num")).to_contain_text("trong")
    page.locator(".gauge__num").get_by_role("link", name="1 đúng hạn").click()

    expect(page.get_by_role("link", name=SUBJECT)).to_be_visible()
    expect(page.locator(".badge", has_text="Đúng hạn")).to_be_visible()


def _the_citizen_reads_the_answer(page: Page, site: LiveServer, slip: doing.Receipt) -> None:
    doing.follow(page, site, slip)

    expect(page.get_by_role("heading", name="Xã trả lời")).to_be_visible()
    expect(page.locator(".qa--answer")).to_contain_text("Xã xin lỗi vì ông/bà đã phải đi lại ba lần.")
    expect(page.get_by_role("link", name="Xem trang công khai")).to_be_visible()

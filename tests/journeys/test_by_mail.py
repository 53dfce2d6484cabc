"""The main job with a mail instead of the form, through real servers and separate processes, nothing patched."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import sample
from tests.journeys import doing
from tests.services import house as houses
from tests.services.browser import OpenPage
from tests.services.dovecot import ImapServer
from tests.services.house import MAILBOX, House
from tests.services.smtp import SmtpServer
from tests.services.valkey import RedisServer
from tests.services.waiting import until

CITIZEN = "nguoi-gui@dan.example"
NAME = "Nguyễn Thị Người Gửi"
SUBJECT = "Cấp sổ đỏ chậm ba tháng"
CONTENT = f"{sample.LAND} Kiến nghị xã hẹn ngày trả, gọi cho tôi theo số 0912 345 678."
ANSWER = "Hồ sơ được trả chậm nhất ngày 30/11/2026.\n\nXã xin lỗi vì ông/bà đã phải đi lại ba lần."


@pytest.fixture
def house(
    postgres_url: str,
    redis_server: RedisServer,
    imap_server: ImapServer,
    smtp_server: SmtpServer,
    tmp_path: Path,
) -> Iterator[House]:
    """The sample province served by three processes, over PostgreSQL, Valkey, an IMAP and an SMTP server."""
    with houses.opened(tmp_path, postgres_url, redis_server, imap_server, smtp_server) as made:
        with houses.furnished(made):
            made.start("web", "work", "beat")
        yield made


def test_a_petition_by_mail_is_completed_answered_published_and_counted(
    house: House, imap_server: ImapServer, smtp_server: SmtpServer, plain_page: Page, open_page: OpenPage
) -> None:
    imap_server.append(MAILBOX, _mail(CONTENT))
    asked = _letter(smtp_server, "bổ sung")

    _the_short_form_holds_what_was_understood(plain_page, asked)
    receipt = _letter(smtp_server, "đã nhận")
    code = str(receipt["Subject"]).split()[-1]
    _a_reply_joins_the_petition(imap_server, receipt)
    _the_officer_accepts_and_answers(open_page, house)
    report = _the_leader_approves_and_publishes(open_page, house, code)
    answer = _letter(smtp_server, "Trả lời phản ánh")

    assert "Hồ sơ được trả chậm nhất ngày 30/11/2026." in doing.text_of(answer)
    assert answer["Auto-Submitted"] == "auto-generated"
    _the_public_page_hides_who_wrote(plain_page, house)
    _the_report_counts_it(report, house)


def _mail(content: str, **headers: str) -> bytes:
    made = EmailMessage()
    made["From"] = f"{NAME} <{CITIZEN}>"
    made["To"] = headers.pop("To", MAILBOX)
    made["Subject"] = headers.pop("Subject", SUBJECT)
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(content)
    made.add_attachment(doing.PHOTO, "image", "png", filename="giấy hẹn.png")
    return made.as_bytes()


def _letter(smtp: SmtpServer, says: str) -> EmailMessage:
    """The first letter to the citizen whose subject says so."""

    def such() -> list[EmailMessage]:
        mine = (each for each in smtp.messages if CITIZEN in str(each["To"]))
        return [each for each in mine if says in str(each["Subject"])]

    return until(
        such, lambda: f"no letter {says!r} among {[str(each['Subject']) for each in smtp.messages]}"
    )[0]


def _the_short_form_holds_what_was_understood(page: Page, asked: EmailMessage) -> None:
    page.goto(doing.link_in(asked, "/bo-sung/"))
    expect(page.get_by_label("Họ và tên")).to_have_value(NAME)
    page.get_by_label("Địa chỉ", exact=True).fill("Thôn Một, xã Đông (mẫu)")
    page.get_by_role("button", name="Gửi bổ sung").click()
    expect(page.get_by_role("heading", name="Phản ánh đã đi đến đâu")).to_be_visible()


def _a_reply_joins_the_petition(imap: ImapServer, receipt: EmailMessage) -> None:
    answer = _mail(
        "Tôi gửi thêm: giấy hẹn số 12/2026.\n\n"
        "Vào Th 6, 20 thg 11, 2026 vào lúc 09:12 UBND xã Đông đã viết:\n> Xã đã nhận",
        To=str(receipt["Reply-To"]),
        Subject=f"Re: {receipt['Subject']}",
        In_Reply_To=str(receipt["Message-ID"]),
    )
    imap.append(MAILBOX, answer)


def _the_officer_accepts_and_answers(open_page: OpenPage, house: House) -> None:
    page = doing.sign_in(open_page, house, "dong-kt")
    page.get_by_role("link", name=SUBJECT).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SUBJECT)
    expect(page.get_by_role("link", name="giấy hẹn.png").first).to_be_visible()
    _reload_until(page, "giấy hẹn số 12/2026")
    doing.accept_and_answer(page, ANSWER)


def _reload_until(page: Page, text: str) -> None:
    def shown() -> bool:
        page.reload()
        return text in page.locator("main").inner_text()

    until(shown, page.locator("main").inner_text, every_s=0.5)


def _the_leader_approves_and_publishes(open_page: OpenPage, house: House, code: str) -> Page:
    page = doing.sign_in(open_page, house, "dong-chu-tich")
    page.goto(f"{house.url}/can-bo/pakn/{code}")
    page.get_by_role("link", name="Xem và duyệt").click()
    page.get_by_label("Công khai ngay bản đã che").check()
    page.get_by_role("button", name="Duyệt và gửi").click()
    expect(page.locator(".badge", has_text="Đã công khai")).to_be_visible()
    return page


def _the_public_page_hides_who_wrote(page: Page, house: House) -> None:
    page.goto(f"{house.url}/ket-qua?q=cap+so+do")
    page.get_by_role("link", name=SUBJECT).click()
    shown = page.locator("main").inner_text()

    assert "Hồ sơ được trả chậm nhất ngày 30/11/2026." in shown
    assert not any(part in shown for part in ("0912", "345 678", NAME, CITIZEN, "giấy hẹn.png", "PAKN-"))


def _the_report_counts_it(page: Page, house: House) -> None:
    page.goto(f"{house.url}/van-phong/bao-cao?co-quan=xa-dong")

    expect(page.locator(".gauge__num")).to_contain_text("100,00%")

"""What citizens and officers do in a browser, one step a function."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path

from flask import Flask
from playwright.sync_api import FilePayload, Page, expect

from pakn.web.config import settings
from tests import sample
from tests.services.browser import DESK, OpenPage
from tests.services.waiting import until
from tests.services.web import LiveServer
from workers import embedded

PHOTO = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
)


@dataclass(frozen=True)
class Receipt:
    """What a citizen takes home."""

    code: str
    secret: str
    due: str


@contextmanager
def working(app: Flask) -> Iterator[None]:
    """The province is set up and its work is done beside the web, as in a demo."""
    sample.set_up(app)
    with embedded.running(app):
        yield


def send(page: Page, site: LiveServer, **typed: str) -> Receipt:
    """Fill the form in and send it; the receipt is on the page then."""
    page.goto(f"{site.url}/gui")
    page.get_by_label("Gửi đến").select_option("xa-dong")
    page.get_by_label("Tóm tắt trong một câu").fill(typed["subject"])
    page.get_by_label("Nội dung", exact=True).fill(typed["content"])
    page.get_by_label("Họ và tên").fill(typed["full_name"])
    page.get_by_label("Địa chỉ", exact=True).fill("Thôn Một, xã Đông (mẫu)")
    page.get_by_label("Số điện thoại").first.fill("0912 345 678")
    page.get_by_label("Thư điện tử").fill(typed["email"])
    page.get_by_label("Tôi đã ghi đúng sự thật").check()
    if "photo" in typed:
        photo = FilePayload(name=typed["photo"], mimeType="image/png", buffer=PHOTO)
        page.get_by_label("Ảnh, giấy tờ kèm theo").set_input_files(photo)
    page.get_by_role("button", name="Gửi phản ánh").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xã đã nhận phản ánh của ông/bà")
    return receipt(page)


def receipt(page: Page) -> Receipt:
    """Read the slip."""
    code, secret = page.locator(".code--big").all_inner_texts()
    return Receipt(code, secret, page.locator(".bigdate").inner_text())


def sign_in(open_page: OpenPage, site: LiveServer, username: str) -> Page:
    """An officer's own browser, at the inbox."""
    page = open_page(DESK)
    page.goto(f"{site.url}/can-bo/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(sample.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def accept_and_answer(page: Page, answer: str) -> None:
    """On the petition's page: take it on, write the answer, lay it before the leader."""
    page.get_by_role("button", name="Tiếp nhận").click()
    expect(page.get_by_text("Đã xong: Tiếp nhận.")).to_be_visible()
    page.get_by_role("link", name="Soạn trả lời").click()
    page.get_by_label("Giải thích, hướng dẫn").check()
    page.get_by_label("Nội dung trả lời").fill(answer)
    page.get_by_role("button", name="Trình duyệt").click()
    expect(page.get_by_text("Đã xong: Trình duyệt.")).to_be_visible()


def follow(page: Page, site: LiveServer, slip: Receipt) -> None:
    """Look a petition up with code and secret."""
    page.goto(f"{site.url}/tra-cuu")
    page.get_by_label("Mã trên phiếu").fill(slip.code)
    page.get_by_label("Mã bí mật").fill(slip.secret)
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.get_by_role("heading", name="Phản ánh đã đi đến đâu")).to_be_visible()


def mail_to(site: LiveServer, address: str, says: str) -> EmailMessage:
    """The letter in the outgoing folder to this address whose subject contains this, once it is there."""
    with site.app.app_context():
        outgoing = settings().data_dir / "outgoing"
    return until(
        lambda: next(_letters(outgoing, address, says), None),
        lambda: f"no letter {says!r} to {address} in {sorted(outgoing.glob('*'))}",
    )


def _letters(folder: Path, address: str, says: str) -> Iterator[EmailMessage]:
    for path in sorted(folder.glob("*.eml")):
        letter = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        if address in str(letter["to"]) and says in str(letter["subject"]):
            yield letter


def text_of(letter: EmailMessage) -> str:
    """What its reader reads."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(letter: EmailMessage, part: str) -> str:
    """The address in a letter that contains this."""
    found = re.search(rf"http://\S*{re.escape(part)}\S*", text_of(letter))
    assert found, text_of(letter)
    return found[0]

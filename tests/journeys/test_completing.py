"""Whoever wrote by mail and left something out fills in the short form on a small telephone, script or no script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from pakn.handling import verbs
from pakn.kernel import clock, signing
from pakn.kernel.audit import MACHINE
from pakn.kernel.db import transaction
from pakn.petitions.models import Channel
from pakn.petitions.service import Acting
from pakn.petitions.workflow import Capacity
from pakn.web.config import settings
from tests import sample
from tests.services.browser import axe
from tests.services.web import LiveServer

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _link(site: LiveServer) -> str:
    """The link of the letter that asks for what a mail left out."""
    sample.set_up(site.app)
    with site.app.app_context(), transaction() as session:
        unknown = {"full_name": "Nguyễn Thị Thư", "address": "", "phone": "", "channel": Channel.EMAIL.value}
        petition = sample.submit(session, subject="Cấp sổ đỏ chậm " + "rất " * 30, **unknown)
        by = Acting(MACHINE, frozenset({Capacity.MACHINE}))
        verbs.ask_supplement(session, petition, items="Địa chỉ.\nSố điện thoại.", by=by, now=clock.now())
        signed = signing.sign(settings().key, "supplement", petition.code, now=clock.now())
    return f"{site.url}/bo-sung/{signed}"


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_the_short_form_is_for_everybody(site: LiveServer, phone_page: Page) -> None:
    phone_page.goto(_link(site))
    axe(phone_page)
    assert _fits(phone_page)

    phone_page.get_by_role("button", name="Gửi bổ sung").click()

    expect(phone_page.get_by_role("alert")).to_contain_text("Nhập địa chỉ để xã gửi trả lời")
    axe(phone_page)
    assert _fits(phone_page)
    phone_page.goto(f"{site.url}/bo-sung/het-han")
    expect(phone_page.get_by_role("heading", level=1)).to_have_text("Liên kết này không còn dùng được")
    axe(phone_page)


def test_the_short_form_needs_no_script(site: LiveServer, plain_page: Page) -> None:
    plain_page.goto(_link(site))
    expect(plain_page.get_by_label("Họ và tên")).to_have_value("Nguyễn Thị Thư")

    plain_page.get_by_label("Địa chỉ", exact=True).fill("Thôn Một, xã Đông (mẫu)")
    plain_page.get_by_label("Liên hệ qua thư theo địa chỉ trên").check()
    plain_page.get_by_role("button", name="Gửi bổ sung").click()

    expect(plain_page.get_by_text("Mã phiếu để tra cứu: PAKN-")).to_be_visible()
    expect(plain_page.locator(".badge", has_text="Chờ tiếp nhận")).to_be_visible()

"""Nothing needs a mouse: one can see where one is, skip to the text, and reach what matters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from pakn.kernel.db import transaction
from tests import sample
from tests.services.browser import DESK, OpenPage
from tests.services.web import LiveServer

MOST_STOPS = 60
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# What has the focus, and whether a ring of at least two pixels is drawn on it or on what holds it.
_FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const ringed = [one, one.closest("tr"), one.closest(".choice")].filter(Boolean).some(each => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  return [(one.innerText || one.getAttribute("aria-label") || one.id || one.tagName).trim(), ringed];
}"""


def _walk(page: Page) -> Iterator[tuple[str, bool]]:
    """Press Tab until the page ends; each name with whether its ring is seen."""
    for _step in range(MOST_STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(_FOCUSED)
        if found is None:
            return
        yield found[0], found[1]


def _opened(page: Page, url: str) -> list[tuple[str, bool]]:
    page.goto(url)
    return list(_walk(page))


@pytest.mark.parametrize(
    ("path", "action"),
    [
        ("/", "Gửi phản ánh, kiến nghị"),
        ("/gui", "Gửi phản ánh"),
        ("/tra-cuu", "Tra cứu"),
        ("/ket-qua", "Tìm"),
    ],
)
def test_tab_reaches_the_main_action_of_a_citizens_page_and_shows_where_it_is(
    site: LiveServer, desk_page: Page, path: str, action: str
) -> None:
    sample.set_up(site.app)

    stops = _opened(desk_page, f"{site.url}{path}")

    assert action in [name for name, _ringed in stops]
    assert [name for name, ringed in stops if not ringed] == []


def test_the_first_tab_offers_to_skip_to_the_text(site: LiveServer, desk_page: Page) -> None:
    sample.set_up(site.app)
    desk_page.goto(site.url)

    desk_page.keyboard.press("Tab")
    link = desk_page.get_by_role("link", name="Bỏ qua, đến nội dung chính")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    desk_page.keyboard.press("Enter")

    expect(desk_page.locator("main")).to_be_focused()
    desk_page.keyboard.press("Tab")
    expect(desk_page.locator("main .btn--primary").first).to_be_focused()


def test_an_officer_accepts_with_the_keyboard_alone(site: LiveServer, open_page: OpenPage) -> None:
    sample.set_up(site.app)
    with site.app.app_context(), transaction() as session:
        code = sample.submit(session).code
    page = open_page(DESK)
    page.goto(f"{site.url}/can-bo/dang-nhap")
    page.get_by_label("Tên đăng nhập").focus()
    page.keyboard.type("dong-kt")
    page.keyboard.press("Tab")
    page.keyboard.type(sample.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")

    names = _tab_to(page, sample.SENT.subject)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{code}")
    names += _tab_to(page, "Tiếp nhận")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Đã xong: Tiếp nhận.")).to_be_visible()
    assert [name for name, ringed in names if not ringed] == []


def _tab_to(page: Page, name: str) -> list[tuple[str, bool]]:
    passed = []
    for stop in _walk(page):
        passed.append(stop)
        if stop[0] == name:
            return passed
    raise AssertionError(f"Tab never came to {name!r}: {passed}")

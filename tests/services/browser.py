"""Debian's Chromium, a telephone and a desk, and the check that everybody can use a page."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    Error,
    Page,
    Playwright,
    Route,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.services import run
from tests.services.waiting import PATIENCE_S

PHONE = ViewportSize(width=360, height=740)
DESK = ViewportSize(width=1280, height=800)
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)
_LOOPBACK = {"127.0.0.1", "localhost"}

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        run.missing("Chromium", "no chromium on the PATH")
    expect.set_options(timeout=PATIENCE_S * 1000)
    with sync_playwright() as playwright:
        browser = _launch(playwright, program)
        yield browser
        browser.close()


def _launch(playwright: Playwright, program: str) -> Browser:
    try:
        return playwright.chromium.launch(executable_path=program, args=list(_QUIET))
    except Error as fault:
        run.missing("Chromium", f"did not start: {fault.message.splitlines()[0]}")


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens pages in contexts of their own: `open_page(viewport, **context_options)`.

    Nothing may be fetched from outside; a page that tries fails the test at its end.
    """
    outside: list[str] = []

    def keep_inside(route: Route) -> None:
        if urlsplit(route.request.url).hostname in _LOOPBACK:
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    with ExitStack() as contexts:

        def make(viewport: ViewportSize = DESK, **options: Any) -> Page:
            context = browser.new_context(
                viewport=viewport, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options
            )
            contexts.callback(context.close)
            context.set_default_timeout(PATIENCE_S * 1000)
            context.route("**/*", keep_inside)
            return context.new_page()

        yield make
    assert not outside, f"the page asked for things outside: {outside}"


@pytest.fixture
def phone_page(open_page: OpenPage) -> Page:
    """A telephone of 360 pixels, touched with a finger."""
    return open_page(PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)


@pytest.fixture
def desk_page(open_page: OpenPage) -> Page:
    """An officer's screen."""
    return open_page(DESK)


@pytest.fixture
def plain_page(open_page: OpenPage) -> Page:
    """A telephone whose browser runs no scripts."""
    return open_page(PHONE, java_script_enabled=False)


def axe(page: Page) -> None:
    """Assert that the page as it stands breaks no rule of WCAG 2.2 AA nor of good practice."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(AXE_TAGS)}})
    violations = results.response["violations"]
    assert not violations, f"{page.url} at {page.viewport_size}\n" + "\n".join(map(_told, violations))


def _told(violation: dict[str, Any]) -> str:
    places = [
        f"    {' '.join(map(str, node['target']))}: {node['html'][:160]}" for node in violation["nodes"]
    ]
    return "\n".join([f"  {violation['id']} ({violation['impact']}): {violation['help']}", *places])

"""Every page, on a telephone and on a desk, in the light and in the dark, as it meets everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize

from pakn.kernel import clock
from tests import sample
from tests.journeys import commune, tour
from tests.journeys.commune import Commune
from tests.journeys.looking import Listener, problems
from tests.journeys.tour import Stop
from tests.services import run
from tests.services.browser import DESK, PHONE
from tests.services.waiting import PATIENCE_S
from tests.services.web import serving

both_widths = pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])


@contextmanager
def _served(folder: Path, database_url: str, fill: Callable[[Flask], None]) -> Iterator[Commune]:
    port = run.free_port()
    app = commune.build(folder, database_url, f"http://127.0.0.1:{port}")
    fill(app)
    with serving(app, port=port) as server:
        yield Commune(app, server.url)


@pytest.fixture(scope="module")
def full_place(tmp_path_factory: pytest.TempPathFactory, sqlite_url_of_module: str) -> Iterator[Commune]:
    """A commune with petitions in every state."""
    with _served(tmp_path_factory.mktemp("full"), sqlite_url_of_module, commune.fill) as full:
        yield full


@pytest.fixture
def place(full_place: Commune) -> Commune:
    """The same, on its own day."""
    clock.fix(commune.NOW)
    return full_place


@pytest.fixture
def fresh_place(tmp_path: Path, sqlite_url: str) -> Iterator[Commune]:
    """A province where nobody has written yet."""
    with _served(tmp_path, sqlite_url, sample.set_up) as empty:
        yield empty


def _walk(
    browser: Browser, viewport: ViewportSize, url: str, stops: Iterable[Stop], cookies: dict[str, str]
) -> Iterator[tuple[Stop, Page, list[str]]]:
    """Open every stop in one context; with each comes what the browser complained of on the way."""
    with browser.new_context(viewport=viewport, locale="vi-VN", reduced_motion="reduce") as context:
        context.set_default_timeout(PATIENCE_S * 1000)
        page = context.new_page()
        listener = Listener(page)
        for stop in stops:
            context.clear_cookies()
            if stop.who in cookies:
                context.add_cookies([{"name": "pakn", "value": cookies[stop.who], "url": url}])
            page.goto(url + stop.path)
            if stop.act:
                stop.act(page)
                page.wait_for_load_state()
            yield stop, page, listener.heard()


def _told(walk: Iterable[tuple[Stop, Page, list[str]]]) -> str:
    return "\n".join(
        f"{stop.name}: {each}" for stop, page, heard in walk for each in [*heard, *problems(page)]
    )


@both_widths
def test_everybody_can_read_and_use_every_page(
    browser: Browser, place: Commune, viewport: ViewportSize
) -> None:
    stops = [*tour.citizen_stops(place), *tour.officer_stops(place)]

    walk = _walk(browser, viewport, place.url, stops, tour.cookies(place))

    assert _told(walk) == ""


@both_widths
def test_everybody_can_read_and_use_the_pages_where_nothing_is_yet(
    browser: Browser, fresh_place: Commune, viewport: ViewportSize
) -> None:
    cookies = {name: fresh_place.officer(name) for name in ("dong-kt", "dong-vp", "tinh-xem")}

    walk = _walk(browser, viewport, fresh_place.url, tour.empty_stops(), cookies)

    assert _told(walk) == ""


def test_the_tour_goes_everywhere(place: Commune) -> None:
    stops = [*tour.citizen_stops(place), *tour.officer_stops(place)]
    paths = {stop.path.split("?")[0] for stop in stops}

    opened = {place.app.url_map.bind("").match(path)[0] for path in paths if _known(place.app, path)}
    pages = {
        rule.endpoint
        for rule in place.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in _NOT_PAGES
    }

    assert pages - opened == set()


# Files, redirects, numbers for machines; and what a stop reaches by pressing something.
_NOT_PAGES = {
    "static",
    "operations.exposition",
    "operations.healthz",
    "operations.readyz",
    "citizen.attachment",
    "citizen.receipt",
    "citizen.supplement",
    "citizen.track_signed",
    "demo.html",
    "demo.message",
    "mail.raw",
    "officer.attachment",
    "reports.download",
}


def _known(app: Flask, path: str) -> bool:
    return bool(app.url_map.bind("").test(path, method="GET"))

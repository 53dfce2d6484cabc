"""What is wrong with a page as it stands in the browser, told in sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.services.browser import AXE_TAGS

EVERY_RULE = {"runOnly": {"type": "tag", "values": list(AXE_TAGS)}, "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}

# Every element with text of its own: how large it is drawn and how far its lines stand apart.
_TEXT = """() => {
  const told = [];
  for (const one of document.body.querySelectorAll("*")) {
    const own = [...one.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || one.tagName === "OPTION" || !one.checkVisibility()) continue;
    const style = getComputedStyle(one);
    let size = parseFloat(style.fontSize);
    const drawing = one.ownerSVGElement;
    if (drawing) {
      const box = drawing.viewBox.baseVal;
      size = size * (box && box.width ? drawing.getBoundingClientRect().width / box.width : 1);
    }
    const lines = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
    const name = one.tagName.toLowerCase() + "." + one.getAttribute("class") + " " + one.textContent.trim();
    if (size < 12.99) told.push(`text of ${size} px: ${name.slice(0, 60)}`);
    if (!drawing && !(lines >= 1.499)) told.push(`line height ${style.lineHeight}: ${name.slice(0, 60)}`);
  }
  return told;
}"""
_SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def problems(page: Page) -> Iterator[str]:
    """Everything that keeps somebody from reading or using this page, whatever its colours."""
    _shine(page, "light")
    page.evaluate(AXE_SCRIPT)
    yield from _axe(page, EVERY_RULE)
    _shine(page, "dark")
    yield from (f"in the dark, {each}" for each in _axe(page, COLOURS))
    if page.evaluate(_SIDEWAYS) > 0:
        yield "scrolls sideways"
    yield from page.evaluate(_TEXT)


def _shine(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Change the colours and wait until they are painted."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _axe(page: Page, options: dict[str, Any]) -> Iterator[str]:
    result = page.evaluate(f"axe.run({json.dumps(options)})")
    for violation in result["violations"]:
        places = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:3])
        yield f"{violation['id']}: {violation['help']} at {places}"


class Listener:
    """Hears what a page asks for and complains of."""

    def __init__(self, page: Page) -> None:
        self._heard: list[str] = []
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda fault: self._heard.append(f"script error: {fault}"))

    def heard(self) -> list[str]:
        """Since the last time."""
        found, self._heard = self._heard, []
        return found

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).hostname != "127.0.0.1":
            self._heard.append(f"asks for {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers 404 or 422 on purpose is no complaint; a style sheet that is missing is one.
        of_page = message.location.get("url", "").split("#")[0] == message.page.url if message.page else False
        if message.type in ("error", "warning") and not of_page:
            self._heard.append(f"console: {message.text} {message.location.get('url', '')}")

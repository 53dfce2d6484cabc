"""HTML to the text a reader would see, with and without what the mail program quoted below it.

A tokenizer of our own, since libraries lose the text of deeply nested elements or take the square of the length:
this one keeps no tree, reads each character once and knows only what matters in mail.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pakn.mailbox.parsing import charsets

LONGEST = 2_000_000
_TAG_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:]{0,40})")
_SILENT = frozenset({"script", "style", "title", "template", "noscript", "object", "svg"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
_BLOCK_LIST = """
address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li
main nav ol p pre section table tr ul
"""
_BLOCKS = frozenset(_BLOCK_LIST.split())
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"})
_QUOTES = re.compile(
    r"""gmail_quote|gmail_extra|moz-cite-prefix|yahoo_quoted|zmail_extra|protonmail_quote
    |divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|reply-intro|type\s*=\s*["']?cite""",
    re.IGNORECASE | re.VERBOSE,
)
# From these on all is quoted, the elements after them too.
_QUOTE_STARTS = re.compile(r"divRplyFwdMsg|appendonsend", re.IGNORECASE)
_FORWARDED = re.compile(
    r"Forwarded message|Thư đã chuyển tiếp|Tin nhắn chuyển tiếp|moz-forward", re.IGNORECASE
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
# Stands between the cells of a row until the row is whole.
_CELL = "\ue000"
_DEEPEST = 500
_OPENINGS = tuple("/!?abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LONGEST_QUOTED = 2_000


@dataclass(frozen=True)
class Page:
    """`own` is what was newly written, `full` everything; both cleaned."""

    own: str
    full: str


def to_text(source: str) -> Page:
    """What the page says. Anything behind its first two million characters is left out."""
    reader = _Reader(keeps_quotes=bool(_FORWARDED.search(source, 0, LONGEST)))
    for piece in _tokens(source[:LONGEST]):
        if piece.startswith("<"):
            reader.tag(piece)
        else:
            reader.text(piece)
    return Page(_tidy(reader.own), _tidy(reader.full))


@dataclass
class _Reader:
    """Walks through the pieces; `open_tags` holds the open elements, as far as they matter, with where they end."""

    keeps_quotes: bool
    own: list[str] = field(default_factory=list)
    full: list[str] = field(default_factory=list)
    open_tags: list[tuple[str, str]] = field(default_factory=list)
    silent: int = 0
    quoted: int = 0
    preformatted: int = 0

    def text(self, piece: str) -> None:
        if self.silent:
            return
        shown = piece if self.preformatted else _BLANKS.sub(" ", piece)
        if not self.preformatted and self.full and self.full[-1].endswith(("\n", " ")):
            shown = shown.lstrip(" ")
        self._say(_ENTITY.sub(_character, shown) if "&" in shown else shown)

    def tag(self, piece: str) -> None:
        found = _TAG_NAME.match(piece, 1)
        if found is None:
            return
        name = found[1].lower()
        if name == "br":
            self._say("\n")
        elif piece.startswith("</"):
            self._end(name)
        else:
            self._start(name, piece)

    def _start(self, name: str, piece: str) -> None:
        self._break(name)
        if name == "li":
            self._say("- ")
        elif name in ("td", "th"):
            self._say(_CELL)
        if name in _VOID or (piece.endswith("/>") and name not in _BLOCKS):
            return
        role = self._role(name, piece)
        if (role or self.open_tags) and len(self.open_tags) < _DEEPEST:
            self.open_tags.append((name, role))
            self._count(role, 1)

    def _end(self, name: str) -> None:
        self._break(name)
        for back in range(len(self.open_tags) - 1, max(-1, len(self.open_tags) - 50), -1):
            if self.open_tags[back][0] == name:
                for _, role in self.open_tags[back:]:
                    self._count(role, -1)
                del self.open_tags[back:]
                return

    def _role(self, name: str, piece: str) -> str:
        if name in _SILENT or _HIDDEN.search(piece, 0, 1_000):
            return "silent"
        if name == "pre":
            return "preformatted"
        if not self.keeps_quotes and _QUOTES.search(piece, 0, 1_000):
            self.quoted += bool(_QUOTE_STARTS.search(piece, 0, 1_000))
            return "quoted"
        return ""

    def _count(self, role: str, step: int) -> None:
        if role:
            setattr(self, role, getattr(self, role) + step)

    def _break(self, name: str) -> None:
        if name in _BLOCKS and self.full and not self.full[-1].endswith("\n\n" if name in _SPACED else "\n"):
            self._say("\n\n" if name in _SPACED else "\n")

    def _say(self, words: str) -> None:
        if words and not self.silent:
            self.full.append(words)
            if not self.quoted:
                self.own.append(words)


def _tokens(source: str) -> Iterator[str]:
    """Tags and the texts between them, comments passed over; what opens and never ends is text."""
    last_comment, last_tag = source.rfind("-->"), source.rfind(">")
    position = 0
    while position < len(source):
        start = source.find("<", position)
        if start < 0:
            start = len(source)
        if start > position:
            yield source[position:start]
        if source.startswith("<!--", start) and start < last_comment:
            position = source.find("-->", start) + 3
        elif start < last_tag and source.startswith(_OPENINGS, start + 1):
            position = _end_of_tag(source, start)
            yield source[start:position]
        else:
            yield "&lt;" if start < len(source) else ""
            position = start + 1


def _end_of_tag(source: str, start: int) -> int:
    """Behind the bracket that closes the tag, which is not one within quotes."""
    end = source.find(">", start)
    if source.count('"', start, end) % 2:
        close = source.find('"', end, end + _LONGEST_QUOTED)
        if close >= 0:
            end = max(end, source.find(">", close))
    return end + 1


def _character(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])


def _row(line: str) -> str:
    return " | ".join(filter(None, map(str.strip, line.split(_CELL))))


def _tidy(said: list[str]) -> str:
    text = charsets.readable("".join(said)).replace("\xa0", " ")
    lines = "\n".join(_row(line) if _CELL in line else line.strip() for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", lines).strip()

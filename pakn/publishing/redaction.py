"""What the public may read: a text with everything that points at a person hidden (Luật 91/2025/QH15, Điều 16).

Pure. When in doubt it hides: an officer compares the result with the original before it is published, and a word
hidden too many costs less than a telephone number shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pakn.publishing import redaction_contacts, redaction_names, redaction_numbers, redaction_places
from pakn.publishing.redaction_view import HIDDEN, Hit, View, What, look_at

__all__ = ["Piece", "Redacted", "Span", "What", "marker", "pieces", "redact"]

_OPEN, _CLOSE = "⟦đã che ", "⟧"
_MARKER = re.compile(f"{_OPEN}({'|'.join(re.escape(what) for what in What)}){_CLOSE}")
_STILL_READABLE = re.compile(f"[^{HIDDEN}]+")


@dataclass(frozen=True)
class Span:
    """A stretch of the original text that was hidden, ends as in a slice, and what it was."""

    start: int
    end: int
    what: What


@dataclass(frozen=True)
class Redacted:
    """The text to publish, its hidden places written as markers, and where they were in the original."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Piece:
    """A stretch of a redacted text: words to show, or what was hidden in their place."""

    text: str
    hidden: What | None

    @property
    def shown(self) -> str:
        """The piece as plain words, for a place that cannot draw."""
        return f"[đã che {self.hidden}]" if self.hidden else self.text


def redact(text: str, *, names: Sequence[str] = (), addresses: Sequence[str] = ()) -> Redacted:
    """The text with personal data replaced by markers; never raises, and changes nothing when applied again.

    ``names`` are those of the petitioner (whole or parts) and of officials, ``addresses`` the petitioner's; both are
    found with and without marks, in any case, across line breaks.
    """
    find = _finders(names, addresses)
    standing = [match.span() for match in _MARKER.finditer(text)]
    spans: list[Span] = []
    while found := _look_once(text, standing, spans, find):
        spans += found
    spans.sort(key=lambda span: span.start)
    return Redacted(_replace(text, spans), tuple(spans))


def marker(what: What) -> str:
    """What stands in a redacted text for something hidden: ⟦đã che số điện thoại⟧."""
    return f"{_OPEN}{what}{_CLOSE}"


def pieces(text: str) -> list[Piece]:
    """A redacted text cut at its markers, for a page that draws them."""
    cut: list[Piece] = []
    shown_to = 0
    for match in _MARKER.finditer(text):
        cut += [Piece(text[shown_to : match.start()], None), Piece(match[0], What(match[1]))]
        shown_to = match.end()
    cut.append(Piece(text[shown_to:], None))
    return [piece for piece in cut if piece.text]


_Finder = Callable[[View], Iterable[Hit]]


def _finders(names: Sequence[str], addresses: Sequence[str]) -> list[_Finder]:
    return [
        redaction_contacts.find,
        redaction_places.finder(addresses),
        redaction_numbers.find,
        redaction_names.finder(names),
    ]


def _look_once(
    text: str, standing: Sequence[tuple[int, int]], hidden: Sequence[Span], finders: Sequence[_Finder]
) -> list[Span]:
    """One look at what is still readable; what it hides can make a neighbour recognisable in the next."""
    view = look_at(text, [*standing, *((span.start, span.end) for span in hidden)])
    hits = [part for find in finders for hit in find(view) for part in _readable(view, hit)]
    return [Span(*view.original(hit.start, hit.end), hit.what) for hit in _merged(hits)]


def _readable(view: View, hit: Hit) -> Iterator[Hit]:
    """The parts of a hit that are not hidden yet."""
    for match in _STILL_READABLE.finditer(view.bare, hit.start, hit.end):
        yield Hit(match.start(), match.end(), hit.what)


def _merged(hits: list[Hit]) -> list[Hit]:
    """Overlapping hits made one, named after the longest of them."""
    merged: list[Hit] = []
    longest = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not merged or hit.start >= merged[-1].end:
            merged.append(hit)
            longest = hit.end - hit.start
            continue
        last, length = merged[-1], hit.end - hit.start
        what = hit.what if length > longest else last.what
        longest = max(longest, length)
        merged[-1] = Hit(last.start, max(last.end, hit.end), what)
    return merged


def _replace(text: str, spans: Sequence[Span]) -> str:
    parts: list[str] = []
    shown_to = 0
    for span in spans:
        parts += [text[shown_to : span.start], marker(span.what)]
        shown_to = span.end
    return "".join([*parts, text[shown_to:]])

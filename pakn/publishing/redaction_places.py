"""Where somebody lives: the addresses given, house numbers, lanes and neighbourhood groups. Communes stay readable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pakn.publishing.redaction_numbers import without, without_plain_numbers
from pakn.publishing.redaction_view import HIDDEN, Hit, View, What, look_at
from pakn.publishing.redaction_words import STREET_NAMES

_NUMBER = r"[a-z]{0,2}\d{1,5}[a-z]?(?:[/\-.]\d{1,4}[a-z]?){0,4}(?![\w/]|[.,]\d)"
_GAP = r"[\s,.;\-–]{1,4}"
_LANE = r"(?:ngõ|ngách|hẻm|kiệt|hem|kiet|ngo|ngach|lô|lo|căn hộ|can ho|dãy|day)"
_GROUP = r"(?:tổ dân phố|to dan pho|tdp|tổ|to(?=\s\d{1,3}\s?(?:,|\n|$|thon|ap|xom|khu|phuong)))"
_VILLAGE = r"(?:thôn|xóm|ấp|bản|buôn|khóm|khu phố|khu|đội|thon|xom|ap|khom|khu pho)"
_STREET = r"(?:đường|phố|duong|pho|đ\.|quốc lộ|tỉnh lộ|ql|tl)"
_SO = r"(?:số\s|so\s)?"

_LINK = rf"(?:{_GAP}(?:{_LANE}|{_GROUP}|{_VILLAGE})\s{_SO}{_NUMBER})"
_CHAIN = rf"(?:{_LINK}){{0,5}}"

_HOUSES = [
    re.compile(rf"(?<!\w)(?:số nhà|so nha|nhà số|nha so|sn)\s?:?\s?{_NUMBER}{_CHAIN}"),
    re.compile(rf"(?<!\w)(?:số|so|nhà|nha)\s{_NUMBER}{_LINK}{_CHAIN}"),
    re.compile(rf"(?<!\w){_LANE}\s{_SO}{_NUMBER}{_CHAIN}"),
    re.compile(rf"(?<!\w){_NUMBER}{_GAP}{_LANE}\s{_SO}{_NUMBER}{_CHAIN}"),
    re.compile(
        rf"(?<!\w){_GROUP}\s{_SO}\d{{1,3}}[a-z]?(?![\w/%]|[.,]\d)(?!\s(?:người|nguoi|thành viên|lần)){_CHAIN}"
    ),
    re.compile(
        r"(?<!\w)(?:căn hộ|phòng|can ho)\s(?:số\s)?[a-z]?\d{1,2}[.\-]?\d{2}(?!\d)(?=.{0,30}(?:chung cư|tòa|toà|block))"
    ),
]
_ON_STREET = re.compile(
    rf"(?<!\w)(?:(?:số nhà|so nha|số|so|nhà|nha)\s{_NUMBER}(?:{_LINK}){{0,3}},?|{_NUMBER})\s{_STREET}\s?(?=[^\W\d_])"
)
_BEFORE_STREET_NAME = re.compile(
    rf"(?<!\w)(?:(?:số nhà|so nha|số|so|nhà số)\s{_NUMBER}"
    rf"|(?<!/)\d{{1,4}}[a-z]?(?:/\d{{1,4}}[a-z]?){{1,4}})(?:{_LINK}){{0,3}},?\s(?=[^\W\d_])"
)
_NO_PLACE = {"so", "nha", "sn"}
_WORD = re.compile(r"[^\W\d_]+")


def finder(addresses: Sequence[str]) -> Callable[[View], Iterator[Hit]]:
    """What finds house numbers and, wherever they stand, the addresses given."""
    patterns = [pattern for address in addresses for pattern in _patterns(address)]

    def find(view: View) -> Iterator[Hit]:
        for pattern in patterns:
            for match in pattern.finditer(view.low):
                yield Hit(match.start(), match.end(), What.ADDRESS)
        yield from _houses(view)

    return find


def _houses(view: View) -> Iterator[Hit]:
    safe = without_plain_numbers(view.low)
    marked = without(safe, view.marked)
    for pattern in _HOUSES:
        for match in pattern.finditer(marked):
            yield Hit(match.start(), match.end(), What.ADDRESS)
    for match in _ON_STREET.finditer(marked):
        end = _name_end(view, match.end())
        if end > match.end():
            yield Hit(match.start(), end, What.ADDRESS)
    for match in _BEFORE_STREET_NAME.finditer(marked):
        end = _name_end(view, match.end())
        first = _WORD.match(view.marked, match.end())
        if first and first[0] in STREET_NAMES and end > first.end():
            yield Hit(match.start(), end, What.ADDRESS)


def _name_end(view: View, start: int) -> int:
    """Where the capitalised words from here end (at most five of them)."""
    end = start
    for _ in range(5):
        word = _WORD.match(view.bare, end if end == start else end + 1)
        if not word or not word[0][0].isupper() or (end > start and view.bare[end] != " "):
            break
        end = word.end()
    return end


def _patterns(address: str) -> Iterator[re.Pattern[str]]:
    """The address from its start, as far as the text agrees with it: all of it, or at least its first part."""
    low = look_at(address, []).low
    words = re.findall(r"[^\W_]+", low)
    if len(words) < 2:
        return
    first_part = len(re.findall(r"[^\W_]+", re.split(r"[,;\n]|\s-\s", low.strip(" ,;-\n"))[0]))
    least = min(len(words), max(first_part, 2))
    while least < len(words) and all(word in _NO_PLACE or word.isdigit() for word in words[:least]):
        least += 1  # "số 12" alone is also the number of a decree
    gap = r"[^\w" + HIDDEN + r"]{0,5}"
    tail = ""
    for word in reversed(words[least:40]):
        tail = f"(?:{gap}{re.escape(word)}(?![^\\W_]){tail})?"
    head = gap.join(re.escape(word) for word in words[:least])
    yield re.compile(rf"(?<![^\W_]){head}(?![^\W_]){tail}")

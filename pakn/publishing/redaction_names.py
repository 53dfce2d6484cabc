"""People's names: those that are known, those after a title, and the signature at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pakn.publishing.redaction_view import HIDDEN, Hit, View, What
from pakn.publishing.redaction_words import (
    BEFORE_POINTS,
    CLOSINGS,
    COMMON_FAMILY_NAMES,
    COMPOUNDS,
    FAMILY_NAMES,
    FAMILY_NAMES_BARE,
    MIDDLE_NAMES,
    NOT_NAME_PAIRS,
    NOT_NAME_PAIRS_BARE,
    NOT_NAMES,
    PLACE_TITLES,
    PLACES,
    PUBLIC_NAMES,
    ROLES,
    SHORT_TITLES,
    TITLES,
    TITLES_BARE,
    bare,
)

_WORD = re.compile(r"[^\W\d_]+")
_GAP = rf"[^\w{HIDDEN}]{{0,6}}"
_LETTER_BEFORE, _LETTER_AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"
_BETWEEN_NAME_WORDS = re.compile(r"[ \t\u00a0]{1,4}|[ \t]{0,4}\n[ \t]{0,4}|-")
_AFTER_TITLE = re.compile(r"[\s:.]{1,4}")
_LONGEST_NAME = 5


@dataclass(frozen=True)
class _Word:
    """A word of the view: where it stands and how it is written."""

    start: int
    end: int
    marked: str
    bare: str
    capital: bool
    shout: bool


def finder(names: Sequence[str]) -> Callable[[View], Iterator[Hit]]:
    """What finds the known names, names that follow a title or a role, and signatures."""
    known = [pattern for name in names for pattern in _patterns(name)]
    lasts = {split[-1] for name in names if (split := _split(name))}

    def find(view: View) -> Iterator[Hit]:
        words = _words(view)
        yield from _signatures(view, words)
        for pattern in known:
            for match in pattern.finditer(view.low):
                yield Hit(match.start(), match.end(), What.NAME)
        for place in range(len(words)):
            end = (
                _titled(view, words, place, lasts)
                or _known_alone(view, words, place, lasts)
                or _full(view, words, place)
            )
            if end:
                yield Hit(end[0], end[1], What.NAME)

    return find


def _split(name: str) -> list[str]:
    return _WORD.findall(bare(name))


def _patterns(name: str) -> Iterator[re.Pattern[str]]:
    """The whole name with anything but letters between its words, and shortened: N.V. Bình."""
    split = _split(name)
    if len(split) < 2:
        return
    yield re.compile(_LETTER_BEFORE + _GAP.join(map(re.escape, split)) + _LETTER_AFTER)
    if len(split) > 2:
        initials = r"[\s.]{0,2}".join(re.escape(word[0]) for word in split[:-1])
        yield re.compile(rf"{_LETTER_BEFORE}{initials}[\s.]{{0,2}}{re.escape(split[-1])}{_LETTER_AFTER}")


def _words(view: View) -> list[_Word]:
    return [
        _Word(
            match.start(),
            match.end(),
            view.marked[match.start() : match.end()],
            view.low[match.start() : match.end()],
            match[0][0].isupper(),
            len(match[0]) > 1 and match[0].isupper(),
        )
        for match in _WORD.finditer(view.bare)
    ]


def _titled(view: View, words: list[_Word], place: int, lasts: set[str]) -> tuple[int, int] | None:
    """The name after a title or a role that ends at this word."""
    if place + 1 >= len(words) or not _AFTER_TITLE.fullmatch(
        view.bare, words[place].end, words[place + 1].start
    ):
        return None
    title, first = words[place], words[place + 1]
    role = _is_role(words, place)
    if not role and not _is_title(view, words, place):
        return None
    if first.bare in lasts and (first.capital or first.marked == first.bare or first.marked not in NOT_NAMES):
        return first.start, _run_end(view, words, place + 1) or first.end
    if lower := _lower_full_name(view, words, place + 1):
        return first.start, lower
    end = _run_end(view, words, place + 1)
    if not end or _names_an_office(words, place + 1):
        return None
    sure = _is_family(first) and end > first.end
    if (role or first.shout or title.shout) and not sure:
        return (first.start, end) if role and not first.shout and _is_plain_role(words, place, end) else None
    return first.start, end


def _is_title(view: View, words: list[_Word], place: int) -> bool:
    title = words[place]
    if title.marked in TITLES:
        return not _is_place_title(view, words, place)
    if title.marked in SHORT_TITLES:
        return _is_short_title(view, words, place)
    if title.bare not in TITLES_BARE or title.marked != title.bare:
        return False
    before = view.bare[max(0, title.start - 4) : title.start].rstrip(" ")
    begins = not before or before[-1] in ".!?:;\n,(-"
    return (not title.capital or begins) and words[place + 1].marked == words[place + 1].bare


def _is_short_title(view: View, words: list[_Word], place: int) -> bool:
    title = words[place]
    counted = place > 0 and words[place - 1].marked in BEFORE_POINTS
    stands_alone = not title.start or view.bare[title.start - 1] in " \n,;(:"
    return not title.capital and words[place + 1].capital and stands_alone and not counted


def _is_place_title(view: View, words: list[_Word], place: int) -> bool:
    title, first = words[place], words[place + 1]
    before = words[place - 1].marked if place else ""
    if title.capital and f"{title.marked} {first.marked}" in PLACE_TITLES:
        return True
    if not place or view.bare[words[place - 1].end : title.start] != " ":
        return False
    return (before in PLACES and title.capital) or (
        title.marked == "anh" and before in ("nước", "tiếng", "người")
    )


def _is_role(words: list[_Word], place: int) -> bool:
    for count in (1, 2, 3, 4):
        if count <= place + 1:
            phrase = words[place + 1 - count : place + 1]
            if (
                " ".join(word.marked for word in phrase) in ROLES
                or " ".join(word.bare for word in phrase) in _ROLES_BARE
            ):
                return True
    return False


def _is_plain_role(words: list[_Word], place: int, end: int) -> bool:
    """Whether a lone given name may follow: cán bộ Hoa. Only after an officer's role, and one capitalised word."""
    before = [
        " ".join(word.marked for word in words[max(place - count, 0) : place + 1]) for count in (0, 1, 2)
    ]
    first = words[place + 1]
    return bool(_OFFICERS & set(before)) and first.end == end and first.marked not in PLACES


def _run_end(view: View, words: list[_Word], place: int) -> int | None:
    """Where the capitalised words from here stop being one name."""
    end = None
    for count, word in enumerate(words[place : place + _LONGEST_NAME]):
        if count and not _BETWEEN_NAME_WORDS.fullmatch(view.bare, words[place + count - 1].end, word.start):
            break
        if not word.capital or word.marked in NOT_NAMES or _names_an_office(words, place + count):
            break
        end = word.end
        if " ".join(word.marked for word in words[place : place + count + 1]) in PUBLIC_NAMES:
            return None
    return end


def _names_an_office(words: list[_Word], place: int) -> bool:
    pair = words[place : place + 2]
    if all(word.marked == word.bare for word in pair):
        return " ".join(word.bare for word in pair) in NOT_NAME_PAIRS_BARE
    return " ".join(word.marked for word in pair) in NOT_NAME_PAIRS


def _lower_full_name(view: View, words: list[_Word], place: int) -> int | None:
    """nguyễn văn bình, typed without capitals: a family name, Văn or Thị, and what follows."""
    name = words[place : place + 3]
    if len(name) < 3 or name[0].bare not in FAMILY_NAMES_BARE or name[1].marked not in MIDDLE_NAMES:
        return None
    gaps = [_BETWEEN_NAME_WORDS.fullmatch(view.bare, left.end, right.start) for left, right in pairwise(name)]
    if not all(gaps) or name[2].marked in NOT_NAMES or _names_an_office(words, place + 1):
        return None
    return max(name[2].end, _run_end(view, words, place) or 0)


def _known_alone(view: View, words: list[_Word], place: int, lasts: set[str]) -> tuple[int, int] | None:
    """A known given name standing alone with its capital: Bình, but not Bình Minh."""
    word = words[place]
    if word.bare not in lasts or not word.capital:
        return None
    if place and (words[place - 1].marked in PLACES or _touches(view, words[place - 1], word)):
        return None
    if place + 1 < len(words) and (_touches(view, word, words[place + 1]) or _is_compound(words, place)):
        return None
    return word.start, word.end


def _is_compound(words: list[_Word], place: int) -> bool:
    return " ".join(word.marked for word in words[place : place + 2]) in COMPOUNDS


def _touches(view: View, left: _Word, right: _Word) -> bool:
    """Whether two capitalised words stand side by side, as in a name of a place."""
    return (
        left.capital
        and right.capital
        and bool(_BETWEEN_NAME_WORDS.fullmatch(view.bare, left.end, right.start))
    )


def _full(view: View, words: list[_Word], place: int) -> tuple[int, int] | None:
    """A family name and two more words, all with capitals; a street or school of that name stays."""
    first, third = words[place], words[place + 2] if place + 2 < len(words) else None
    if third is None or not first.capital or (place and words[place - 1].marked in PLACES):
        return None
    end = _run_end(view, words, place)
    if not end or end < third.end:
        return None
    sure = first.marked in COMMON_FAMILY_NAMES or _lower_full_name(view, words, place)
    return (first.start, end) if sure else None


def _is_family(word: _Word) -> bool:
    return word.marked in FAMILY_NAMES or (word.marked == word.bare and word.bare in FAMILY_NAMES_BARE)


def _signatures(view: View, words: list[_Word]) -> Iterator[Hit]:
    """What is signed under "Người viết đơn", "Ký tên", "Trân trọng", and a name alone on one of the last lines."""
    for match in _CLOSING.finditer(view.low):
        line = _SIGNED.match(view.low, match.end())
        if line and _reads_as_signature(words, line.start("n"), line.end("n"), own_line="\n" in line["gap"]):
            yield Hit(line.start("n"), line.end("n"), What.SIGNATURE)
    for match in _LAST_LINES.finditer(view.low, max(0, len(view.low) - 200)):
        if _reads_as_signature(words, match.start("n"), match.end("n"), own_line=False, family=True):
            yield Hit(match.start("n"), match.end("n"), What.SIGNATURE)


def _reads_as_signature(
    words: list[_Word], start: int, end: int, *, own_line: bool, family: bool = False
) -> bool:
    signed = [word for word in words if start <= word.start < end]
    pair = " ".join(word.marked for word in signed[:2])
    if not signed or len(signed) > 6 or signed[0].marked in NOT_NAMES or pair in NOT_NAME_PAIRS | COMPOUNDS:
        return False
    surname = len(signed) > 1 and _is_family(signed[0])
    if family:
        return surname and all(word.capital for word in signed)
    return all(word.capital for word in signed) or (own_line and surname)


_ROLES_BARE = frozenset(bare(role) for role in ROLES if " " in role)
_OFFICERS = ROLES - {
    "hộ",
    "gia đình",
    "nhà",
    "người dân",
    "đại diện",
    "người đại diện",
    "tôi là",
    "gặp",
    "chủ hộ",
}
_CLOSING = re.compile(
    _LETTER_BEFORE
    + "(?:"
    + "|".join(sorted({re.escape(bare(word)) for word in CLOSINGS}, key=len, reverse=True))
    + ")"
    + _LETTER_AFTER
)
_SIGNED = re.compile(
    r"(?P<gap>[\s,.:;!…\-–_]{0,12}(?:\((?:da )?k[iy][^)\n]{0,40}\))?[\s,.:;!…\-–_]{1,12})"
    r"(?P<n>[^\W\d_][^\W\d_ .\-]{0,}(?:[ .\-]{1,3}[^\W\d_]+){0,5})[ .]{0,3}(?=\n|$|\()"
)
_LAST_LINES = re.compile(r"(?:^|\n)[ \t]*(?P<n>[^\W\d_]+(?:[ \t]{1,3}[^\W\d_]+){1,4})[ \t.]*(?=\n|$)")

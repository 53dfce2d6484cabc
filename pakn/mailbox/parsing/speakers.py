"""Whose particulars a line gives: what may be the sender's stays, what belongs to somebody else is taken out.

Whoever is complained of is often named with an address and a number too, and a petition must never be entered, nor
answered, in that person's name. So what follows the mention of somebody else is left out, and what comes before it in
the same sentence as well, unless the writer says that it is the writer's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

from pakn.mailbox.parsing import mentions, names, places
from pakn.mailbox.parsing.labels import (
    BESIDES,
    CLOSING,
    COLON,
    COMPLAINANT,
    COMPLAINED,
    ME,
    NAME,
    PHONE_WORDS,
    PLACE_WORDS,
    SAID_NAME,
    SENTENCE_END,
    SIGNS_AS,
    START,
)
from pakn.mailbox.parsing.mentions import Kind, Mention
from pakn.mailbox.parsing.plain import plain

_OF_MINE = re.compile(
    rf"\b(?:{PHONE_WORDS}|dia chi|ho (?:va )?ten) (?:(?:cua|rieng) )*(?:toi|em|chau|minh)\b"
    r"|\bnguoi (?:gui|viet|lam|phan anh|to cao|khieu nai|kien nghi)(?: don)?\s*[:|]"
)
_CALL_ME = re.compile(
    rf"\W*(?:xin|hay|vui long|mong|nho|co gi|can gi)\b.{{0,20}}\b(?:goi|lien (?:he|lac)|nhan)(?: lai| cho| voi)* {ME}\b"
)
_WRITES = re.compile(rf"\b(?:goi|lien (?:he|lac)|nhan)(?: lai| cho| voi)* {ME}\b")
_ASKS_TO_BE_CALLED = re.compile(
    rf"\b(?:goi|lien (?:he|lac)|nhan)(?: lai| cho| voi)* {ME} (?:theo|qua|vao|tai)\b"
)
_MYSELF = re.compile(ME)
_SALUTATION = re.compile(r"\W*(?:kinh|gui|chao|thua|xin chao|to:)\b")
_ASKS = re.compile(r"\W*(?:(?:toi|em|chau|chung toi) )?(?:rat |xin |kinh )*(?:mong|de nghi|cam on|nho)\b")
_PLACE_LABEL = re.compile(START + PLACE_WORDS + rf"(?:{COLON}|\s)")
_LABEL = re.compile(
    rf"\W*(?:[0-9a-d][.)]\s*)?(?:{PLACE_WORDS}|{PHONE_WORDS}|chuc (?:vu|danh)|noi (?:cong tac|lam viec|sinh)|don vi"
    r"|cccd|cmnd|can cuoc|nam sinh|sinh nam|sinh ngay|ngay sinh|gioi tinh|que quan|que|e-?mail|nghe nghiep|nha|hien"
    r"|o|tru|song|sinh song|tam tru|goi)\b|[^:]{0,40}:|\W*[+0-9][0-9 .()-]{6,}"
)
_HEADS = re.compile(r"\W*(?:don|phieu|noi dung|thong tin phan anh|phan anh|kien nghi)\b")
# What a sentence begins with that tells what others do.
_BUSINESS = re.compile(
    r"\W*(?:cong ty|cty|xi nghiep|nha may|co so|trang trai|cua hang|xuong|quan (?:an|nhau|karaoke|ca phe))\b"
)
_FULL_STOP = (".", "!", "?", "…", ";")
_SHORT = 12
_NUMBERING = 5
_MOST_REMEMBERED = 300


class _Whose(Enum):
    """Whom the labels to come are about, as far as the lines before tell."""

    OPEN = auto()
    MENTIONED = auto()
    HEADED = auto()


class _Reader:
    """Goes through the lines once and keeps what has been said of others, to know their names again."""

    def __init__(self) -> None:
        self._whose = _Whose.OPEN
        self._signed = False
        self._ended = True
        self._first = True
        self._others: list[str] = []

    def read(self, line: str) -> Iterator[str]:
        written = plain(line)
        closes = self._closes(line, written)
        if closes or self._is_signature(line) or self._signs_as(written):
            self._whose, self._signed = _Whose.OPEN, True
            yield line
        else:
            kept = "; ".join(filter(None, (self._sentence(part) for part in _sentences(line))))
            if kept:
                yield kept
        signs = self._ended and SIGNS_AS.fullmatch(written) is not None
        self._ended = closes or signs or line.endswith(_FULL_STOP)
        self._first = False

    def _closes(self, line: str, written: str) -> bool:
        found = CLOSING.fullmatch(written)
        return found is not None and not mentions.find(line[found.start(1) :], Kind.PERSON)

    def _is_signature(self, line: str) -> bool:
        """A name on a line of its own, after a sentence that came to its end."""
        name = names.alone(_lead(line))
        fits = bool(name) and self._whose is not _Whose.HEADED and self._ended
        fits = fits and (self._signed or not mentions.find(line[len(name) :]))
        return fits and not self._is_known(name)

    def _signs_as(self, written: str) -> bool:
        return self._ended and self._whose is not _Whose.HEADED and SIGNS_AS.fullmatch(written) is not None

    def _is_known(self, name: str) -> bool:
        return any(plain(name) in other for other in self._others)

    def _sentence(self, line: str) -> str:
        """What of a sentence may be the sender's."""
        written = plain(line)
        if self._goes_on(line, written):
            return self._leave_out(line)
        self._whose = _Whose.OPEN
        found = mentions.find(line, signed=self._signed, letterhead=self._first)
        if not found:
            return line
        self._whose = self._follows(line, written, found)
        return self._cut(line, written, found)

    def _goes_on(self, line: str, written: str) -> bool:
        """Whether this only adds to what was said of somebody else."""
        if self._whose is _Whose.OPEN or COMPLAINANT.match(written) or _OF_MINE.search(written):
            return False
        if introduces(line) or _CALL_ME.match(written):
            return False
        named = next(NAME.finditer(written), None)
        if named and self._whose is _Whose.MENTIONED:
            return self._is_known(names.labelled(line[slice(*named.span(1))]) or "\n")
        return bool(
            self._calls_again(line)
            or _LABEL.match(written)
            or places.begins(line)
            or names.alone(_lead(line))
        )

    def _calls_again(self, line: str) -> bool:
        """Whether the sentence begins with a word of what was just said of somebody else, as his name would be."""
        first = line.split()[0].strip(",.;:")
        said = re.findall(r"\w+", self._others[-1]) if self._others else []
        return first[:1].isupper() and plain(first) in said and not _MYSELF.fullmatch(plain(first))

    def _follows(self, line: str, written: str, found: list[Mention]) -> _Whose:
        """Whom labels without a name would be about after this sentence."""
        if _SALUTATION.match(written):
            return _Whose.OPEN
        people = [each for each in found if each.kind in (Kind.PERSON, Kind.TITLE)]
        colon = written.find(":")
        if COMPLAINED.search(written) or (people and people[0].start < colon and found[0] is people[0]):
            return _Whose.HEADED
        if written.rstrip().endswith(":") and not _HEADS.match(written):
            return _Whose.HEADED
        short = len(written.split()) <= _SHORT and not written.endswith((".", ",")) and colon < 0
        if short and found[0].kind is not Kind.COMPLAINT and not _ASKS.match(written):
            return _Whose.HEADED
        named = any(each.kind is Kind.PERSON for each in found) or (people and not _ASKS.match(written))
        named = named or _BUSINESS.match(written) is not None
        return _Whose.MENTIONED if named or mentions.names_somebody(line[found[0].start :]) else _Whose.OPEN

    def _cut(self, line: str, written: str, found: list[Mention]) -> str:
        first = found[0]
        before = line[: first.start]
        mine = (
            first.kind is Kind.COMPLAINT
            or _is_mine(before)
            or (first.kind is Kind.OFFICE and _PLACE_LABEL.match(written) is not None)
        )
        kept = [before] if mine else [self._leave_out(before)]
        if first.kind is Kind.COMPLAINT and any(each.kind is not Kind.COMPLAINT for each in found):
            asks = _ASKS_TO_BE_CALLED.search(written, first.start)
            end = asks.start() if asks else len(line)
            self._leave_out(line[first.start : end])
            return "; ".join(filter(None, (*kept, line[end:].strip())))
        starts = [each.start for each in found]
        at = first.start
        for start in (*_returns(line, written, at), len(line)):
            if start < at:
                continue
            end = next((each for each in starts if each > start), len(line))
            self._leave_out(line[at:start])
            kept.append(line[start:end].strip())
            at = end
        self._leave_out(line[at:])
        return "; ".join(filter(None, kept))

    def _leave_out(self, words: str) -> str:
        if len(self._others) < _MOST_REMEMBERED:
            self._others.append(plain(words))
        return ""


def own_lines(lines: Iterator[str]) -> list[str]:
    """The lines, in their order, without what may be the particulars of somebody else."""
    reader = _Reader()
    return [kept for line in lines for kept in reader.read(line)]


def introduces(line: str) -> bool:
    """Whether the writer says his own name here ("tôi là …")."""
    return next(_introductions(line, plain(line)), None) is not None


def _introductions(line: str, written: str) -> Iterator[int]:
    for found in SAID_NAME.finditer(written):
        if names.said(line[slice(*found.span(1))]):
            yield found.start()


def _is_mine(words: str) -> bool:
    """Whether the writer speaks of himself here."""
    written = plain(words)
    named = any(names.labelled(words[slice(*found.span(1))]) for found in NAME.finditer(written))
    return named or introduces(words) or bool(_OF_MINE.search(written) or _WRITES.search(written))


def _returns(line: str, written: str, since: int) -> list[int]:
    """Where the writer comes back to himself."""
    starts = [found.start() for found in _OF_MINE.finditer(written)]
    starts += [found.start() for found in _ASKS_TO_BE_CALLED.finditer(written)]
    starts += [found.start() for found in NAME.finditer(written)]
    return sorted(start for start in (*starts, *_introductions(line, written)) if start > since)


def _sentences(line: str) -> Iterator[str]:
    at = 0
    for found in SENTENCE_END.finditer(line):
        if found.end() - at <= _NUMBERING:
            continue
        yield line[at : found.end()].strip()
        at = found.end()
    if at < len(line):
        yield line[at:].strip()


def _lead(line: str) -> str:
    """What stands before anything beside it, where a name would."""
    return BESIDES.split(line, maxsplit=1)[0]

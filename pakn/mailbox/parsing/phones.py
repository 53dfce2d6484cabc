"""The sender's telephone number, not one of the many others a complaint may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from pakn.intake.submission import PhoneProblem, phone_number
from pakn.mailbox.parsing.plain import plain

_MOST = 20
_BEFORE = 60
_LAST_LINES = 8
_SHORT_LINE = 10
_WORD = re.compile(r"\w[^\s]*")
_NUMBER = re.compile(
    r"(?<![\d.+/-])(?:\(?(?:\+|00 ?)?84\)?|\(?0)(?:[ .()\-]{0,2}\d){8,10}(?!\d|/(?!\s?[+0]\d{2}[\d .]{6}))"
)
_MOBILE = re.compile(r"\+84[35789]\d{8}")
_LABEL = re.compile(
    r"(?:dien thoai|\bd ?t(?:dd)?\b|sdt|so dt|\btel\b|phone|mobile|di dong|so may|zalo|lien he|lien lac|^\W*lh\b"
    r"|\b(?:xin|vui long|hay|co gi|can gi)(?: hay)? goi\b|\bgoi (?:lai )?(?:cho )?(?:toi|em|chau|minh)\b"
    r"|\bso (?:cua )?(?:toi|em|chau|minh)\b)[^0-9+]*$"
)
_OTHERS = re.compile(
    r"\bcua (?!toi\b|em\b|chau\b|minh\b|con\b|chung toi\b|nguoi (?:gui|viet|phan anh)\b)"
    r"|\b(?:duong day nong|hotline|tong dai|fax|tai khoan|stk|cccd|cmnd|can cuoc)\b"
    r"|\b(?:ubnd|uy ban|mot cua|tru so|lua dao|quay roi|de doa|bao goi|noi goi|da goi|toi goi)\b"
    r"|\b(?:tu|boi) (?:mot )?(?:so|sdt|dien thoai)\b|\bso la\b"
)
_SOMEONES = re.compile(r"\bso\b.*\b(?:ong|ba|anh|chi|no|ho)\b|\b(?:ong|anh|thang|con) (?:ay|ta|do|nay)\b")


def find(own: str) -> str:
    """In E.164: the number behind a label, else the last mobile number at the end of the text; or empty."""
    labelled = (
        phone for phone, before in _numbers(own) if _LABEL.search(before) and not _OTHERS.search(before)
    )
    return next(labelled, "") or _signed_with(own)


def alone(piece: str) -> str:
    """The number in E.164 when the piece is nothing but a number that can be called; else empty."""
    found = _NUMBER.fullmatch(piece.strip(" \t,.;:*"))
    try:
        return phone_number(found[0]) if found else ""
    except PhoneProblem:
        return ""


def _signed_with(own: str) -> str:
    last = [line for line in own.split("\n") if line.strip()][-_LAST_LINES:]
    lines = [line for line in last if len(_WORD.findall(line)) <= _SHORT_LINE]
    found = [
        phone
        for phone, before in _numbers("\n".join(lines))
        if _MOBILE.fullmatch(phone) and not _OTHERS.search(before) and not _SOMEONES.search(before)
    ]
    return found[-1] if found else ""


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    """Numbers that can be called, each with what is said of it before it on its line, without marks."""
    end = 0
    for found in islice(_NUMBER.finditer(text), _MOST):
        line = plain(text[max(found.start() - _BEFORE, 0) : found.start()].rpartition("\n")[2])
        since = plain(text[max(end, found.start() - _BEFORE) : found.start()]).rpartition("\n")[2]
        end = found.end()
        try:
            yield phone_number(found[0]), since if _LABEL.search(since) else line
        except PhoneProblem:
            continue

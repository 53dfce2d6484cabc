"""Telephone numbers, identity papers, bank accounts, licence plates and tracking codes, in every way people write them.

What only looks like one (dates, times, money, document numbers) is set aside first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pakn.publishing.redaction_view import HIDDEN, Hit, View, What

_DASH = r"\-‐‑‒–—―−"
_SEP = rf"[\s.,{_DASH}_/()\[\]*·•|~:;'\"+#^=<>]{{0,6}}"
_D = r"[0-9o]"

_NOT_PERSONAL = [
    # 20/2008/NĐ-CP, 12/UBND-VX, 91/2025/QH15: no longer number before the stroke, or a telephone could hide there.
    r"(?<![\d.])(?<!\d[\s.\-])\d{1,5}\s?/\s?(?:(?:19|20)\d\d\s?/\s?)?[a-z]{2,}\d{0,2}(?:-[a-z]+\d{0,2})*(?!\w)",
    # H15.50.05.13-261008-0975, a dossier's code
    r"(?<![a-z0-9.])(?:000(?:\.\d\d){1,3}\.)?[a-z]\d\d(?:\.\d{1,2}){0,4}-\d{6}-\d{4}(?![0-9])",
    # 03/11/2026, 3-11-2026, 03.11.2026
    r"(?<!\d)(?<!\d[./\-])(?:0?[1-9]|[12]\d|3[01])(?P<sep>[./\-])(?:0?[1-9]|1[0-2])(?P=sep)(?:19|20)\d\d(?![./\-]?\d)",
    r"(?<!\d)(?<!\d[./\-])(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])/\d\d(?![./\- ]?\d)",
    r"(?<!\d)(?<!\d[./\-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![./\-]?\d)",
    rf"(?<!\d)(?<!\d[./\-])(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])\s?[{_DASH}]\s?"
    r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?:/(?:19|20)\d\d)?(?![./\-]?\d)",
    r"(?<!\d)(?<!\d[./\-])(?:0?[1-9]|1[0-2])/(?:19|20)\d\d(?![./\-]?\d)",
    # 08:00, 8h30, 08:00:59
    r"(?<![\d:])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:])",
    r"(?<!\d)(?:[01]?\d|2[0-4])\s?(?:h|gio|g)\s?(?:[0-5]\d)?(?![\da-z])",
    # 2021-2026
    rf"(?<!\d)(?<!\d[./\-])(?:19|20)\d\d\s?[{_DASH}]\s?(?:19|20)\d\d(?![./\-]?\d)",
    # 1.500.000 đồng, 150000000 đ, 12,5 triệu; a number that begins with 0 is no sum
    r"(?<![\d+])(?<!\d[.,\-+ ])(?!84\d{9})"
    r"(?:0[.,]\d{1,2}|[1-9]\d{0,2}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|[1-9]\d{0,2}(?:\s\d{3})+"
    r"|[1-9]\d*(?:[.,]\d{1,2})?)\s?(?:dong(?!\schi)|trieu|ty|nghin|ngan|vnd|usd|d(?![a-z]))(?![a-z])",
    # giá 150.000.000 when the unit is left out
    r"(?:tien|gia|phi|nop|thu|dong|tra|tong|muc|boi thuong|so tien)(?:\sla)?(?:\s[a-z]{1,6})?[\s:]{1,3}"
    r"[1-9]\d{0,2}(?:[.,]\d{3})+(?![.,]?\d)",
    # toll numbers: 1800 xxxx, 1900 xxxxxx; nine digits in all are an identity card of old
    r"(?<!\d)(?<!\d[\s.\-])1[89]00[\s.\-]?\d{2}[\s.\-]?(?:\d{4}|\d{2})(?![\s.\-]?\d)",
]
_SAFE = re.compile("|".join(_NOT_PERSONAL))

_START = r"(?:(?<![0-9])0|(?<![0-9a-z])o)"
_PHONES = [
    re.compile(rf"{_START}{_SEP}2(?:(?:{_SEP}{_D}){{9}}|(?:{_SEP}{_D}){{8}}|(?:{_SEP}{_D}){{10}})(?![0-9])"),
    re.compile(rf"{_START}{_SEP}[3-9](?:{_SEP}{_D}){{8,10}}?(?![0-9])"),
    re.compile(
        rf"(?:\+{_SEP}|(?<![0-9a-z])[0o]{_SEP}[0o]{_SEP}|(?<![0-9]))8{_SEP}4(?:{_SEP}{_D}){{9,11}}?(?![0-9])"
    ),
    re.compile(rf"\+\s?[1-9](?:[\s.(){_DASH}]{{0,2}}[0-9]){{7,14}}(?![0-9])"),
    re.compile(r"(?<![0-9a-z])[0o](?=(?:[ol|i]*[0-9]){6})[0-9ol|i]{9,10}(?![0-9a-z])"),
]
_PHONE_WORDS = (
    r"(?:sdt|so dt|dt|dtdd|dien thoai|di dong|zalo|viber|hotline|phone|tel|mobile|alo|lien he|lien lac|goi|may ban"
    r"|so may|nhan tin|so)"
)
_NEAR_PHONE = re.compile(
    rf"(?<![a-z]){_PHONE_WORDS}(?![a-z])[^\d\n{HIDDEN}]{{0,15}}?"
    rf"(?P<n>[0-9](?:[\s.(){_DASH}]{{0,3}}{_D}){{6,12}})(?![0-9])"
)
_SPOKEN_DIGIT = (
    r"(?:không|một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín|khong|mot|bon|tu|nam|lam|sau|bay|tam|chin)"
)
_SPOKEN_TOKEN = rf"(?:{_SPOKEN_DIGIT}|(?!(?:19|20)\d\d(?!\d))\d{{1,9}})"
_SPOKEN = re.compile(rf"(?<!\w){_SPOKEN_TOKEN}(?!\w)(?:[\s.,{_DASH}]{{1,3}}{_SPOKEN_TOKEN}(?!\w)){{2,}}")
_SPOKEN_WORD = re.compile(rf"[0-9]+|{_SPOKEN_DIGIT}")

_PAPER_WORDS = (
    r"(?:cccd|cmnd|cmt|cmtnd|can cuoc(?: cong dan)?|chung minh(?: nhan dan| thu)?|dinh danh(?: ca nhan)?|ho chieu"
    r"|passport|bhxh|bhyt|bao hiem(?: xa hoi| y te)?|so ho khau|ho khau|ma so thue|mst|giay phep lai xe|gplx"
    r"|so do|bang lai)"
)
_NEAR_PAPER = re.compile(
    rf"(?<![a-z]){_PAPER_WORDS}(?![a-z])[^\d\n{HIDDEN}]{{0,25}}?(?P<n>(?<![a-z])[a-z]{{0,2}}\s?{_D}(?:[\s.{_DASH}]{{0,3}}{_D}){{5,15}})(?![0-9])"
)
_ACCOUNT_WORDS = r"(?:stk|so tk|tk|tai khoan|so the|the atm|chuyen khoan)"
_NEAR_ACCOUNT = re.compile(
    rf"(?<![a-z]){_ACCOUNT_WORDS}(?![a-z])[^\d\n{HIDDEN}]{{0,40}}?(?P<n>(?:[0-9]{{1,4}}[a-z]\s?)?{_D}(?:[\s.{_DASH}]{{0,3}}{_D}){{5,19}})(?![0-9])"
)
_PAPERS = [
    re.compile(r"(?<![0-9])[0-9]{9,}(?![0-9])"),
    re.compile(rf"(?<![0-9a-z])0(?:[ .{_DASH}]{{0,3}}{_D}){{11}}(?![0-9])"),
    re.compile(rf"(?<![0-9])[0-9](?:[\s.{_DASH}][0-9]){{8,}}(?![0-9])"),
    re.compile(r"(?<![0-9a-z])(?=(?:o*[0-9]){7})[0-9o]{9,14}(?![0-9a-z])"),
    re.compile(r"(?<![a-z0-9])[a-z]\s?\d{7,8}(?![a-z0-9])"),
    re.compile(r"(?<![a-z0-9])[a-z]{2}\s?\d\s?\d{2}(?:\s?\d){10}(?![0-9])"),
]
_GROUPS = re.compile(
    rf"(?<![0-9])(?<![0-9][.,])[0-9]{{1,6}}(?:([ .{_DASH}])[0-9]{{1,6}})(?:\1[0-9]{{1,6}}){{0,15}}(?![0-9])"
)
_PLATE = re.compile(
    rf"(?<!\w)\d\d\s?[{_DASH}]?\s?[A-Z]{{1,2}}\s?\d?\s?[{_DASH}. ]?\s?(?:\d{{3}}[. ]?\d\d|\d{{4}})(?![0-9])"
)
_NEAR_PLATE = re.compile(
    rf"(?<![a-z])(?:bien so|bien kiem soat|bks|xe)(?![a-z])[^\d\n{HIDDEN}]{{0,15}}?"
    rf"(?P<n>\d\d\s?[{_DASH}]?\s?[a-z]{{1,2}}\s?\d?[\s{_DASH}.]{{0,3}}\d{{3}}[. ]?\d\d?)(?![0-9])"
)
_TRACKING = re.compile(
    rf"(?<![a-z])pakn[\s{_DASH}]{{0,3}}\d{{4}}[\s{_DASH}]{{0,3}}\d{{6,}}[\s{_DASH}]{{0,3}}[0-9a-z](?![0-9a-z])"
)

_NAMED = [
    (_NEAR_ACCOUNT, What.ACCOUNT),
    (_NEAR_PAPER, What.PAPER),
    (_NEAR_PHONE, What.PHONE),
    (_NEAR_PLATE, What.PLATE),
]


def find(view: View) -> Iterator[Hit]:
    """Every number in the view that leads to a person."""
    for match in _TRACKING.finditer(view.low):
        yield Hit(match.start(), match.end(), What.CODE)
    low = without_plain_numbers(view.low)
    for pattern, what in _NAMED:
        for match in pattern.finditer(low):
            yield Hit(match.start("n"), match.end("n"), what)
    yield from _phones(low)
    yield from _spoken(without(low, view.marked))
    yield from _papers(low)
    for match in _PLATE.finditer(without(low, view.bare)):
        yield Hit(match.start(), match.end(), What.PLATE)


def without_plain_numbers(low: str) -> str:
    """The text with dates, times, sums and document numbers put out of sight, its length unchanged."""
    return _SAFE.sub(lambda match: HIDDEN * len(match[0]), low)


def without(low: str, spelling: str) -> str:
    """Another spelling of the same text with the same places put out of sight."""
    return "".join(HIDDEN if seen == HIDDEN else char for seen, char in zip(low, spelling, strict=True))


def _phones(low: str) -> Iterator[Hit]:
    for pattern in _PHONES:
        for match in pattern.finditer(low):
            if not _is_list(match[0]):
                yield Hit(match.start(), match.end(), What.PHONE)


def _spoken(marked: str) -> Iterator[Hit]:
    """không chín một hai ...: at least three digits in words, eight digits in all."""
    for match in _SPOKEN.finditer(marked):
        tokens = _SPOKEN_WORD.findall(match[0])
        digits = sum(len(token) if token.isdigit() else 1 for token in tokens)
        if digits >= 8 and sum(not token.isdigit() for token in tokens) >= 3:
            yield Hit(match.start(), match.end(), What.PHONE)


def _papers(low: str) -> Iterator[Hit]:
    for pattern in _PAPERS:
        for match in pattern.finditer(low):
            if not _is_list(match[0]):
                yield Hit(match.start(), match.end(), What.PAPER)
    for match in _GROUPS.finditer(low):
        if _is_grouped_number(match[0]):
            yield Hit(match.start(), match.end(), What.PAPER)


def _is_list(written: str) -> bool:
    """01, 02, 03, 04, 05: numbers of one or two digits that go up by one are a list, not a number."""
    numbers = re.findall(r"[0-9]+", written)
    if len(numbers) < 4 or any(len(number) > 2 for number in numbers):
        return False
    return all(int(after) - int(before) == 1 for before, after in pairwise(numbers))


def _is_grouped_number(written: str) -> bool:
    """123 456 789: an identity or tax number cut into even groups, not a list or a row of years."""
    groups = re.findall(r"[0-9]+", written)
    if _is_list(written) or all(len(group) == 4 and group[:2] in ("19", "20") for group in groups):
        return False
    stretches = (
        groups[first:last] for first in range(len(groups)) for last in range(first + 2, len(groups) + 1)
    )
    return any(_is_even(stretch) for stretch in stretches)


def _is_even(groups: list[str]) -> bool:
    """Groups of one size (the last may be shorter) that make up the length of an identity or tax number."""
    sizes = {len(group) for group in groups[:-1]}
    return len(sizes) == 1 and len(groups[-1]) <= len(groups[0]) and sum(map(len, groups)) in (9, 10, 12, 13)

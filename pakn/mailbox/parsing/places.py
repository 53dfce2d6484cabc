"""What begins like a Vietnamese address, in text without marks and in lower case."""

from __future__ import annotations

import re

from pakn.mailbox.parsing.plain import plain

_NUMBERED = (
    r"(?:so nha|nha so|so|can ho|to(?: dan pho)?|thon|xom|ap|khu(?: pho)?)\s*(?:so\s*)?\d"
    r"|\d{1,4}[a-z]?(?:/\d{1,4}[a-z]?)*\s+(?=[a-z])"
)
_NAMED = (
    r"(?:thon|xom|ap|ban|buon|bon|lang|soc|khom|to dan pho|tdp|khu pho|khu|khoi|duong|pho|ngo|ngach|hem|kiet|doi|xa"
    r"|phuong|thi tran|tt\.?|thi xa|tx\.?|huyen|quan|tinh|thanh pho|tp\.?)\s+"
    r"(?!(?:nay|do|kia|toi|chung|em|minh|ta|nha|than|la|co|da|dang|se|bi|khong|hong|xuong|truong|doi|lam|ve|va|ma)\b)"
    r"(?=[a-z0-9])"
)
# Behind this an address stands, whatever it is called.
START = rf"(?:{_NUMBERED}|{_NAMED})"
_BEGINS = re.compile(
    rf"(?:(?:dia chi|nha|hien|o|tai)(?: (?:cua )?(?:toi|em))?(?: la| o| tai){{0,2}}\s*:?\s+)?({START})"
)
# What sentences about a place have and addresses have not; without marks fewer words are certain ("Lâm" is "lam").
_TELLING_LIST = """
đã chưa không bị hỏng làm gửi sẽ được này vì nhưng xin rồi ông bà phản tôi chúng rất nhiều nộp ngập
vừa đang các những có
toi khong chua gui duoc nhung phan rat nhieu ubnd hong bi se
"""
_TELLING = frozenset(_TELLING_LIST.split())
_LONGEST = 250
_MOST_WORDS = 8


def bare(line: str) -> str:
    """The line, or what of it is the address, when it is nothing but an address; else empty."""
    line = line.strip(" \t,.;:*-–")
    found = _BEGINS.match(plain(line))
    if not found or len(line) > _LONGEST or "?" in line:
        return ""
    place = line[found.start(1) :]
    pieces = place.split(",")
    told = any(len(piece.split()) > _MOST_WORDS for piece in pieces) or _TELLING & set(place.split())
    named = len(pieces) > 1 or any(char.isdigit() for char in place) or place.split()[-1][0].isupper()
    return "" if told or not (named or _names_two(place)) else place


def begins(line: str) -> bool:
    """Whether the line begins like an address, whatever follows."""
    return _BEGINS.match(plain(line.strip(" \t*-–•"))) is not None


def _names_two(place: str) -> bool:
    return len(re.findall(START, plain(place))) > 1

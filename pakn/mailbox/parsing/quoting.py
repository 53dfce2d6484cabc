"""What was newly written, apart from the mail it answers: Vietnamese and English habits of the usual programs.

Lines are looked at one by one, each only as far as it could be such a mark, so that the time is that of reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONGEST_MARK = 300
_LINES_OF_OPENING = 4
_LINES_OF_SIGNATURE = 12

_OPENING = re.compile(
    r"(?:V[aà]o|Ng[aà]y|L[uú]c|Trong|Thứ|Th [2-7]|CN|On|Am|Le"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})\b",
    re.IGNORECASE,
)
_OPENING_ENDS = re.compile(
    r"(?:đã viết|da viet|viết|wrote|a écrit|schrieb)(?: như sau)?\s?:$|@[^\s<>@]{1,60}>\s?:$", re.IGNORECASE
)
# Somebody may well tell what was written on a day; a program names the sender's address, or the minute.
_BY_PROGRAM = re.compile(r"<?[^\s<>@]{1,64}@[^\s<>@]{1,200}>?|\b[0-2]?[0-9][:h][0-5][0-9]\b")
_ORIGINAL = re.compile(
    r"[-_=*\s]{2,20}(?:Original Message|Original Appointment|Reply Message|Thư gốc|Thư ban đầu|Tin nhắn gốc"
    r"|Tin nhắn ban đầu|Thông điệp gốc|Thông báo gốc|Thư trả lời)\s?[-_=*]{2,20}",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"[-_=*\s]{0,20}(?:Begin forwarded message|(?:Original )?Forwarded (?:message|email)|Thư đã chuyển tiếp"
    r"|Thư được chuyển tiếp|Tin nhắn (?:đã )?(?:được )?chuyển tiếp|Thư chuyển tiếp|Bắt đầu thư được chuyển tiếp)"
    r"\s?:?[-_=*\s]{0,20}",
    re.IGNORECASE,
)
_HEADER_BEGINS = re.compile(r"\*?(?:Từ|From|Người gửi|Tu)\s?:\*?\s*\S", re.IGNORECASE)
_HEADER_LINES = (
    re.compile(
        r"\*?(?:Đã gửi|Đã gửi lúc|Gửi lúc|Ngày gửi|Ngày|Thời gian|Sent|Date|Da gui|Gửi)\s?:", re.IGNORECASE
    ),
    re.compile(r"\*?(?:Tới|Đến|Người nhận|To|Den|Toi)\s?:", re.IGNORECASE),
    re.compile(r"\*?(?:Chủ đề|Tiêu đề|Subject|Chu de|V/v)\s?:", re.IGNORECASE),
)
_RULE = re.compile(r"[-_=*]{5,200}")
_DEVICE = (
    r"(?:iPhone|iPad|Android|Outlook|Samsung|Galaxy|Oppo|Xiaomi|Vivo|Huawei|Nokia|Windows|Mail|Gmail|Yahoo|Zalo"
    r"|điện thoại|thiết bị|máy tính bảng|my |BlackBerry|Mobile)"
)
_SENT_FROM = re.compile(
    rf"(?:(?:Đã |Được )?gửi (?:từ|bằng)|Sent (?:from|via|with)|Get|Tải)\s.{{0,30}}?{_DEVICE}.{{0,60}}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Written:
    """`content` is what was newly written, `signature` what stood under the line of two hyphens.

    Where all is `quoted`, it stands in the content, since a person may still want to see it.
    """

    content: str
    signature: str = ""
    quoted: bool = False


def trim(text: str, *, forwarded: bool = False) -> Written:
    """Takes away quotes, the mail below and the sign-off of the program; if nothing is left, all stays.

    What is `forwarded` is what the sender wants read: it is not taken away.
    """
    lines = text.split("\n")
    kept, signature = _walk(lines, forwarded)
    content = "\n".join(kept).strip("\n").rstrip()
    if content.strip():
        return Written(content.strip(), signature)
    return Written(text.strip(), quoted=True)


def _walk(lines: list[str], forwarded: bool) -> tuple[list[str], str]:
    kept: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        mark = line.strip() if len(line) <= _LONGEST_MARK else ""
        if forwarded or (mark and _FORWARDED.fullmatch(mark)):
            return kept + lines[number:], ""
        if mark == "--" and (signature := _signature(lines, number)) is not None:
            return kept, signature
        if mark and _quotes_the_rest(lines, number, mark):
            return _without_rule(kept), ""
        opening = _opening(lines, number, mark) if mark else 0
        if opening and not _next_is_quoted(lines, number + opening):
            return kept, ""
        number += opening or 1
        if not opening and not line.startswith(">") and not (mark and _SENT_FROM.fullmatch(mark)):
            kept.append(line)
    return kept, ""


def _quotes_the_rest(lines: list[str], number: int, mark: str) -> bool:
    return _ORIGINAL.fullmatch(mark) is not None or (
        _HEADER_BEGINS.match(mark) is not None and _is_header(lines, number)
    )


def _is_header(lines: list[str], number: int) -> bool:
    """The lines a program copies above the mail it quotes: from, and at least two of sent, to and subject."""
    below = [line.strip()[:40] for line in lines[number + 1 : number + 8]]
    return sum(any(pattern.match(line) for line in below) for pattern in _HEADER_LINES) >= 2


def _opening(lines: list[str], number: int, mark: str) -> int:
    """How many lines from here on say "on that day, so-and-so wrote:"; none is 0."""
    if not _OPENING.match(mark):
        return 0
    joined = ""
    for count, line in enumerate(lines[number : number + _LINES_OF_OPENING], 1):
        if not line.strip() or len(line) > _LONGEST_MARK:
            return 0
        joined = f"{joined} {line.strip()}".strip()
        if _OPENING_ENDS.search(joined[-80:]):
            certain = _BY_PROGRAM.search(joined) or _next_is_quoted(lines, number + count)
            return count if certain else 0
    return 0


def _next_is_quoted(lines: list[str], number: int) -> bool:
    following = next((line for line in lines[number : number + 4] if line.strip()), "")
    return following.startswith(">")


def _signature(lines: list[str], number: int) -> str | None:
    below = lines[number + 1 : number + _LINES_OF_SIGNATURE + 2]
    quote = next((count for count, line in enumerate(below) if line.startswith(">")), len(below))
    return "\n".join(below[:quote]) if quote <= _LINES_OF_SIGNATURE else None


def _without_rule(kept: list[str]) -> list[str]:
    """Outlook draws a line above the mail it quotes."""
    while kept and (not kept[-1].strip() or _RULE.fullmatch(kept[-1].strip())):
        kept.pop()
    return kept

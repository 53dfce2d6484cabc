"""What was newly written, apart from the mail it answers: Vietnamese and English habits of the usual programs.

Lines are looked at one by one, each only as far as it could be such a mark, so that the time is that of reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONGEST_MARK = 300
_LINES_OF_OPENING = 4
_LINES_OF_SIGNATURE = 12
_LONGEST_OF_SIGNATURE = 120

_OPENING = re.compile(
    r"(?:V[aà]o|Trên|Ng[aà]y|L[uú]c|Trong|Thứ|Th [2-7]|CN|On|Am|Le"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})\b",
    re.IGNORECASE,
)
_OPENING_ENDS = re.compile(
    r"(?:đã viết|da viet|viết|wrote|a écrit|schrieb)(?: như sau)?\s?(?::|-{3,5})$|@[^\s<>@]{1,60}>\s?:$",
    re.IGNORECASE,
)
# Somebody may well tell what was written on a day; a program names the sender's address, or the minute its way.
_BY_PROGRAM = re.compile(
    r"<?[^\s<>@]{1,64}@[^\s<>@]{1,200}>?|\b[0-2]?[0-9]:[0-5][0-9]\b.*(?:đã viết|da viet|wrote|a écrit|schrieb)\s?:$",
    re.IGNORECASE,
)
# Yahoo on telephones puts the quoted text on the same line, behind some blanks.
_OPENING_AND_QUOTE = re.compile(r"@[^\s<>@]{1,200}>?,? (?:đã viết|wrote)\s?:\s{2}", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"[-_=*\s]{2,20}(?:Original Message|Original Appointment|Reply Message|Thư gốc|Thư ban đầu|Tin nhắn gốc"
    r"|Tin nhắn ban đầu|Thông điệp gốc|Thông báo gốc|Thư trả lời)\s?[-_=*]{2,20}(?:\s?(?:Từ|From)\s?:.*)?",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"[-_=*\s]{0,20}(?:Begin forwarded message|(?:Original )?Forwarded (?:message|email)|Thư đã chuyển tiếp"
    r"|Thư được chuyển tiếp|Tin nhắn (?:đã )?(?:được )?chuyển tiếp|Thư chuyển tiếp|Bắt đầu thư được chuyển tiếp)"
    r"\s?:?[-_=*\s]{0,20}",
    re.IGNORECASE,
)
_HEADER_BEGINS = re.compile(r"\*?(?:Từ|From|Người gửi|Tu)\s?:\*?\s*\S", re.IGNORECASE)
_SENDER_LABEL = re.compile(r"\*?Người gửi", re.IGNORECASE)
_ADDRESS_OR_MINUTE = re.compile(r"\S@\S|\b[0-2]?[0-9]:[0-5][0-9]\b")
_HEADER_LINES = (
    re.compile(
        r"\*?(?:Đã gửi|Đã gửi lúc|Gửi lúc|Ngày gửi|Ngày|Thời gian|Sent|Date|Da gui|Gửi)\s?:", re.IGNORECASE
    ),
    re.compile(r"\*?(?:Tới|Đến|Người nhận|To|Den|Toi)\s?:", re.IGNORECASE),
    re.compile(r"\*?(?:Chủ đề|Tiêu đề|Subject|Chu de)\s?:", re.IGNORECASE),
)
_RULE = re.compile(r"[-_=*]{5,200}")
_DEVICE = (
    r"(?:iPhone|iPad|Android|Outlook|Samsung|Galaxy|Oppo|Xiaomi|Vivo|Huawei|Nokia|Windows|Mail|Gmail|Yahoo|Zalo"
    r"|điện thoại|thiết bị|máy tính bảng|my |BlackBerry|Mobile)"
)
_SENT_FROM = re.compile(
    rf"(?:(?:Đã |Được )?gửi (?:từ|bằng)|Sent (?:from|via|with))\s.{{0,30}}?{_DEVICE}.{{0,60}}(?<!\.)"
    r"|(?:Được gửi từ|Sent from my)\s.{0,30}\b(?:Samsung|Galaxy)\b.{0,30}\."
    r"|(?:Get|Tải)\s(?:ứng dụng )?(?:Outlook|Yahoo|Gmail|Zalo|BlueMail)\b.{0,60}(?<!\.)",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(r">\s?[0-9]")


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
    kept = _without_sign_off(kept)
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
            return kept + list(map(_unquoted, lines[number:])), ""
        if mark == "--" and (signature := _signature(lines, number)) is not None:
            return kept, signature
        if mark and _quotes_the_rest(lines, number, mark):
            return _without_rule(kept), ""
        opening = _opening(lines, number, mark) if mark else 0
        if opening and not _next_is_quoted(lines, number + opening):
            return kept, ""
        number += opening or 1
        if not opening and not _is_quoted(lines, number - 1):
            kept.append(line)
    return kept, ""


def _unquoted(line: str) -> str:
    """A line of a forwarded mail, which some programs mark as if it was answered."""
    return line if _MORE_THAN.match(line) else line.removeprefix(">").removeprefix(" ")


def _is_quoted(lines: list[str], number: int) -> bool:
    """Whether this line has a program's sign before it; ">50 hộ" on a line of its own is a person's "more than"."""
    if not lines[number].startswith(">"):
        return False
    around = lines[max(number - 1, 0) : number] + lines[number + 1 : number + 2]
    return not _MORE_THAN.match(lines[number]) or any(line.startswith(">") for line in around)


def _quotes_the_rest(lines: list[str], number: int, mark: str) -> bool:
    return (
        _ORIGINAL.fullmatch(mark) is not None
        or (_OPENING.match(mark) is not None and _OPENING_AND_QUOTE.search(mark) is not None)
        or (_HEADER_BEGINS.match(mark) is not None and _is_header(lines, number))
    )


def _is_header(lines: list[str], number: int) -> bool:
    """The lines a program copies above the mail it quotes: from, and at least two of sent, to and subject.

    People head their letters so too: theirs have no address and no minute, which "Người gửi" must have.
    """
    below = [line.strip()[:_LONGEST_MARK] for line in lines[number + 1 : number + 8]]
    found = [next((line for line in below if pattern.match(line)), "") for pattern in _HEADER_LINES]
    if sum(map(bool, found)) < 2:
        return False
    by_program = any(_ADDRESS_OR_MINUTE.search(line) for line in (lines[number][:_LONGEST_MARK], *found))
    return by_program or (bool(found[2]) and not _SENDER_LABEL.match(lines[number].strip()))


def _opening(lines: list[str], number: int, mark: str) -> int:
    """How many lines from here on say "on that day, so-and-so wrote:"; none is 0."""
    if not _OPENING.match(mark.lstrip("- ")):
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
    """What stands under the two hyphens; without the blank of RFC 3676, 4.3, they may also part a letter's matters."""
    below = lines[number + 1 : number + _LINES_OF_SIGNATURE + 2]
    quote = next((count for count, line in enumerate(below) if line.startswith(">")), len(below))
    by_program = lines[number] == "-- " or not any(map(_tells, below[:quote]))
    return "\n".join(below[:quote]) if by_program and quote <= _LINES_OF_SIGNATURE else None


def _tells(line: str) -> bool:
    """Whether a line is rather a sentence, or another such mark, than a line of a signature."""
    return (
        line.strip() == "--" or len(line) > _LONGEST_OF_SIGNATURE or line.rstrip().endswith((".", "!", "?"))
    )


def _without_sign_off(kept: list[str]) -> list[str]:
    """What the program adds about itself stands last; the same words within a letter are its author's."""
    last = next((number for number in range(len(kept) - 1, -1, -1) if kept[number].strip()), None)
    if last is None:
        return kept
    mark = kept[last].strip()
    is_sign_off = len(mark) <= _LONGEST_MARK and mark[0].isupper() and _SENT_FROM.fullmatch(mark)
    return kept[:last] if is_sign_off else kept


def _without_rule(kept: list[str]) -> list[str]:
    """Outlook draws a line above the mail it quotes."""
    while kept and (not kept[-1].strip() or _RULE.fullmatch(kept[-1].strip())):
        kept.pop()
    return kept

"""What the law asks of a petition (Điều 7, Nghị định 20/2008/NĐ-CP), as far as a mail says it about its sender.

Carefully: an answer that is missing is asked for, but one that belongs to the person complained about does harm. The
patterns are without marks and in lower case, since many people type so; what they find is taken from the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pakn.intake.submission import ADDRESS_LENGTH, NAME_LENGTH, ORGANIZATION_LENGTH
from pakn.mailbox.letters import Understood
from pakn.mailbox.parsing import names, phones
from pakn.mailbox.parsing.plain import plain

_LONGEST_LINE = 1_000
_LONGEST_END = 20_000
_FULL_LINE = 60

_I = r"(?:toi|em|chau|con|minh)"
_START = r"(?:^|[;|•.]\s)\s*(?:[-*+•]|\(?[0-9a-d][.)])?\s*\*{0,2}"
_COLON = r"\s*\*{0,2}\s*:\s*\*{0,2}\s*"
_NAME = re.compile(
    _START
    + rf"(?:(?:ho\s*(?:,|va\b)?\s*)?ten(?:\s(?:day du|cong dan|nguoi (?:gui|viet|phan anh)(?: don)?|cua {_I}|{_I}))?"
    r"|nguoi (?:gui(?: don)?|phan anh|viet(?: don)?|lam don|kien nghi)|full ?name|name)"
    + _COLON
    + r"(.{2,200})"
)
_SAID_NAME = re.compile(
    rf"(?:\bten (?:cua )?{_I} la|\b{_I} ten(?: la)?|(?:^|[.!?,;:]\s*){_I} la|(?:^|[.!?;]\s*){_I},"
    r"|\btoi\b[^.!?]{0,80} dai dien la|\bmy name is)(?!\w)"
    r"\s*:?\s*(\S.{1,100})"
)
_CLOSING = re.compile(
    r"(?:-{2}|(?:(?:toi|em|chau) )?(?:xin )?(?:kinh thu|kinh chao|tran trong(?: cam on| kinh chao)?"
    r"|(?:chan thanh )?cam on(?: (?:quy .{0,40}|nhieu|a\b.{0,3}|rat nhieu))?)"
    r"|than ai|nguoi (?:viet|lam|gui)(?: don| phan anh)?|ky ten|(?:best |kind )?regards|sincerely)"
    r"\s*(?:[-,.!:;]+|$)\s*(.{0,80})"
)
_PLACE_WORDS = (
    r"(?:dia chi(?: thuong tru| tam tru| lien he| nha(?: rieng)?| hien (?:tai|nay)| cu tru| nguoi gui| cua toi"
    r"| tru so)?"
    r"|d/?c|noi (?:o|cu tru|thuong tru|o hien (?:nay|tai))|cho o(?: hien nay)?|(?:ho khau )?thuong tru|ho khau|cu tru"
    r"|address)"
)
_PLACE = re.compile(_START + _PLACE_WORDS + rf"(?:{_COLON}|\s+(?:tai|o)\s*:?\s+)(.{{3,600}})")
_PLACE_LATER = re.compile(rf"[,;.|(–-]\s*{_PLACE_WORDS}\s*:\s*(.{{3,600}})")
_LIVES = re.compile(
    r"\b(?:(?:thuong |tam |cu )?tru|sinh song|song|ngu|o|nha)\s+(?:tai|o)\s*:?\s+(.{3,300})"
    r"|\bhien(?: dang| nay| tai)?\s+(?:o|song|cu tru|thuong tru)\s+(.{3,300})"
)
_MYSELF = re.compile(rf"\b{_I}\b")
_SOMEONE = re.compile(
    r"\b(?:phan anh|kien nghi|to cao|khieu nai|ve viec|ong|anh|chi|co|chu|can bo|nha may|cong ty|bi|thay)\b(?! toi\b)"
)
_NEXT_LABEL = re.compile(
    r"\s*[-–,;.|(]?\s*\b(?:so (?:dien thoai|dt|may)|dien thoai|dt|sdt|dtdd|tel|phone|mobile|di dong|e-?mail|cccd|cmnd"
    r"|can cuoc|sinh nam|nghe nghiep)\b"
)
# In lower case, since roads and villages are called Kinh and Tôi too.
_GOES_ON = re.compile(
    r"\s*,?\s*\b(?:xin|kính|kinh gui|tôi|toi|nay|muốn|muon|phản ánh|phan anh|kiến nghị|kien nghi|đề nghị|de nghi"
    r"|từ (?:năm|ngày)|tu (?:nam|ngay))\b"
)
_SENTENCE_END = re.compile(r"[;!?]|(?<![tT][pPtTxX])(?<!\b[pPqQ])\.(?:\s|$)")
_BY_POST = re.compile(
    rf"lien (?:he|lac)(?: voi {_I}| voi chung toi| cho toi)? (?:qua|bang|theo) (?:duong )?(?:thu\b(?! dien tu)"
    r"|buu dien)|\b(?:gui|tra loi|phuc dap|hoi am)\b[^.\n]{0,60}\b(?:ve|theo|den|toi|qua) "
    r"(?:dia chi (?:o )?(?:tren|nay|noi tren|nhu tren)|(?:duong )?buu dien)"
)
_ORGANIZATION = re.compile(
    _START + r"(?:ten )?(cong ty|doanh nghiep|htx|hop tac xa|to chuc|co quan|don vi)" + _COLON + r"(.{2,255})"
)
_ON_BEHALF = re.compile(
    r"\b(?:dai dien(?: theo phap luat)?|thay mat) (?:(?:cua|cho) )?"
    r"((?:cong ty|doanh nghiep|htx|hop tac xa|hoi|chi hoi|truong)\s[^,.;\n]{2,150})"
)
# What people put behind their name in a signature.
_BESIDES = re.compile(r"[|,;(]|\s[-–]\s|\s*[+0-9]")
_COMPLAINED = re.compile(r"\bbi (?:phan anh|to cao|khieu nai|kien nghi|to giac)\b[^:]{0,40}:")
_COMPLAINANT = re.compile(r".{0,10}\bnguoi (?:gui|phan anh|to cao|khieu nai|lam don|viet don|kien nghi)\b")
_IS_ORGANIZATION = re.compile(r"(?:cong ty|cty|doanh nghiep|htx|hop tac xa)\b")
_NAMED_KINDS = frozenset({"cong ty", "doanh nghiep", "htx", "hop tac xa"})


def understand(own: str, display_name: str) -> Understood:
    """What the sender's `own` words, signature included, and display name say; what is doubtful stays empty.

    Of a very long text the beginning and the end are looked at, where people say who they are.
    """
    if len(own) > 2 * _LONGEST_END:
        own = f"{own[:_LONGEST_END]}\n{own[-_LONGEST_END:]}"
    lines = list(_of_the_sender(_whole(own.split("\n"))))
    text = "\n".join(lines)
    return Understood(
        full_name=_name(lines, display_name)[:NAME_LENGTH],
        address=_address(lines)[:ADDRESS_LENGTH],
        phone=phones.find(text),
        contact_by_post=_BY_POST.search(plain(text)) is not None,
        organization=_organization(lines, display_name)[:ORGANIZATION_LENGTH],
    )


def _whole(lines: list[str]) -> Iterator[str]:
    """Lines with something on them; those a mail program broke are joined again."""
    held, full = "", False
    for line in (line[:_LONGEST_LINE].strip() for line in lines):
        goes_on = held and line and (held.endswith(",") or (full and line[0].islower()))
        if goes_on and len(held) < _LONGEST_LINE and not _CLOSING.match(plain(held)):
            held = f"{held} {line}"
        else:
            if held:
                yield held
            held = line
        full = len(line) >= _FULL_LINE
    if held:
        yield held


def _of_the_sender(lines: Iterator[str]) -> Iterator[str]:
    """The lines without those that give the particulars of the person complained about."""
    others = False
    for line in lines:
        others = _COMPLAINED.search(plain(line)) is not None or (others and ":" in line)
        if not others or _COMPLAINANT.match(plain(line)):
            others = False
            yield line


def _after(pattern: re.Pattern[str], line: str) -> Iterator[str]:
    """What the pattern's groups hold, in the line as it was written."""
    for found in pattern.finditer(plain(line)):
        yield next(
            (line[slice(*found.span(group))] for group in range(1, pattern.groups + 1) if found[group]), ""
        )


def _name(lines: list[str], display_name: str) -> str:
    after_label = (names.labelled(value) for line in lines for value in _after(_NAME, line))
    introduced = (names.said(value) for line in lines for value in _after(_SAID_NAME, line))
    return (
        next(filter(None, after_label), "")
        or next(filter(None, introduced), "")
        or _signed(lines)
        or names.shown(display_name)
    )


def _signed(lines: list[str]) -> str:
    """The name in or under the last closing formula."""
    for number in range(len(lines) - 1, -1, -1):
        if found := _CLOSING.fullmatch(plain(lines[number])):
            beside = lines[number][slice(*found.span(1))]
            below = lines[number + 1] if number + 1 < len(lines) else ""
            if name := names.shown(beside) or names.shown(_BESIDES.split(below)[0]):
                return name
    return ""


def _address(lines: list[str]) -> str:
    labelled = (
        _place(value) for line in lines for value in (*_after(_PLACE, line), *_after(_PLACE_LATER, line))
    )
    return next(filter(None, labelled), "") or next(filter(None, map(_where_i_live, lines)), "")


def _where_i_live(line: str) -> str:
    """What stands behind "tôi … trú tại", when the sentence speaks of nobody else before it."""
    written = plain(line)
    for found in _LIVES.finditer(written):
        before = _SENTENCE_END.split(written[: found.start()])[-1]
        if (_MYSELF.search(before) or (found[2] and not before.strip())) and not _SOMEONE.search(before):
            return _place(line[slice(*found.span(1 if found[1] else 2))])
    return ""


def _place(value: str) -> str:
    """The value up to the next label or the end of the sentence; empty when it is no place."""
    marks = (_NEXT_LABEL.search(plain(value)), _GOES_ON.search(value), _SENTENCE_END.search(value))
    ends = [mark.start() for mark in marks if mark]
    place = value[: min(ends, default=len(value))].strip(" \t,.;:*-–(")
    return "" if "@" in place or "://" in place or len(place) < 3 else place


def _organization(lines: list[str], display_name: str) -> str:
    for line in lines:
        if found := _ORGANIZATION.search(plain(line)):
            return _named(line[slice(*found.span(1))], line[slice(*found.span(2))].strip(" .;*"))
    behalf = (value.strip() for line in lines for value in _after(_ON_BEHALF, line))
    shown = display_name if _IS_ORGANIZATION.match(plain(display_name)) else ""
    return next(behalf, "") or shown


def _named(kind: str, value: str) -> str:
    """ "Công ty: Hoa Sen" means "Công ty Hoa Sen"."""
    if plain(kind) in _NAMED_KINDS and not _IS_ORGANIZATION.match(plain(value)):
        return f"{kind} {value}"
    return value

"""What the law asks of a petition (Điều 7, Nghị định 20/2008/NĐ-CP), as far as a mail says it about its sender.

Carefully: an answer that is missing is asked for, but one that belongs to the person complained about does harm. The
patterns are without marks and in lower case, since many people type so; what they find is taken from the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pakn.intake.submission import ADDRESS_LENGTH, NAME_LENGTH, ORGANIZATION_LENGTH
from pakn.mailbox.letters import Understood
from pakn.mailbox.parsing import layout, names, phones, places, speakers
from pakn.mailbox.parsing.labels import (
    BESIDES,
    CLOSING,
    COLON,
    ME,
    NAME,
    NOTHING,
    PLACE_WORDS,
    SAID_NAME,
    SENTENCE_END,
    SIGNS_AS,
    START,
)
from pakn.mailbox.parsing.plain import plain

_LONGEST_END = 20_000
_BLANK_LINE = re.compile(r"\n\s*\n")
_TOLD = (".", "!", "?", "…")

_ADDING = rf"(?:(?:{ME} )?(?:xin )?(?:duoc )?(?:gui )?bo sung(?: them)?(?: la)?\s*:?\s*)?"
_PLACE = re.compile(
    START
    + _ADDING
    + PLACE_WORDS
    + rf"(?:{COLON}|\s+(?:tai|o)\s*:?\s+|\s+(?:la\s+)?(?={places.START}))(.{{3,600}})"
)
_PLACE_LATER = re.compile(
    rf"[,;.|(–-]\s*{PLACE_WORDS}(?:\s*:\s*|\s+(?:la\s+)?(?={places.START}))(.{{3,600}})"
)
_LIVES = re.compile(
    r"\b(?:(?:thuong |tam |cu )?tru|sinh song|song|ngu|o(?: tro)?|nha)\s+(?:tai|o)\s*:?\s+(.{3,300})"
    r"|\bhien(?: dang| nay| tai)?\s+(?:o|song|cu tru|thuong tru)\s+(.{3,300})"
    rf"|\b(?:o|tru|ngu)\s+((?={places.START}).{{3,300}})"
)
# An address that follows a name without a word of its own.
_BESIDE_NAME = re.compile(
    rf"\s*[,(–|-]\s*(?:(?:hien )?(?:o|tru|ngu|tai)\s+){{0,2}}((?={places.START}).{{3,300}})"
)
_BARE_LIVES = 3
_I_DIRECTLY = re.compile(rf"\b{ME}(?: (?:hien|dang|nay|cung|va gia dinh))*\s*$")
_CAR = frozenset("ôÔ")
_MYSELF = re.compile(rf"\b{ME}\b")
_SOMEONE = re.compile(
    r"\b(?:phan anh|kien nghi|to cao|khieu nai|ve viec|ong|anh|chi|co(?! quan)|chu|can bo|nha may|cong ty|bi|thay)"
    r"\b(?! toi\b)"
)
_NEXT_LABEL = re.compile(
    r"\s*[-–,;.|(]?\s*\b(?:so (?:dien thoai|dt|may)|dien thoai|dt|sdt|dtdd|tel|phone|mobile|di dong|e-?mail|cccd|cmnd"
    r"|can cuoc|sinh nam|nghe nghiep)\b|\s*[-–,;|(]?\s*\b[mtpe]\s?:"
)
# In lower case, since roads and villages are called Kinh and Tôi too.
_GOES_ON = re.compile(
    r"\s*,?\s*\b(?:xin|kính|kinh gui|tôi|toi|nay|ạ|muốn|muon|phản ánh|phan anh|kiến nghị|kien nghi|đề nghị|de nghi"
    r"|từ (?:năm|ngày)|tu (?:nam|ngay))\b"
)
_BY_POST = re.compile(
    rf"lien (?:he|lac)(?: voi {ME}| voi chung toi| cho toi)? (?:qua|bang|theo) (?:duong )?(?:thu\b(?! dien tu)"
    r"|buu dien)|\b(?:gui|tra loi|phuc dap|hoi am)\b[^.\n]{0,60}\b(?:ve|theo|den|toi|qua) "
    r"(?:dia chi (?:o )?(?:tren|nay|noi tren|nhu tren)|(?:duong )?buu dien)"
)
_ORGANIZATION = re.compile(
    START + r"(?:ten )?(cong ty|doanh nghiep|htx|hop tac xa|to chuc|co quan|don vi)" + COLON + r"(.{2,255})"
)
_REPRESENTED = re.compile(START + r"nguoi (?:dai dien(?: theo phap luat)?|lien he)" + COLON + r"(.{2,200})")
_ON_BEHALF = re.compile(
    r"\b(?:dai dien(?: theo phap luat)?|thay mat) (?:(?:cua|cho) )?"
    r"((?:cong ty|doanh nghiep|htx|hop tac xa|hoi|chi hoi|truong)\s[^,.;\n]{2,150})"
)
# Without a colon only a name that is surely one is believed.
_NAME_BARE = re.compile(START + r"ho (?:va )?ten\s+(.{5,100})")
_LINES_OF_SIGNATURE = 8
_NUMBER_BEGINS = re.compile(r"\s*[-–,;|(]?\s*(?:\+|\b0)[0-9][0-9 .()-]{7,}")
_IS_ORGANIZATION = re.compile(r"(?:cong ty|cty|doanh nghiep|htx|hop tac xa)\b")
_NAMED_KINDS = frozenset({"cong ty", "doanh nghiep", "htx", "hop tac xa"})


def understand(own: str, display_name: str) -> Understood:
    """What the sender's `own` words, signature included, and display name say; what is doubtful stays empty.

    Of a very long text the beginning and the end are looked at, where people say who they are.
    """
    lines = of_the_sender(own, display_name)
    text = "\n".join(lines)
    return Understood(
        full_name=_name(lines, display_name)[:NAME_LENGTH],
        address=_address(lines)[:ADDRESS_LENGTH],
        phone=phones.find(text),
        contact_by_post=_BY_POST.search(plain(own)) is not None,
        organization=_organization(lines, display_name)[:ORGANIZATION_LENGTH],
    )


def of_the_sender(own: str, display_name: str = "") -> list[str]:
    """The lines with something on them that may give the sender's particulars, put together again."""
    if len(own) > 2 * _LONGEST_END:
        own = f"{own[:_LONGEST_END]}\n{own[-_LONGEST_END:]}"
    *before, end = _BLANK_LINE.split(own.rstrip())
    told = "\n\n".join(before).rstrip()
    if told.endswith(_TOLD) and _is_signed_by(display_name, [*layout.lines(end)]):
        return speakers.own_lines(layout.lines(told)) + speakers.own_lines(layout.lines(end))
    return speakers.own_lines(layout.lines(own))


def _is_signed_by(display_name: str, end: list[str]) -> bool:
    """Whether these lines are particulars and the name that the sender goes by, and nothing else: whomever the letter
    speaks of before, they are the sender's."""
    mine = plain(names.shown(display_name))
    rest = [line for line in end if plain(line).strip(" ,.-*_") != mine]
    alone = all(
        not names.alone(line)
        and (CLOSING.fullmatch(plain(line)) or (_is_particular(line) and len(_sentences(line)) == 1))
        for line in rest
    )
    return bool(mine) and len(rest) < len(end) <= _LINES_OF_SIGNATURE and alone


def _sentences(line: str) -> list[str]:
    return [part for part in SENTENCE_END.split(line) if part.strip()]


def _after(pattern: re.Pattern[str], line: str) -> Iterator[str]:
    """What the pattern's groups hold, in the line as it was written."""
    for found in pattern.finditer(plain(line)):
        yield next(
            (line[slice(*found.span(group))] for group in range(1, pattern.groups + 1) if found[group]), ""
        )


def _name(lines: list[str], display_name: str) -> str:
    after_label = (names.labelled(value) for line in lines for value in _after(NAME, line))
    introduced = (names.said(value) for line in lines for value in _after(SAID_NAME, line))
    return (
        next(filter(None, after_label), "")
        or next(filter(None, introduced), "")
        or next((name for line in lines for value in _after(_NAME_BARE, line) if (name := _alone(value))), "")
        or _signed(lines)
        or _represented(lines, display_name)
        or names.displayed(display_name)
    )


def _represented(lines: list[str], display_name: str) -> str:
    """Who stands for the organization that writes."""
    if not _organization(lines, display_name):
        return ""
    stated = (names.labelled(value) for line in lines for value in _after(_REPRESENTED, line))
    return next(filter(None, stated), "")


def _alone(value: str) -> str:
    return names.alone(BESIDES.split(value)[0])


def _signed(lines: list[str]) -> str:
    """The name in or under the last closing formula, of who signs for a body, or above the number at the end."""
    return _closed(lines) or _signed_as(lines) or _above_number(lines)


def _signed_as(lines: list[str]) -> str:
    """The name under the office of who signs, as bodies write it ("GIÁM ĐỐC")."""
    for number in range(max(len(lines) - _LINES_OF_SIGNATURE, 0), len(lines) - 1):
        below = map(_alone, lines[number + 1 : number + 4])
        if SIGNS_AS.fullmatch(plain(lines[number])) and (name := next(filter(None, below), "")):
            return name
    return ""


def _above_number(lines: list[str]) -> str:
    """A name on a line of its own at the end, with nothing under it but a number or an address."""
    for line in reversed(lines[-_LINES_OF_SIGNATURE:]):
        name, _, beside = _parted(line)
        if names.alone(name) and (not beside or _is_particular(line[len(name) :].strip(" -–|,;("))):
            return names.alone(name)
        if not _is_particular(line):
            return ""
    return ""


def _is_particular(line: str) -> bool:
    number = _NUMBER_BEGINS.search(f" {line}")
    rest = line if number is None else f" {line}"[: number.start()]
    labelled = _NEXT_LABEL.match(plain(line)) is not None or _PLACE.match(plain(line)) is not None
    return labelled or not rest.strip(" -–|,;()") or bool(places.bare(rest)) or "@" in line


def _closed(lines: list[str]) -> str:
    """The name in or under the last closing formula."""
    for number in range(len(lines) - 1, -1, -1):
        if found := CLOSING.fullmatch(plain(lines[number])):
            beside = lines[number][slice(*found.span(1))]
            below = lines[number + 1] if number + 1 < len(lines) else ""
            if name := names.shown(beside) or names.shown(BESIDES.split(below)[0]):
                return name
    return ""


def _address(lines: list[str]) -> str:
    labelled = (
        _place(value) for line in lines for value in (*_after(_PLACE, line), *_after(_PLACE_LATER, line))
    )
    return (
        next(filter(None, labelled), "")
        or next(filter(None, map(_where_i_live, lines)), "")
        or next(filter(None, map(_beside_name, lines)), "")
        or _signed_place(lines)
        or _place_above_number(lines)
    )


def _beside_name(line: str) -> str:
    """The address right behind "tôi là …" or the name with its label."""
    written = plain(line)
    for pattern, reads in ((SAID_NAME, names.said), (NAME, names.labelled)):
        for found in pattern.finditer(written):
            name = reads(line[slice(*found.span(1))])
            ends = line.find(name, found.start(1)) + len(name)
            if name and (beside := _BESIDE_NAME.match(written, ends)):
                return _place(line[slice(*beside.span(1))])
    return ""


def _place_above_number(lines: list[str]) -> str:
    """The line of nothing but an address at the end, with a number behind or under it."""
    last = lines[-_LINES_OF_SIGNATURE:]
    for line, below in pairwise((*last, "")):
        rest = _without_number(line)
        numbered = rest != line or (below and _without_number(below) != below and _is_particular(below))
        if numbered and (place := places.bare(rest)):
            return place
    return ""


def _signed_place(lines: list[str]) -> str:
    """The line of nothing but an address in the signature, right under or beside the name."""
    for number in range(len(lines) - 1, max(len(lines) - _LINES_OF_SIGNATURE, 0) - 1, -1):
        name, _, beside = _parted(lines[number])
        if names.alone(name):
            below = lines[number + 1] if number + 1 < len(lines) else ""
            return places.bare(_without_number(beside)) or places.bare(_without_number(below))
    return ""


def _parted(line: str) -> tuple[str, str, str]:
    """A line of a signature: what stands before, as, and behind the first mark between its pieces."""
    found = BESIDES.search(line)
    return (line[: found.start()], found[0], line[found.end() :]) if found else (line, "", "")


def _without_number(line: str) -> str:
    marks = (_NEXT_LABEL.search(plain(line)), _NUMBER_BEGINS.search(line))
    return line[: min((mark.start() for mark in marks if mark), default=len(line))]


def _where_i_live(line: str) -> str:
    """What stands behind "tôi … trú tại", when the sentence speaks of nobody else before it."""
    written = plain(line)
    for found in _LIVES.finditer(written):
        before = SENTENCE_END.split(written[: found.start()])[-1]
        group = found.lastindex or 1
        mine = _MYSELF.search(before) or (group > 1 and not before.strip(" -*,"))
        if group == _BARE_LIVES:
            mine = _I_DIRECTLY.search(before) or _ends_with_me(line[: found.start()])
        if mine and not _SOMEONE.search(before) and line[found.start()] not in _CAR:
            return _place(line[slice(*found.span(group))])
    return ""


def _ends_with_me(before: str) -> bool:
    """Whether the words end with the writer's name, or with a comma somewhere behind it."""
    found = next(SAID_NAME.finditer(plain(before)), None)
    name = names.said(before[slice(*found.span(1))]) if found else ""
    return bool(name) and before.rstrip().endswith((",", name))


def _place(value: str) -> str:
    """The value up to the next label or the end of the sentence; empty when it is no place."""
    marks = (_NEXT_LABEL.search(plain(value)), _GOES_ON.search(value), SENTENCE_END.search(value))
    ends = [mark.start() for mark in marks if mark]
    place = value[: min(ends, default=len(value))].strip(" \t,.;:*|-–(")
    place = place if "(" in place else place.rstrip(")")
    place = _without_number(place).strip(" \t,.;:*|-–(")
    return "" if "@" in place or "://" in place or len(place) < 3 or NOTHING.match(plain(place)) else place


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

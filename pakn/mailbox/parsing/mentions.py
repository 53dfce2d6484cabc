"""Where a sentence comes to somebody who is not the writer: a person, an office, or what is complained of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from pakn.mailbox.parsing import names
from pakn.mailbox.parsing.labels import SAID_NAME
from pakn.mailbox.parsing.plain import plain


class Kind(Enum):
    """What a mention is of."""

    COMPLAINT = auto()
    PERSON = auto()
    TITLE = auto()
    OFFICE = auto()


@dataclass(frozen=True)
class Mention:
    """A mention and where it begins."""

    start: int
    kind: Kind


_COMPLAINT = re.compile(
    r"\b(?<!nguoi )(?:phan anh|to cao|to giac|khieu nai|khieu to|kien nghi)\b"
    r"|\bto(?= (?:ong|ba|anh|chi|can bo|cong chuc|cong an|chu tich|truong|bi thu|lanh dao|mot so)\b)"
)
_TITLE = re.compile(
    r"\b(?:can bo|cong chuc|vien chuc|chuyen vien|nhan vien|dong chi|(?:pho )?(?:chu tich|bi thu|giam doc|chu nhiem)"
    r"|truong (?:thon|xom|ap|ban|khu|phong|cong an)|to truong|doi truong|cong an|hieu truong|giao vien|bac si|ke toan"
    r"|thu quy|lanh dao|nha thau|chu (?:thau|nha|quan|co so|trang trai|dau tu)|lai xe|hang xom|dia chinh|tu phap"
    r"|doi tuong|danh sach|ten (?:chong|vo|con|bo|me|cha|be|tre|nguoi than)|nhan chung|bi don"
    r"|ben (?:lan|chiem|vi pham|bi|a|b|ban|mua|cho thue)|thu pham|ke (?:xau|gian|trom)"
    r"|nguoi (?:bi|vi pham|lan|chiem|nay|ay|ta|hang xom|yeu cau|nhan tien|lam chung|chung kien)"
    r"|(?:bo|me|cha|vo|chong|con(?: trai| gai| dau| re)?|anh(?: trai)?|chi(?: gai)?|em (?:trai|gai)|ong|ba|chau"
    r"|bac|chu|co|di|cau|mo) (?:cua )?toi)\b"
)
_OFFICE = re.compile(
    r"\b(?:ubnd|uy ban|bo phan (?:mot cua|tiep)|mot cua|cong ty|cty|nha may|tram y te|benh vien|duong day nong|hotline"
    r"|tong dai|xi nghiep|cua hang|quan (?:an|nhau|karaoke|ca phe)|trang trai|xuong|co so|chi nhanh|buu dien"
    r"|ngan hang|van phong|truong (?:hoc|tieu hoc|mam non|thcs|thpt))\b"
)
_BESIDE_OFFICE = re.compile(
    r"(?:\b(?:gan|canh|sau|truoc|doi dien|ben|dai dien|thay mat|giam doc|lam viec o|lam o)(?: (?:cua|cho|tai|tru so))?"
    r"|^(?:ten )?(?:(?:cong ty|doanh nghiep|to chuc|co quan|don vi)\s*:)?)\s*$"
)
_HONORIFIC = re.compile(r"\b(?:ong|ba|anh|chi|co|chu|bac|thay|thang|ga)\b")
_SURE = frozenset({"ông", "bà", "ong", "thằng"})
_CALLING = frozenset(
    {"ba", "anh", "chị", "chi", "cô", "co", "chú", "chu", "bác", "bac", "thầy", "thang", "gã", "ga"}
)
_POINTING = frozenset({"ay", "ta", "nay", "do", "kia", "no"})
_OF_NAMES_OF_PLACES = re.compile(
    r"\b(?:duong|pho|ngo|xa|phuong|nui|cho|cau|den|chua|thon|xom|ap|ban|khu|lang|hem|kiet|thanh|dia|phan|[0-9]+|(?:p|q|x|tp)\.)\s*$"
)
# A courtesy before the writer's own name.
_OWN = re.compile(
    r"(?:(?:toi|em|chau|minh) la|ten(?: (?:toi|em|chau))?(?: la)?|toi[^.!?]{0,80} dai dien la|name(?: is)?"
    r"|nguoi (?:gui|viet|lam|phan anh|to cao|khieu nai|kien nghi)(?: don)?(?: la)?|^\W*toi,?)"
    r"\s*[:|]?\s*\*{0,2}\s*(?:(?:ong|ba|anh|chi|co|chu|bac)\s+)?$"
)
_LABELLED = re.compile(
    r"(?!.{0,40}\b(?:ten|name|toi|em|chau|minh|kinh|gui|nguoi (?:gui|viet|lam don|phan anh|to cao|khieu nai|kien nghi"
    r"|lien he|dai dien)|cong dan|chu ho)\b)[^:.]{2,60}?(?::| la )\s*"
)
_JUST_COMPLAINED = re.compile(
    r"\b(?:phan anh|to cao|to giac|khieu nai|khieu to|kien nghi|to)(?: ve| viec| doi voi| hanh vi(?: cua)?)*\s*$"
)
# A range would not do: capital and small letters take turns in Unicode.
_CAPITALS = "A-ZÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA, 2)))
_SMALLS = _CAPITALS.lower()
_FULL_NAME = re.compile(
    rf"(?<=[{_SMALLS}] )((?:[{_CAPITALS}][^\W\d_]{{0,19}} ){{2,5}}?[{_CAPITALS}][^\W\d_]{{0,19}})\b(?! [{_CAPITALS}])"
)
_BEGUN_NAME = re.compile(rf"(?:\b[{_CAPITALS}]\w* ){{1,9}}$")
_NAME_ENDS = re.compile(rf"[|,;(.]|\s[-–]\s|\s*[+0-9]|\s(?=[{_SMALLS}])")
_OF_ONESELF = frozenset(
    {"o", "tru", "sinh", "sdt", "dt", "hien", "thuong", "xin", "kinh", "thon", "xom", "so", "ngu"}
)
_WORD = re.compile(r"\w+")
_WORDS_OF_A_SENTENCE = 5
_COURTESY = 4
_NEAR = 120
_WRITING = frozenset({"cong ty", "cty", "xi nghiep", "co so", "trang trai", "cua hang"})


def find(
    line: str, only: Kind | None = None, *, signed: bool = False, letterhead: bool = False
) -> list[Mention]:
    """All mentions in a sentence, in order.

    When the letter is `signed` already, or this is its `letterhead`, what the sentence begins with is the sender.
    """
    written = plain(line)
    found = [Mention(each.start(), Kind.COMPLAINT) for each in _complaints(line, written)]
    found += [Mention(start, Kind.PERSON) for start in _people(line, written)]
    found += [Mention(start, Kind.PERSON) for start in _named(line, written)]
    found += [Mention(start, Kind.TITLE) for start in _titles(line, written)]
    found += [Mention(0, Kind.PERSON)] if not signed and (_is_labelled(line, written) or _acts(line)) else []
    found += [Mention(start, Kind.OFFICE) for start in _offices(line, written, letterhead and line.isupper())]
    begins = _COURTESY if signed else -1
    wanted = (each for each in found if each.start > begins or each.kind is Kind.COMPLAINT)
    return sorted((each for each in wanted if only is None or each.kind is only), key=lambda each: each.start)


def _complaints(line: str, written: str) -> Iterator[re.Match[str]]:
    """Words of complaint; some people are called Phan Anh."""
    return (each for each in _COMPLAINT.finditer(written) if line[slice(*each.span())] != "Phan Anh")


def _is_in_a_name(line: str, start: int) -> bool:
    """Whether what begins here belongs to a name, as Công An or Văn Phong may."""
    words = line[max(start - _NEAR, 0) : start].split()
    typed = line[start].isupper() or (line.islower() and line.isascii())
    return typed and bool(words) and names.is_surname(words[-1])


def _people(line: str, written: str) -> Iterator[int]:
    for found in _HONORIFIC.finditer(written):
        start, end = found.span()
        before = written[max(start - _NEAR, 0) : start]
        around = line[max(start - _NEAR, 0) : start].split(), line[end : end + _NEAR].split()
        named = _OF_NAMES_OF_PLACES.search(before) or _OWN.search(before)
        accused = found[0] in {"ong", "ba"} and _JUST_COMPLAINED.search(before)
        if accused or (not named and _calls(around[0], line[start:end], around[1])):
            yield start


def _calls(before: list[str], word: str, after: list[str]) -> bool:
    """Whether "ông", "anh" and so on call somebody here, or are part of a name."""
    if not _begins_a_call(before, word):
        return False
    following = after[0].strip(",.;:") if after else ""
    called = plain(following) in _POINTING or names.is_surname(following)
    if word.lower() in _SURE:
        return following != "con"
    return (
        word.lower() in _CALLING
        and bool(following)
        and (called or (word.lower() != "ba" and following[0].isupper()))
    )


def _begins_a_call(before: list[str], word: str) -> bool:
    """Whether what stands before is not the beginning of a name that this word belongs to."""
    if not before or before[-1][-1] in ",.;:":
        return True
    last = before[-1]
    if word[0].isupper():
        return not last[0].isupper() or (last.isupper() and not names.is_of_a_name(last))
    typed = " ".join(before[-2:]).lower()
    return (
        typed == "phan anh"
        or not all(map(names.is_of_a_name, before[-2:]))
        or not word.isascii()
        or len(before) < 2
    )


def _named(line: str, written: str) -> Iterator[int]:
    """Full names in the midst of a sentence, where the writer does not say that they are his."""
    for found in _FULL_NAME.finditer(line):
        begun = _BEGUN_NAME.search(line[max(found.start(1) - _NEAR, 0) : found.start(1)])
        start = found.start(1) - (len(begun[0]) if begun else 0)
        before = written[max(start - _NEAR, 0) : start]
        if names.alone(found[1]) and not _OWN.search(before) and not _OF_NAMES_OF_PLACES.search(before):
            yield found.start(1)


def _titles(line: str, written: str) -> Iterator[int]:
    """Titles; one of the writer's own, behind his name, is none unless somebody else's name follows."""
    introduced = next(
        (each.start() for each in SAID_NAME.finditer(written) if names.said(line[slice(*each.span(1))])), None
    )
    for found in _TITLE.finditer(written):
        if _is_in_a_name(line, found.start()):
            continue
        own = introduced is not None and introduced < found.start()
        if (
            not own
            or found[0].endswith(" toi")
            or _named_next(line[found.end() : found.end() + _NEAR].partition(",")[0])
        ):
            yield found.start()


def _is_labelled(line: str, written: str) -> bool:
    """Whether a name stands behind a label that is none of the writer's ("Nhân chứng: …", "Bên lấn chiếm là …")."""
    found = _LABELLED.match(written)
    return found is not None and bool(names.alone(_NAME_ENDS.split(line[found.end() :], maxsplit=1)[0]))


def _acts(line: str) -> bool:
    """Whether the sentence tells what somebody did whose name it begins with."""
    words = line.split()
    if words and words[0][0].islower():
        return _acts_typed_plainly(words)
    name = next((count for count, word in enumerate(words) if not word[0].isupper()), len(words))
    told = 3 <= name < len(words) and words[name - 1][-1].isalpha() and words[name][0].isalpha()
    return told and bool(names.alone(" ".join(words[:name]))) and plain(words[name]) not in _OF_ONESELF


def _acts_typed_plainly(words: list[str]) -> bool:
    """The same of a sentence in lower case, where only a name of three words with a usual middle is known."""
    told = len(words) >= _WORDS_OF_A_SENTENCE and words[3].isalpha() and not names.is_of_a_name(words[3])
    return told and plain(words[3]) not in _OF_ONESELF and bool(names.alone(" ".join(words[:3])))


def _named_next(after: str) -> bool:
    words = after.replace(",", " , ").replace(".", " . ").split()
    pairs = pairwise(words)
    return any(one[0].isupper() and two[0].isupper() and names.is_surname(one) for one, two in pairs)


def names_somebody(words: str) -> bool:
    """Whether somebody's name stands anywhere in this."""
    return _named_next(words) or any(
        names.is_surname(one)
        and names.is_of_a_name(two)
        and f"{one}{two}".isascii()
        and one + two != "phananh"
        for one, two in pairwise(_WORD.findall(words.lower()))
    )


def _offices(line: str, written: str, letterhead: bool) -> Iterator[int]:
    for found in _OFFICE.finditer(written):
        before = written[max(found.start() - _NEAR, 0) : found.start()]
        words = before.split()
        in_name = bool(words) and names.is_surname(words[-1]) and line[found.start()].isupper()
        in_name = in_name or (
            bool(words) and names.is_surname(words[-1]) and line.islower() and line.isascii()
        )
        labelled = written[found.end() :].lstrip().startswith(":") and not before.strip(" *-")
        at_head = letterhead and found[0] in _WRITING and not before.strip(" *-") and len(written) <= _NEAR
        if (
            not in_name
            and not labelled
            and not at_head
            and not (before.strip() and _BESIDE_OFFICE.search(before))
        ):
            yield found.start()

"""What looks like a person's name, also when it was typed without marks or capitals."""

from __future__ import annotations

import re

from pakn.mailbox.parsing.plain import plain

MOST_WORDS = 6
_LONGEST_WORD = 20
_SURNAME_LIST = """
nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh truong lam mai doan trinh dao ha cao luong
luu phung thai chau ta to trieu quach vuong la lo quang giang than nghiem bach chu ninh nong be hua luc kieu tong khuc
vi ma giap au khong thach son danh kim ksor rcom siu nay nie
"""
_SURNAMES = frozenset(_SURNAME_LIST.split())
_ROADS = frozenset({"đường", "tổ", "bản", "ấp"})
_MOST_TYPED = 4
_LAST_SURNAMES = frozenset(
    {"ksor", "rcom", "siu", "nay", "nie", "mlo", "kbuor", "kdam", "ayun", "knul", "bkrong", "ebam"}
)
# A name typed without capitals is only believed with one of these in its middle.
_MIDDLE_LIST = """
van thi duc huu minh thanh ngoc quoc xuan hong dinh quang cong the trong anh thu dieu my hai tuan hoang phuong manh
viet thuy tien ba kim bich duy gia nhat khanh bao tan
"""
_MIDDLES = frozenset(_MIDDLE_LIST.split())
# First words of what people are, not of what they are called. The marked ones tell "Trưởng thôn" from Trương.
_TITLE_LIST = """
cán công cong người nguoi chủ trưởng bí giám hội một mot con nhân nhan đại dai cựu cuu giáo giao dân dan đảng phó pho bộ
phòng phong ủy uỷ uy ban sở trung tổ xã xa thôn thon ubnd kính kinh hộ chi đoàn hoc học sinh bác đơn phản phan kiến kien
the customer support service admin info team hỗ thư hòm
"""
_TITLES = frozenset(_TITLE_LIST.split())
_HONORIFIC = re.compile(r"\A(?:ông|bà|anh|chị|cô|chú|bác|ong|ba|mr|mrs|ms)\.?\s+(?=\S+\s+\S)", re.IGNORECASE)
_END = re.compile(r"[,;:.()|/\\<>\[\]\d\n–—_@!?\"“”]|\s-|-\s|\s{3,}")
# Words that go on after a name on its line, in lower case.
_STOP_LIST = """
sinh sdt dt dien hien tru o cu thuong cmnd cccd so hoac va la dia tai xin kinh de toi nam ngu nha song muon gui can co
dang phan kien thay viet bao nghi chu thon xa lam
"""
_STOPS = frozenset(_STOP_LIST.split())
_ALSO_NAMES = frozenset({"nam", "lam", "viet", "bao"})


def labelled(value: str) -> str:
    """The name that stands behind a label such as "Họ và tên:", in whatever case; empty when it is none."""
    words = _lead(_bare(value).split())
    return "" if words and words[0].lower() in _TITLES and not _known(words) else _person(words)


def said(value: str) -> str:
    """The name behind words such as "tôi là", where anything else could stand as well."""
    words = _bare(value).split()
    if not words:
        return ""
    if not words[0][0].isupper():
        return _said_without_capitals(words)
    capitals = next((count for count, word in enumerate(words) if not word[0].isupper()), len(words))
    lead = words[:capitals]
    return "" if words[0].lower() in _TITLES and not _known(lead) else _person(lead)


def shown(value: str) -> str:
    """A display name or the line under a closing formula, when it is a person's and nothing else."""
    bare = _HONORIFIC.sub("", value.strip(" ,.-*_"), count=1)
    words = bare.split()
    if not _person(words) or (words[0].lower() in _TITLES and not _known(words)):
        return ""
    return bare if _known(words) or all(word[0].isupper() for word in words) else ""


def alone(value: str) -> str:
    """A line that is a person's name with a surname we know and nothing else; empty when it is more or less."""
    words = value.strip(" ,.-*_").split()
    if not words or words[0].lower() in _ROADS:
        return ""
    if not words[0][0].isupper():
        return _said_without_capitals(words) if len(words) <= _MOST_TYPED else ""
    known = _known(words) or plain(words[-1]) in _LAST_SURNAMES
    return _person(words) if known and all(word[0].isupper() for word in words) else ""


def is_surname(word: str) -> bool:
    """Whether people are called so with their surname."""
    return plain(word) in _SURNAMES and word.lower() not in _ROADS


def is_of_a_name(word: str) -> bool:
    """Whether the word is a surname or a middle name."""
    return is_surname(word) or plain(word) in _MIDDLES


def _bare(value: str) -> str:
    value = _HONORIFIC.sub("", value.strip(" \t*:-–.…"), count=1)
    end = _END.search(value)
    return value[: end.start()] if end else value


def _lead(words: list[str]) -> list[str]:
    """The words up to the one that goes on with something else; one in capitals belongs to the name."""
    stops = (
        count
        for count, word in enumerate(words)
        if count >= 2
        and word[0].islower()
        and plain(word) in _STOPS
        and (count > 2 or word not in _ALSO_NAMES)
    )
    return words[: next(stops, len(words))]


def _said_without_capitals(words: list[str]) -> str:
    first, middle = plain(words[0]), plain(words[1]) if len(words) > 1 else ""
    return _person(_lead(words)[:4]) if len(words) > 2 and first in _SURNAMES and middle in _MIDDLES else ""


def _known(words: list[str]) -> bool:
    surname = words[0].lower()
    return len(words) >= 2 and plain(surname) in _SURNAMES and (surname not in _TITLES or surname.isascii())


def _person(words: list[str]) -> str:
    fits = 2 <= len(words) <= MOST_WORDS and all(map(_is_syllable, words))
    return " ".join(words) if fits else ""


def _is_syllable(word: str) -> bool:
    return (
        word[0].isalpha()
        and len(word) <= _LONGEST_WORD
        and all(char.isalpha() or char in "'’-" for char in word)
    )

"""What looks like a person's name, also when it was typed without marks or capitals."""

from __future__ import annotations

import re

from pakn.mailbox.parsing.labels import NOTHING
from pakn.mailbox.parsing.plain import plain

MOST_WORDS = 6
_LONGEST_WORD = 20
_SURNAME_LIST = """
nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý lí đinh trương lâm mai đoàn trịnh đào hà cao
lương lưu phùng thái châu tạ tô từ triệu quách vương la là lã lò lô quảng quang quàng giang giàng thân nghiêm bạch chu
ninh nông bế hứa lục kiều tống khúc vi vì mạ ma mã giáp âu khổng thạch sơn danh kim ksor rcom siu nay niê nie tôn đàm
diệp sầm sùng lầu hầu ung phí
"""
# Usual ones too, but without their marks they are more often other words.
_MARKED_LIST = """
chử cù cấn cung doãn đậu đới đồng dư điểu hàn hạng khương lại liễu lữ lù lừ mạc mông ngụy nhữ não quản sái tăng tẩn
thào thiều tiêu tòng trà ưng ứng vừ đèo lường lộc cầm kha lềnh mùa thẩm tiết
"""
_SURNAMES = frozenset(_SURNAME_LIST.split() + _MARKED_LIST.split())
_TYPED_SURNAMES = frozenset(map(plain, _SURNAME_LIST.split()))
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
phòng phong ủy uỷ uy ban sở trung tổ xã xa thôn thon ubnd kính kinh hộ chi hoc học sinh bác đơn phản phan kiến kien
địa điện số nơi ngày email
shop the customer support service admin info team hỗ thư hòm
"""
_TITLES = frozenset(_TITLE_LIST.split())
# The Youth Union and other bodies, not somebody called Đoàn.
_BODY = re.compile(r"đoàn (?:thanh niên|xã|phường|viên|thể|kiểm tra|đại biểu)\b")
_ROYAL = re.compile(
    r"(?:nguyen phu?oc )?(?:cong (?:tang |huyen |chua )?|huyen (?:tang |ton )?|tang )?ton nu(?: [a-z]+){1,6}"
)
_VOWELS = frozenset("aeiouy")
_OF_ONE_WORD = re.compile(r"[HKhk]['’]\w{2,20}")
_HONORIFIC = re.compile(r"\A(?:ông|bà|anh|chị|cô|chú|bác|ong|ba|mr|mrs|ms)\.?\s+(?=\S+\s+\S)", re.IGNORECASE)
_HONORIFICS = frozenset({"ong", "ba", "anh", "chi", "co", "chu", "bac"})
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
    if not words or NOTHING.match(plain(value)):
        return ""
    if _known(words):
        return _person(words)
    called = words[0].lower() in _TITLES or (len(words) == 2 and plain(words[0]) in _HONORIFICS)
    return "" if called or not all(word[0].isupper() for word in words) else _person(words)


def said(value: str) -> str:
    """The name behind words such as "tôi là", where anything else could stand as well."""
    words = _bare(value).split()
    if not words or _is_body(words):
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


def displayed(value: str) -> str:
    """A display name that is a person's: with a surname first or last, since many call themselves as they like."""
    name = shown(value)
    words = name.split()
    return name if words and (_known(words) or is_surname(words[-1]) or _is_of_the_highlands(words)) else ""


def alone(value: str) -> str:
    """A line that is a person's name with a surname we know and nothing else; empty when it is more or less."""
    words = value.strip(" ,.-*_").split()
    if not words:
        return ""
    if not words[0][0].isupper():
        return _said_without_capitals(words) if len(words) <= _MOST_TYPED else ""
    known = _known(words) or plain(words[-1]) in _LAST_SURNAMES
    return _person(words) if known and all(word[0].isupper() for word in words) else ""


def is_surname(word: str) -> bool:
    """Whether people are called so with their surname."""
    typed = word.lower()
    return typed in (_TYPED_SURNAMES if typed.isascii() else _SURNAMES)


def is_of_a_name(word: str) -> bool:
    """Whether the word is a surname or a middle name."""
    return is_surname(word) or plain(word) in _MIDDLES


def _bare(value: str) -> str:
    value = _HONORIFIC.sub("", value.strip(" \t*:|-–.…"), count=1)
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
    middle = plain(words[1]) if len(words) > 1 else ""
    return _person(_lead(words)[:4]) if len(words) > 2 and is_surname(words[0]) and middle in _MIDDLES else ""


def _known(words: list[str]) -> bool:
    return (len(words) >= 2 and is_surname(words[0])) or _is_royal(words) or _is_of_the_highlands(words)


def _is_royal(words: list[str]) -> bool:
    """Whether this is a name of the Nguyễn house, which may be twice as long as others."""
    return len(words) > 2 and _ROYAL.fullmatch(plain(" ".join(words))) is not None


def _is_of_the_highlands(words: list[str]) -> bool:
    """Whether a word in it tells man or woman, as in Y Bhêm, Vàng A Páo, H'Hen, K'Brêu."""
    told = not {"A", "Y"}.isdisjoint(words[:2]) and words[-1] not in {"A", "Y"}
    return told or _OF_ONE_WORD.fullmatch(words[0]) is not None


def _is_body(words: list[str]) -> bool:
    typed = words[0][0].isupper() and len(words) > 1 and words[1][0].islower()
    return words[0].lower() == "đoàn" and (typed or _BODY.match(" ".join(words).lower()) is not None)


def _person(words: list[str]) -> str:
    count = 2 <= len(words) <= MOST_WORDS or _is_royal(words) or (words and _OF_ONE_WORD.fullmatch(words[0]))
    fits = count and all(map(_is_syllable, words)) and not _is_body(words) and not _is_initial(words[-1])
    return " ".join(words) if fits else ""


def _is_initial(word: str) -> bool:
    return len(word) == 1 and plain(word) not in _VOWELS


def _is_syllable(word: str) -> bool:
    return (
        word[0].isalpha()
        and len(word) <= _LONGEST_WORD
        and all(char.isalpha() or char in "'’-" for char in word)
    )

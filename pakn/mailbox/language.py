"""Whether somebody here can read it: Vietnamese, with marks or without. What does not show it is left to a person."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from enum import Enum, auto

from pakn.kernel.text import fold

_LONGEST = 4_000
_NEEDED = 3
_PLENTY = 20
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")
# Where no blanks are written between words (Thai, Chinese, Japanese) a few letters are one.
_WORDS = re.compile(r"[\u0e00-\u0eff\u2e80-\u9fff\uf900-\ufaff]{1,3}|[^\W\d_]+")
# Letters that hardly any other language written in Latin has: đ, ơ, ư, ạ … ỹ.
_OURS = re.compile(r"[đơư\u1ea0-\u1ef9]")
_NEVER_OURS = re.compile(r"[^a-zàáãèéìíòóõùúýâêôăđơưĩũ\u1ea0-\u1ef9]")
_VOWEL = re.compile(r"[aeiouy]")

# A syllable without its marks: what it begins with goes with the vowel that follows.
_RIMES_OF_A = "a(?:c|ch|i|m|n|ng|nh|o|p|t|u|y)?"
_RIMES_OF_O = "o(?:ac?h?|ai|a[mnoupty]|ang|anh|c|e[not]?|i|m|n|ng|oc|ong|p|t)?"
_RIMES_OF_U = (
    "u(?:a|an|ang|at|ay|c|ch|e|ech|enh|i|m|n|ng|o|oc|oi|om|on|ong|op|ot|ou|p|t|u|y|ya|ych|yen|yet|ynh|yt|yu)?"
)
_RIMES_OF_E = "e(?:c|ch|m|n|ng|nh|o|p|t|u)?"
_RIMES_OF_I = "i(?:a|ch|ec|em|en|eng|ep|et|eu|m|n|nh|p|t|u)?|y(?:em|en|eng|et|eu)?"
_FRONT = f"(?:{_RIMES_OF_E}|{_RIMES_OF_I})"
_BACK = f"(?:{_RIMES_OF_A}|{_RIMES_OF_O}|{_RIMES_OF_U})"
_SYLLABLE = re.compile(
    rf"(?:[bdhlmnprstvx]|ch|kh|nh|ph|th|tr)?(?:{_FRONT}|{_BACK})|(?:c|g|ng){_BACK}|(?:k|gh|ngh){_FRONT}"
    rf"|gi(?:{_BACK}|{_RIMES_OF_E})?|qu(?:{_RIMES_OF_A}|{_FRONT})"
)
# What hardly any other language spells so.
_TELLING = re.compile(
    r"(?:ngh?|nh|kh|gh|gi|ph|th|tr|ch|x|qu)[aeiouy].*|.*(?:nh|uo[a-z]|ie[a-z]|uye[a-z]|oa[a-z]|uu)|.+ng"
)
# And what people write most, though others could spell it so.
_COMMON_LIST = """
ao ba bac cac cai chua cua cung dao dat dau day deu duoc duong hoc hoi hon lac lau lua luc luon ly mot muon
nam nao nay ngay nguoi nop nuoc quoc rac ruong ruou sua tuc vay viec vua xa xuat yeu
"""
_COMMON = frozenset(_COMMON_LIST.split())
# Syllables too, but words of English, French, Spanish, German, Malay, Tagalog and Chinese in Latin letters as well.
_ELSEWHERE_LIST = """
a ai am an and ang any at au bah bam ban bang bat bay be bed ben bet bia bien bin bit bo bon bop bot but buy
by cam can cap cat chan chap chat che chi chien chim chin chip chop chum co com con cop cot cup cut da dai
dam dan dang das de dem den der deux di die dim din dip dit do doi dois don dos dot du dua e el em en es est
et eu gang gap gay gin gong gum gun gut ha hai ham han hang hao hat hay he het hi him hin hip his hit ho hop
hot hum hung hut i ich il im in it jay ka kan kap kat kay ken ki kim king kit ko kong la lai lan lang lap lat
lay le lei len let li lien lieu lin ling lip lit lo long lot lu lui lun lung ma mal man mang map mat may me
mein men met mi mien mil min mis mit mo mom mon mong mou mu mut my na nai nap nat ne nein net neu ni nie nien
nit no noi noir non not nous nu nun nut o oh oi om on ont ou pa pan pat pay pen per pet phi phot pi pie pin
pit po pop pot pour pu pun put que quem qui quien quiet quit quo ra rai ram ran rang rap rat ray re ren ret
ri rien rim rip ro roi rom rot ru rue run rung rut sa sai sam san sang sat se sein sen set si sie sien sim
sin sing sip sit soi soin soit som son song soy su sue sui sum sun sung ta tai tam tan tao tap tat te tea
team ten tent than thank that the them then they thin thing this tho thong three thy ti tim tin tip tit to
toe tom ton tong too top tot toy tram trap tray tres tri trim trip trot troy try tu tun tut u un up va van
vat ve vet vi via viet vin vit vo voi vos vu xi xie xin ya yen yes you
"""
_ELSEWHERE = frozenset(_ELSEWHERE_LIST.split())


class _Word(Enum):
    """What a word shows."""

    MARKED = auto()
    TELLING = auto()
    POSSIBLE = auto()
    NOTHING = auto()
    FOREIGN = auto()


def is_vietnamese(text: str) -> bool:
    """Whether the words show it: some that hardly any other language has, and more of its syllables than other words.

    A greeting above an offer in English is not enough; an English term in a complaint does no harm. Any string at all
    may be asked about.
    """
    asked = _ADDRESS.sub(" ", unicodedata.normalize("NFC", text[:_LONGEST])).lower()
    found = Counter(map(_kind, set(_WORDS.findall(asked))))
    marked, telling, possible = found[_Word.MARKED], found[_Word.TELLING], found[_Word.POSSIBLE]
    more = marked + telling + possible > found[_Word.FOREIGN]
    return 3 * marked + 2 * telling + possible >= _NEEDED and (more or marked >= _PLENTY)


def _kind(word: str) -> _Word:
    typed = fold(word)
    ours = _OURS.search(word) is not None
    if word in _ELSEWHERE or (len(typed) == 1 and typed.isascii() and not ours):
        return _Word.NOTHING
    if _NEVER_OURS.search(word):
        return _Word.FOREIGN
    if not _SYLLABLE.fullmatch(typed):
        return _Word.FOREIGN if _VOWEL.search(typed) else _Word.NOTHING
    if ours:
        return _Word.MARKED
    return _Word.TELLING if typed in _COMMON or _TELLING.fullmatch(typed) else _Word.POSSIBLE

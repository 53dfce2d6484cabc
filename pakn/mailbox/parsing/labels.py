"""Words by which people say who they are; the patterns are for text without marks and in lower case."""

from __future__ import annotations

import re

ME = r"(?:toi|em|chau|con|minh)"
START = r"(?:^|[;|•.]\s)\s*(?:[-*+•]|\(?[0-9a-d][.)])?\s*\*{0,2}"
# Forms say behind the question how it is meant, or say it again in English.
_HINT = r"(?:\s*(?:\((?![^)]*\b(?:cua|can bo|bi)\b)[^)\n]{1,40}\)|/\s?[a-z ]{2,20}))?"
COLON = _HINT + r"\s*\*{0,2}\s*[:|]\s*\*{0,2}\s*"
NAME_WORDS = (
    rf"(?:(?:ho\s*(?:[,&]|va\b)?\s*)?ten(?:\s(?:day du|cong dan|nguoi (?:gui|viet|phan anh)(?: don)?|cua {ME}|{ME}))?"
    r"|nguoi (?:gui(?: don)?|phan anh|viet(?: don)?|lam don|kien nghi)|cong dan|full ?name|name)"
)
NAME = re.compile(START + NAME_WORDS + COLON + r"(.{2,200})")
# Who writes of a child says "cháu tên là", "con tên là" too.
SAID_NAME = re.compile(
    rf"(?:\bten (?:cua )?{ME} la|(?:\btoi|(?:^|[.!?,;:]\s*)(?:em|minh)) ten(?: la)?"
    rf"|(?:^|[.!?,;:]\s*){ME} la|(?:^|[.!?;]\s*){ME},|\btoi\b[^.!?]{{0,80}} dai dien la|\bmy name is)(?!\w)"
    r"\s*:?\s*(?=(\S.{1,100}))"
)
CLOSING = re.compile(
    r"(?:-{2}|(?:(?:toi|em|chau) )?(?:xin )?(?:kinh thu|kinh chao|tran trong(?: cam on| kinh chao)?"
    r"|(?:chan thanh )?cam on(?: (?:quy .{0,40}|nhieu|a\b.{0,3}|rat nhieu))?)"
    r"|than(?: ai| men)?|nguoi (?:viet|lam|gui)(?: don| phan anh)?|ky ten"
    r"|(?:best|kind|warm)(?: regards)?|regards|sincerely|thanks?(?: you)?)"
    r"\s*(?:[-,.!:;]+|$)\s*(.{0,80})"
)
PLACE_WORDS = (
    r"(?:dia chi(?: thuong tru| tam tru| lien he| nhan thu| nha(?: rieng)?| hien (?:tai|nay)| cu tru| nguoi gui"
    r"| cua toi| tru so)?"
    r"|d/?c|noi (?:o|cu tru|thuong tru|o hien (?:nay|tai))|cho o(?: hien nay)?|(?:ho khau )?thuong tru|ho khau|hktt"
    r"|(?:cu |tam )?tru|ngu|address)"
)
PHONE_WORDS = (
    r"(?:so(?: (?:dien thoai|dt|may))?|dien thoai|s?dt|dtdd|tel|phone|mobile|di dong|zalo|lien he|lien lac)"
)
# Between a name and what stands beside it in a signature.
BESIDES = re.compile(r"[|,;(]|\s[-–]\s|\s*[+0-9]")
# What people write into a form who do not answer it.
NOTHING = re.compile(
    r"\W*(?:(?:xin|da|duoc|toi|de nghi) )*(?:khong (?:co|neu|ghi|muon|ro|biet|tien|cung cap)|giau|giu bi mat|bi mat"
    r"|an danh|nac danh|nhu (?:tren|duoi)|(?:ghi|neu|chua|xem|theo)\b|trong (?:don|tep|file)|n/?a$)"
)
SENTENCE_END = re.compile(r"[;!?]|(?<![tT][pPtTxX])(?<!\b[pPqQ])\.(?:\s|$)")
COMPLAINED = re.compile(r"\bbi (?:phan anh|to cao|khieu nai|kien nghi|to giac)\b[^:]{0,40}:")
COMPLAINANT = re.compile(r".{0,10}\bnguoi (?:gui|phan anh|to cao|khieu nai|lam don|viet don|kien nghi)\b")
SIGNS_AS = re.compile(
    r"(?:(?:t/?m|k/?t|tuq|thay mat)\.? ?.{0,60}|(?:pho )?(?:tong )?giam doc|chu nhiem"
    r"|(?:nguoi )?dai dien[^:]{0,40}|chu tich (?:hoi dong.{0,40}|hdqt|cong ty|hoi)|chu doanh nghiep)[\s:,.]*"
)

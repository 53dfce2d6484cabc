"""Words by which people say who they are; the patterns are for text without marks and in lower case."""

from __future__ import annotations

import re

ME = r"(?:toi|em|chau|con|minh)"
START = r"(?:^|[;|•.]\s)\s*(?:[-*+•]|\(?[0-9a-d][.)])?\s*\*{0,2}"
COLON = r"\s*\*{0,2}\s*[:|]\s*\*{0,2}\s*"
NAME = re.compile(
    START
    + rf"(?:(?:ho\s*(?:,|va\b)?\s*)?ten(?:\s(?:day du|cong dan|nguoi (?:gui|viet|phan anh)(?: don)?|cua {ME}|{ME}))?"
    r"|nguoi (?:gui(?: don)?|phan anh|viet(?: don)?|lam don|kien nghi)|cong dan|full ?name|name)"
    + COLON
    + r"(.{2,200})"
)
SAID_NAME = re.compile(
    rf"(?:\bten (?:cua )?{ME} la|\b{ME} ten(?: la)?|(?:^|[.!?,;:]\s*){ME} la|(?:^|[.!?;]\s*){ME},"
    r"|\btoi\b[^.!?]{0,80} dai dien la|\bmy name is)(?!\w)"
    r"\s*:?\s*(\S.{1,100})"
)
CLOSING = re.compile(
    r"(?:-{2}|(?:(?:toi|em|chau) )?(?:xin )?(?:kinh thu|kinh chao|tran trong(?: cam on| kinh chao)?"
    r"|(?:chan thanh )?cam on(?: (?:quy .{0,40}|nhieu|a\b.{0,3}|rat nhieu))?)"
    r"|than ai|nguoi (?:viet|lam|gui)(?: don| phan anh)?|ky ten|(?:best |kind )?regards|sincerely)"
    r"\s*(?:[-,.!:;]+|$)\s*(.{0,80})"
)
PLACE_WORDS = (
    r"(?:dia chi(?: thuong tru| tam tru| lien he| nha(?: rieng)?| hien (?:tai|nay)| cu tru| nguoi gui| cua toi"
    r"| tru so)?"
    r"|d/?c|noi (?:o|cu tru|thuong tru|o hien (?:nay|tai))|cho o(?: hien nay)?|(?:ho khau )?thuong tru|ho khau"
    r"|(?:cu |tam )?tru|ngu|address)"
)
SENTENCE_END = re.compile(r"[;!?]|(?<![tT][pPtTxX])(?<!\b[pPqQ])\.(?:\s|$)")
COMPLAINED = re.compile(r"\bbi (?:phan anh|to cao|khieu nai|kien nghi|to giac)\b[^:]{0,40}:")
COMPLAINANT = re.compile(r".{0,10}\bnguoi (?:gui|phan anh|to cao|khieu nai|lam don|viet don|kien nghi)\b")
SIGNS_AS = re.compile(
    r"(?:(?:t/?m|k/?t|tuq)\.? ?.{0,60}|(?:pho )?(?:tong )?giam doc|chu nhiem|nguoi dai dien.{0,30}|dai dien.{0,40}"
    r"|chu tich (?:hoi dong.{0,40}|hdqt|cong ty|hoi)|chu doanh nghiep)[\s:,.]*"
)

"""E-mail addresses, however they are disguised, and links to people's pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pakn.publishing.redaction_view import Hit, View, What

_ENDINGS = "com|vn|net|org|edu|gov|info|biz|asia|pro|io|me|co|uk|us|de|fr|jp|kr|gmail|yahoo|hotmail|outlook|icloud|mail"
_HOSTS = "gmail|yahoo|ymail|hotmail|outlook|icloud|live|zoho|proton|protonmail|fpt|vnn|mail"
_DOT = r"(?:\.|\s?\.\s?(?=(?:" + _ENDINGS + r")\b)|\s?[(\[{]\s?(?:\.|dot|cham)\s?[)\]}]\s?|\s(?:dot|cham)\s)"
_ATOM = r"[a-z0-9_%+\-]+"
_LOCAL = _ATOM + r"(?:(?:\s[._]\s|\.{1,3}|\s?[(\[{](?:\.|dot|cham)[)\]}]\s?)" + _ATOM + r"){0,8}"
_AT = r"(?:\s{0,3}@\s{0,3}|\s?[(\[{<]\s?(?:@|at|a|a cong|acong|a moc)\s?[)\]}>]\s?)"
_SPOKEN_AT = r"\s(?:at|a cong|acong|a moc|a vong)\s"

_PLAIN = re.compile(rf"(?<![a-z0-9_%+\-])(?:{_LOCAL}\.?)?{_AT}[a-z0-9\-]+(?:{_DOT}[a-z0-9\-]+)*")
_SPOKEN = re.compile(
    rf"(?<![a-z0-9_%+\-]){_LOCAL}{_SPOKEN_AT}"
    rf"(?:(?:{_HOSTS})(?:{_DOT}[a-z0-9\-]+)*|[a-z0-9\-]+(?:{_DOT}(?:{_ENDINGS})\b)+)"
)
_WITHOUT_AT = re.compile(
    r"(?<![a-z0-9_.@])[a-z0-9][a-z0-9._]{2,}\s(?:gmail|yahoo|ymail|hotmail|outlook|icloud)\.com(?:\.vn)?"
)
_LINK = re.compile(
    r"(?:https?://)?(?:www\.|m\.|web\.)?"
    r"(?:facebook\.com|fb\.com|fb\.me|m\.me|messenger\.com|zalo\.me|t\.me|telegram\.me|wa\.me|tiktok\.com"
    r"|instagram\.com|youtube\.com/@|linkedin\.com/in|twitter\.com|x\.com|viber\.me)"
    r"/[^\s<>\"'()\ue000]+"
)
_HANDLE = re.compile(r"(?<![a-z0-9_.@])@[a-z][a-z0-9_.]{2,}")


def find(view: View) -> Iterator[Hit]:
    """Every e-mail address and personal link in the view."""
    for pattern, what in (
        (_PLAIN, What.EMAIL),
        (_SPOKEN, What.EMAIL),
        (_WITHOUT_AT, What.EMAIL),
        (_LINK, What.LINK),
        (_HANDLE, What.LINK),
    ):
        for match in pattern.finditer(view.low):
            yield Hit(match.start(), match.end(), what)

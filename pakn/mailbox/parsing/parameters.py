"""Content-Type and Content-Disposition with their parameters (RFC 2045, RFC 2231)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from pakn.mailbox.parsing import charsets, words

_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)
_PIECE = re.compile(r"([^*]+)(?:\*([0-9]{1,4}))?(\*)?")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_LONGEST = 20_000


def read(value: str) -> tuple[str, dict[str, str]]:
    """The value before the first semicolon in lower case, and the parameters decoded, by lower-case name."""
    value = value[:_LONGEST]
    main = value.partition(";")[0].strip().lower()
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for name, typed in _PARAMETER.findall(value):
        found = _PIECE.fullmatch(name.lower())
        if found:
            number = int(found[2] or 0)
            pieces.setdefault(found[1], {}).setdefault(number, (bool(found[3]), _unquoted(typed)))
    return main, {name: _joined(found[number] for number in sorted(found)) for name, found in pieces.items()}


def _unquoted(typed: str) -> str:
    typed = typed.strip()
    if len(typed) >= 2 and typed[0] == typed[-1] == '"':
        return _ESCAPE.sub(r"\1", typed[1:-1])
    return typed.strip('"')


def _joined(pieces: Iterable[tuple[bool, str]]) -> str:
    """Encoded pieces are `charset'language'percent`, the charset said by the first of them."""
    charset, joined = "", b""
    encoded_any = False
    for encoded, value in pieces:
        if encoded and not encoded_any and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        encoded_any |= encoded
        joined += unquote_to_bytes(value) if encoded else value.encode("utf-8", "replace")
    text = charsets.decode(joined, charset)
    return text if encoded_any else words.decode(text)

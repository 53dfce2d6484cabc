"""Encoded words in headers (RFC 2047), also those whose characters were cut apart between two words."""

from __future__ import annotations

import binascii
import re
from itertools import groupby

from pakn.mailbox.parsing import charsets, transfer

_WORD = re.compile(r"=\?([^?\s]{1,80})\?([BbQq])\?([^?]*)\?=")


def decode(value: str) -> str:
    """A header's value as text, not yet cleaned; what is no proper encoded word stays as it was written."""
    if "=?" not in value:
        return value
    decoded, end = [], 0
    for charset, run in groupby(_WORD.finditer(value), key=_RunOfOneCharset()):
        words = list(run)
        between = value[end : words[0].start()]
        decoded.append(between if end == 0 or between.strip() else "")
        decoded.append(charsets.decode(b"".join(map(_payload, words)), charset[1]))
        end = words[-1].end()
    return "".join([*decoded, value[end:]])


class _RunOfOneCharset:
    """Numbers the runs: words of one charset with nothing but blanks between them are one text."""

    def __init__(self) -> None:
        self._number = 0
        self._charset = ""
        self._end = 0

    def __call__(self, word: re.Match[str]) -> tuple[int, str]:
        charset = word[1].lower()
        between = word.string[self._end : word.start()]
        if charset != self._charset or between.strip():
            self._number += 1
        self._charset, self._end = charset, word.end()
        return self._number, charset


def _payload(word: re.Match[str]) -> bytes:
    data = word[3].encode("utf-8", "replace")
    return transfer.base64(data) if word[2] in "Bb" else binascii.a2b_qp(data, header=True)

"""Content-Transfer-Encoding (RFC 2045): decoded as far as it goes, since half a letter is better than none."""

from __future__ import annotations

import binascii
import re

# Blanks that a server put behind the end of a line do not count (RFC 2045, 6.7).
_PADDED = re.compile(rb"=[ \t]{1,100}\n")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def decode(data: bytes, encoding: str) -> bytes:
    """The bytes that were meant; unknown encodings leave them as they are."""
    match encoding.partition("(")[0].strip(' \t;"').lower():
        case "base64":
            return base64(data)
        case "quoted-printable":
            return binascii.a2b_qp(_PADDED.sub(b"=\n", data))
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return _uuencoded(data)
        case _:
            return data


def base64(data: bytes) -> bytes:
    """What can be decoded of it: foreign characters are skipped, missing padding is added."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        bare = _NOT_BASE64.sub(b"", data)
        whole = len(bare) - (len(bare) % 4 == 1)
        return binascii.a2b_base64(bare[:whole] + b"=" * (-whole % 4))


def _uuencoded(data: bytes) -> bytes:
    lines = data.split(b"\n")
    begin = next((number for number, line in enumerate(lines) if line.startswith(b"begin ")), None)
    if begin is None:
        return data
    decoded = []
    for line in lines[begin + 1 :]:
        if line.strip() in (b"end", b"`"):
            break
        decoded.append(_uu_line(line))
    return b"".join(decoded)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return b""

"""Bytes to text, whatever charset they claim: a Vietnamese mail is read, or kept with its few bad bytes marked."""

from __future__ import annotations

import codecs
import re

from pakn.kernel import text

# Only these are asked of Python: other names reach codecs that are no charsets, or import what the sender likes.
_CODECS = {
    **dict.fromkeys(("utf8", "unicode11utf8", "usascii", "ascii", "unknown8bit", "default", ""), "utf-8"),
    **dict.fromkeys(("iso88591", "latin1", "windows1252", "cp1252"), "cp1252"),
    **dict.fromkeys(("windows1258", "cp1258", "xwindows1258"), "cp1258"),
    **dict.fromkeys(("utf16", "unicode", "ucs2"), "utf-16"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    **{f"iso8859{number}": f"iso8859-{number}" for number in (*range(2, 12), *range(13, 17))},
    **{f"windows{number}": f"cp{number}" for number in (1250, 1251, 1253, 1254, 1255, 1256, 1257, 874)},
    **{name: name for name in ("big5", "utf32", "euckr", "eucjp", "koi8r", "iso2022jp")},
    "utf7": "utf-7",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "shiftjis": "shift_jis",
    "ksc56011987": "cp949",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Written in ASCII, and yet not ASCII.
_ESCAPED = ("iso2022jp", "utf-7")
_WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf32")
# What mail programs write when they did not ask the author: the bytes are asked instead.
_CARELESS = ("utf-8", "cp1252")
_LONGEST_NAME = 40
_SIGNS_IN_A_ROW = 64
# Sorting endless combining marks takes the square of their number.
_ENDLESS_SIGNS = re.compile(rf"([^\w\s\x00-\x7f]{{{_SIGNS_IN_A_ROW}}})[^\w\s\x00-\x7f]+")


def decode(data: bytes, declared: str = "") -> str:
    """The text of these bytes, not yet cleaned. Bytes that are UTF-8 are read so, whatever was declared."""
    for mark, wide in _MARKS:
        if data.startswith(mark):
            return data[len(mark) if wide == "utf-8" else 0 :].decode(wide, "replace")
    return decode_unmarked(data, declared)


def decode_unmarked(data: bytes, declared: str = "") -> str:
    """The same for bytes that no byte order mark begins, such as a header's."""
    codec = _codec(declared)
    if codec in _WIDE and b"\0" in data:
        return data.decode(_in_order(data) if codec == "utf-16" else codec, "replace")
    if data.isascii():
        return data.decode(codec if codec in _ESCAPED else "ascii", "replace")
    return _strictly(data, "utf-8") or _as_declared(data, codec)


def readable(value: str) -> str:
    """Cleaned text, NFC; runs of signs long enough to be an attack are cut."""
    if value.isascii():
        return text.clean(value)
    return text.clean(_ENDLESS_SIGNS.sub(r"\1", value))


def readable_line(value: str) -> str:
    """The same on a single line."""
    return " ".join(readable(value).split())


def _codec(declared: str) -> str:
    name = declared[:_LONGEST_NAME].partition("*")[0].lower()
    return _CODECS.get("".join(char for char in name if char.isalnum()), "")


def _in_order(data: bytes) -> str:
    """Which UTF-16 this is: the zeros stand in the upper halves of the letters (RFC 2781, 4.3)."""
    return "utf-16-be" if data[::2].count(0) >= data[1::2].count(0) else "utf-16-le"


def _as_declared(data: bytes, codec: str | None) -> str:
    if codec and codec not in _CARELESS:
        return data.decode(codec, "replace")
    nearly = data.decode("utf-8", "replace")
    bad, marked = nearly.count("\ufffd"), sum(char > "\x7f" for char in nearly)
    # Letters of another charset hardly ever make a valid sequence by chance.
    if bad * 2 < marked:
        return nearly
    return _strictly(data, "cp1258") or data.decode("cp1252", "replace")


def _strictly(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return ""

"""Raw mails of our own making for the parser, byte for byte."""

from __future__ import annotations

import unicodedata

from pakn.mailbox.letters import FollowUp, Letter, Ours, Submission
from pakn.mailbox.parsing import parse

OUR_ADDRESS = "pakn@xa.example"
OURS = Ours("xa.example", frozenset({OUR_ADDRESS}), b"k" * 32)
SENDER = "an@dan.example"
TEXT = "Đường vào thôn Đông bị ngập sau mỗi trận mưa, đi lại rất khó."
_HEADERS = {
    "From": "Nguyễn Văn An <an@dan.example>",
    "To": OUR_ADDRESS,
    "Subject": "Đường bị ngập",
    "Date": "Mon, 16 Nov 2026 09:12:00 +0700",
    "Message-ID": "<mot@dan.example>",
    "Content-Type": "text/plain; charset=utf-8",
}


def raw(body: bytes | str = TEXT, *, end: bytes = b"\r\n", **headers: bytes | str | None) -> bytes:
    """A mail with some headers changed, added or (None) left out; an underscore stands for a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    fields = {**_HEADERS, **named}
    lines = [name.encode() + b": " + _bytes(value) for name, value in fields.items() if value is not None]
    return end.join([*lines, b"", _bytes(body)])


def parts(*inner: bytes | str, kind: str = "mixed", **headers: str | None) -> bytes:
    """A multipart mail of these parts, each with its header."""
    named = {"Content_Type": f'multipart/{kind}; boundary="ranh"', **headers}
    return raw(body_of(*inner), **named)


def body_of(*inner: bytes | str, boundary: str = "ranh") -> bytes:
    """The body of a multipart."""
    mark = f"--{boundary}".encode()
    return b"".join(mark + b"\r\n" + _bytes(part) + b"\r\n" for part in inner) + mark + b"--\r\n"


def part(body: bytes | str, kind: str = "text/plain; charset=utf-8", **headers: str) -> bytes:
    """A part with its header."""
    named = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return b"\r\n".join([*(f"{name}: {value}".encode() for name, value in named.items()), b"", _bytes(body)])


def letter(data: bytes) -> Letter:
    """What a person wrote in this mail."""
    parsed = parse(data, OURS)
    assert isinstance(parsed, Submission | FollowUp), parsed
    return parsed.letter


def windows_1258(text: str) -> bytes:
    """Vietnamese as windows-1258 has it: letters whole, most tone marks apart."""
    encoded = bytearray()
    for char in unicodedata.normalize("NFC", text):
        try:
            encoded += char.encode("cp1258")
        except UnicodeEncodeError:
            encoded += _letter_and_tone(char)
    return bytes(encoded)


def _letter_and_tone(char: str) -> bytes:
    tones = "\u0300\u0301\u0303\u0309\u0323"
    pieces = unicodedata.normalize("NFD", char)
    tone = next(piece for piece in pieces if piece in tones)
    return (unicodedata.normalize("NFC", pieces.replace(tone, "")) + tone).encode("cp1258")


def _bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode()

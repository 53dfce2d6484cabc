"""The parts of a mail (RFC 2046), at most so many and so deep; what is broken is read as far as it goes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pakn.mailbox.parsing import charsets, headers, parameters, transfer
from pakn.mailbox.parsing.headers import Headers

DEEPEST = 100
MOST = 1_000
LONGEST_TEXT = 4_000_000
# Each level of a nested mail is a copy of what is in it: all of them together may be so many times the mail.
_COPIES = 6
_ALWAYS = 4_000_000
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Part:
    """A part with its own header; `body` is still encoded, `children` are the parts or the mail within it."""

    headers: Headers
    kind: str
    parameters: dict[str, str]
    body: bytes
    children: tuple[Part, ...] = ()

    @cached_property
    def disposition(self) -> tuple[str, dict[str, str]]:
        """Content-Disposition and its parameters."""
        return parameters.read(self.headers.raw("content-disposition"))

    @cached_property
    def data(self) -> bytes:
        """The decoded bytes."""
        return transfer.decode(self.body, self.headers.raw("content-transfer-encoding"))

    @property
    def file_name(self) -> str:
        """The name as sent, decoded and cleaned, on one line; empty when it has none."""
        name = self.disposition[1].get("filename") or self.parameters.get("name", "")
        return charsets.readable_line(name)

    def text(self) -> str:
        """The text, cleaned: NFC, LF line ends, no control characters."""
        return charsets.readable(
            charsets.decode(self.data[:LONGEST_TEXT], self.parameters.get("charset", ""))
        )

    def walk(self) -> list[Part]:
        """This part and all within it, in the order of the mail."""
        return [self, *(inner for child in self.children for inner in child.walk())]


def read(raw: bytes) -> Part:
    """The whole mail, its line ends made LF, without what files put before it (mbox line, byte order mark)."""
    return _Reader(len(raw) * _COPIES + _ALWAYS).part(_even(raw), 0, "text/plain")


def _even(raw: bytes) -> bytes:
    if raw.startswith(_WIDE_MARKS):
        raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
    raw = raw.removeprefix(_BYTE_ORDER_MARK).lstrip(b"\r\n").replace(b"\r\n", b"\n")
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    return raw.partition(b"\n")[2] if raw.startswith((b"From ", b">From ")) else raw


class _Reader:
    """Counts the parts and the bytes while it reads them."""

    def __init__(self, size: int) -> None:
        self._left = MOST
        self._size = size

    def part(self, data: bytes, depth: int, usual: str) -> Part:
        self._left -= 1
        self._size -= len(data)
        head, body = headers.read(data)
        kind, found = parameters.read(head.raw("content-type"))
        if kind.count("/") != 1 or kind.startswith("/") or kind.endswith("/"):
            kind = usual
        part = Part(head, kind, found, body)
        children = tuple(self._within(part, depth + 1))
        return Part(head, kind, found, b"" if children and depth else body, children)

    def _within(self, part: Part, depth: int) -> list[Part]:
        if depth > DEEPEST or self._size < 0:
            return []
        if part.kind in ("message/rfc822", "message/global"):
            return [self.part(part.data.replace(b"\r\n", b"\n").lstrip(b"\n"), depth, "text/plain")]
        if not part.kind.startswith("multipart/"):
            return []
        usual = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
        pieces = _pieces(part.body, part.parameters.get("boundary", "") or _guessed(part.body))
        return [self.part(piece, depth, usual) for piece in pieces[: max(self._left, 0)] if self._left > 0]


def _guessed(body: bytes) -> str:
    """The boundary nobody declared: the first line that begins with two hyphens."""
    for line in body.split(b"\n", 20)[:20]:
        if line.startswith(b"--") and len(line) > 4:
            return line[2:].rstrip().decode("latin-1")
    return ""


def _pieces(body: bytes, boundary: str) -> list[bytes]:
    """What stands between the boundary lines, up to the closing one if there is one."""
    mark = b"\n--" + boundary.encode("utf-8", "replace")
    if not boundary:
        return []
    pieces: list[list[bytes]] = []
    for chunk in (b"\n" + body).split(mark)[1:]:
        line, _, piece = chunk.partition(b"\n")
        if line.strip() == b"--":
            break
        if not line.strip():
            pieces.append([piece])
        elif pieces:
            pieces[-1] += [mark, chunk]
    return [b"".join(chunks) for chunks in pieces]

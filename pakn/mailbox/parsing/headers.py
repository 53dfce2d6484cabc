"""The header of a mail or of a part: names and values, unfolded, whatever stands between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pakn.mailbox.parsing import charsets, words

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:[ \t]*(.*)", re.DOTALL)
_FOLDED = (b" ", b"\t")


@dataclass(frozen=True)
class Headers:
    """Values as they were sent (raw UTF-8 read, encoded words left), by lower-case name, top first."""

    fields: dict[str, list[str]]

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def raw(self, name: str) -> str:
        """The topmost value, undecoded; empty when there is none."""
        return self.fields.get(name, [""])[0]

    def all(self, *names: str) -> list[str]:
        """Every value of these headers, undecoded."""
        return [value for name in names for value in self.fields.get(name, ())]

    def line(self, name: str) -> str:
        """The topmost value decoded and cleaned, on one line."""
        return charsets.readable_line(words.decode(self.raw(name)))


def read(data: bytes) -> tuple[Headers, bytes]:
    """The header and the body behind it, of bytes with LF line ends.

    A line that is no field is passed over when fields go on after it; otherwise the body begins there.
    """
    if data.startswith(b"\n"):
        return Headers({}), data[1:]
    head, _, body = data.partition(b"\n\n")
    lines = head.split(b"\n")
    last: list[bytes] = []
    values: dict[str, list[list[bytes]]] = {}
    for number, line in enumerate(lines):
        if line.startswith(_FOLDED):
            last.append(line)
            continue
        field = _FIELD.fullmatch(line)
        if field is None:
            if number and _goes_on(lines, number):
                continue
            rest = b"\n".join(lines[number:])
            return _unfolded(values), rest + b"\n\n" + body if body else rest
        last = [field[2]]
        values.setdefault(field[1].decode("ascii").lower(), []).append(last)
    return _unfolded(values), body


def _goes_on(lines: list[bytes], number: int) -> bool:
    return number + 1 < len(lines) and _FIELD.fullmatch(lines[number + 1]) is not None


def _unfolded(values: dict[str, list[list[bytes]]]) -> Headers:
    return Headers(
        {
            name: [charsets.decode_unmarked(b"".join(pieces)) for pieces in found]
            for name, found in values.items()
        }
    )

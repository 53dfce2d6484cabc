"""What a reply to our request for missing particulars holds: often bare lines, in the order of the request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pakn.intake.submission import ADDRESS_LENGTH, NAME_LENGTH
from pakn.mailbox.letters import Understood
from pakn.mailbox.parsing import details, names, phones, places
from pakn.mailbox.parsing.plain import plain

_MOST_LINES = 30
_LONGEST_LINE = 300
_NUMBERING = re.compile(r"\s*(?:[-*+•]|\(?[0-9][.)]\s)\s*")
_APART = re.compile(r"\s*[,;|]\s*|\s+[-–]\s+")
_PROMISE = re.compile(r"\b(?:se (?:gui|bo sung)|gui sau|bo sung sau)\b")


def answered(text: str, wanted: frozenset[str]) -> Understood:
    """What `details.understand` finds in the sender's own `text`, and bare lines that are a name, an address, a number.

    `wanted` names what was asked for, of "full_name", "address" and "phone"; only that is looked for in bare lines.
    """
    found = details.understand(text, "")
    lines = list(_bare_lines(text))
    if not found.full_name and "full_name" in wanted:
        found = replace(found, full_name=_first(map(_name, lines))[:NAME_LENGTH])
    if not found.phone and "phone" in wanted:
        found = replace(found, phone=_first(map(_phone, lines)))
    if not found.address and "address" in wanted:
        found = replace(found, address=_first(map(_place, lines))[:ADDRESS_LENGTH])
    return found


def _bare_lines(text: str) -> Iterator[str]:
    """The sender's lines without bullets; questions and promises answer nothing."""
    for line in details.of_the_sender(text)[:_MOST_LINES]:
        if len(line) <= _LONGEST_LINE and "?" not in line and not _PROMISE.search(plain(line)):
            yield _NUMBERING.sub("", line, count=1) if _NUMBERING.match(line) else line.strip()


def _first(values: Iterator[str]) -> str:
    return next(filter(None, values), "")


def _name(line: str) -> str:
    return names.alone(_APART.split(line)[0])


def _phone(line: str) -> str:
    return _first(map(phones.alone, _APART.split(line)))


def _place(line: str) -> str:
    """The line, or what is left of it behind a name and before a number."""
    ends = [0, *(found.end() for found in _APART.finditer(line[:150]))][:3]
    pieces = [piece for piece in _APART.split(line) if phones.alone(piece)]
    until = line.find(pieces[0]) if pieces and line.find(pieces[0]) > 0 else len(line)
    candidates = (places.bare(line[start : until if start < until else len(line)]) for start in ends)
    return _first(candidates)

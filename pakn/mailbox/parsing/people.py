"""Who a mail is from and to: addresses out of headers (RFC 5322, 3.4), in one pass and without recursion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pakn.mailbox.parsing import charsets, words

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|[()<>,;:"\\]|[^"()<>,;:\\]+', re.DOTALL)
_SPOT = r"[^\s<>\"(),;:@\[\]\\\x00-\x1f\x7f]"
_ADDRESS = re.compile(rf"(?<!{_SPOT}){_SPOT}{{1,200}}@{_SPOT}{{1,250}}(?!{_SPOT})")
_LOOSE_AT = re.compile(r"[ \t]*@[ \t]*")
_LONGEST_ADDRESS = 254
_LONGEST_HEADER = 100_000


@dataclass(frozen=True)
class Person:
    """A display name, cleaned, and an address in lower case."""

    name: str
    address: str


def people(value: str) -> list[Person]:
    """Everybody named in an address header whose address can be used, in order; groups are opened."""
    value = value[:_LONGEST_HEADER]
    found = [Person(_name(phrase), address) for phrase, spot in _entries(value) if (address := usable(spot))]
    if found:
        return found
    return [Person("", address) for spot in _ADDRESS.findall(value) if (address := usable(spot))][-1:]


def usable(address: str) -> str:
    """The address in lower case, or empty when no mail could be sent to it."""
    address = _LOOSE_AT.sub("@", charsets.readable_line(address)).lower()
    if len(address) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        return ""
    domain = address.partition("@")[2]
    return "" if domain.startswith(".") or domain.endswith(".") or ".." in domain else address


def _entries(value: str) -> Iterator[tuple[str, str]]:
    """Phrase and address of each entry; comments stand in for a phrase that is missing."""
    phrase: list[str] = []
    comment: list[str] = []
    spot: list[str] | None = None
    depth, inside = 0, False
    for piece in _PIECE.findall(value):
        if depth or piece == "(":
            depth += (piece == "(") - (piece == ")")
            comment.append(piece.strip("()"))
        elif inside and piece != ">" and spot is not None:
            spot.append(piece)
        elif piece in "<>":
            inside, spot = piece == "<", ([] if piece == "<" else spot)
        elif piece in ",;":
            yield _entry(phrase, comment, spot)
            phrase, comment, spot = [], [], None
        elif piece == ":":
            phrase = []
        else:
            phrase.append(piece)
    yield _entry(phrase, comment, spot)


def _entry(phrase: list[str], comment: list[str], spot: list[str] | None) -> tuple[str, str]:
    if spot is None:
        return "".join(comment), "".join(phrase).strip()
    return "".join(phrase) or "".join(comment), "".join(spot).strip()


def _name(phrase: str) -> str:
    bare = re.sub(r"\\(.)", r"\1", phrase.replace('"', " ") if '\\"' not in phrase else phrase.strip(' "'))
    return charsets.readable_line(words.decode(bare)).strip(" '\"")

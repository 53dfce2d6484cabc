"""The lines of a letter as they were meant: broken ones are joined, forms and tables are put in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from pakn.mailbox.parsing.labels import CLOSING, NAME_WORDS, PHONE_WORDS, PLACE_WORDS
from pakn.mailbox.parsing.plain import plain

_LONGEST_LINE = 1_000
_FULL_LINE = 60
_LONGEST_ANSWER = 100
_ASKED_AND_ANSWERED = 2
_ASKED = rf"(?:{NAME_WORDS}|{PLACE_WORDS}|(?!lien|so\s*:?$){PHONE_WORDS})(?: lien (?:he|lac))?"
# A question of a form that stands alone; its answer stands on the next line.
_QUESTION = re.compile(rf"(?:[-*+•]|\(?[0-9]{{1,2}}[.)|])?\s*\*{{0,2}}{_ASKED}\s*\*{{0,2}}\s*:?\s*\*{{0,2}}")
_GREETING = re.compile(r"\W*(?:da|kinh|thua|chao|xin chao|dear)\b")
_CELLS = re.compile(r"\s*[|\t]\s*")
# Dotted lines are there to be written on.
_DOTS = re.compile(r"(?<=:)\s*[.…_]{2,200}|[.…_]{4,200}")
# Blanks of other widths and what Eastern keyboards type.
_UNUSUAL = "\u00a0\u2007\u2009\u202f\u3000０１２３４５６７８９＋："
_IS_UNUSUAL = re.compile(f"[{_UNUSUAL}]")
_USUAL = str.maketrans(_UNUSUAL, "     0123456789+:")


def lines(text: str) -> Iterator[str]:
    """The lines with something on them, each cut to a thousand characters."""
    usual = text.translate(_USUAL) if _IS_UNUSUAL.search(text) else text
    whole = _joined(_even(line[:_LONGEST_LINE]) for line in usual.split("\n"))
    return _rows(whole) if "|" in usual or "\t" in usual else whole


def _even(line: str) -> str:
    return _DOTS.sub(_blank, line).strip() if ".." in line or "…" in line or "__" in line else line.strip()


def _blank(dots: re.Match[str]) -> str:
    return " " if dots.string[dots.start() - 1 : dots.start()] == ":" else ". "


def _joined(typed: Iterable[str]) -> Iterator[str]:
    held, full, asks = "", False, False
    for line in typed:
        if asks and (not line or line.startswith("(")):
            continue
        answers = asks and len(line) <= _LONGEST_ANSWER and not line.endswith(".") and not _asks(line)
        goes_on = held and line and (_is_open(held) or (full and line[0].islower()))
        if answers:
            held = f"{held.rstrip(' :*')}: {line}"
        elif goes_on and len(held) < _LONGEST_LINE and not CLOSING.match(plain(held)):
            held = f"{held} {line}"
        else:
            if held:
                yield held
            held = line
        full = len(line) >= _FULL_LINE
        asks = not answers and _asks_only(held)
    if held:
        yield held


def _is_open(line: str) -> bool:
    return line.endswith(",") and _GREETING.match(plain(line)) is None


def _asks(line: str) -> bool:
    found = _QUESTION.match(plain(line[:_FULL_LINE]))
    return found is not None and (found.end() == len(line) or found[0].rstrip(" *").endswith(":"))


def _asks_only(line: str) -> bool:
    return len(line) <= _FULL_LINE and _QUESTION.fullmatch(plain(line)) is not None


def _rows(whole: Iterable[str]) -> Iterator[str]:
    """Tables as questions with their answers. Where the questions stand above the answers, only one row of them that
    nothing introduces can be the sender's: lists of other people look the same, and are left out."""
    before = ""
    for _, group in groupby(whole, key=lambda line: len(_cells(line))):
        rows = [*group]
        asked = _cells(rows[0])
        if len(rows) > 1 and sum(map(_asks_only, asked)) > 1:
            if len(rows) == _ASKED_AND_ANSWERED and not before.endswith(":"):
                yield from map(": ".join, zip(asked, _cells(rows[1]), strict=True))
        else:
            yield from map(_filled_in, rows)
        before = rows[-1]


def _filled_in(line: str) -> str:
    """A row of a form: each question with the answer beside it."""
    cells = _cells(line)
    if not any(map(_asks_only, cells)):
        return line
    answered = (f"{cell.rstrip(' :*')}: " if _asks_only(cell) else f"{cell}; " for cell in cells)
    return "".join(answered).rstrip("; ")


def _cells(line: str) -> list[str]:
    return _CELLS.split(line.strip("| \t")) if "|" in line or "\t" in line else []

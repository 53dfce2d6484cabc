"""Finding words in folded text, the same on either database: each word asked for begins a word of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Index, Integer, and_, literal, or_, text, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import FunctionElement

from pakn.kernel.text import search_key

_LONGEST = 200
_MOST_WORDS = 10


def asked(typed: str) -> list[str]:
    """The words of a question as they are compared, of the first 200 characters the first ten."""
    return search_key(typed[:_LONGEST]).split()[:_MOST_WORDS]


@dataclass(frozen=True)
class Sought:
    """The same question put in two ways: `found` for all that holds, through the index on a PostgreSQL database;
    `read` for looking into one text after the other, of which many hold."""

    found: ColumnElement[bool]
    read: ColumnElement[bool]

    def __or__(self, other: ColumnElement[bool]) -> Sought:
        return Sought(self.found | other, self.read | other)


def holding(column: InstrumentedAttribute[str], words: Sequence[str | Sequence[str]]) -> Sought:
    """Texts made by `search_key` that hold all of these words, or their beginnings, in any order.

    A word may be given as several spellings of which one is enough. No word at all holds for every text.
    """
    if not words:
        return Sought(true(), true())
    spelt = [[each] if isinstance(each, str) else each for each in words]
    question = " & ".join(f"({' | '.join(f'{word}:*' for word in each)})" for each in spelt)
    padded = literal(" ") + column
    read = and_(*(or_(*(_Place(padded, literal(f" {word}")) > 0 for word in each)) for each in spelt))
    return Sought(_Holds(column, literal(question), read), read)


def word_index(name: str, *, where: str | None = None) -> Index:
    """The index that PostgreSQL needs to find words in `search_text` of the rows `where`; SQLite reads the texts.

    `search_words` is to_tsvector('simple', …) with its true cost, so that the planner never reads texts where it can
    use this index (migration 0003).
    """
    words, some = text("search_words(search_text)"), text(where) if where else None
    return Index(name, words, postgresql_using="gin", postgresql_where=some).ddl_if(dialect="postgresql")


class _Place(FunctionElement[int]):
    """Where in a text something stands, from 1; 0 when it does not. The planner takes it to stand in every third."""

    type = Integer()
    inherit_cache = True


@compiles(_Place)
def _as_instr(element: _Place, compiler: Any, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(_Place, "postgresql")
def _as_strpos(element: _Place, compiler: Any, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


class _Holds(FunctionElement[bool]):
    """Column, question for PostgreSQL's text search, and the same as comparisons for other databases."""

    type = Boolean()
    inherit_cache = True


@compiles(_Holds)
def _as_comparisons(element: _Holds, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(list(element.clauses)[2], **options)})"


@compiles(_Holds, "postgresql")
def _as_text_search(element: _Holds, compiler: Any, **options: Any) -> str:
    column, question, _ = (compiler.process(each, **options) for each in element.clauses)
    return f"(search_words({column}) @@ to_tsquery('simple'::regconfig, {question}))"

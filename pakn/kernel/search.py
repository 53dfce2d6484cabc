"""Finding words in folded text, the same on either database: each word asked for begins a word of the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Index, and_, literal, or_, text, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import FunctionElement

from pakn.kernel.text import search_key

_LONGEST = 200
_MOST_WORDS = 10


def asked(typed: str) -> list[str]:
    """The words of a question as they are compared, of the first 200 characters the first ten."""
    return search_key(typed[:_LONGEST]).split()[:_MOST_WORDS]


def holding(column: InstrumentedAttribute[str], words: Sequence[str | Sequence[str]]) -> ColumnElement[bool]:
    """Texts made by `search_key` that hold all of these words, or their beginnings, in any order.

    A word may be given as several spellings of which one is enough. No word at all holds for every text.
    """
    if not words:
        return true()
    spelt = [[each] if isinstance(each, str) else each for each in words]
    question = " & ".join(f"({' | '.join(f'{word}:*' for word in each)})" for each in spelt)
    padded = literal(" ") + column
    likened = and_(*(or_(*(padded.contains(f" {word}", autoescape=True) for word in each)) for each in spelt))
    return _Holds(column, literal(question), likened)


def word_index(name: str) -> Index:
    """The index that PostgreSQL needs to find words in `search_text`; SQLite reads the texts.

    `search_words` is to_tsvector('simple', …) with its true cost, so that the planner never reads texts where it can
    use this index (migration 0003).
    """
    words = text("search_words(search_text)")
    return Index(name, words, postgresql_using="gin").ddl_if(dialect="postgresql")


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

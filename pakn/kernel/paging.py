"""A page of a long list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

PER_PAGE = 20
COUNTED = 5_000
"""So many results of a search are counted and shown; who finds more asks for more words."""
_LAST_PAGE = 100_000

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Items `first` to `last` of `total`; pages count from 1. `more`: there are others that were not counted."""

    items: Sequence[T]
    number: int
    total: int
    per_page: int = PER_PAGE
    more: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        """The place of the first item in the whole list, from 1; 0 when empty."""
        return (self.number - 1) * self.per_page + 1 if self.items else 0

    @property
    def last(self) -> int:
        """The place of the last item on this page."""
        return (self.number - 1) * self.per_page + len(self.items)


def page_number(typed: str | None) -> int:
    """The page asked for in an address; anything odd means the first, anything beyond all lists the last possible."""
    if not typed or not typed.isascii() or not typed.isdigit():
        return 1
    digits = typed.lstrip("0")
    return _LAST_PAGE if len(digits) > len(str(_LAST_PAGE)) else min(int(digits or 1), _LAST_PAGE)


def paged(
    session: Session, query: Select[Any], number: int, per_page: int = PER_PAGE, total: int | None = None
) -> Page[Any]:
    """One page of a query's first column, with the total, if that is not known already."""
    if total is None:
        total = _count(session, query)
    items = session.scalars(query.limit(per_page).offset((number - 1) * per_page)).unique().all()
    return Page(items, number, total, per_page)


def paged_rows(
    session: Session,
    query: Select[Any],
    key: InstrumentedAttribute[int],
    number: int,
    *,
    holds: ColumnElement[bool] | None = None,
    total: int | None = None,
    bounded: bool = False,
) -> Page[Any]:
    """One page of rows: first which ones, by `key`, then those few with all that is read along with them.

    `holds` is a search. What it finds, and any list that is `bounded`, is counted up to COUNTED. Few finds are looked
    up before they are put in order, for many the order is followed until the page is full: either way little is read.
    """
    bounded = bounded or holds is not None
    if total is None:
        asked = query if holds is None else query.where(holds)
        total = _count(session, asked, COUNTED + 1 if bounded else None)
    more = bounded and total > COUNTED
    if more:
        total, number = COUNTED, min(number, -(-COUNTED // PER_PAGE))
    if holds is not None:
        found = _only(query.where(holds).order_by(None), key).offset(0)
        query = query.where(holds if more else key.in_(found))
    keys = session.scalars(_only(query, key).limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    rows = session.scalars(select(key.class_).where(key.in_(keys))).unique() if keys else ()
    by_key = {getattr(row, key.key): row for row in rows}
    return Page([by_key[each] for each in keys], number, total, more=more)


def _only(query: Select[Any], column: ColumnElement[Any] | InstrumentedAttribute[int]) -> Select[Any]:
    return query.with_only_columns(column, maintain_column_froms=True)


def _count(session: Session, query: Select[Any], most: int | None = None) -> int:
    counted = _only(query.order_by(None), literal(1)).limit(most)
    return session.scalar(select(func.count()).select_from(counted.subquery())) or 0

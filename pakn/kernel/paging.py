"""A page of a long list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from pakn.kernel.search import Sought

PER_PAGE = 20
COUNTED = 1_000
"""So many results of a search are counted and shown; who finds more asks for more words."""
_LAST_PAGE = 100_000

T = TypeVar("T")


@dataclass(frozen=True)
class By:
    """A part of the order of a list."""

    column: ColumnElement[Any] | InstrumentedAttribute[Any]
    descending: bool = False


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
    order: Sequence[By],
    sought: Sought | None = None,
    total: int | None = None,
    bounded: bool = False,
) -> Page[Any]:
    """One page of rows: first which ones, by `key`, then those few with all that is read along with them.

    What a search finds, and any list that is `bounded`, is counted up to COUNTED. Of more finds than that the order is
    followed, reading texts until the page is full; fewer are all looked up and put in order.
    """
    if sought is not None:
        return _found(session, query, key, number, order, sought)
    if total is None:
        total = _count(session, query, COUNTED + 1 if bounded else None)
    more = bounded and total > COUNTED
    if more:
        total, number = COUNTED, _within_counted(number)
    return Page(_rows(session, key, _keys(session, query, key, number, order)), number, total, more=more)


def _found(
    session: Session,
    query: Select[Any],
    key: InstrumentedAttribute[int],
    number: int,
    order: Sequence[By],
    sought: Sought,
) -> Page[Any]:
    keys, total = _first_found(session, query.where(sought.found), key, number, order)
    more = total > COUNTED
    if more:
        total, number = COUNTED, _within_counted(number)
        keys = _keys(session, query.where(sought.read), key, number, order)
    return Page(_rows(session, key, keys), number, total, more=more)


def _first_found(
    session: Session, query: Select[Any], key: InstrumentedAttribute[int], number: int, order: Sequence[By]
) -> tuple[Sequence[int], int]:
    """The page in the order asked for, and how many there are, one more than COUNTED at most; in one look."""
    labels = [by.column.label(f"by_{place}") for place, by in enumerate(order)]
    found = _only(query, key.label("key"), *labels).limit(COUNTED + 1).subquery("found")
    ranks = [_ranked(found.c[label.name], by) for label, by in zip(labels, order, strict=True)]
    page = select(found.c.key, func.count().over()).order_by(*ranks)
    rows = session.execute(page.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    if not rows and number > 1:
        return [], session.scalar(select(func.count()).select_from(found)) or 0
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _keys(
    session: Session, query: Select[Any], key: InstrumentedAttribute[int], number: int, order: Sequence[By]
) -> Sequence[int]:
    page = _only(query, key).order_by(*(_ranked(by.column, by) for by in order))
    return session.scalars(page.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()


def _rows(session: Session, key: InstrumentedAttribute[int], keys: Sequence[int]) -> list[Any]:
    rows = session.scalars(select(key.class_).where(key.in_(keys))).unique() if keys else ()
    by_key = {getattr(row, key.key): row for row in rows}
    return [by_key[each] for each in keys]


def _ranked(column: ColumnElement[Any] | InstrumentedAttribute[Any], by: By) -> ColumnElement[Any]:
    return column.desc() if by.descending else column.asc()


def _within_counted(number: int) -> int:
    return min(number, -(-COUNTED // PER_PAGE))


def _only(query: Select[Any], *columns: ColumnElement[Any] | InstrumentedAttribute[int]) -> Select[Any]:
    return query.with_only_columns(*columns, maintain_column_froms=True)


def _count(session: Session, query: Select[Any], most: int | None = None) -> int:
    counted = _only(query.order_by(None), literal(1)).limit(most)
    return session.scalar(select(func.count()).select_from(counted.subquery())) or 0

"""A page of a long list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

PER_PAGE = 20
_LAST_PAGE = 100_000

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Items `first` to `last` of `total`; pages count from 1."""

    items: Sequence[T]
    number: int
    total: int
    per_page: int = PER_PAGE

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


def paged(session: Session, query: Select[Any], number: int, per_page: int = PER_PAGE) -> Page[Any]:
    """One page of a query's first column, with the total."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    items = session.scalars(query.limit(per_page).offset((number - 1) * per_page)).unique().all()
    return Page(items, number, total, per_page)

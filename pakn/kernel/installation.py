"""What an installation decided in advance (agencies, fields, rules, terms, calendar) is read once a process.

Every change to one of those tables, by whatever program, gives the one row of `installation` a new token: triggers
of the database do it (migration 0003). Each transaction asks for the token once, and what was read under another one
is read again; so nothing is ever older than the transaction that asks.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Select, event, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from pakn.kernel import memory
from pakn.kernel.tables import Base, Id, code_column

T = TypeVar("T")
R = TypeVar("R", bound=Base)

_NOTE = "installation"


class InstallationToken(Base):
    """One row whose token is new after every change to a table whose class is `OfInstallation`."""

    __tablename__ = "installation"

    id: Mapped[Id]
    token: Mapped[str] = mapped_column(code_column())


class OfInstallation:
    """Mixed into the classes whose tables have the triggers."""


_ASK = select(InstallationToken.__table__.c.token)  # made once: it is asked in every transaction


@dataclass(frozen=True)
class _Shelf:
    """What was read under one token."""

    token: str
    kept: dict[Hashable, Any] = field(default_factory=dict)


_shelves: WeakKeyDictionary[Engine, _Shelf] = WeakKeyDictionary()


def kept(session: Session, key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, asked again only after a change; it must be of values that nobody alters, not of rows."""
    shelf = _shelf(session)
    if key not in shelf.kept:
        shelf.kept[key] = read()
    return cast("T", shelf.kept[key])


def rows(session: Session, key: Hashable, query: Callable[[], Select[R]]) -> Sequence[R]:
    """The rows of a query, kept as `kept` does, apart from any session: for `here` or for their plain columns."""
    return kept(session, key, lambda: _apart(session, query()))


def here(session: Session, row: R) -> R:
    """A kept row, with what was read along with it, as one of this session; no question is asked."""
    return session.merge(row, load=False)


def forget(session: Session) -> None:
    """This transaction has changed something by a statement: ask for the token again at the next question."""
    memory.of(session).pop(_NOTE, None)


def _apart(session: Session, query: Select[R]) -> Sequence[R]:
    with Session(bind=session.connection()) as own:
        found = own.scalars(query).unique().all()
        own.expunge_all()
    return found


def _shelf(session: Session) -> _Shelf:
    if session.autoflush:
        session.flush()
    notes = memory.of(session)
    if _NOTE not in notes:
        notes[_NOTE] = _labelled(session)
    return cast("_Shelf", notes[_NOTE])


def _labelled(session: Session) -> _Shelf:
    token = session.connection().scalar(_ASK)
    if token is None:  # nothing would tell of a change: what this transaction reads is for itself alone
        return _Shelf("")
    engine = session.connection().engine
    known = _shelves.get(engine)
    if known is None or known.token != token:
        known = _shelves[engine] = _Shelf(token)
    return known


def _changed(_mapper: Any, _connection: Any, row: Any) -> None:
    session = inspect(row).session
    if session is not None:
        forget(session)


for _moment in ("after_insert", "after_update", "after_delete"):
    event.listen(OfInstallation, _moment, _changed, propagate=True)

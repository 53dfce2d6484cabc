"""Running numbers that two writers never share: a sequence on PostgreSQL, a counter row on SQLite; gaps allowed."""

from __future__ import annotations

import re
from functools import cache

from sqlalchemy import TextClause, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from pakn.kernel import upsert
from pakn.kernel.tables import Base, code_column

_ALL_FURTHER = text(
    "SELECT setval(format('%I', sequencename)::regclass, last_value + :by) FROM pg_sequences"
    " WHERE schemaname = current_schema() AND last_value IS NOT NULL"
)
_NAME = re.compile(r"[a-z]+(_[a-z0-9]+)*")


class Counter(Base):
    """The last number given out under a name, where the database has no sequences."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(code_column(), primary_key=True)
    last: Mapped[int]


def next_number(session: Session, name: str) -> int:
    """The next number of a series such as "petition_2026", from 1; raises ValueError for a name that is none."""
    return next_number_and_ids(session, name)[0]


def next_number_and_ids(session: Session, name: str, *tables: type[Base]) -> tuple[int, list[int]]:
    """The same, and an id for a new row of each table, for what has to name rows before they are written."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name for a series of numbers: {name!r}")
    if session.get_bind().dialect.name == "postgresql":
        return _from_sequences(session, f"number_{name}", tables)
    return _from_counter(session, name), [_next_id(session, table) for table in tables]


def advance(session: Session, name: str, last: int) -> None:
    """Let a series that has begun go on behind a number, after many were given out at once."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT setval(:name, :last)"), {"name": f"number_{name}", "last": last})
        return
    session.execute(update(Counter).where(Counter.name == name).values(last=last))


def skip(session: Session, by: int) -> None:
    """Leave out the next numbers of every series begun, and ids too where the database counts them (PostgreSQL).

    After an older copy was restored: what was given out since then must not be given to somebody else.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_ALL_FURTHER, {"by": by})
        return
    session.execute(update(Counter).values(last=Counter.last + by))


def _from_sequences(session: Session, sequence: str, tables: tuple[type[Base], ...]) -> tuple[int, list[int]]:
    asked = {"name": sequence} | {f"table{at}": table.__tablename__ for at, table in enumerate(tables)}
    number, *ids = session.connection().execute(_question(len(tables)), asked).one()
    if number is None:
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": sequence})
        session.execute(text(f"CREATE SEQUENCE IF NOT EXISTS {sequence}"))
        number = session.scalar(_question(0), {"name": sequence})
    return int(number or 0), ids


@cache
def _question(ids: int) -> TextClause:
    number = "CASE WHEN to_regclass(:name) IS NOT NULL THEN nextval(:name) END"
    others = (f"nextval(pg_get_serial_sequence(:table{at}, 'id'))" for at in range(ids))
    return text(f"SELECT {', '.join((number, *others))}")


def _next_id(session: Session, table: type[Base]) -> int:
    highest = func.coalesce(func.max(table.__table__.c.id), 0)
    return int(session.scalar(select(highest + 1)) or 0)


def _from_counter(session: Session, name: str) -> int:
    first = upsert.insert(session, Counter).values(name=name, last=1)
    next_one = first.on_conflict_do_update(index_elements=[Counter.name], set_={"last": Counter.last + 1})
    return int(session.scalar(next_one.returning(Counter.last)) or 0)

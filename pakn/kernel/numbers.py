"""Running numbers that two writers never share: a sequence on PostgreSQL, a counter row on SQLite; gaps allowed."""

from __future__ import annotations

import re

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from pakn.kernel import upsert
from pakn.kernel.tables import Base, code_column

_NAME = re.compile(r"[a-z]+(_[a-z0-9]+)*")


class Counter(Base):
    """The last number given out under a name, where the database has no sequences."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(code_column(), primary_key=True)
    last: Mapped[int]


def next_number(session: Session, name: str) -> int:
    """The next number of a series such as "petition_2026", from 1; raises ValueError for a name that is none."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name for a series of numbers: {name!r}")
    if session.get_bind().dialect.name == "postgresql":
        return _from_sequence(session, f"number_{name}")
    return _from_counter(session, name)


def advance(session: Session, name: str, last: int) -> None:
    """Let a series that has begun go on behind a number, after many were given out at once."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT setval(:name, :last)"), {"name": f"number_{name}", "last": last})
        return
    session.execute(update(Counter).where(Counter.name == name).values(last=last))


def next_id(session: Session, table: type[Base]) -> int:
    """The id for a row that is written later in this transaction, for what has to name it before."""
    if session.get_bind().dialect.name == "postgresql":
        asked = text("SELECT nextval(pg_get_serial_sequence(:name, 'id'))")
        return int(session.scalar(asked, {"name": table.__tablename__}) or 0)
    highest = func.coalesce(func.max(table.__table__.c.id), 0)
    return int(session.scalar(select(highest + 1)) or 0)


def _from_sequence(session: Session, sequence: str) -> int:
    asked = text("SELECT CASE WHEN to_regclass(:name) IS NOT NULL THEN nextval(:name) END")
    number = session.scalar(asked, {"name": sequence})
    if number is None:
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": sequence})
        session.execute(text(f"CREATE SEQUENCE IF NOT EXISTS {sequence}"))
        number = session.scalar(asked, {"name": sequence})
    return int(number or 0)


def _from_counter(session: Session, name: str) -> int:
    first = upsert.insert(session, Counter).values(name=name, last=1)
    next_one = first.on_conflict_do_update(index_elements=[Counter.name], set_={"last": Counter.last + 1})
    return int(session.scalar(next_one.returning(Counter.last)) or 0)

"""Running numbers that two writers never share: a sequence on PostgreSQL, a counter row on SQLite; gaps allowed."""

from __future__ import annotations

import re

from sqlalchemy import text
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


def _from_sequence(session: Session, sequence: str) -> int:
    if session.scalar(text("SELECT to_regclass(:name)"), {"name": sequence}) is None:
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": sequence})
        session.execute(text(f"CREATE SEQUENCE IF NOT EXISTS {sequence}"))
    return int(session.scalar(text("SELECT nextval(:name)"), {"name": sequence}) or 0)


def _from_counter(session: Session, name: str) -> int:
    first = upsert.insert(session, Counter).values(name=name, last=1)
    next_one = first.on_conflict_do_update(index_elements=[Counter.name], set_={"last": Counter.last + 1})
    return int(session.scalar(next_one.returning(Counter.last)) or 0)

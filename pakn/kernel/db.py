"""One session a request, and the one place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.orm import Session

from pakn.kernel.tables import Base

_WRITING = "pakn_writing"
_LOCKED = ("database is locked", "lock timeout", "could not obtain lock", "deadlock")
_AWAY = (
    "connection refused",
    "connection failed",
    "connection timeout",
    "server closed the connection",
    "terminating connection",
    "the database system is",
)

db = SQLAlchemy(model_class=Base)


def init_app(app: Flask, url: str) -> None:
    """Connect an application to its database."""
    _make_folder(url)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)


def engine_options(url: str) -> dict[str, Any]:
    """What the engine needs beyond its URL: a wait for SQLite's one writer, a check for stale connections.

    Errors never quote the parameters: those are what citizens wrote.
    """
    if url.startswith("sqlite"):
        query = make_url(url).query
        waits = {} if "timeout" in query else {"timeout": 15}
        return {"hide_parameters": True, "connect_args": waits}
    # Compiling a query, or starting processes to share it, takes longer than any of ours runs.
    plain = {"options": "-c jit=off -c max_parallel_workers_per_gather=0"}
    pool = {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}
    return pool | {"hide_parameters": True, "connect_args": plain}


def prepare(engine: Engine) -> None:
    """Teach an SQLite engine WAL, foreign keys and BEGIN IMMEDIATE for writers; PostgreSQL needs nothing.

    SQLite ignores FOR UPDATE: without the write lock taken at the start, two writers read the same counter.
    """
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _make_folder(url: str) -> None:
    database = make_url(url).database
    if url.startswith("sqlite") and database and database != ":memory:":
        Path(database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def reading() -> Session:
    """The session of this request or job, for questions only."""
    return db.session()


def is_writing(session: Session) -> bool:
    """Whether this session is in a transaction or rehearsal, where it sees what nobody else may ever see."""
    return bool(session.info.get(_WRITING))


@contextmanager
def transaction() -> Iterator[Session]:
    """All or nothing: commits at the end, rolls back on any exception. Transactions do not nest."""
    with rehearsal() as session:
        yield session
        session.commit()


@contextmanager
def rehearsal() -> Iterator[Session]:
    """A transaction that is never kept: to see what a change would do."""
    session = db.session()
    if session.info.get(_WRITING):
        raise RuntimeError("a transaction is open already")
    session.rollback()
    session.info[_WRITING] = True
    try:
        session.connection(execution_options={_WRITING: True})
        yield session
    finally:
        session.rollback()
        session.info.pop(_WRITING, None)


def one_at_a_time(session: Session, name: str) -> None:
    """Nobody else gets past this line with the same name until this transaction ends.

    For what is looked for and written when it is not there; SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


@contextmanager
def if_nobody_else(name: str) -> Iterator[bool]:
    """Whether this process is alone with a name until the block ends; False: another one is at it, come back later.

    It spans many transactions, on a connection of its own, and ends with the process that holds it. On SQLite it is
    always True: what runs there twice at once is told apart by its one writer.
    """
    if db.engine.dialect.name != "postgresql":
        yield True
        return
    with db.engine.connect() as connection:
        free = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
        yield bool(connection.scalar(free, {"name": name}))


def is_busy(fault: Exception) -> bool:
    """Whether a database error means "locked, try again in a moment" and not a mistake of ours."""
    return _says(fault, _LOCKED)


def will_pass(fault: Exception) -> bool:
    """The same, or that the database does not answer just now."""
    return _says(fault, _LOCKED + _AWAY)


def _says(fault: Exception, words: tuple[str, ...]) -> bool:
    said = str(fault).lower()
    return any(each in said for each in words)

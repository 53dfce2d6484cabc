"""One session a request, and the one place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from select import POLLIN, poll
from time import monotonic
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry

from pakn.kernel.tables import Base

_WRITING = "pakn_writing"
_BEGUN = "pakn_begun"
_RETURNED = "pakn_returned"
_A_MOMENT = 5.0  # seconds
_NOTICE_DEATH = {  # a host that vanishes says no farewell: within half a minute it counts as gone
    "connect_timeout": 10,  # seconds
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,  # milliseconds in which something sent must be acknowledged
}
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
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
    """What the engine needs beyond its URL: a wait for SQLite's one writer, room for PostgreSQL's connections.

    Errors never quote the parameters: those are what citizens wrote.
    """
    query = make_url(url).query
    if url.startswith("sqlite"):
        waits = {} if "timeout" in query else {"timeout": 15}
        return {"hide_parameters": True, "connect_args": waits}
    # Compiling a query, or starting processes to share it, takes longer than any of ours runs.
    plain = {"options": "-c jit=off -c max_parallel_workers_per_gather=0"}
    noticing = {name: value for name, value in _NOTICE_DEATH.items() if name not in query}
    pool = {"pool_size": 10, "max_overflow": 20}
    return pool | {"hide_parameters": True, "connect_args": plain | noticing}


def prepare(engine: Engine) -> None:
    """Teach an SQLite engine WAL, foreign keys and BEGIN IMMEDIATE for writers, another to look at its connections.

    SQLite ignores FOR UPDATE: without the write lock taken at the start, two writers read the same counter.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        return
    event.listen(engine, "checkin", _on_checkin)
    event.listen(engine, "checkout", partial(_on_checkout, engine))


def _on_checkin(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[_RETURNED] = monotonic()


def _on_checkout(engine: Engine, connection: Any, record: ConnectionPoolEntry, _fairy: object) -> None:
    """Whether the server is still there is asked only when it may not be: it has sent something, which for a
    connection at rest is its farewell, or the connection has rested for a while."""
    returned = record.info.get(_RETURNED)
    if returned is None or (monotonic() - returned < _A_MOMENT and not _has_news(connection)):
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error:
        raise InvalidatePoolError from None


def _has_news(connection: Any) -> bool:
    look = poll()
    look.register(connection.fileno(), POLLIN)
    return bool(look.poll(0))


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
    session.info[_WRITING] = True
    try:
        _begin_to_write(session)
        yield session
    finally:
        session.rollback()
        session.info.pop(_WRITING, None)


def _begin_to_write(session: Session) -> None:
    """Everything is read anew. Where what was asked a moment ago sees no other data than a new transaction would
    (PostgreSQL's READ COMMITTED), it is the beginning of this one."""
    if _goes_on(session):
        session.expire_all()
        return
    session.rollback()
    session.connection(execution_options={_WRITING: True})


def _goes_on(session: Session) -> bool:
    begun = session.info.get(_BEGUN)
    if begun is None or monotonic() - begun > _A_MOMENT or not session.is_active:
        return False
    if session.new or session.dirty or session.deleted:
        return False
    connection: Any = session.connection().connection.dbapi_connection
    return bool(connection.info.transaction_status == TransactionStatus.INTRANS)


def _on_session_begin(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        session.info[_BEGUN] = monotonic()


def _on_session_end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_BEGUN, None)


event.listen(Session, "after_begin", _on_session_begin)
event.listen(Session, "after_transaction_end", _on_session_end)


def one_at_a_time(session: Session, name: str) -> None:
    """Nobody else gets past this line with the same name until this transaction ends.

    For what is looked for and written when it is not there; SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(_LOCK, {"name": name})


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

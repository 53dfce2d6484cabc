"""One place commits: all or nothing, one writer, moments with a time zone."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session

from pakn.kernel import db
from pakn.kernel.db import if_nobody_else, one_at_a_time, reading, rehearsal, transaction
from pakn.kernel.numbers import Counter
from pakn.kernel.outbox import OutboxRow

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    """In the application's context."""
    with app.app_context():
        yield app


def counters() -> dict[str, int]:
    reading().rollback()
    return {row.name: row.last for row in reading().scalars(select(Counter))}


def add_and_fail() -> None:
    with transaction() as session:
        session.add(Counter(name="a", last=1))
        session.flush()
        raise ZeroDivisionError


def test_what_a_transaction_wrote_is_there_after_it(inside: Flask) -> None:
    with transaction() as session:
        session.add(Counter(name="a", last=1))

    assert counters() == {"a": 1}


def test_an_exception_takes_everything_back(inside: Flask) -> None:
    with pytest.raises(ZeroDivisionError):
        add_and_fail()

    assert counters() == {}
    with transaction() as session:
        session.add(Counter(name="b", last=1))
    assert counters() == {"b": 1}


def test_a_fault_at_the_commit_takes_everything_back(inside: Flask) -> None:
    with transaction() as session:
        session.add(Counter(name="a", last=1))
    with pytest.raises(IntegrityError), transaction() as session:
        session.add_all([Counter(name="b", last=1), Counter(name="a", last=2)])

    assert counters() == {"a": 1}


@pytest.mark.parametrize("inner", [transaction, rehearsal])
def test_transactions_do_not_nest(
    inside: Flask, inner: Callable[[], AbstractContextManager[Session]]
) -> None:
    with transaction() as session:
        session.add(Counter(name="a", last=1))
        with pytest.raises(RuntimeError, match="open already"), inner():
            pass

    assert counters() == {"a": 1}


def test_a_rehearsal_keeps_nothing(inside: Flask) -> None:
    with rehearsal() as session:
        session.add(Counter(name="a", last=1))
        session.flush()
        assert session.scalar(select(Counter.last)) == 1

    assert counters() == {}


def test_what_was_read_before_is_read_again_inside(inside: Flask) -> None:
    with transaction() as session:
        session.add(Counter(name="a", last=1))
    kept = reading().scalars(select(Counter)).one()

    def elsewhere() -> None:
        with inside.app_context(), transaction() as session:
            session.get_one(Counter, "a").last = 5

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()

    with transaction() as session:
        assert session.get_one(Counter, "a").last == 5
        assert kept.last == 5


def test_what_others_wrote_since_a_question_is_seen_inside(inside: Flask) -> None:
    assert counters() == {}

    def elsewhere() -> None:
        with inside.app_context(), transaction() as session:
            session.add(Counter(name="a", last=1))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()

    with transaction() as session:
        assert session.scalar(select(Counter.last)) == 1


def test_a_question_that_failed_is_not_the_beginning_of_a_change(inside: Flask) -> None:
    with pytest.raises(DBAPIError):
        reading().execute(text("SELECT * FROM nothing"))

    with transaction() as session:
        session.add(Counter(name="a", last=1))

    assert counters() == {"a": 1}


def test_what_was_changed_outside_a_transaction_is_not_written_by_the_next(inside: Flask) -> None:
    reading().add(Counter(name="a", last=1))

    with transaction() as session:
        session.add(Counter(name="b", last=1))

    assert counters() == {"b": 1}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_the_server_has_ended_is_replaced_before_it_is_used(inside: Flask) -> None:
    with transaction() as session:
        session.add(Counter(name="a", last=1))
    mine = reading().scalar(text("SELECT pg_backend_pid()"))
    reading().rollback()
    end = text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid = :pid")
    other = create_engine(db.db.engine.url)
    with other.connect() as connection:
        assert connection.scalar(end, {"pid": mine})
    other.dispose()

    with transaction() as session:
        session.add(Counter(name="b", last=1))

    assert counters() == {"a": 1, "b": 1}


def test_one_at_a_time_keeps_a_second_writer_out_until_the_first_is_done(inside: Flask) -> None:
    order: list[str] = []
    first_is_in = threading.Event()

    def second() -> None:
        first_is_in.wait(60)
        with inside.app_context(), transaction() as session:
            one_at_a_time(session, "door")
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with transaction() as session:
        one_at_a_time(session, "door")
        first_is_in.set()
        thread.join(0.3)
        order.append("first")
    thread.join()

    assert order == ["first", "second"]


def test_a_second_process_is_told_that_somebody_is_at_it(inside: Flask) -> None:
    on_sqlite = (
        reading().get_bind().dialect.name == "sqlite"
    )  # there everybody goes on, one writer after the other
    with (
        if_nobody_else("round") as first,
        if_nobody_else("round") as second,
        if_nobody_else("other") as other,
    ):
        with transaction() as session:
            session.add(Counter(name="a", last=1))
        assert (first, second, other) == (True, on_sqlite, True)

    with if_nobody_else("round") as again:
        assert again


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=7)), timezone(timedelta(hours=-11))])
def test_a_moment_comes_back_the_same_in_utc(inside: Flask, zone: timezone) -> None:
    moment = NOW.astimezone(zone)
    with transaction() as session:
        session.add(OutboxRow(event="x", payload={}, recorded_at=moment, next_try_at=moment, attempts=0))

    row = reading().scalars(select(OutboxRow)).one()

    assert row.recorded_at == NOW
    assert row.recorded_at.tzinfo is UTC
    assert reading().scalar(select(OutboxRow.id).where(OutboxRow.next_try_at <= moment)) == row.id


def test_a_moment_without_a_time_zone_is_refused(inside: Flask) -> None:
    naive = NOW.replace(tzinfo=None)

    with pytest.raises(StatementError, match="time zone"), transaction() as session:
        session.add(OutboxRow(event="x", payload={}, recorded_at=naive, next_try_at=NOW, attempts=0))


@pytest.mark.parametrize(
    ("words", "busy"),
    [
        ("(sqlite3.OperationalError) database is locked", True),
        ("canceling statement due to lock timeout", True),
        ("deadlock detected", True),
        ("could not obtain lock on row", True),
        ("no such table: petition", False),
        ("connection refused", False),
    ],
)
def test_only_a_lock_is_a_reason_to_try_again(words: str, busy: bool) -> None:
    assert db.is_busy(OperationalError("SELECT 1", {}, Exception(words))) is busy


@pytest.mark.parametrize(
    ("words", "passes"),
    [
        ("database is locked", True),
        ("connection failed: Connection refused", True),
        ("the database system is starting up", True),
        ("no such table: petition", False),
    ],
)
def test_a_database_that_is_locked_or_away_is_one_to_come_back_to(words: str, passes: bool) -> None:
    assert db.will_pass(OperationalError("SELECT 1", {}, Exception(words))) is passes


def test_a_new_sqlite_file_gets_its_folder_and_waits_for_its_one_writer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a' / 'b' / 'pakn.sqlite3'}"
    app = Flask(__name__)

    db.init_app(app, url)

    with app.app_context():
        pragmas = [reading().scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys")]
        waits = reading().scalar(text("PRAGMA busy_timeout"))
        db.db.session.rollback()
        db.db.engine.dispose()
    assert (pragmas, waits) == (["wal", 1], 15_000)
    assert (tmp_path / "a" / "b" / "pakn.sqlite3").exists()


def test_the_wait_may_be_said_in_the_address() -> None:
    assert db.engine_options("sqlite:///x?timeout=0.2")["connect_args"] == {}
    assert "timeout" not in db.engine_options("postgresql+psycopg://x/y")["connect_args"]


def test_a_database_host_that_vanishes_is_noticed_within_half_a_minute(postgres_url: str) -> None:
    engine = create_engine(postgres_url, **db.engine_options(postgres_url))
    with engine.connect() as connection:
        line = socket.socket(fileno=os.dup(connection.connection.driver_connection.fileno()))
    with line:
        idle, interval, count, unheard = (
            line.getsockopt(socket.IPPROTO_TCP, option)
            for option in (
                socket.TCP_KEEPIDLE,
                socket.TCP_KEEPINTVL,
                socket.TCP_KEEPCNT,
                socket.TCP_USER_TIMEOUT,
            )
        )
        kept = line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    engine.dispose()

    assert kept
    assert idle + interval * count <= 30
    assert 0 < unheard <= 30_000


def test_what_the_address_says_of_noticing_goes_before_ours() -> None:
    told = db.engine_options("postgresql://pakn@db/pakn?connect_timeout=3")["connect_args"]

    assert "connect_timeout" not in told
    assert "tcp_user_timeout" in told

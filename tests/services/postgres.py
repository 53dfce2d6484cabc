"""A real PostgreSQL server for the whole run, and a fresh database for each test that asks."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.services import processes, run

_USER = "pakn"
_TEMPLATE = "pakn_template"
_HURRY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
}
_numbers = count(1)


@dataclass(frozen=True)
class Postgres:
    """A running server on loopback."""

    port: int

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{_USER}@127.0.0.1:{self.port}/{database}"

    def tell(self, statement: str, *names: str) -> None:
        """Run one statement on the maintenance database, each {} filled with a quoted name."""
        query = sql.SQL(statement).format(*map(sql.Identifier, names))
        with self.connect() as connection:
            connection.execute(query)

    def connect(self) -> psycopg.Connection:
        address = f"postgresql://{_USER}@127.0.0.1:{self.port}/postgres"
        return psycopg.connect(address, autocommit=True, connect_timeout=60)


def server() -> Postgres:
    """The server of this run, started by the first process that asks."""
    port = run.shared_folder() / "postgres-port"
    with run.one_at_a_time("postgres"):
        if not port.exists():
            port.write_text(str(_start(_programs()).port))
    return Postgres(int(port.read_text()))


def _programs() -> Path:
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest_first = sorted((path.parent for path in versions), key=lambda path: -int(path.parent.name))
    on_path = shutil.which("initdb")
    if not newest_first and on_path is None:
        run.missing("PostgreSQL", "no initdb below /usr/lib/postgresql and none on the PATH")
    return newest_first[0] if newest_first else Path(str(on_path)).resolve().parent


def _account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: give it an ordinary account."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    run.missing("PostgreSQL", "root has no ordinary account to run it under")


def _start(programs: Path) -> Postgres:
    account = _account()
    home = _home(account)
    options = ["-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    make: list[str | Path] = [programs / "initdb", "-D", home / "data", *options]
    made = subprocess.run(make, cwd=home, capture_output=True, text=True, check=False, **account)
    if made.returncode:
        run.missing("PostgreSQL", f"initdb failed: {made.stderr.strip()}")
    for _ in range(3):
        started = _serve(programs, home, account)
        if started:
            return started
    run.missing("PostgreSQL", f"did not start: {(home / 'log').read_text()[-2000:]}")


def _home(account: dict[str, Any]) -> Path:
    home = run.shared_folder() / "postgres"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    if account:
        run.shared_folder().chmod(0o711)
        os.chown(home, account["user"], account["group"])
    return home


def _serve(programs: Path, home: Path, account: dict[str, Any]) -> Postgres | None:
    """Start on a free port; None when it did not come up, perhaps because the port was taken."""
    port = run.free_port()
    options = [part for name, value in _HURRY.items() for part in ("-c", f"{name}={value}")]
    command = [programs / "postgres", "-D", home / "data", "-p", str(port), *options]
    process = processes.start(command, home / "log", cwd=home, **account)
    running = Postgres(port)
    for _ in range(300):
        if process.poll() is not None:
            break
        with suppress(psycopg.OperationalError), running.connect():
            return running
        time.sleep(0.1)
    processes.end(process.pid)
    return None


def _template(postgres: Postgres) -> str:
    """The database every test's own is copied from: migrated once for the whole run."""
    from pakn.kernel import migrate

    ready = run.shared_folder() / "postgres-template"
    with run.one_at_a_time("postgres-template"):
        if not ready.exists():
            postgres.tell("DROP DATABASE IF EXISTS {} WITH (FORCE)", _TEMPLATE)
            postgres.tell("CREATE DATABASE {}", _TEMPLATE)
            migrate.upgrade(postgres.url(_TEMPLATE))
            ready.touch()
    return _TEMPLATE


def _database(postgres: Postgres, template: str) -> Iterator[str]:
    name = f"pakn_{os.getpid()}_{next(_numbers)}"
    postgres.tell("CREATE DATABASE {} TEMPLATE {}", name, template)
    yield postgres.url(name)
    postgres.tell("DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    """The PostgreSQL server of this run."""
    return server()


@pytest.fixture
def empty_postgres_url(postgres: Postgres) -> Iterator[str]:
    """A database with nothing in it."""
    yield from _database(postgres, "template0")


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A migrated database for this test alone."""
    yield from _database(postgres, _template(postgres))


@pytest.fixture(scope="module")
def postgres_url_of_module(postgres: Postgres) -> Iterator[str]:
    """A migrated database for all tests of one module."""
    yield from _database(postgres, _template(postgres))

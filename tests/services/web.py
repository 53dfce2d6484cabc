"""The application as its users meet it: a test client, or a real server on loopback."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from waitress import create_server, wasyncore

from tests.services import run

SECRET_KEY = "a key for tests only, long enough for production"

MakeApp = Callable[..., Flask]


@dataclass(frozen=True)
class LiveServer:
    """An application being served; `url` has no slash at its end."""

    app: Flask
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(app: Flask, port: int = 0, threads: int = 8) -> Iterator[LiveServer]:
    """Serve an application from a thread until the block ends."""
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=port, threads=threads)
    stopping = threading.Event()

    def serve() -> None:
        while not stopping.is_set():
            wasyncore.loop(timeout=1, use_poll=True, map=sockets, count=1)

    thread = threading.Thread(target=serve, name="live-server", daemon=True)
    thread.start()
    try:
        yield LiveServer(app, int(server.effective_port))
    finally:
        stopping.set()
        server.pull_trigger()
        thread.join()
        server.task_dispatcher.shutdown()
        wasyncore.close_all(sockets)


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> None:
    """What the developer's shell has set must not change a test."""
    for name in [name for name in os.environ if name.startswith("PAKN_")]:
        if not name.startswith("PAKN_TEST_"):
            del os.environ[name]
    os.environ["PAKN_RATE_LIMITS"] = "false"  # the limiter is one for all applications of a process


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database for this test alone; the test runs once on each kind."""
    return str(request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database without tables; the test runs once on each kind."""
    names = {"sqlite": "empty_sqlite_url", "postgresql": "empty_postgres_url"}
    return str(request.getfixturevalue(names[request.param]))


def build(database_url: str, folder: Path, **settings: Any) -> Flask:
    """An application on a database, with its files in a folder; `settings` are given by name."""
    from pakn.app import create_app
    from pakn.settings import Settings

    chosen = {
        "env": "test",
        "database_url": database_url,
        "secret_key": SECRET_KEY,
        "base_url": "http://localhost",
        "mail_from": "pakn@xa.example",
        "mail_domain": "xa.example",
        "data_dir": folder,
        "rate_limits": False,
    }
    return create_app(Settings(**(chosen | settings)))


def close(app: Flask) -> None:
    """Let go of the database."""
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


@pytest.fixture
def make_app(database_url: str, tmp_path: Path) -> Iterator[MakeApp]:
    """Makes applications on this test's database; settings are given by name."""
    with ExitStack() as made:

        def make(**settings: Any) -> Flask:
            app = build(database_url, tmp_path / "var", **settings)
            made.callback(close, app)
            return app

        yield make


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """The whole application on an empty, migrated database."""
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without a browser."""
    return app.test_client()


@pytest.fixture
def live_server() -> Iterator[Callable[..., LiveServer]]:
    """Serves an application until the test ends: `live_server(app, port=0, threads=8)`."""
    with ExitStack() as running:
        yield lambda app, **options: running.enter_context(serving(app, **options))


@pytest.fixture
def site(make_app: MakeApp, live_server: Callable[..., LiveServer]) -> LiveServer:
    """The whole application being served, with links that lead to itself."""
    port = run.free_port()
    return live_server(make_app(base_url=f"http://127.0.0.1:{port}"), port=port)

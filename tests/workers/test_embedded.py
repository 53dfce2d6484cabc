"""One thread beside the web does all the work, survives what goes wrong, and stops when it is told to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from pakn.app import create_app
from pakn.kernel import clock, migrate
from pakn.kernel.db import db
from pakn.settings import Settings
from tests import sample
from tests.services.web import SECRET_KEY
from tests.workers.looking import NOW, letters, messages, sent, undone
from workers import embedded


@pytest.fixture(autouse=True)
def _quick_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_PAUSE_S", 0.02)


def workers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "pakn-worker"]


def wait_until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not there():
        assert time.monotonic() < end, "did not happen"
        time.sleep(0.02)


def test_what_is_sent_while_it_runs_is_told_without_being_asked(province: Flask) -> None:
    with embedded.running(province):
        sent(NOW)
        wait_until(lambda: bool(letters(province)) and not undone())

    assert len(messages("citizen/receipt")) == 1
    assert workers() == []


def test_it_stops_soon_and_starts_again(province: Flask) -> None:
    for _ in range(2):
        with embedded.running(province):
            assert len(workers()) == 1
        assert workers() == []

    started = time.monotonic()
    with embedded.running(province):
        pass
    assert time.monotonic() - started < 5


def test_it_stops_also_when_the_server_beside_it_falls(province: Flask) -> None:
    with pytest.raises(ZeroDivisionError), embedded.running(province):
        raise ZeroDivisionError

    assert workers() == []


def test_a_database_that_is_away_for_a_while_does_not_end_the_work(
    empty_database_url: str, tmp_path: Path
) -> None:
    app = create_app(
        Settings(env="test", database_url=empty_database_url, secret_key=SECRET_KEY, data_dir=tmp_path)
    )
    with embedded.running(app):
        time.sleep(0.3)
        migrate.upgrade(empty_database_url)
        sample.set_up(app)
        with app.app_context():
            sent(clock.now())
            wait_until(lambda: bool(letters(app)) and not undone())

    assert workers() == []
    with app.app_context():
        db.engine.dispose()

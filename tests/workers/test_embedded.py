"""One thread beside the web does all the work, survives what goes wrong, and stops when it is told to."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from flask import Flask

from pakn.kernel import clock, migrate
from tests import sample
from tests.services import web
from tests.services.waiting import until
from tests.workers.looking import NOW, letters, messages, sent, undone
from workers import embedded


@pytest.fixture(autouse=True)
def _quick_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_PAUSE_S", 0.02)


def workers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "pakn-worker"]


def test_what_is_sent_while_it_runs_is_told_without_being_asked(province: Flask) -> None:
    with embedded.running(province):
        sent(NOW)
        until(lambda: letters(province) and not undone())

    assert len(messages("citizen/receipt")) == 1
    assert workers() == []


def test_it_stops_and_starts_again(province: Flask) -> None:
    for _ in range(3):
        with embedded.running(province):
            assert len(workers()) == 1
        assert workers() == []


def test_it_stops_also_when_the_server_beside_it_falls(province: Flask) -> None:
    with pytest.raises(ZeroDivisionError), embedded.running(province):
        raise ZeroDivisionError

    assert workers() == []


def test_a_database_that_is_away_for_a_while_does_not_end_the_work(
    empty_database_url: str, tmp_path: Path
) -> None:
    app = web.build(empty_database_url, tmp_path)
    with embedded.running(app):
        time.sleep(0.3)
        migrate.upgrade(empty_database_url)
        sample.set_up(app)
        with app.app_context():
            sent(clock.now())
            until(lambda: letters(app) and not undone())

    assert workers() == []
    web.close(app)

"""The sample province in one database for all tests of a module, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pakn.kernel import clock, db
from tests import sample
from tests.services import web

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Monday 2 March 2026, 09:00 in Viet Nam; no holiday falls in that month."""

_URLS = {"sqlite": "sqlite_url_of_module", "postgresql": "postgres_url_of_module"}


@pytest.fixture(scope="module", params=list(_URLS))
def province(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole application with the sample province; what a test commits, the next one finds."""
    app = opened(str(request.getfixturevalue(_URLS[request.param])), tmp_path_factory.mktemp("var"))
    yield app
    web.close(app)


def opened(database_url: str, folder: Path) -> Flask:
    """The whole application with the sample province loaded, at NOW."""
    app = web.build(database_url, folder, clock=NOW, log_level="ERROR")
    sample.set_up(app)
    return app


@pytest.fixture
def _at_now() -> None:
    clock.fix(NOW)


@pytest.fixture
def site(province: Flask, _at_now: None) -> Flask:
    """The province on the morning of NOW, for a test that commits."""
    return province


@pytest.fixture
def session(site: Flask) -> Iterator[Session]:
    """A transaction that is never kept: the next test finds the province as it was."""
    with site.app_context(), db.rehearsal() as opened_session:
        yield opened_session


def wait(**time: float) -> datetime:
    """Move the clock on; returns the new time."""
    clock.fix(clock.now() + timedelta(**time))
    return clock.now()

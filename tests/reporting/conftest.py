"""A database with a small world in it, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.reporting.world import World
from tests.services.engines import engine_of

_URLS = {"sqlite": "sqlite_url_of_module", "postgresql": "postgres_url_of_module"}


@pytest.fixture(scope="module", params=list(_URLS))
def url(request: pytest.FixtureRequest) -> str:
    """A migrated database for the tests of one module."""
    return str(request.getfixturevalue(_URLS[request.param]))


@pytest.fixture(scope="module")
def engine(url: str) -> Iterator[Engine]:
    """A way into it."""
    with engine_of(url) as made:
        yield made


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Nothing is committed: the next test finds the database empty again."""
    with Session(engine) as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def world(session: Session) -> World:
    """A province with two communes."""
    return World(session)

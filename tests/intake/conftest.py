"""The sample province on both databases, set up once for the tests of one module, with the clock standing still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from pakn.kernel import clock
from tests.intake.citizen import NOW, Citizen, province_at
from tests.services import web

_URLS = {"sqlite": "sqlite_url_of_module", "postgresql": "postgres_url_of_module"}


@pytest.fixture(scope="module", params=list(_URLS))
def province(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with three agencies that take petitions."""
    url = str(request.getfixturevalue(_URLS[request.param]))
    app = province_at(url, tmp_path_factory.mktemp("var"))
    yield app
    web.close(app)


@pytest.fixture(autouse=True)
def _clock_stands() -> None:
    clock.fix(NOW)


@pytest.fixture
def citizen(province: Flask) -> Citizen:
    """Somebody with a browser of their own."""
    return Citizen(province.test_client())

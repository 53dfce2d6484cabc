"""The sample province, with the clock standing still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from pakn.kernel import clock
from tests import sample
from tests.workers.looking import NOW


@pytest.fixture
def province(app: Flask) -> Iterator[Flask]:
    """A province in whose application the test stands, at NOW."""
    clock.fix(NOW)
    sample.set_up(app)
    with app.app_context():
        yield app
    clock.fix(None)

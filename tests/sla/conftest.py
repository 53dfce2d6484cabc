"""The sample province: one for a module whose tests keep nothing, or a fresh one for a test that commits."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import sample
from tests.province import _at_now, province, session, site

__all__ = ["_at_now", "fresh", "province", "session", "site"]


@pytest.fixture
def fresh(app: Flask) -> Flask:
    """A province for this test alone."""
    sample.set_up(app)
    return app

"""The sample province, with the clock standing still, or in processes of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from pakn.kernel import clock
from tests import sample
from tests.workers.installed import house, installation, looking, post, since, slow_post
from tests.workers.looking import NOW

__all__ = ["house", "installation", "looking", "post", "province", "since", "slow_post"]


@pytest.fixture
def province(app: Flask) -> Iterator[Flask]:
    """A province in whose application the test stands, at NOW."""
    clock.fix(NOW)
    sample.set_up(app)
    with app.app_context():
        yield app

"""The sample province on both databases, at nine in the morning of a working day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.mailbox.office import aside, clerk
from tests.province import _at_now, province, site

__all__ = ["_at_now", "aside", "clerk", "province", "site"]


@pytest.fixture
def office(site: Flask) -> Iterator[Flask]:
    """The province, with the test standing in its application."""
    with site.app_context():
        yield site

"""A session on a migrated database, and small agency files to break."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from sqlalchemy.orm import Session

from tests.services.engines import engine_of

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def session(sqlite_url: str) -> Iterator[Session]:
    """A session whose work is thrown away with its database."""
    yield from _session(sqlite_url)


@pytest.fixture
def session_on_each(database_url: str) -> Iterator[Session]:
    """The same on each kind of database, for what they might do differently."""
    yield from _session(database_url)


def _session(url: str) -> Iterator[Session]:
    with engine_of(url) as engine, Session(engine) as opened:
        yield opened


@pytest.fixture
def commune() -> dict[str, Any]:
    """A commune as the data of a file: one office, one professional unit, one officer, one rule."""
    return {
        "agency": {"code": "xa-a", "kind": "xa", "name": "UBND xã A", "short_name": "xã A"},
        "units": [
            {"code": "vp", "name": "Văn phòng", "kind": "office"},
            {"code": "kt", "name": "Phòng Kinh tế", "head": "mau.a"},
        ],
        "areas": [{"code": "thon-1", "name": "Thôn 1"}],
        "officers": [{"username": "mau.a", "full_name": "Mẫu A", "email": "a@xa.example"}],
        "posts": [{"officer": "mau.a", "unit": "kt", "role": "officer", "from_on": "2026-01-01"}],
        "rules": [{"field": "dat_dai", "unit": "kt"}],
        "targets": [{"years": [2026], "indicator": "on_time_rate", "value": 100, "source": "Kế hoạch năm"}],
    }


def as_yaml(data: object) -> str:
    """The data as the text of a file."""
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)

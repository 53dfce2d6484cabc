"""A fresh SQLite file for each test that asks, copied from one migrated once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.services import run


def _template() -> Path:
    from pakn.kernel import migrate

    path = run.shared_folder() / "template.sqlite3"
    with run.one_at_a_time("sqlite-template"):
        if not path.exists():
            being_made = path.with_suffix(".new")
            being_made.unlink(missing_ok=True)
            migrate.upgrade(f"sqlite:///{being_made}")
            being_made.rename(path)
    return path


def _copy(target: Path) -> str:
    """The online backup also takes what still stands in the write-ahead log."""
    with closing(sqlite3.connect(_template())) as template, closing(sqlite3.connect(target)) as copy:
        template.backup(copy)
    return f"sqlite:///{target}"


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """The address of a database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'empty.sqlite3'}"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A migrated database for this test alone."""
    return _copy(tmp_path / "pakn.sqlite3")


@pytest.fixture(scope="module")
def sqlite_url_of_module(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated database for all tests of one module."""
    return _copy(tmp_path_factory.mktemp("sqlite") / "pakn.sqlite3")

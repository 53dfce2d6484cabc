"""A small application around the ledger: database, templates, languages, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from pakn.kernel import clock
from pakn.kernel import db as database
from pakn.settings import Env, Settings
from pakn.web import filters, i18n
from pakn.web.paths import template_folder
from tests.notifications.factories import World

NOW = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def ledger_url(sqlite_url: str) -> str:
    """Where the ledger stands; a module that needs both databases says so itself."""
    return sqlite_url


@pytest.fixture
def settings(ledger_url: str, tmp_path: Path) -> Settings:
    return Settings(
        env=Env.TEST,
        data_dir=tmp_path / "var",
        database_url=ledger_url,
        secret_key="a key for tests only, long enough",
        base_url="https://pakn.xa.example",
        mail_from="pakn@xa.example",
        mail_domain="xa.example",
    )


@pytest.fixture
def office_app(settings: Settings) -> Iterator[Flask]:
    app = Flask("pakn", template_folder=str(template_folder()))
    app.config["SECRET_KEY"] = settings.secret_key
    i18n.init_app(app)
    filters.init_app(app)
    database.init_app(app, settings.database)
    clock.fix(NOW)
    with app.app_context():
        yield app
        database.db.session.remove()
        database.db.engine.dispose()


@pytest.fixture
def world(office_app: Flask, settings: Settings) -> World:
    """A commune with an office, a unit, leaders and one petition."""
    return World.build(settings)

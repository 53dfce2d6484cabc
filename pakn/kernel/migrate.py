"""Bring a database to the shape of the models."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def config(url: str) -> Config:
    """The migration tool's configuration for one database."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["url"] = url
    return made


def upgrade(url: str) -> None:
    """Run every migration not yet run."""
    command.upgrade(config(url), "head")

"""The installation's settings, as views reach them."""

from __future__ import annotations

from flask import Flask, current_app

from pakn.kernel.files import Store
from pakn.settings import Settings

_KEPT = "pakn_settings"


def init_app(app: Flask, settings: Settings) -> None:
    """Keep the settings with the application."""
    app.extensions[_KEPT] = settings


def settings() -> Settings:
    """The settings of the application that answers this request."""
    kept: Settings = current_app.extensions[_KEPT]
    return kept


def file_store() -> Store:
    """The folder of this installation's files."""
    return Store(settings().data_dir / "files")

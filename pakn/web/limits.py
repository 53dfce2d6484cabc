"""Rate limits by client address, and the largest bodies taken."""

from __future__ import annotations

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True)

MAX_BODY = 110 * 1024 * 1024
MAX_TEXT = 3 * 1024 * 1024


def init_app(app: Flask, enabled: bool) -> None:
    """Ten files of 10 MB and a long text fit; anything larger is refused before it is read.

    To be called before anything else that asks for a request's form.
    """
    app.config["RATELIMIT_ENABLED"] = enabled
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_TEXT
    app.config["MAX_FORM_PARTS"] = 200
    app.before_request(_only_files_are_large)
    limiter.init_app(app)


def _only_files_are_large() -> None:
    """Werkzeug holds the parts of a multipart body to MAX_FORM_MEMORY_SIZE, but no other body."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = MAX_TEXT

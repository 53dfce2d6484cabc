"""Who may open a route: every view says so with `@anyone`, `@signed_in` or `@requires(...)`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import structlog
from flask import Flask, abort, g, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from flask_login import login_user as _login
from flask_login import logout_user as _logout
from werkzeug.wrappers import Response

from pakn.identity import queries
from pakn.identity.models import Agency, Officer
from pakn.identity.permissions import Permission, Viewer
from pakn.identity.showing import card
from pakn.kernel import clock
from pakn.kernel.db import reading
from pakn.settings import Env
from pakn.web.config import settings
from pakn.web.i18n import speak_for

P = ParamSpec("P")
R = TypeVar("R")
_manager = LoginManager()
_log = structlog.get_logger()


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """What the session cookie carries: the officer's id and the epoch in which they signed in."""

    def __init__(self, officer: Officer) -> None:
        self.officer_id = officer.id
        self.id = f"{officer.id}.{officer.session_epoch}"


def init_app(app: Flask) -> None:
    """Read the signed-in officer from the cookie of each request."""
    _manager.session_protection = "basic"
    _manager.init_app(app)


@_manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login has no types
def _load(session_id: str) -> SignedIn | None:
    officer_id, _, epoch = session_id.partition(".")
    officer = reading().get(Officer, int(officer_id)) if officer_id.isdigit() else None
    if officer is None or not officer.active or str(officer.session_epoch) != epoch:
        return None
    return SignedIn(officer)


def sign_in(officer: Officer) -> None:
    """Open a session for an officer whose password has been checked."""
    _login(SignedIn(officer))
    g.pop("viewer", None)


def sign_out() -> None:
    """End the session."""
    _logout()
    g.pop("viewer", None)


def speak_as(agency: Agency | None) -> None:
    """This page is that agency's: its name and telephone stand on it, and sentences call it by its word."""
    g.agency_card = card(agency, demo=settings().env is Env.DEMO)
    speak_for(g.agency_card.noun)


def viewer_or_none() -> Viewer | None:
    """The signed-in officer with the posts of today, read once a request."""
    if "viewer" not in g:
        g.viewer = _viewer()
    found: Viewer | None = g.viewer
    return found


def _viewer() -> Viewer | None:
    if not current_user.is_authenticated:
        return None
    session = reading()
    officer = session.get_one(Officer, current_user.officer_id)
    return queries.viewer(session, officer, clock.day_of(clock.now()))


def viewer() -> Viewer:
    """The signed-in officer; for views behind `@requires`."""
    found = viewer_or_none()
    if found is None:
        abort(401)
    return found


def anyone(view: Callable[P, R]) -> Callable[P, R]:
    """This page is open to everybody."""
    view.__access__ = "anyone"  # type: ignore[attr-defined]  # read by the test that checks every route
    return view


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """This page is for officers with a permission; others are sent to sign in, or refused."""

    def mark(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            who = viewer_or_none()
            if who is None:
                return _to_sign_in()
            if not who.may(permission):
                _log.warning("access_refused", officer=who.officer_id, endpoint=request.endpoint)
                abort(403)
            return view(*args, **kwargs)

        guarded.__access__ = permission  # type: ignore[attr-defined]  # read by the test that checks every route
        return guarded

    return mark


def signed_in(view: Callable[P, R]) -> Callable[P, R | Response]:
    """This page is for officers; what each may see and do there is asked of the thing the page shows."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        return view(*args, **kwargs) if viewer_or_none() is not None else _to_sign_in()

    guarded.__access__ = "signed_in"  # type: ignore[attr-defined]  # read by the test that checks every route
    return guarded


def _to_sign_in() -> Response:
    return redirect(url_for("auth.sign_in", next=_came_for()))


def _came_for() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None

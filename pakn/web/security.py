"""Headers every answer carries, and the cookie's terms."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

csrf = CSRFProtect()

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


_OPEN_FORMS = frozenset({"citizen.submit"})


def init_app(app: Flask, *, secure_cookie: bool, trusted_proxies: int) -> None:
    """CSRF tokens on every form, a strict content policy, a cookie no script can read."""
    app.config.update(
        SESSION_COOKIE_NAME="pakn",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure_cookie,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=10),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=secure_cookie,
    )
    csrf.init_app(app)
    app.after_request(_headers)
    if trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # how Werkzeug asks for it to be installed
            app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=trusted_proxies
        )


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint != "static":
        headers["Cache-Control"] = _caching(response)
    return response


def _caching(response: Response) -> str:
    """What names a person is kept nowhere; a form may come back with "back", so that nothing typed is lost."""
    private = request.cookies.get("pakn") and request.endpoint not in _OPEN_FORMS
    return "no-store" if private or response.status_code != 200 else "private, no-cache"

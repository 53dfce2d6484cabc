"""The only file that knows all: it makes the application from its settings."""

from __future__ import annotations

import logging
import sys
from datetime import date
from typing import Any

import structlog
from flask import Flask, g, has_request_context, request, url_for
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from pakn.handling import queries as desk
from pakn.handling.views import office_bp, officer_bp
from pakn.identity import access, showing
from pakn.identity.permissions import Permission, Role, Viewer
from pakn.identity.views import bp as auth_bp
from pakn.intake.views import bp as citizen_bp
from pakn.kernel import clock, db
from pakn.kernel.db import reading
from pakn.mailbox import queries as incoming
from pakn.mailbox.views import bp as mail_bp
from pakn.notifications.addresses import mailboxes_of
from pakn.notifications.channels import channel_for
from pakn.notifications.views import demo as demo_bp
from pakn.operations.views import bp as operations_bp
from pakn.publishing.redaction import pieces
from pakn.publishing.views import bp as public_bp
from pakn.reporting.views import bp as reports_bp
from pakn.settings import Env, Settings, load
from pakn.sla import queries as sla
from pakn.sla.views import bp as admin_bp
from pakn.web import config, errors, filters, i18n, limits, security
from pakn.web.i18n import _
from pakn.web.paths import STATIC, template_folder


def create_app(settings: Settings | None = None) -> Flask:
    """An application for these settings, or for those of the environment; raises WrongSettings."""
    settings = settings or load()
    channel_for(settings)
    mailboxes_of(settings)
    _log_to_stderr(settings.log_level)
    app = Flask("pakn", static_folder=str(STATIC), template_folder=str(template_folder()))
    app.secret_key = settings.secret_key
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = False
    clock.fix(settings.clock)
    config.init_app(app, settings)
    db.init_app(app, settings.database)
    i18n.init_app(app)
    filters.init_app(app)
    app.add_template_filter(pieces)
    app.before_request(_agency_speaks)
    limits.init_app(app, settings.rate_limits)
    security.init_app(
        app,
        secure_cookie=settings.base_url.startswith("https://"),
        trusted_proxies=settings.trusted_proxies,
    )
    access.init_app(app)
    errors.init_app(app)
    _add_pages(app, settings)
    app.context_processor(_on_every_page)
    return app


def _add_pages(app: Flask, settings: Settings) -> None:
    for blueprint in (
        citizen_bp,
        public_bp,
        auth_bp,
        officer_bp,
        office_bp,
        mail_bp,
        reports_bp,
        admin_bp,
        operations_bp,
    ):
        app.register_blueprint(blueprint)
    if settings.env is not Env.PRODUCTION:
        app.register_blueprint(demo_bp)


def _agency_speaks() -> None:
    """Whose page this is; a database that does not answer must not break the page that says so."""
    access.speak_as(None)
    if request.endpoint == "static" or request.blueprint == "operations":
        return
    try:
        access.speak_as(showing.agency_on_page(reading(), _viewer(), request.args.get("don-vi", "")))
    except SQLAlchemyError:
        db.db.session.rollback()


def _viewer() -> Viewer | None:
    return access.viewer_or_none() if current_user.is_authenticated else None


def _on_every_page() -> dict[str, Any]:
    """What every layout needs."""
    if not has_request_context():
        return {}
    around = {"agency": g.agency_card, "viewer": None, "today": _today(), "calendar_warning": None}
    try:
        viewer = _viewer()
        if viewer is not None:
            around |= {"viewer": _corner(viewer), "calendar_warning": _calendar_warning()}
    except SQLAlchemyError:
        db.db.session.rollback()
    return around


def _today() -> date:
    return clock.day_of(clock.now())


def _calendar_warning() -> str | None:
    """A banner while a deadline given today may fall on a year whose days off nobody has published."""
    calendar, today = sla.calendar(reading()), _today()
    due = calendar.count(today, 15)
    if not due.provisional:
        return None
    return _("Lịch nghỉ năm %(year)d chưa công bố. Hạn rơi vào năm đó ghi “dự kiến”.", year=due.due_on.year)


def _corner(viewer: Viewer) -> dict[str, Any]:
    return {
        "full_name": viewer.full_name,
        "initials": showing.initials(viewer.full_name),
        "roles": sorted({post.role.value for post in viewer.posts}),
        "nav": _nav(viewer),
    }


def _nav(viewer: Viewer) -> list[dict[str, Any]]:
    """The bar's items by role: the office sorts first, a leader signs first."""
    session = reading()
    items = []
    if viewer.may(Permission.READ):
        items.append(_item(_("Việc của tôi"), "officer.inbox"))
    if viewer.may(Permission.TRIAGE):
        waiting = desk.triage_count(session, viewer)
        place = 0 if viewer.agencies(Role.OFFICE) else 1
        items.insert(place, _item(_("Phân loại"), "office.triage", waiting))
        items.append(_item(_("Thư đến"), "mail.inbox", incoming.waiting(session, viewer)))
    if viewer.may(Permission.REPORT):
        items.append(_item(_("Báo cáo"), "reports.on_time"))
    if viewer.may(Permission.CONFIGURE):
        items.append(_item(_("Lịch làm việc"), "admin.calendar"))
    items.append(_item(_("Công khai"), "public.results"))
    return items


def _item(label: str, endpoint: str, count: int | None = None) -> dict[str, Any]:
    return {
        "label": label,
        "href": url_for(endpoint),
        "current": request.endpoint == endpoint,
        "count": count,
    }


def _log_to_stderr(level: str) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )

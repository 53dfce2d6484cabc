"""Asking every part how it does; what cannot be reached is an answer too, never an exception."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from pakn.kernel import broker, faults, mailboxes, migrate
from pakn.operations import health, queries
from pakn.operations.health import Check
from pakn.operations.queries import Figures
from pakn.settings import Settings

_PATIENCE_S = 1.0
_log = structlog.get_logger()


def database_fault(session: Session) -> str:
    """What is wrong with the database: `unreachable`, `not migrated`, or nothing."""
    try:
        current = migrate.is_current(session.connection())
    except SQLAlchemyError:
        session.rollback()
        return "unreachable"
    return "" if current else "not migrated"


def readiness(session: Session, settings: Settings, now: datetime) -> list[Check]:
    """Every part of the whole service."""
    fault = database_fault(session)
    found = [health.database(fault)]
    by_redis = bool(settings.redis_url)
    if not fault:
        try:
            figures = of_now(session, settings, now)
        except Exception as broken:  # whatever it is, who asks is told and not left with a page of error 500
            give_up(session, broken)
            found = [health.database_broken(faults.kind(broken))]
        else:
            found += health.of_figures(figures, now, poll_s=settings.mail_poll_s)
            found += health.of_workers(by_redis, figures.workers, now)
    return found + health.of_redis(by_redis, queue_depth(settings))


def give_up(session: Session, fault: Exception) -> None:
    """The database did not answer a question as it should: where is in the log, and others can be asked."""
    _log.error("figures_not_read", trace=faults.trace(fault))
    session.rollback()


def of_now(session: Session, settings: Settings, now: datetime) -> Figures:
    """What the database says; a mailbox that was taken out of the settings is not missed."""
    found = queries.figures(session, now)
    with suppress(ValueError):  # a list of mailboxes that cannot be read any more hides none of them
        ours = {box.address for box in mailboxes.read(settings.imap_url)}
        return replace(found, mailboxes=tuple(sign for sign in found.mailboxes if sign.name in ours))
    return found


def queue_depth(settings: Settings) -> int | None:
    """How many jobs wait in Redis; None when there is none, or it does not answer within a second."""
    if not settings.redis_url:
        return None
    try:
        with broker.connection(settings.redis_url, _PATIENCE_S) as client:
            return broker.depth(client)
    except (RedisError, ValueError, OSError):
        return None

"""Asking every part how it does; what cannot be reached is an answer too, never an exception."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from pakn.kernel import broker, mailboxes, migrate
from pakn.operations import health, queries
from pakn.operations.health import Check
from pakn.operations.queries import Figures
from pakn.settings import Settings

_PATIENCE_S = 1.0


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
        figures = of_now(session, settings, now)
        found += health.of_figures(figures, now, poll_s=settings.mail_poll_s)
        found += health.of_workers(by_redis, figures.workers, now)
    return found + health.of_redis(by_redis, queue_depth(settings))


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
    except RedisError:
        return None

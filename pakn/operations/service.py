"""Asking every part how it does; what cannot be reached is an answer too, never an exception."""

from __future__ import annotations

from datetime import datetime

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from pakn.kernel import broker, migrate
from pakn.operations import health, queries
from pakn.operations.health import Check
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
        figures = queries.figures(session, now)
        found += health.of_figures(figures, now, poll_s=settings.mail_poll_s)
        found += health.of_workers(by_redis, figures.workers, now)
    return found + health.of_redis(by_redis, queue_depth(settings))


def queue_depth(settings: Settings) -> int | None:
    """How many jobs wait in Redis; None when there is none, or it does not answer within a second."""
    if not settings.redis_url:
        return None
    try:
        with broker.connection(settings.redis_url, _PATIENCE_S) as client:
            return broker.depth(client)
    except RedisError:
        return None

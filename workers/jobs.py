"""The job that matters: tell an event to its handlers. It carries an id, reads fresh, and may run twice."""

from __future__ import annotations

from datetime import timedelta

import structlog

from pakn.kernel import clock, faults, outbox
from pakn.kernel.db import reading, transaction
from pakn.subscriptions import EVENTS, HANDLERS
from pakn.web.config import settings

_log = structlog.get_logger()


class OutOfTime(BaseException):
    """The job took too long. Not an Exception: nobody on the way may take it for a fault of what they had in hand."""


def limit_s(lease_s: int) -> int:
    """For how many seconds a job may tell an event: it must have ended before another worker may take the event."""
    return max(1, lease_s * 9 // 10)


def handle_event(row_id: int) -> bool:
    """Tell one event; False when another worker has it or a handler failed, in which case it comes back later."""
    with transaction() as session:
        envelope = outbox.claim(session, row_id, clock.now(), EVENTS, _lease())
    if envelope is None:
        return False
    try:
        for handler in HANDLERS[type(envelope.event)]:
            handler(envelope, settings())
    except (
        Exception,
        OutOfTime,
    ) as fault:  # whatever goes wrong, the row must come back and the next one go on
        name = type(envelope.event).__name__
        _log.warning("event_postponed", row=row_id, event_name=name, trace=faults.trace(fault))
        with transaction() as session:
            outbox.postpone(session, envelope, faults.kind(fault), clock.now())
        return False
    with transaction() as session:
        return outbox.finish(session, envelope, clock.now())


def _lease() -> timedelta:
    """For how long an event belongs to the worker that took it."""
    return timedelta(seconds=settings().outbox_lease_s)


def drain() -> int:
    """Tell every event that is due, and those that this brings about; returns how many were told."""
    told, failed = 0, set[int]()
    while due := [row_id for row_id in _due() if row_id not in failed]:
        for row_id in due:
            if handle_event(row_id):
                told += 1
            else:
                failed.add(row_id)
    return told


def _due() -> list[int]:
    return outbox.waiting(reading(), clock.now())

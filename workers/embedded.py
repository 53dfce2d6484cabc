"""Without Redis one thread does it all: it tells what is in the outbox and does the periodic work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from flask import Flask

from pakn.kernel import faults
from workers import beat, jobs

_PAUSE_S = 1.0
_BEAT_EVERY_S = 60.0
_log = structlog.get_logger()


def drain(app: Flask) -> int:
    """Tell everything that is due in this process, now; returns how many events were told."""
    with app.app_context():
        return jobs.drain()


@contextmanager
def running(app: Flask) -> Iterator[None]:
    """Work in a thread beside the web until the block ends, then stop after the job at hand."""
    stopping = threading.Event()
    thread = threading.Thread(target=_work, args=(app, stopping), name="pakn-worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(timeout=30)


def _work(app: Flask, stopping: threading.Event) -> None:
    waited = _BEAT_EVERY_S
    while not stopping.is_set():
        try:
            with app.app_context():
                if waited >= _BEAT_EVERY_S:
                    waited = 0.0
                    beat.tick()
                jobs.drain()
        except Exception as fault:  # a database that is away for a moment must not end the work for good
            _log.warning("worker_round_failed", trace=faults.trace(fault))
        waited += _PAUSE_S
        stopping.wait(_PAUSE_S)

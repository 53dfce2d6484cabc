"""Without Redis the process that serves the pages does it all in threads beside them: events, rounds, mail."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import structlog
from flask import Flask

from pakn.kernel import faults
from workers import beat, jobs, life, mail
from workers.life import Every, Life

_PAUSE_S = 1.0
_BEAT_EVERY_S = 60.0
_log = structlog.get_logger()


def drain(app: Flask) -> int:
    """Tell everything that is due in this process, now; returns how many events were told."""
    with app.app_context():
        return jobs.drain()


@contextmanager
def running(app: Flask) -> Iterator[None]:
    """Work in threads beside the web until the block ends, then stop after the job at hand.

    Mail has a thread of its own: a mail server that is slow must not hold up what is to be told.
    """
    polling = Every(app.extensions["pakn_settings"].mail_poll_s)
    with ExitStack() as threads:
        threads.enter_context(_thread(app, "pakn-worker", _telling()))
        threads.enter_context(_thread(app, "pakn-mail", lambda: mail.look() if polling.is_time() else None))
        yield


def _telling() -> Callable[[], None]:
    alive, rounds = Life("beat", life.worker_name()), Every(_BEAT_EVERY_S)

    def tell() -> None:
        alive.show()
        if rounds.is_time():
            beat.tick()
        jobs.drain()

    return tell


@contextmanager
def _thread(app: Flask, name: str, act: Callable[[], None]) -> Iterator[None]:
    """Do this again and again until the block ends."""
    stopping = threading.Event()
    thread = threading.Thread(target=_repeat, args=(app, act, stopping), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(timeout=30)


def _repeat(app: Flask, act: Callable[[], None], stopping: threading.Event) -> None:
    while not stopping.is_set():
        try:
            with app.app_context():
                act()
        except Exception as fault:  # a database that is away for a moment must not end the work for good
            _log.warning("worker_round_failed", trace=faults.trace(fault))
        stopping.wait(_PAUSE_S)

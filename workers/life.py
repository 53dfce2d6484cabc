"""Signs of life, for whoever asks whether the work beside the web is being done; and when it is time again."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from pakn.kernel import clock, faults, pulse
from pakn.kernel.db import transaction

_EVERY_S = 10.0
_LEAVING_S = 5.0
_log = structlog.get_logger()


class Every:
    """Says that it is time at once, and then again whenever so many seconds have gone by."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last: float | None = None

    def is_time(self) -> bool:
        """Whether it is; if so the seconds begin anew."""
        now = time.monotonic()
        if self._last is not None and now - self._last < self._seconds:
            return False
        self._last = now
        return True


class Life:
    """One process or thread that says every ten seconds that it is there."""

    def __init__(self, *names: str) -> None:
        self._names, self._every = names, Every(_EVERY_S)

    def show(self) -> bool:
        """Say so if it is time to; True then. A database that is away is told the next time."""
        due = self._every.is_time()
        for name in self._names if due else ():
            show(name)
        return due


def show(name: str, fault: str = "") -> None:
    """Say now that this was done; when the database does not take it, the log does."""
    try:
        with transaction() as session:
            pulse.mark(session, name, clock.now(), fault)
    except SQLAlchemyError as lost:
        _log.warning("no_sign_of_life", name=name, fault=faults.kind(lost))


@contextmanager
def kept_up(app: Flask, name: str, every_s: float = _EVERY_S) -> Iterator[None]:
    """Say again and again until the block ends that this is there, whatever it is busy with or waits for; then take
    leave.

    A thread of its own says it: one job may take minutes, and a Redis may be away for hours.
    """
    ended = Event()
    thread = Thread(target=_repeat, args=(app, name, every_s, ended), name="pakn-life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=_LEAVING_S)
        with app.app_context():
            _farewell(name)


def _repeat(app: Flask, name: str, every_s: float, ended: Event) -> None:
    while not ended.is_set():
        with app.app_context():
            show(name)
        ended.wait(every_s)


def _farewell(name: str) -> None:
    """What ends in order is not missed."""
    try:
        with transaction() as session:
            pulse.forget(session, name, clock.now())
    except SQLAlchemyError as lost:
        _log.warning("no_sign_of_life", name=name, fault=faults.kind(lost))


def worker_name() -> str:
    """What this process is called among the workers."""
    return f"worker:{os.getpid()}@{socket.gethostname()}"

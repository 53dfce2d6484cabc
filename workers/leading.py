"""`pakn beat`: hands the due events out to the workers, and does the periodic work; of several only one leads."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from flask import Flask
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from pakn.kernel import broker, faults
from pakn.kernel.lease import Lease, lease
from pakn.settings import Settings
from workers import beat, mail, relay
from workers.life import Every, Life
from workers.stopping import Stopping

_PAUSE_S = 0.4
_WAIT_S = 1.0
_ROUND_EVERY_S = 60.0
_log = structlog.get_logger()


def lead(app: Flask, settings: Settings) -> None:
    """Lead, or wait until the one that leads is gone, until the process is told to stop."""
    stopping = Stopping()
    stopping.listen()
    waiting = False
    while not stopping.asked:
        try:
            with app.app_context(), lease("beat") as held:
                if held is not None:
                    _log.info("beat_leads")
                    _Leader(app, settings, stopping).lead(held)
                elif not waiting:
                    _log.info("beat_waits")
                waiting = held is None
        except (
            SQLAlchemyError
        ) as fault:  # a database that is away for a moment must not end the work for good
            _log.warning("database_away", fault=faults.kind(fault))
        stopping.wait(_WAIT_S)


class _Leader:
    """The one that leads: the outbox in this thread, what takes longer in another."""

    def __init__(self, app: Flask, settings: Settings, stopping: Stopping) -> None:
        self._app, self._settings, self._stopping = app, settings, stopping
        self._client: Redis = broker.connection(settings.redis_url)
        self._left = threading.Event()
        self._redis_away = False

    def lead(self, held: Lease) -> None:
        """Until told to stop, or the lease is lost; raises SQLAlchemyError when the database is away."""
        periodic = threading.Thread(target=self._rounds, name="pakn-rounds")
        periodic.start()
        try:
            self._relay(held)
        finally:
            self._left.set()
            periodic.join()
            self._client.close()

    def _relay(self, held: Lease) -> None:
        life, asking = Life("beat"), Every(self._settings.mail_poll_s)
        while held.held() and not self._stopping.asked:
            with self._app.app_context():
                life.show()
                handed_out = self._on_redis(self._hand_out)
                if asking.is_time():
                    self._on_redis(self._ask_for_mail)
            if handed_out < relay.BATCH:
                self._stopping.wait(_PAUSE_S)

    def _hand_out(self) -> int:
        return relay.hand_out(self._client, self._settings.outbox_lease_s)

    def _ask_for_mail(self) -> int:
        """A file of mailboxes that was spoilt after the start must not end the work for all else."""
        try:
            return mail.ask(self._client, self._settings)
        except ValueError as fault:
            _log.warning("mailboxes_unreadable", fault=faults.kind(fault))
            return 0

    def _on_redis(self, act: Callable[[], int]) -> int:
        """What it handed out. A Redis that is away is said once and asked again; nothing else waits for it."""
        try:
            done = act()
        except RedisError as fault:
            if not self._redis_away:
                _log.warning("redis_away", fault=faults.kind(fault))
            self._redis_away = True
            return 0
        if self._redis_away:
            _log.info("redis_back")
        self._redis_away = False
        return done

    def _rounds(self) -> None:
        while not self._left.is_set():
            try:
                with self._app.app_context():
                    beat.tick()
            except Exception as fault:  # the next round may fare better
                _log.warning("round_failed", trace=faults.trace(fault))
            self._left.wait(_ROUND_EVERY_S)

"""`pakn work`: runs the jobs that the beat hands out, one after another, in this process."""

from __future__ import annotations

import logging
from typing import Any

import structlog
from flask import Flask
from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DequeueTimeout, StopRequested
from rq.job import Job
from rq.registry import StartedJobRegistry
from rq.serializers import JSONSerializer
from rq.timeouts import UnixSignalDeathPenalty
from rq.worker import SimpleWorker

from pakn.kernel import broker, faults
from workers import life
from workers.jobs import OutOfTime
from workers.life import Every
from workers.stopping import Stopping

_LISTEN_S = 1
_PAUSE_S = 2.0
_PATIENCE_S = 15.0
_log = structlog.get_logger()


def work(app: Flask, redis_url: str, *, burst: bool = False) -> None:
    """Run jobs until the process is told to stop, or, with `burst`, until none waits.

    A Redis that is away is asked again for ever; with `burst` it raises RedisError.
    """
    stopping = Stopping()
    stopping.listen()
    _quiet()
    with life.kept_up(app, life.worker_name()):
        _run_jobs(app, redis_url, stopping, burst)


def _run_jobs(app: Flask, redis_url: str, stopping: Stopping, burst: bool) -> None:
    away = False
    while not stopping.asked:
        worker = None
        try:
            worker = _worker(app, redis_url, stopping, comes_back=away)
            worker.work(burst=burst, logging_level="WARNING")
            away = False
            if burst:
                break
        except RedisError as fault:
            if burst:
                raise
            if not away or _was_at_work(worker):
                _log.warning("redis_away", fault=faults.kind(fault))
            away = True
        stopping.wait(_PAUSE_S)


def _was_at_work(worker: Worker | None) -> bool:
    """Whether Redis had answered it at first."""
    return worker is not None and worker.birth_date is not None


def _worker(app: Flask, redis_url: str, stopping: Stopping, *, comes_back: bool) -> Worker:
    client = broker.connection(redis_url, _PATIENCE_S)
    return Worker(app, stopping, client, comes_back=comes_back)


class _Alarm(UnixSignalDeathPenalty):
    """Ends a job that takes too long with OutOfTime, whatever RQ would have raised."""

    def handle_death_penalty(self, _number: int, _frame: object) -> None:
        """The time is over."""
        raise OutOfTime


class Worker(SimpleWorker):
    """RQ's worker without forks, which do not mix with pooled connections, and without its own signals.

    Each job runs in an application context of its own. Between two jobs, and at least each second while there is
    none, it looks whether it was asked to stop.
    """

    death_penalty_class = _Alarm
    log_result_lifespan = False

    def __init__(self, app: Flask, stopping: Stopping, client: Redis, *, comes_back: bool = False) -> None:
        self._app, self._stopping, self._comes_back = app, stopping, comes_back
        self._pulse = Every(10)
        super().__init__(
            [broker.QUEUE], connection=client, serializer=JSONSerializer, log_job_description=False
        )

    def register_birth(self) -> None:
        """Redis has answered: a Redis that was away is back."""
        super().register_birth()
        if self._comes_back:
            _log.info("redis_back")

    @property
    def dequeue_timeout(self) -> int:
        """Seconds in which nobody looks whether it is time to stop."""
        return _LISTEN_S

    def perform_job(self, job: Job, queue: Queue) -> bool:
        """Run one job. A database that is away fails the job, not the worker."""
        with self._app.app_context():
            return bool(super().perform_job(job, queue))

    def dequeue_job_and_maintain_ttl(
        self, timeout: int | None, max_idle_time: int | None = None
    ) -> tuple[Job, Queue] | None:
        """The next job; None when there is none and `timeout` is None; raises StopRequested when asked to end."""
        while not self._stopping.asked:
            self.heartbeat()
            try:
                return self.queue_class.dequeue_any(
                    self._ordered_queues,
                    timeout,
                    connection=self.connection,
                    job_class=self.job_class,
                    serializer=self.serializer,
                    death_penalty_class=self.death_penalty_class,
                )
            except DequeueTimeout:
                if self.should_run_maintenance_tasks:
                    self.run_maintenance_tasks()
        raise StopRequested

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        """Say which job failed, how and where, and nothing of what it had in hand."""
        _log.warning("job_failed", job=job.id, trace=faults.trace(exc_info[1]))

    def handle_job_success(self, job: Job, queue: Queue, started_job_registry: StartedJobRegistry) -> None:
        """Nothing is kept of a job that has ended: its row says what came of it."""
        with self.connection.pipeline() as pipeline:
            self.cleanup_execution(job, pipeline=pipeline)
            pipeline.delete(job.key)
            pipeline.execute()

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Alone it costs two questions a job: once in ten seconds is enough."""
        if pipeline is not None or self._pulse.is_time():
            super().heartbeat(timeout, pipeline)

    def check_for_suspension(self, burst: bool) -> None:
        """Nobody suspends it."""

    def subscribe(self) -> None:
        """Nobody sends it commands."""

    def unsubscribe(self) -> None:
        """Nobody sends it commands."""

    def _install_signal_handlers(self) -> None:
        """Signals are heard once for the whole process, see Stopping."""


class _Said(logging.Handler):
    """What RQ has to say, without what it would fill in: arguments and tracebacks may quote what a citizen wrote."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line in our own log."""
        fault = record.exc_info[1] if record.exc_info else None
        words = str(record.msg).split("\n", 1)[0]
        _log.warning("rq", said=words, fault=faults.kind(fault) if fault else "")


def _quiet() -> None:
    """Take RQ's loggers, before it gives them handlers of its own."""
    logger = logging.getLogger("rq")
    logger.handlers, logger.propagate = [_Said(logging.WARNING)], False

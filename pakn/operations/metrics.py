"""The figures as Prometheus reads them (text format 0.0.4), asked for when it asks; none of them names anybody."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from platform import python_version

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.orm import Session

from pakn.operations import health, queries, service
from pakn.operations.queries import Counts, Figures, Sign
from pakn.settings import Settings

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
COUNTED_EVERY_S = 10.0
_UP = "Whether the database answers, and all that is asked."


class Kept:
    """The counts over whole tables, asked of the database at most every ten seconds."""

    def __init__(self) -> None:
        self._counts: Counts | None = None
        self._at = 0.0

    def counts(self, session: Session, now: datetime) -> Counts:
        """The counts, at most ten seconds old."""
        if self._counts is None or time.monotonic() - self._at >= COUNTED_EVERY_S:
            self._counts, self._at = queries.counts(session, now), time.monotonic()
        return self._counts


def exposition(session: Session, settings: Settings, now: datetime, kept: Kept) -> bytes:
    """Everything as text. What cannot be asked is left out, and a gauge that ends in `_up` says so."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Reading(session, settings, now, kept))
    return generate_latest(registry)


@dataclass(frozen=True, eq=False)
class _Reading(Collector):
    session: Session
    settings: Settings
    now: datetime
    kept: Kept

    def collect(self) -> Iterable[Metric]:
        """One scrape."""
        yield InfoMetricFamily("pakn_build", "What runs here.", value=_build())
        yield from self._redis()
        try:
            figures = service.of_now(self.session, self.settings, self.now)
            counts = self.kept.counts(self.session, self.now)
        except Exception as fault:  # whatever it is, the other figures are worth having
            service.give_up(self.session, fault)
            yield _gauge("database_up", _UP, 0)
            return
        yield _gauge("database_up", _UP, 1)
        yield from _of_figures(figures, self.now)
        yield from _of_counts(counts)

    def _redis(self) -> Iterator[Metric]:
        if not self.settings.redis_url:
            return
        depth = service.queue_depth(self.settings)
        yield _gauge("redis_up", "Whether Redis answers.", 0 if depth is None else 1)
        if depth is not None:
            yield _gauge("queue_depth", "Jobs that wait in Redis.", depth)


def _of_figures(figures: Figures, now: datetime) -> Iterator[Metric]:
    for name, queue, what in (
        ("outbox_due", figures.events, "events due to be told and in nobody's hands"),
        ("outgoing_mail_waiting", figures.outgoing, "outgoing mails not sent yet"),
        ("incoming_mail_waiting", figures.incoming, "incoming mails not understood yet"),
        ("set_aside_mail", figures.set_aside, "mails set aside that nobody has dealt with"),
    ):
        yield _gauge(name, f"Number of {what}.", queue.number)
        age = queue.age(now).total_seconds()
        yield _gauge(f"{name}_oldest_seconds", f"Age of the oldest of the {what}.", age)
    alive = sum(now - sign.at <= health.WORKER_SILENT for sign in figures.workers)
    yield _gauge("workers_alive", "Processes that run jobs and gave a sign of life lately.", alive)
    yield from _ages("beat_age_seconds", "Since the beat last gave a sign of life.", figures.beat, now)
    yield from _ages("scan_age_seconds", "Since deadlines were last looked at.", figures.scan, now)
    yield from _mailboxes(figures.mailboxes, now)


def _ages(name: str, what: str, sign: Sign | None, now: datetime) -> Iterator[Metric]:
    if sign is not None:
        yield _gauge(name, what, (now - sign.at).total_seconds())


def _mailboxes(signs: tuple[Sign, ...], now: datetime) -> Iterator[Metric]:
    age = GaugeMetricFamily("pakn_mailbox_age_seconds", "Since it was last looked into.", labels=["address"])
    up = GaugeMetricFamily("pakn_mailbox_up", "Whether that went well.", labels=["address"])
    for sign in signs:
        age.add_metric([sign.name], (now - sign.at).total_seconds())
        up.add_metric([sign.name], 0 if sign.fault else 1)
    yield from (age, up)


def _of_counts(counts: Counts) -> Iterator[Metric]:
    yield _gauge("outbox_untold", "Events that were not told yet, due or not.", counts.untold)
    yield _by("petitions", "Petitions by their state.", "state", counts.petitions)
    yield _by("messages", "Messages of the ledger by how far they came.", "state", counts.messages)
    yield _by("incoming_mails", "Incoming mails by what became of them.", "outcome", counts.mails)
    yield _gauge("overdue", "Answers and publications whose day has passed.", counts.overdue)
    yield _gauge("near_due", "Answers and publications whose day is near.", counts.near_due)


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"pakn_{name}", what, value=value)


def _by(name: str, what: str, label: str, numbers: dict[str, int]) -> Metric:
    made = GaugeMetricFamily(f"pakn_{name}", what, labels=[label])
    for kind, number in sorted(numbers.items()):
        made.add_metric([kind or "pending"], number)
    return made


@cache
def _build() -> dict[str, str]:
    try:
        program = version("pakn")
    except PackageNotFoundError:
        program = "unknown"
    return {"version": program, "python": python_version()}

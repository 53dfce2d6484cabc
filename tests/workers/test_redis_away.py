"""What a worker says of a Redis that goes and comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from flask import Flask
from redis.exceptions import ConnectionError as RedisAway
from structlog.testing import CapturingLogger

from workers import main
from workers.stopping import Stopping


@dataclass
class Days:
    """A worker's days: on each Redis is "away", or RQ ends it "by itself"; after the last one it is told to stop."""

    left: list[str]
    stopping: Stopping = field(default_factory=Stopping)
    birth_date: datetime | None = None

    def work(self, **_how: object) -> None:
        day = self.left.pop(0)
        if not self.left:
            self.stopping.ask()
        if day == "away":
            raise RedisAway


@pytest.mark.parametrize(
    ("days", "said"), [(["away", "away"], 1), (["away", "by itself", "away"], 2), (["by itself"], 0)]
)
def test_each_time_that_redis_goes_is_said_once(
    monkeypatch: pytest.MonkeyPatch, days: list[str], said: int
) -> None:
    worker = Days(days)
    monkeypatch.setattr(main, "_worker", lambda *_given, **_how: worker)
    monkeypatch.setattr(main, "_PAUSE_S", 0.0)
    log = CapturingLogger()
    monkeypatch.setattr(main, "_log", log)

    main._run_jobs(Flask("none"), "", worker.stopping, burst=False)

    assert [call.args for call in log.calls] == [("redis_away",)] * said

"""From the outbox into Redis and out of it: a hint that a row is due, never more than that."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import structlog
from flask import Flask
from redis.exceptions import RedisError

from pakn.kernel import broker, clock
from pakn.kernel.db import transaction
from pakn.kernel.outbox import OutboxRow
from pakn.settings import Settings
from pakn.subscriptions import HANDLERS
from tests.services.valkey import RedisServer
from tests.workers.looking import NOW, messages, rows, sent, undone
from workers import jobs, relay
from workers.jobs import OutOfTime
from workers.main import Worker
from workers.stopping import Stopping

LEASE_S = 60


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What Redis is told does not depend on the database."""
    return sqlite_url


def handed_out(server: RedisServer, lease_s: int = LEASE_S) -> int:
    return relay.hand_out(broker.connection(server.url), lease_s)


def work(app: Flask, server: RedisServer) -> None:
    """Run what waits in Redis, in this process."""
    Worker(app, Stopping(), broker.connection(server.url, 15)).work(burst=True, logging_level="ERROR")


def test_each_try_of_an_event_is_handed_out_once(province: Flask, redis_server: RedisServer) -> None:
    sent(NOW)
    due = len(undone())

    assert handed_out(redis_server) == due
    assert handed_out(redis_server) == 0
    assert broker.depth(redis_server.client) == due


def test_a_worker_tells_what_was_handed_out_and_nothing_stays_in_redis(
    province: Flask, redis_server: RedisServer
) -> None:
    sent(NOW)
    while handed_out(redis_server):
        work(province, redis_server)

    assert undone() == []
    assert len(messages("citizen/receipt")) == 1
    assert redis_server.client.keys("rq:job*") == []


def test_a_redis_that_forgot_everything_is_filled_again(province: Flask, redis_server: RedisServer) -> None:
    sent(NOW)
    due = handed_out(redis_server)

    redis_server.flush()
    assert handed_out(redis_server) == due

    redis_server.restart()
    assert handed_out(redis_server) == due
    work(province, redis_server)
    assert len(messages("citizen/receipt")) == 1


def test_a_job_that_was_lost_is_handed_out_again_after_the_lease(
    province: Flask, redis_server: RedisServer
) -> None:
    sent(NOW)
    due = handed_out(redis_server)
    redis_server.client.delete(f"rq:queue:{broker.QUEUE}")
    assert handed_out(redis_server) == 0

    for mark in redis_server.client.keys("pakn:relayed:*"):
        assert 0 < redis_server.client.ttl(mark) <= LEASE_S
        redis_server.client.expire(mark, 0)

    assert handed_out(redis_server) == due


def test_a_job_too_many_tells_nobody_twice(province: Flask, redis_server: RedisServer) -> None:
    sent(NOW)
    for _ in range(3):
        handed_out(redis_server)
        redis_server.client.delete(*redis_server.client.keys("pakn:relayed:*"))
    work(province, redis_server)

    assert len(messages("citizen/receipt")) == 1
    assert {row.attempts for row in rows() if row.done_at is not None} == {1}


def test_nothing_is_added_to_a_queue_that_is_long_already(
    province: Flask, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "_ENOUGH", 3)
    redis_server.client.rpush(f"rq:queue:{broker.QUEUE}", "a", "b", "c")
    sent(NOW)

    assert handed_out(redis_server) == 0


def test_no_more_than_a_batch_is_handed_out_at_once(
    province: Flask, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "BATCH", 2)
    for _ in range(3):
        sent(NOW)

    assert [handed_out(redis_server) for _ in range(2)] == [2, 0]
    assert broker.depth(redis_server.client) == 2


def test_an_event_that_failed_is_handed_out_when_its_next_try_is_due(
    province: Flask, redis_server: RedisServer
) -> None:
    with transaction() as session:
        session.add(
            OutboxRow(
                event="PetitionReceived",
                payload={"petition_id": 999, "channel": "web"},
                recorded_at=NOW,
                next_try_at=NOW,
                attempts=0,
            )
        )
    handed_out(redis_server)
    work(province, redis_server)
    assert handed_out(redis_server) == 0

    clock.fix(NOW + timedelta(minutes=1))

    assert handed_out(redis_server) == 1


def test_a_job_that_takes_too_long_is_ended_before_its_lease_and_comes_back(
    province: Flask, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(_envelope: object, _settings: Settings) -> None:
        time.sleep(60)

    sent(NOW)
    for event in HANDLERS:
        monkeypatch.setitem(HANDLERS, event, (hang,))
    with transaction() as session:
        for row in session.query(OutboxRow).order_by(OutboxRow.id).offset(1):
            row.done_at = NOW
    assert handed_out(redis_server, lease_s=2) == 1

    work(province, redis_server)

    (late,) = [row for row in rows() if row.done_at is None]
    assert (late.last_error, late.leased_until) == ("OutOfTime", None)


def test_a_job_that_fails_is_logged_without_what_it_had_in_hand(
    province: Flask,
    redis_server: RedisServer,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def fail(row_id: int) -> None:
        raise ValueError(f"Nguyễn Thị Kín ở thôn Một, dòng {row_id}")

    monkeypatch.setattr(jobs, "handle_event", fail)
    before = structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory())
    sent(NOW)
    handed_out(redis_server)

    work(province, redis_server)

    structlog.configure(**before)
    said = "".join(capfd.readouterr())
    assert "job_failed" in said
    assert "ValueError" in said
    assert "Kín" not in said
    assert redis_server.client.keys("rq:job*") == []


def test_the_limit_of_a_job_lies_within_the_lease() -> None:
    assert [jobs.limit_s(lease) for lease in (1, 2, 3, 60)] == [1, 1, 2, 54]
    assert not issubclass(OutOfTime, Exception)


def test_a_periodic_job_is_not_asked_for_while_it_waits(redis_server: RedisServer) -> None:
    client = broker.connection(redis_server.url)

    def asked() -> bool:
        return relay.ask(client, "poll:a@xa.example", "workers.mail.poll_mailbox", "a@xa.example", every_s=60)

    assert [asked(), asked()] == [True, False]
    relay.answered(client, "poll:a@xa.example")
    assert asked()


def test_a_redis_that_is_away_is_said_by_an_exception(province: Flask, redis_server: RedisServer) -> None:
    sent(NOW)
    redis_server.kill()

    with pytest.raises(RedisError):
        handed_out(redis_server)

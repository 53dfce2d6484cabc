"""The worker and the beat as an administrator runs them: killed, stopped, without Redis, two at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select

from pakn.app import create_app
from pakn.kernel import clock, pulse
from pakn.kernel.db import db, reading
from pakn.mailbox.models import IncomingMail
from pakn.notifications.models import Message, MessageState
from pakn.settings import Settings
from tests import sample
from tests.services import house as houses
from tests.services import smtp
from tests.services.dovecot import ImapServer
from tests.services.house import House
from tests.services.postgres import Postgres
from tests.services.smtp import SmtpServer
from tests.services.valkey import RedisServer
from tests.services.web import SECRET_KEY
from tests.workers.looking import letters, messages, sent, undone


@dataclass
class SlowServer(SmtpServer):
    """A mail server that takes a letter, and says so only when it is let go."""

    let_go: Event = field(default_factory=Event)

    async def handle_DATA(self, *given: object) -> str:  # noqa: N802 - the name is given by the protocol library
        answer = await super().handle_DATA(*given)  # type: ignore[arg-type]
        while not self.let_go.is_set():
            await asyncio.sleep(0.02)
        return answer


@pytest.fixture
def slow_smtp() -> Iterator[SlowServer]:
    mailbox = SlowServer()
    controller = smtp._serve(mailbox)
    yield mailbox
    mailbox.let_go.set()
    controller.stop()


@pytest.fixture
def house(postgres_url: str, redis_server: RedisServer, tmp_path: Path) -> Iterator[House]:
    """An installation whose letters go into a folder."""
    with houses.opened(
        tmp_path,
        DATABASE_URL=postgres_url,
        REDIS_URL=redis_server.url,
        LOG_LEVEL="INFO",
    ) as opened:
        yield opened


@pytest.fixture
def province(house: House, postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The test's own application on the database of the house."""
    app = create_app(
        Settings(
            env="test",
            database_url=postgres_url,
            secret_key=SECRET_KEY,
            data_dir=tmp_path / "var",
            mail_domain="xa.example",
        )
    )
    sample.set_up(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def wait_until(there: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def all_told() -> bool:
    return not undone()


def are_up() -> bool:
    """Whether worker and beat are both at work."""
    reading().rollback()
    names = [each.name for each in pulse.beginning_with(reading(), "")]
    return "beat" in names and any(name.startswith("worker:") for name in names)


def is_said(house: House, part: str, words: str) -> bool:
    return words in house.log(part).read_text()


def test_what_is_sent_is_told_by_way_of_redis_and_both_end_when_told(house: House, province: Flask) -> None:
    house.start("work", "beat")
    sent(clock.now())
    wait_until(lambda: all_told() and bool(letters(province)))

    assert len(messages("citizen/receipt")) == 1
    names = [each.name.partition(":")[0] for each in pulse.beginning_with(reading(), "")]
    assert {"beat", "scan", "worker"} <= set(names)
    assert [house.stop("work"), house.stop("beat")] == [0, 0]
    reading().rollback()
    assert pulse.beginning_with(reading(), "worker:") == []


def test_redis_may_be_flushed_killed_and_started_again(
    house: House, province: Flask, redis_server: RedisServer
) -> None:
    house.start("work", "beat")
    wait_until(are_up)
    for lose in (redis_server.flush, redis_server.restart, redis_server.kill):
        sent(clock.now())
        lose()
        sent(clock.now())
    wait_until(lambda: is_said(house, "beat", "redis_away") and is_said(house, "work", "redis_away"))
    redis_server.restart()

    wait_until(all_told)

    receipts = messages("citizen/receipt")
    assert len(receipts) == 6
    assert len({message.message_id for message in receipts}) == 6
    assert house.log("beat").read_text().count("redis_away") <= 2
    assert "Traceback" not in house.log("work").read_text() + house.log("beat").read_text()
    assert [house.stop("work"), house.stop("beat")] == [0, 0]


def test_a_worker_killed_while_it_sends_is_made_up_for_under_the_same_message_id(
    house: House, province: Flask, slow_smtp: SlowServer
) -> None:
    house.settings |= {"SMTP_URL": slow_smtp.url, "OUTBOX_LEASE_S": "5"}
    sent(clock.now())
    house.start("work", "beat")
    slow_smtp.wait_for(1, seconds=20)

    house.kill("work")
    slow_smtp.let_go.set()
    house.start("work")
    wait_until(all_told)

    ids = [message["Message-ID"] for message in slow_smtp.messages]
    (receipt,) = messages("citizen/receipt")
    assert ids.count(receipt.message_id) == 2 or receipt.message_id not in ids
    assert len(ids) == len(set(ids)) + 1


def test_a_worker_told_to_stop_finishes_what_it_has_in_hand(
    house: House, province: Flask, slow_smtp: SlowServer
) -> None:
    house.settings["SMTP_URL"] = slow_smtp.url
    sent(clock.now())
    house.start("work", "beat")
    slow_smtp.wait_for(1, seconds=20)

    house._running["work"].terminate()
    time.sleep(0.5)
    assert house._running["work"].poll() is None
    slow_smtp.let_go.set()

    assert house._running["work"].wait(timeout=10) == 0
    told = [message for message in slow_smtp.messages if message["Message-ID"]]
    assert len(told) == 1
    reading().rollback()
    left = reading().scalars(select(Message.message_id).where(Message.state == MessageState.SENT))
    assert {message["Message-ID"] for message in told} == set(left)


def test_a_second_signal_ends_a_worker_at_once(house: House, province: Flask, slow_smtp: SlowServer) -> None:
    house.settings["SMTP_URL"] = slow_smtp.url
    sent(clock.now())
    house.start("work", "beat")
    slow_smtp.wait_for(1, seconds=20)

    process = house._running["work"]
    process.terminate()
    time.sleep(0.3)
    process.terminate()

    assert process.wait(timeout=5) == 1


def test_of_two_beats_one_leads_and_the_other_takes_over(house: House, province: Flask) -> None:
    second = House(house.folder / "second", house.settings, house.port)
    second.folder.mkdir()
    house.start("beat")
    wait_until(lambda: is_said(house, "beat", "beat_leads"))
    second.start("beat")
    try:
        wait_until(lambda: is_said(second, "beat", "beat_waits"))
        assert not is_said(second, "beat", "beat_leads")

        house.kill("beat")
        wait_until(lambda: is_said(second, "beat", "beat_leads"), seconds=10)
        house.start("work")
        sent(clock.now())
        wait_until(all_told)
    finally:
        second.close()


def test_a_database_that_cuts_every_line_does_not_end_the_work(
    house: House, province: Flask, postgres: Postgres
) -> None:
    house.start("work", "beat")
    wait_until(are_up)
    db.session.remove()
    db.engine.dispose()

    name = house.settings["DATABASE_URL"].rpartition("/")[2]
    with postgres.connect() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
    wait_until(lambda: house.log("beat").read_text().count("beat_leads") == 2)
    sent(clock.now())

    wait_until(all_told)


def test_a_mail_in_the_mailbox_is_fetched_by_a_worker(
    house: House, province: Flask, imap_server: ImapServer
) -> None:
    box = "pakn@xa.example"
    imap_server.append(box, b"From: <a@dan.example>\r\nSubject: Thu\r\n\r\nXin chao.\r\n")
    house.settings |= {
        "IMAP_URL": f"{imap_server.url(box)}?address={box}&agency=xa-dong",
        "MAIL_POLL_S": "1",
    }
    house.start("work", "beat")

    def fetched() -> list[IncomingMail]:
        reading().rollback()
        return list(reading().scalars(select(IncomingMail).where(IncomingMail.outcome.is_not(None))))

    wait_until(lambda: bool(fetched()) and pulse.last(reading(), f"poll:{box}") is not None)
    assert [mail.mailbox for mail in fetched()] == [box]
    assert [sign.fault for sign in pulse.beginning_with(reading(), "poll:")] == [""]


def test_a_worker_that_bursts_does_what_waits_and_ends(house: House, province: Flask) -> None:
    done = house.call("work", "--burst")

    assert (done.returncode, done.stderr) == (0, "")

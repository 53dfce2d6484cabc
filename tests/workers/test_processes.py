"""The worker and the beat as an administrator runs them: killed, stopped, without Redis, two at once.

One installation serves all tests: what a test leaves running the next one finds, and what it ended is started again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import func, select, update

from pakn.app import create_app
from pakn.kernel import broker, clock, pulse
from pakn.kernel.db import db, reading, transaction
from pakn.kernel.outbox import OutboxRow
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
from tests.workers.looking import messages, sent, undone


@dataclass
class SlowServer(SmtpServer):
    """A mail server that takes a letter, and says so only when it is let go."""

    let_go: Event = field(default_factory=Event)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the name is given by the protocol library
        answer = await super().handle_DATA(server, session, envelope)
        while not self.let_go.is_set():
            await asyncio.sleep(0.02)
        return answer


@pytest.fixture(scope="module")
def post() -> Iterator[SlowServer]:
    """The one mail server; `slow_post` makes it slow."""
    server = SlowServer()
    with smtp.serving(server):
        yield server
        server.let_go.set()


@pytest.fixture(scope="module")
def installation(
    postgres_url_of_module: str,
    redis_server_of_module: RedisServer,
    post: SlowServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """Its processes live on from test to test; its mailboxes stand in a file that is empty at first."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "mailboxes").touch()
    chosen = {
        "DATABASE_URL": postgres_url_of_module,
        "REDIS_URL": redis_server_of_module.url,
        "SMTP_URL": post.url,
        "IMAP_URL": f"file:{folder / 'mailboxes'}",
        "MAIL_POLL_S": "1",
        "OUTBOX_LEASE_S": "5",
        "LOG_LEVEL": "INFO",
    }
    with houses.alone(folder, **chosen) as house:
        yield house


@pytest.fixture(scope="module")
def app(installation: House) -> Iterator[Flask]:
    """The test's own application on the database of the installation, which is the sample province."""
    made = create_app(
        Settings(
            env="test",
            database_url=installation.settings["DATABASE_URL"],
            secret_key=SECRET_KEY,
            data_dir=installation.folder / "var",
            mail_domain="xa.example",
        )
    )
    sample.set_up(made)
    yield made
    with made.app_context():
        db.engine.dispose()


@dataclass(frozen=True)
class Since:
    """What has come about since the test began."""

    house: House
    message_id: int
    read: dict[str, int]

    def log(self, part: str) -> str:
        return _log(self.house, part)[self.read.get(part, 0) :]

    def receipts(self) -> list[Message]:
        return [each for each in messages("citizen/receipt") if each.id > self.message_id]


def _log(house: House, part: str) -> str:
    return house.log(part).read_text() if house.log(part).exists() else ""


@pytest.fixture
def house(
    installation: House, app: Flask, redis_server_of_module: RedisServer, post: SlowServer
) -> Iterator[House]:
    """The installation with everything told that a test before has sent; no sign of workers that were killed."""
    redis_server_of_module.start()
    post.let_go.set()
    with app.app_context():
        if undone():
            hurry(installation)
            installation.start("work", "beat")
            wait_until(all_told, seconds=60)
        if not installation.is_running("work"):
            forget_workers()
        post.deliveries.clear()
        yield installation
        db.session.remove()


@pytest.fixture
def since(house: House) -> Since:
    reading().rollback()
    newest = reading().scalar(select(func.max(Message.id))) or 0
    return Since(house, newest, {part: len(_log(house, part)) for part in ("work", "beat")})


@pytest.fixture
def slow_post(house: House, post: SlowServer) -> Iterator[SlowServer]:
    post.let_go.clear()
    yield post
    post.let_go.set()


def wait_until(there: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def all_told() -> bool:
    return not undone()


def hurry(house: House) -> None:
    """Nothing waits for its next try, nor for the lease of a worker that is no more."""
    leases = {} if house.is_running("work") else {"leased_until": None}
    with transaction() as session:
        rest = update(OutboxRow).where(OutboxRow.done_at.is_(None))
        session.execute(rest.values(next_try_at=clock.now(), **leases))


def forget_workers() -> None:
    with transaction() as session:
        pulse.forget(session, "worker:", clock.now())


def signs() -> list[str]:
    """The parts of which there is a sign of life."""
    reading().rollback()
    return [each.name.partition(":")[0] for each in pulse.beginning_with(reading(), "")]


def are_up() -> bool:
    """Whether worker and beat are both at work."""
    return {"beat", "worker"} <= set(signs())


def test_what_is_sent_is_told_by_way_of_redis_and_both_end_when_told(
    house: House, since: Since, post: SlowServer
) -> None:
    house.start("work", "beat")
    sent(clock.now())
    wait_until(lambda: all_told() and bool(post.deliveries))

    assert len(since.receipts()) == 1
    mark = f"worker:{house.pid('work')}@"
    assert {"beat", "scan"} <= set(signs())
    assert len(pulse.beginning_with(reading(), mark)) == 1
    assert [house.stop("work"), house.stop("beat")] == [0, 0]
    reading().rollback()
    assert pulse.beginning_with(reading(), mark) == []


def test_a_worker_that_bursts_does_what_waits_and_ends(
    house: House, redis_server_of_module: RedisServer, post: SlowServer
) -> None:
    if house.is_running("work"):
        house.stop("work")
    house.start("beat")
    sent(clock.now())
    wait_until(lambda: broker.depth(redis_server_of_module.client) > 0)

    done = house.call("work", "--burst")

    assert (done.returncode, done.stderr) == (0, "")
    assert "PetitionReceived" not in undone()


def test_redis_may_be_flushed_killed_and_started_again(
    house: House, since: Since, redis_server_of_module: RedisServer
) -> None:
    redis = redis_server_of_module
    house.start("work", "beat")
    sent(clock.now())
    wait_until(all_told)  # by way of this Redis: a worker that sought it before has found it
    for lose in (redis.flush, redis.restart, redis.kill):
        sent(clock.now())
        lose()
        sent(clock.now())
    wait_until(lambda: "redis_away" in since.log("beat") and "redis_away" in since.log("work"))
    redis.restart()

    wait_until(all_told)

    receipts = since.receipts()
    assert len(receipts) == 7
    assert len({message.message_id for message in receipts}) == 7
    assert since.log("beat").count("redis_away") <= 2
    assert "Traceback" not in since.log("work") + since.log("beat")


def test_a_worker_that_finds_no_redis_is_known_to_be_there(
    house: House, since: Since, redis_server_of_module: RedisServer
) -> None:
    if house.is_running("work"):
        house.kill("work")
    forget_workers()
    redis_server_of_module.kill()
    house.start("work")

    wait_until(lambda: "redis_away" in since.log("work"))
    wait_until(lambda: "worker" in signs(), seconds=5)

    redis_server_of_module.start()
    wait_until(lambda: "redis_back" in since.log("work"))


def test_a_worker_killed_while_it_sends_is_made_up_for_under_the_same_message_id(
    house: House, since: Since, slow_post: SlowServer
) -> None:
    sent(clock.now())
    house.start("work", "beat")
    slow_post.wait_for(1, seconds=20)

    house.kill("work")
    slow_post.let_go.set()
    house.start("work")
    wait_until(all_told)

    ids = [message["Message-ID"] for message in slow_post.messages]
    (receipt,) = since.receipts()
    assert ids.count(receipt.message_id) == 2 or receipt.message_id not in ids
    assert len(ids) == len(set(ids)) + 1


def test_a_worker_told_to_stop_finishes_what_it_has_in_hand(
    house: House, since: Since, slow_post: SlowServer
) -> None:
    house.start("work", "beat")
    wait_until(are_up)
    sent(clock.now())
    slow_post.wait_for(1, seconds=20)

    house.ask_to_end("work")
    time.sleep(0.5)
    assert house.is_running("work")
    slow_post.let_go.set()

    assert house.ended("work", seconds=10) == 0
    told = [message["Message-ID"] for message in slow_post.messages]
    assert len(told) == 1
    reading().rollback()
    gone = (Message.state == MessageState.SENT, Message.id > since.message_id)
    assert told == list(reading().scalars(select(Message.message_id).where(*gone)))


def test_a_second_signal_ends_a_worker_at_once(house: House, slow_post: SlowServer) -> None:
    house.start("work", "beat")
    wait_until(are_up)
    sent(clock.now())
    slow_post.wait_for(1, seconds=20)

    house.ask_to_end("work")
    time.sleep(0.3)
    house.ask_to_end("work")

    assert house.ended("work", seconds=5) == 1


def test_of_two_beats_one_leads_and_the_other_takes_over(house: House, tmp_path: Path) -> None:
    second = House(tmp_path, house.settings, house.port)
    house.start("beat")
    wait_until(lambda: "beat_leads" in _log(house, "beat"))
    second.start("beat")
    try:
        wait_until(lambda: "beat_waits" in _log(second, "beat"))
        assert "beat_leads" not in _log(second, "beat")

        house.kill("beat")
        wait_until(lambda: "beat_leads" in _log(second, "beat"), seconds=10)
        house.start("work")
        sent(clock.now())
        wait_until(all_told)
    finally:
        second.close()


def test_a_database_that_cuts_every_line_does_not_end_the_work(
    house: House, since: Since, postgres: Postgres
) -> None:
    house.start("work", "beat")
    wait_until(lambda: are_up() and "beat_leads" in _log(house, "beat"))
    led = _log(house, "beat").count("beat_leads")
    db.session.remove()
    db.engine.dispose()

    name = house.settings["DATABASE_URL"].rpartition("/")[2]
    with postgres.connect() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
    wait_until(lambda: _log(house, "beat").count("beat_leads") == led + 1)
    sent(clock.now())

    wait_until(all_told)
    assert len(since.receipts()) == 1


def test_a_mail_in_the_mailbox_is_fetched_by_a_worker(house: House, imap_server: ImapServer) -> None:
    box = "pakn@xa.example"
    imap_server.append(box, b"From: <a@dan.example>\r\nSubject: Thu\r\n\r\nXin chao.\r\n")
    boxes = house.folder / "mailboxes"
    boxes.write_text(f"{imap_server.url(box)}?address={box}&agency=xa-dong")
    house.start("work", "beat")

    def fetched() -> list[IncomingMail]:
        reading().rollback()
        return list(reading().scalars(select(IncomingMail).where(IncomingMail.outcome.is_not(None))))

    wait_until(lambda: bool(fetched()) and pulse.last(reading(), f"poll:{box}") is not None)
    boxes.write_text("")
    assert [mail.mailbox for mail in fetched()] == [box]
    assert [sign.fault for sign in pulse.beginning_with(reading(), "poll:")] == [""]

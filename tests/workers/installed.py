"""One installation for all tests of a module, and what a test sees of it.

What a test leaves running the next one finds, what it ended is started again; nothing of it is waited for in vain.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import func, select, update

from pakn.kernel import clock, pulse
from pakn.kernel.db import db, reading, transaction
from pakn.kernel.outbox import OutboxRow
from pakn.notifications.models import Message
from tests.services import house as houses
from tests.services import smtp
from tests.services.house import House
from tests.services.smtp import SmtpServer
from tests.services.valkey import RedisServer
from tests.services.waiting import until
from tests.workers.looking import messages, undone


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
        "OUTBOX_LEASE_S": "6",
        "LOG_LEVEL": "INFO",
    }
    with houses.alone(folder, **chosen) as house:
        yield house


@pytest.fixture(scope="module")
def looking(installation: House) -> Iterator[Flask]:
    """The sample province in its database, and an application to look into it."""
    with houses.furnished(installation) as app:
        yield app


@pytest.fixture
def house(
    installation: House, looking: Flask, redis_server_of_module: RedisServer, post: SlowServer
) -> Iterator[House]:
    """The installation with everything told that a test before has sent; no sign of workers that were killed."""
    redis_server_of_module.start()
    post.let_go.set()
    with looking.app_context():
        if undone():
            hurry(installation)
            installation.start("work", "beat")
            until(all_told)
        if not installation.is_running("work"):
            forget_workers()
        post.deliveries.clear()
        yield installation
        db.session.remove()


@pytest.fixture
def slow_post(house: House, post: SlowServer) -> Iterator[SlowServer]:
    """The mail server, slow until the test lets it go."""
    post.let_go.clear()
    yield post
    post.let_go.set()


@dataclass(frozen=True)
class Since:
    """What has come about since the test began."""

    house: House
    message_id: int
    read: dict[str, int]

    def log(self, part: str) -> str:
        """What a part has written."""
        return self.house.written(part)[self.read[part] :]

    def receipts(self) -> list[Message]:
        """The receipts in the ledger."""
        return [each for each in messages("citizen/receipt") if each.id > self.message_id]


@pytest.fixture
def since(house: House) -> Since:
    """Now, before the test does anything."""
    reading().rollback()
    newest = reading().scalar(select(func.max(Message.id))) or 0
    return Since(house, newest, {part: len(house.written(part)) for part in ("work", "beat")})


def all_told() -> bool:
    """Whether no event waits."""
    return not undone()


def hurry(house: House) -> None:
    """Nothing waits for its next try, nor for the lease of a worker that is no more."""
    leases = {} if house.is_running("work") else {"leased_until": None}
    with transaction() as session:
        rest = update(OutboxRow).where(OutboxRow.done_at.is_(None))
        session.execute(rest.values(next_try_at=clock.now(), **leases))


def forget_workers() -> None:
    """As after an hour: nobody misses the workers that were killed."""
    with transaction() as session:
        pulse.forget(session, "worker:", clock.now())


def signs() -> set[str]:
    """The parts of which there is a sign of life."""
    reading().rollback()
    return {each.name.partition(":")[0] for each in pulse.beginning_with(reading(), "")}


def both_at_work(house: House) -> None:
    """Start worker and beat if need be; returns when the one is there and the other leads."""
    house.start("work", "beat")
    until(lambda: house.says("beat", "beat_leads") and worker_is_there(house))


def worker_is_there(house: House) -> bool:
    """Whether this very worker gives a sign of life."""
    reading().rollback()
    return bool(pulse.beginning_with(reading(), f"worker:{house.pid('work')}@"))

"""Whatever dies, and whenever: what was acknowledged is there once, and everybody is told once.

The short form runs with every test run; `make soak` sets PAKN_SOAK to the number of intakes of the long one.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from pakn.kernel import audit
from pakn.kernel.audit import AuditEntry, Subject
from pakn.kernel.db import reading
from pakn.kernel.outbox import OutboxRow
from pakn.kernel.quiet import Quiet
from pakn.mailbox.models import IncomingMail, Outcome
from pakn.notifications.models import Message, MessageState, Way
from pakn.petitions.models import Leg, Petition
from pakn.subscriptions import EVENTS
from tests.faults import citizens
from tests.services import house as houses
from tests.services.dovecot import ImapServer
from tests.services.house import MAILBOX, House
from tests.services.smtp import SmtpServer
from tests.services.valkey import RedisServer
from tests.services.waiting import until

INTAKES = int(os.environ.get("PAKN_SOAK", "24"))
KILLS = max(2, INTAKES // 25)
SETTLED_S = 90.0 + INTAKES / 2


@pytest.fixture
def house(
    postgres_url: str,
    redis_server: RedisServer,
    imap_server: ImapServer,
    smtp_server: SmtpServer,
    tmp_path: Path,
) -> Iterator[House]:
    """The sample province, and all it needs, in processes of their own."""
    with houses.opened(
        tmp_path, postgres_url, redis_server, imap_server, smtp_server, OUTBOX_LEASE_S="6"
    ) as made:
        yield made


@pytest.fixture
def looking(house: House) -> Iterator[Flask]:
    """What there is to look into."""
    with houses.furnished(house) as app:
        yield app


@dataclass
class Intake(threading.Thread):
    """Sends all petitions, two by web for each by mail, as quickly as they are taken; remembers the codes."""

    house: House
    imap: ImapServer
    codes: dict[int, str] = field(default_factory=dict)
    mailed: set[int] = field(default_factory=set)
    fault: str = ""

    def __post_init__(self) -> None:
        super().__init__(name="citizens", daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        try:
            for number in range(INTAKES):
                if number % 3 == 2:
                    self.imap.append(MAILBOX, citizens.letter(number))
                    self.mailed.add(number)
                else:
                    self.codes[number] = citizens.Browser(self.house.port).send(number)
        except Exception as fault:  # told by the test, which waits for this thread
            self.fault = repr(fault)


def disturb(
    chance: random.Random, house: House, redis: RedisServer, smtp: SmtpServer, still: Callable[[], bool]
) -> list[str]:
    """Kill every part several times, empty and restart Redis twice, in any order; refuse all mail for a while."""
    blows = ["web", "work", "beat"] * KILLS + ["flush", "restart"] * 2
    chance.shuffle(blows)
    blows.insert(chance.randrange(2), "refuse")
    for blow in blows:
        time.sleep(chance.uniform(0.05, 0.8 if still() else 0.2))
        if blow in ("web", "work", "beat"):
            house.kill(blow)
            time.sleep(chance.uniform(0, 0.3))
            house.start(blow)
        elif blow == "flush":
            redis.flush()
        elif blow == "restart":
            redis.kill()
            time.sleep(chance.uniform(0, 1))
            redis.restart()
        else:
            _refuse(smtp, chance.uniform(1, 3))
    return blows


def _refuse(smtp: SmtpServer, seconds: float) -> None:
    """For so long, and until a letter has really been refused."""
    with smtp.refusing():
        time.sleep(seconds)
        until(lambda: smtp.refused, lambda: "no letter came while all were refused")


def unsettled(app: Flask, imap: ImapServer) -> dict[str, int]:
    """What is still on its way."""
    with app.app_context():
        session = reading()
        counts = {
            "events": select(func.count(OutboxRow.id)).where(OutboxRow.done_at.is_(None)),
            "messages": select(func.count(Message.id)).where(Message.state == MessageState.QUEUED),
            "mails": select(func.count(IncomingMail.id)).where(IncomingMail.outcome.is_(None)),
        }
        found = {name: session.scalar(query) or 0 for name, query in counts.items()}
    found["inbox"] = len(imap.messages(MAILBOX))
    return {name: number for name, number in found.items() if number}


def settle(app: Flask, imap: ImapServer, house: House) -> None:
    """Wait until nothing is on its way any more."""
    until(
        lambda: not unsettled(app, imap),
        lambda: f"{unsettled(app, imap)}\n{_logs(house)}",
        seconds=SETTLED_S,
        every_s=0.5,
    )


def _logs(house: House) -> str:
    return "\n".join(f"--- {part}\n{house.written(part)[-2000:]}" for part in ("web", "work", "beat"))


def test_nothing_is_lost_and_nobody_is_told_twice(
    house: House, looking: Flask, redis_server: RedisServer, imap_server: ImapServer, smtp_server: SmtpServer
) -> None:
    seed = int(os.environ.get("PAKN_SOAK_SEED", str(random.SystemRandom().randrange(10**6))))
    house.start("web", "work", "beat")
    intake = Intake(house, imap_server)

    intake.start()
    blows = disturb(random.Random(seed), house, redis_server, smtp_server, intake.is_alive)
    intake.join(timeout=citizens.PATIENCE_S + INTAKES)

    print(f"seed {seed}: {len(intake.codes)} by web, {len(intake.mailed)} by mail, {blows}")  # noqa: T201 - told when it fails
    assert not intake.fault
    assert len(intake.codes) + len(intake.mailed) == INTAKES
    settle(looking, imap_server, house)
    with looking.app_context():
        _every_petition_is_there_once(intake)
        _every_chain_holds()
        _everything_that_happened_was_told()
        _everybody_was_told_once()
        _every_notice_arrived_under_one_id(smtp_server)
        _every_mail_has_one_outcome(intake)


def _every_petition_is_there_once(intake: Intake) -> None:
    stored = list(reading().execute(select(Petition.code, Petition.subject)))

    assert Counter(row.subject for row in stored) == Counter(map(citizens.subject, range(INTAKES)))
    by_subject = {row.subject: row.code for row in stored}
    assert {by_subject[citizens.subject(number)] for number in intake.codes} == set(intake.codes.values())
    assert reading().scalar(select(func.count(Leg.id))) == INTAKES


def _every_chain_holds() -> None:
    ids = reading().scalars(select(Petition.id)).all()

    assert [each for each in ids if audit.first_fault(reading(), Subject("petition", each))] == []


def _everything_that_happened_was_told() -> None:
    happened = Counter(reading().scalars(select(AuditEntry.event)))
    told = Counter(reading().scalars(select(OutboxRow.event).where(OutboxRow.done_at.is_not(None))))

    to_tell = {name: times for name, times in happened.items() if not issubclass(EVENTS[name], Quiet)}
    assert told - Counter({"MessageQueued": told["MessageQueued"]}) == to_tell
    assert {happened[name] for name in ("PetitionReceived", "PetitionFiled", "PetitionAssigned")} == {INTAKES}
    assert told["MessageQueued"] == reading().scalar(select(func.count(Message.id)))


def _everybody_was_told_once() -> None:
    """The citizen of the receipt, the officer of the work: both of every petition."""
    told = Counter(map(tuple, reading().execute(select(Message.petition_id, Message.template))))

    assert set(told.values()) == {1}
    assert Counter(template for _id, template in told) == {
        "citizen/receipt": INTAKES,
        "officer/assigned": INTAKES,
    }


def _every_notice_arrived_under_one_id(smtp: SmtpServer) -> None:
    ledger = list(reading().scalars(select(Message).where(Message.way == Way.EMAIL)))
    arrived = defaultdict(set)
    for message in smtp.messages:
        arrived[str(message["To"]), str(message["Subject"])].add(str(message["Message-ID"]))

    assert {row.state for row in ledger} == {MessageState.SENT}
    assert {row.message_id for row in ledger} == {each for ids in arrived.values() for each in ids}
    assert {key: ids for key, ids in arrived.items() if len(ids) > 1} == {}
    again = len(smtp.messages) - len(ledger)
    assert again <= 2 * KILLS, f"{again} letters came again"  # a killed worker had one in hand
    told = Counter(row.address for row in ledger if row.template == "citizen/receipt")
    assert told == Counter(map(citizens.address, range(INTAKES)))


def _every_mail_has_one_outcome(intake: Intake) -> None:
    outcomes = Counter(reading().scalars(select(IncomingMail.outcome)))

    assert outcomes[Outcome.ACCEPTED] == len(intake.mailed)
    assert set(outcomes) <= {Outcome.ACCEPTED, Outcome.DUPLICATE}

"""The worker and the beat as an administrator runs them: killed, stopped, without Redis, two at once."""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy import select

from pakn.kernel import broker, clock, pulse
from pakn.kernel.db import db, reading
from pakn.mailbox.models import IncomingMail
from pakn.notifications.models import Message, MessageState
from tests.services.dovecot import ImapServer
from tests.services.house import MAILBOX, House
from tests.services.postgres import Postgres
from tests.services.valkey import RedisServer
from tests.services.waiting import until
from tests.workers.installed import (
    Since,
    SlowServer,
    all_told,
    both_at_work,
    forget_workers,
    signs,
    worker_is_there,
)
from tests.workers.looking import sent, undone


def test_what_is_sent_is_told_by_way_of_redis_and_both_end_when_told(
    house: House, since: Since, post: SlowServer
) -> None:
    both_at_work(house)
    sent(clock.now())
    until(lambda: all_told() and bool(post.deliveries))

    assert len(since.receipts()) == 1
    until(lambda: {"beat", "scan"} <= signs())
    mark = f"worker:{house.pid('work')}@"
    assert len(pulse.beginning_with(reading(), mark)) == 1
    assert [house.stop("work"), house.stop("beat")] == [0, 0]
    reading().rollback()
    assert pulse.beginning_with(reading(), mark) == []


def test_a_worker_that_bursts_does_what_waits_and_ends(
    house: House, redis_server_of_module: RedisServer
) -> None:
    if house.is_running("work"):
        house.stop("work")
    redis_server_of_module.flush()  # what the worker has left there is not what waits
    house.start("beat")
    sent(clock.now())
    until(lambda: broker.depth(redis_server_of_module.client) > 0)

    done = house.call("work", "--burst")

    assert (done.returncode, done.stderr) == (0, "")
    assert "PetitionReceived" not in undone()


def test_redis_may_be_flushed_killed_and_started_again(
    house: House, since: Since, redis_server_of_module: RedisServer
) -> None:
    redis = redis_server_of_module
    house.start("work", "beat")
    sent(clock.now())
    until(all_told)  # by way of this Redis: a worker that sought it before has found it
    for lose in (redis.flush, redis.restart, redis.kill):
        sent(clock.now())
        lose()
        sent(clock.now())
    until(lambda: "redis_away" in since.log("beat") and "redis_away" in since.log("work"))
    redis.restart()

    until(all_told)

    receipts = since.receipts()
    assert len(receipts) == 7
    assert len({message.message_id for message in receipts}) == 7
    assert since.log("beat").count("redis_away") <= 2
    assert "Traceback" not in since.log("work") + since.log("beat")


def test_a_worker_that_finds_no_redis_is_known_to_be_there(
    house: House, redis_server_of_module: RedisServer
) -> None:
    if house.is_running("work"):
        house.kill("work")
    forget_workers()
    redis_server_of_module.kill()
    house.start("work")

    until(lambda: house.says("work", "redis_away"))
    until(lambda: worker_is_there(house))

    redis_server_of_module.start()
    until(lambda: house.says("work", "redis_back"))


def test_a_worker_killed_while_it_sends_is_made_up_for_under_the_same_message_id(
    house: House, since: Since, slow_post: SlowServer
) -> None:
    sent(clock.now())
    house.start("work", "beat")
    slow_post.wait_for(1)

    house.kill("work")
    slow_post.let_go.set()
    house.start("work")
    until(all_told)

    ids = [message["Message-ID"] for message in slow_post.messages]
    (receipt,) = since.receipts()
    assert receipt.message_id in ids
    assert ids.count(ids[0]) == 2
    assert len(ids) == len(set(ids)) + 1


def test_a_worker_told_to_stop_finishes_what_it_has_in_hand(
    house: House, since: Since, slow_post: SlowServer
) -> None:
    both_at_work(house)
    sent(clock.now())
    slow_post.wait_for(1)

    house.ask_to_end("work")
    time.sleep(0.5)  # in which it would end, if it did not finish first
    assert house.is_running("work")
    slow_post.let_go.set()

    assert house.ended("work") == 0
    told = [message["Message-ID"] for message in slow_post.messages]
    assert len(told) == 1
    reading().rollback()
    gone = (Message.state == MessageState.SENT, Message.id > since.message_id)
    assert told == list(reading().scalars(select(Message.message_id).where(*gone)))


def test_a_second_signal_ends_a_worker_at_once(house: House, slow_post: SlowServer) -> None:
    both_at_work(house)
    sent(clock.now())
    slow_post.wait_for(1)

    house.ask_to_end("work")
    while house.is_running("work"):  # two signals that come before it has looked are one to it
        time.sleep(0.3)
        house.ask_to_end("work")

    assert house.ended("work") == 1


def test_of_two_beats_one_leads_and_the_other_takes_over(house: House, tmp_path: Path) -> None:
    second = House(tmp_path, house.settings, house.port)
    both_at_work(house)
    second.start("beat")
    try:
        until(lambda: second.says("beat", "beat_waits"))
        assert not second.says("beat", "beat_leads")

        house.kill("beat")
        until(lambda: second.says("beat", "beat_leads"))
        sent(clock.now())
        until(all_told)
    finally:
        second.close()


def test_a_database_that_cuts_every_line_does_not_end_the_work(
    house: House, since: Since, postgres: Postgres
) -> None:
    both_at_work(house)
    led = house.written("beat").count("beat_leads")
    db.session.remove()
    db.engine.dispose()

    name = house.settings["DATABASE_URL"].rpartition("/")[2]
    with postgres.connect() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
    until(lambda: house.written("beat").count("beat_leads") > led)
    sent(clock.now())

    until(all_told)
    assert len(since.receipts()) == 1


def test_a_mail_in_the_mailbox_is_fetched_by_a_worker(house: House, imap_server: ImapServer) -> None:
    imap_server.append(MAILBOX, b"From: <a@dan.example>\r\nSubject: Thu\r\n\r\nXin chao.\r\n")
    boxes = house.folder / "mailboxes"
    boxes.write_text(f"{imap_server.url(MAILBOX)}?address={MAILBOX}&agency=xa-dong")
    house.start("work", "beat")

    def fetched() -> list[IncomingMail]:
        reading().rollback()
        return list(reading().scalars(select(IncomingMail).where(IncomingMail.outcome.is_not(None))))

    until(lambda: bool(fetched()) and pulse.last(reading(), f"poll:{MAILBOX}") is not None)
    boxes.write_text("")
    assert [mail.mailbox for mail in fetched()] == [MAILBOX]
    assert [sign.fault for sign in pulse.beginning_with(reading(), "poll:")] == [""]

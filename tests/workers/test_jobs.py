"""Telling events: a failure waits its turn and holds nobody up, and what runs twice tells once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from pakn.kernel import clock, outbox
from pakn.kernel.db import transaction
from pakn.kernel.outbox import OutboxRow
from pakn.notifications.models import MessageState
from pakn.petitions.events import PetitionReceived
from pakn.settings import Settings
from pakn.subscriptions import EVENTS, HANDLERS
from tests.services.web import MakeApp
from tests.workers.looking import NOW, block_mail, counts, letters, messages, rows, sent, undone
from workers import embedded, jobs

MINUTE = timedelta(minutes=1)
LEASE = timedelta(seconds=60)


def test_draining_tells_everything_and_what_that_brings_about(province: Flask) -> None:
    sent(NOW)
    recorded = len(rows())

    told = jobs.drain()

    assert undone() == []
    assert told == len(rows()) > recorded
    assert len(messages("citizen/receipt")) == 1
    assert {message.state for message in messages("citizen/receipt")} == {MessageState.SENT}
    assert len(letters(province)) == told - recorded
    assert jobs.drain() == 0


def test_more_events_than_one_look_shows_are_all_told(province: Flask) -> None:
    for _ in range(60):
        sent(NOW, email="", phone="+84912345678")
    assert len(rows()) > 100

    jobs.drain()

    assert undone() == []


def test_a_failing_handler_waits_and_the_next_event_goes_on(province: Flask) -> None:
    sent(NOW)
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
    sent(NOW)

    jobs.drain()

    (failed,) = [row for row in rows() if row.done_at is None]
    assert failed.payload["petition_id"] == 999
    assert (failed.attempts, failed.leased_until) == (1, None)
    assert "NoResultFound" in (failed.last_error or "")
    assert failed.next_try_at == NOW + timedelta(seconds=10)
    assert len(messages("citizen/receipt")) == 2


def test_an_event_this_version_does_not_know_holds_nobody_up(province: Flask) -> None:
    with transaction() as session:
        session.add(OutboxRow(event="Unknown", payload={}, recorded_at=NOW, next_try_at=NOW, attempts=0))
    sent(NOW)

    jobs.drain()

    assert undone() == ["Unknown"]
    assert len(messages("citizen/receipt")) == 1


def test_draining_ends_although_an_event_always_fails(province: Flask) -> None:
    in_the_way = block_mail(province)
    sent(NOW)

    jobs.drain()
    assert set(undone()) == {"MessageQueued"}
    tries = [row.attempts for row in rows() if row.done_at is None]
    assert jobs.drain() == 0
    assert [row.attempts for row in rows() if row.done_at is None] == tries

    in_the_way.unlink()
    clock.fix(NOW + MINUTE)
    jobs.drain()
    assert undone() == []
    assert len(letters(province)) == len(tries)


def test_waits_grow_while_the_way_out_is_blocked(province: Flask) -> None:
    block_mail(province)
    sent(NOW)
    jobs.drain()
    waits, now = [], NOW

    for _ in range(3):
        row = next(row for row in rows() if row.done_at is None)
        waits.append(row.next_try_at - now)
        now = row.next_try_at
        clock.fix(now)
        jobs.drain()

    assert waits == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]


def test_a_handler_whose_end_was_lost_runs_again_and_tells_nobody_twice(province: Flask) -> None:
    sent(NOW)
    told = rows()[0].id
    with transaction() as session:
        envelope = outbox.claim(session, told, NOW, EVENTS, LEASE)
    assert envelope is not None
    for handler in HANDLERS[type(envelope.event)]:
        handler(envelope, province.extensions["pakn_settings"])
    jobs.drain()
    assert undone() == ["PetitionReceived"]
    before = (counts(), letters(province))

    clock.fix(NOW + LEASE)
    jobs.drain()

    assert undone() == []
    assert (counts(), letters(province)) == before


def test_every_event_of_a_petitions_beginning_may_be_told_twice(province: Flask) -> None:
    sent(NOW)
    first = {row.id: dict(row.payload) for row in rows()}
    jobs.drain()
    before = (counts(), letters(province))
    with transaction() as session:
        for row in session.query(OutboxRow):
            row.done_at, row.payload = None, first.get(row.id, row.payload)

    jobs.drain()

    assert undone() == []
    assert (counts(), letters(province)) == before


def test_an_event_another_worker_holds_is_left_to_it(province: Flask) -> None:
    sent(NOW)
    held = rows()[0].id
    with transaction() as session:
        outbox.claim(session, held, NOW, EVENTS, LEASE)

    assert not jobs.handle_event(held)
    jobs.drain()

    assert messages("citizen/receipt") == []
    clock.fix(NOW + LEASE)
    assert jobs.handle_event(held)
    assert not jobs.handle_event(held)
    assert len(messages("citizen/receipt")) == 1


def test_the_lease_is_a_setting(make_app: MakeApp, province: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(NOW)
    seen = []

    def handler(_envelope: outbox.Envelope, _settings: Settings) -> None:
        seen.append(next(row.leased_until for row in rows() if row.leased_until is not None))

    monkeypatch.setitem(HANDLERS, PetitionReceived, (handler,))
    patient = make_app(outbox_lease_s=600)
    clock.fix(NOW)
    with patient.app_context():
        jobs.drain()

    assert seen == [NOW + timedelta(seconds=600)]


def test_a_command_drains_before_it_ends(province: Flask) -> None:
    sent(NOW)

    assert embedded.drain(province) > 0

    assert undone() == []


@pytest.mark.parametrize("email", ["", "khong-co@dan.example"])
def test_whoever_has_no_mail_becomes_a_task_once(province: Flask, email: str) -> None:
    sent(NOW, email=email)
    jobs.drain()

    (message,) = messages("citizen/receipt")

    assert message.state is (MessageState.SENT if email else MessageState.TASK)
    assert counts()[1] == (0 if email else 1)

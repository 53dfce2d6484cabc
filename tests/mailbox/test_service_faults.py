"""What breaks the program or ends it loses no mail, and takes none in twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from pakn.kernel import clock
from pakn.kernel.db import reading, transaction
from pakn.mailbox import service, storing
from pakn.mailbox.models import IncomingMail, Outcome
from pakn.mailbox.reasons import Reason
from pakn.mailbox.storing import Arrived
from pakn.mailbox.verdicts import Taken
from pakn.petitions.models import Petition
from tests import sample
from tests.mailbox.post import PDF, count, door, fresh_sender, mail, petition, row, take
from tests.province import wait


def test_a_batch_whose_process_died_is_taken_up_again(office: Flask) -> None:
    here = sample.agency(reading(), "xa-dong").id
    batch = [Arrived(mail(sender=fresh_sender()), "", here, "file", clock.now()) for _ in range(3)]

    first = next(service.take_in_batch(door(), batch))
    wait(minutes=3)
    resumed = service.resume(door())

    assert first.outcome is Outcome.ACCEPTED
    assert [each.outcome for each in resumed] == [Outcome.ACCEPTED, Outcome.ACCEPTED]


def test_a_mail_that_breaks_the_program_is_set_aside_and_the_next_goes_on(
    office: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = mail(sender=fresh_sender(), files={"don.pdf": PDF})
    with monkeypatch.context() as broken:
        broken.setattr("pakn.intake.service.submit", _breaks)
        poison = take(raw)
    after = take(mail(sender=fresh_sender()))

    retried = service.retry(door(), poison.mail_id or 0)

    assert (poison.outcome, poison.reason) == (Outcome.SET_ASIDE, "fault:ZeroDivisionError")
    assert after.outcome is Outcome.ACCEPTED
    assert retried.outcome is Outcome.ACCEPTED
    assert [each.file.name for each in petition(retried).attachments] == ["don.pdf"]
    assert len(list(door().store.folder.rglob("*"))) > 0


def _breaks(*_args: object, **_options: object) -> None:
    raise ZeroDivisionError


def test_files_of_a_mail_that_broke_do_not_stay(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(door().store.folder.rglob("*"))
    monkeypatch.setattr("pakn.intake.service.submit", _breaks)

    take(mail(sender=fresh_sender(), files={"don.pdf": PDF}))

    assert {each for each in set(door().store.folder.rglob("*")) - before if each.is_file()} == set()


def test_a_broken_mail_delivered_again_is_tried_again(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = mail(sender=fresh_sender())
    with monkeypatch.context() as broken:
        broken.setattr("pakn.intake.service.submit", _breaks)
        first = take(raw)

    second, retried = take(raw), service.retry(door(), first.mail_id or 0)

    assert second.outcome is Outcome.ACCEPTED
    assert (retried.outcome, retried.code) == (Outcome.DUPLICATE, second.code)


def test_a_mail_stored_by_a_process_that_died_is_taken_up_again(office: Flask) -> None:
    stored = _stored(mail(sender=fresh_sender()))

    at_once = service.resume(door())
    wait(minutes=3)
    (resumed,) = service.resume(door())

    assert at_once == []
    assert (resumed.mail_id, resumed.outcome) == (stored, Outcome.ACCEPTED)


def test_a_mail_that_ends_the_program_three_times_is_set_aside(office: Flask) -> None:
    stored = _stored(mail(sender=fresh_sender()))
    with transaction() as session:
        session.get_one(IncomingMail, stored).attempts = storing.MOST_ATTEMPTS
    wait(minutes=3)

    (resumed,) = service.resume(door())

    assert (resumed.outcome, resumed.reason) == (Outcome.SET_ASIDE, Reason.STOPPED)


def test_a_mail_that_ends_every_fetch_is_set_aside_and_not_begun_anew(office: Flask) -> None:
    raw = mail(sender=fresh_sender())
    stored = {_stored(raw) for _ in range(storing.MOST_ATTEMPTS)}  # as a mailbox that is fetched every minute

    fourth, fifth = take(raw), take(raw)

    assert stored == {fourth.mail_id}
    assert (fourth.outcome, fourth.reason) == (Outcome.SET_ASIDE, Reason.STOPPED)
    assert (fifth.outcome, fifth.mail_id) == (Outcome.DUPLICATE, fourth.mail_id)
    assert row(fourth).waits


def test_a_mail_processed_twice_has_one_outcome(office: Flask) -> None:
    stored = _stored(mail(sender=fresh_sender()))

    first, second = service.process(door(), stored), service.process(door(), stored)

    assert (second.outcome, second.code) == (first.outcome, first.code)
    assert reading().get_one(IncomingMail, stored).attempts == 2


def test_a_database_that_is_busy_is_no_fault_of_the_mail(
    office: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = mail(sender=fresh_sender())
    with monkeypatch.context() as busy:
        busy.setattr("pakn.intake.service.submit", _is_locked)
        first = take(raw)

    second = take(raw)

    assert first.outcome is None
    assert second.outcome is Outcome.ACCEPTED
    assert (second.mail_id, row(second).attempts) == (first.mail_id, 1)


def _is_locked(*_args: object, **_options: object) -> None:
    raise RuntimeError("database is locked")


def _stored(raw: bytes) -> int:
    """A process stores a mail, begins to read it, and is gone."""
    with transaction() as session:
        here = sample.agency(session, "xa-dong").id
        arrived = Arrived(raw, "", here, "file", clock.now())
        return storing.store(session, [arrived], now=clock.now(), trying=True)[0].kept.mail_id


def test_a_mail_processed_twice_at_the_same_moment_is_one_petition(office: Flask) -> None:
    raw = mail(sender=fresh_sender(), files={"don.pdf": PDF})
    stored = _stored(raw)
    both = Barrier(2)

    def work() -> Taken:
        with office.app_context():
            both.wait(timeout=60)
            return service.process(door(), stored)

    with ThreadPoolExecutor(2) as pool:
        found = [each.result() for each in [pool.submit(work), pool.submit(work)]]

    assert {each.outcome for each in found} <= {Outcome.ACCEPTED, None}
    assert Outcome.ACCEPTED in {each.outcome for each in found}
    kept = reading().get_one(IncomingMail, stored, populate_existing=True)
    assert count(Petition, Petition.petitioner.has(email=kept.sender)) == 1
    assert kept.petition is not None
    assert len(kept.petition.attachments) == 1

"""What happens because time passes, once however often the beat beats."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from pakn.handling import verbs
from pakn.intake import tracking
from pakn.intake.models import TrackingTries
from pakn.kernel import anchors, clock, files, pulse
from pakn.kernel.db import if_nobody_else, reading, transaction
from pakn.petitions import queries
from pakn.petitions.workflow import State
from pakn.sla import escalation
from pakn.web.config import file_store
from tests import sample
from tests.workers.looking import NOW, counts, messages, petition, rows, sent
from workers import beat, jobs

DAY = timedelta(days=1)


def at(day: date) -> datetime:
    """Nine in the morning of a day in Viet Nam."""
    return clock.start_of(day) + timedelta(hours=9)


def ask(code: str) -> None:
    with transaction() as session:
        found = queries.for_change(session, code)
        by = sample.acting(session, found, "dong-vp")
        verbs.ask_supplement(session, found, items="Bản chụp", by=by, now=clock.now())


def beats(times: int = 3) -> None:
    for _ in range(times):
        beat.tick()
        jobs.drain()


def test_a_beat_when_nothing_is_due_changes_nothing(province: Flask) -> None:
    sent(NOW)
    jobs.drain()
    before = counts()

    beats()

    assert counts() == before


def test_a_petition_that_breaks_the_round_keeps_nobody_else_waiting(
    province: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sent(NOW), sent(NOW)
    tell = escalation.tell

    def breaks(session: Session, code: str, found: escalation.Look) -> None:
        if code == first:
            raise KeyError(code)
        tell(session, code, found)

    monkeypatch.setattr(escalation, "tell", breaks)
    clock.fix(at(date(2026, 3, 24)))

    beats(1)

    passed = messages("officer/deadline_passed")
    assert {message.petition_id for message in passed} == {petition(second).id}
    scan = pulse.last(reading(), "scan")
    assert scan is not None
    assert scan.fault == "KeyError"


def test_a_near_and_a_passed_day_are_each_told_once(province: Flask) -> None:
    code = sent(NOW)
    due = petition(code).due_on
    assert due == date(2026, 3, 23)
    told = []

    for day in (
        date(2026, 3, 17),
        date(2026, 3, 18),
        date(2026, 3, 23),
        date(2026, 3, 24),
        date(2026, 4, 24),
    ):
        clock.fix(at(day))
        beats()
        near, passed = messages("officer/deadline_near"), messages("officer/deadline_passed")
        told.append((bool(near), bool(passed)))
        once = counts()
        beats()
        assert counts() == once

    assert told == [(False, False), (True, False), (True, False), (True, True), (True, True)]


def test_a_supplement_that_never_comes_is_reminded_of_and_then_the_petition_lapses(province: Flask) -> None:
    code = sent(NOW)
    ask(code)
    jobs.drain()
    seen = []

    for day in (date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 13), date(2026, 3, 16), date(2026, 3, 17)):
        clock.fix(at(day))
        beats()
        seen.append((len(messages("citizen/supplement_reminded")), petition(code).state))

    waiting = State.AWAITING_SUPPLEMENT
    assert seen == [(0, waiting), (1, waiting), (2, waiting), (2, waiting), (2, State.LAPSED)]
    assert len(messages("citizen/lapsed")) == 1


def test_one_petition_that_lapses_does_not_keep_the_next_waiting(province: Flask) -> None:
    codes = [sent(NOW) for _ in range(3)]
    for code in codes:
        ask(code)

    clock.fix(NOW + 30 * DAY)
    beat.tick()

    assert [petition(code).state for code in codes] == [State.LAPSED] * 3


def test_wrong_guesses_are_forgotten_on_the_next_day(province: Flask) -> None:
    code = sent(NOW)
    with transaction() as session:
        tracking.with_digits(session, code, "0000", now=NOW)
    beat.tick()
    assert reading().query(TrackingTries).count() == 1
    reading().rollback()

    clock.fix(NOW + DAY)
    beat.tick()

    assert reading().query(TrackingTries).count() == 0


def test_a_file_nobody_sent_goes_from_the_disk_after_its_day_and_an_hour(province: Flask) -> None:
    with transaction() as session:
        staged = files.accept(file_store(), io.BytesIO(b"%PDF-1.7 giay"), "a.pdf", NOW)
        session.add(staged)
        session.flush()
        path = file_store().path(staged.key)
    there = []

    for moment in (NOW + DAY, NOW + DAY + timedelta(hours=1)):
        clock.fix(moment)
        beat.tick()
        there.append(path.exists())

    assert there == [True, False]


def test_a_file_that_cannot_be_removed_does_not_keep_the_next_one(province: Flask) -> None:
    with transaction() as session:
        staged = [
            files.accept(file_store(), io.BytesIO(b"%PDF-1.7 giay"), "a.pdf", NOW - timedelta(hours=n))
            for n in range(2)
        ]
        session.add_all(staged)
        session.flush()
        first, second = [file_store().path(each.key) for each in staged]
    first.unlink()
    first.mkdir()
    clock.fix(NOW + 2 * DAY)

    beat.tick()

    assert not second.exists()
    assert reading().query(files.StoredFile).count() == 0


def test_events_told_a_month_ago_go(province: Flask) -> None:
    sent(NOW)
    jobs.drain()
    told = {row.id for row in rows() if row.done_at is not None}

    clock.fix(NOW + timedelta(days=31))
    beat.tick()

    assert told
    assert told.isdisjoint(row.id for row in rows())


def test_a_second_beat_leaves_the_round_to_the_first(province: Flask) -> None:
    sent(NOW)
    clock.fix(at(date(2026, 3, 24)))
    on_sqlite = (
        reading().get_bind().dialect.name == "sqlite"
    )  # there rounds follow each other, each thing told once
    jobs.drain()

    with if_nobody_else("round"):
        assert beat.tick() is on_sqlite
    assert beat.tick()
    jobs.drain()

    told = [message.recipient for message in messages("officer/deadline_passed")]
    assert len(told) == len(set(told)) > 0


def test_history_is_anchored_once_a_day_of_viet_nam_and_the_line_is_logged(province: Flask) -> None:
    sent(NOW)
    logged = []

    for moment in (NOW, NOW + timedelta(minutes=1), at(date(2026, 3, 3)), at(date(2026, 3, 4))):
        clock.fix(moment)
        with capture_logs() as logs:
            beat.tick()
        logged += [each["anchor"] for each in logs if each["event"] == "audit_anchored"]

    assert logged == [str(line) for line in anchors.lines(reading())]
    assert [line[:10] for line in logged] == ["2026-03-02", "2026-03-03", "2026-03-04"]


def test_where_nothing_was_ever_sent_a_beat_anchors_nothing(province: Flask) -> None:
    beats()

    assert anchors.lines(reading()) == []


def test_history_that_cannot_be_anchored_keeps_nothing_else_from_happening(
    province: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(session: Session, now: datetime) -> None:
        raise KeyError("anchor")

    sent(NOW)
    monkeypatch.setattr(anchors, "make", breaks)
    clock.fix(at(date(2026, 3, 24)))

    with capture_logs() as logs:
        beat.tick()

    jobs.drain()
    assert messages("officer/deadline_passed")
    assert [each["log_level"] for each in logs if each["event"] == "audit_not_anchored"] == ["warning"]

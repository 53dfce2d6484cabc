"""Who is told that time passes: the right people by mail, also when two look at once, and nothing of what is done."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from pakn.handling import verbs
from pakn.identity.models import Officer
from pakn.kernel import clock
from pakn.kernel.audit import AuditEntry
from pakn.kernel.db import db, reading, rehearsal, transaction
from pakn.notifications.models import Message
from pakn.petitions import queries as petitions
from pakn.petitions.models import Petition
from pakn.petitions.workflow import State
from pakn.sla import escalation, queries
from pakn.sla.models import Result, Step
from tests import sample
from tests.sla.doing import TOLD, accept, approve, at, deadlines, happened, submit_answer
from workers import beat, embedded


def test_the_beat_closes_what_was_never_supplemented(fresh: Flask) -> None:
    clock.fix(at("2026-11-12"))
    with fresh.app_context(), transaction() as session:
        petition = sample.submit(session, at=at("2026-11-10"))
        code = petition.code
        by = sample.acting(session, petition, "dong-vp")
        verbs.ask_supplement(session, petition, items="Bản sao", by=by, now=at("2026-11-12"))
    for moment in (at("2026-11-27", 23, 59), at("2026-11-28", 0, 1), at("2026-11-28", 0, 2)):
        clock.fix(moment)
        with fresh.app_context():
            beat.tick()

    with fresh.app_context():
        petition = petitions.by_code(reading(), code)
        (lapsed,) = happened(reading(), petition, "PetitionLapsed")
        assert (petition.state, lapsed.at) == (State.LAPSED, at("2026-11-28", 0, 1))
        assert deadlines(reading(), petition, Step.SUPPLY)[0].result is Result.CLOSED


def _tell_everywhere(app: Flask, now: datetime, looked: threading.Barrier) -> None:
    with app.app_context():
        found = escalation.look(reading(), now)
        reading().rollback()
        looked.wait(60)
        for code in found.codes:
            with transaction() as session:
                escalation.tell(session, code, found)


def _entries(name: str) -> int:
    return reading().scalar(select(func.count()).where(AuditEntry.event == name)) or 0


def test_two_processes_that_saw_the_same_tell_each_thing_once(fresh: Flask) -> None:
    with fresh.app_context(), transaction() as session:
        for _late in range(3):
            accept(session, sample.submit(session, at=at("2026-11-10")), at("2026-11-10"))
        for _undecided in range(3):
            sample.submit(session, at=at("2026-12-01"))
        for _owing in range(3):
            asked = sample.submit(session, at=at("2026-11-24"))
            by = sample.acting(session, asked, "dong-vp")
            verbs.ask_supplement(session, asked, items="Bản sao", by=by, now=at("2026-11-25"))
    looked, faults = threading.Barrier(2), []

    def one() -> None:
        try:
            _tell_everywhere(fresh, at("2026-12-02", 23) + timedelta(hours=2), looked)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    with fresh.app_context():
        told = {name: _entries(name) for name in TOLD}
    assert faults == []
    assert told == {"DeadlineNear": 0, "DeadlinePassed": 3, "DecisionNear": 3, "SupplementReminded": 3}


def test_a_look_asks_as_much_of_many_petitions_as_of_few(fresh: Flask) -> None:
    with fresh.app_context(), transaction() as session:
        for number in range(30):
            sample.submit(session, at=at("2026-11-10", number % 24))
    asked: list[str] = []

    with fresh.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *seen: asked.append(str(seen[2])))
        assert escalation.look(reading(), at("2026-11-10", 23)).codes == ()
        asked.clear()
        found = escalation.look(reading(), at("2026-11-11")).codes

    assert len(found) == 30
    assert list(found) == sorted(found)
    assert len(asked) == 4, "deadlines, reminders, undecided, owed; calendar and terms were read before"


def test_officer_head_and_leaders_are_told_by_mail_once(fresh: Flask) -> None:
    clock.fix(at("2026-11-10"))
    with fresh.app_context(), transaction() as session:
        petition = sample.submit(session, at=at("2026-11-10"))
        accept(session, petition, at("2026-11-11"))
        unit = sample.unit(session, "xa-dong", "kinh-te")
        verbs.assign(
            session,
            petition,
            unit=unit,
            officer=sample.officer(session, "dong-kt2"),
            reason="",
            by=sample.acting(session, petition, "dong-vp"),
            now=at("2026-11-11"),
        )
    for moment in (
        at("2026-11-27"),
        at("2026-11-27", 10),
        at("2026-11-28"),
        at("2026-12-03"),
        at("2026-12-04"),
    ):
        clock.fix(moment)
        with fresh.app_context():
            beat.tick()
        embedded.drain(fresh)
        embedded.drain(fresh)

    chain = ["dong-chu-tich", "dong-kt", "dong-kt2", "dong-pho"]
    with fresh.app_context():
        assert ledger(reading(), "officer/deadline_near") == chain
        assert ledger(reading(), "officer/deadline_passed") == chain


def ledger(session: Session, template: str) -> list[str]:
    """Who stands in the ledger for a notice, as often as they stand there."""
    rows = (
        select(Officer.username)
        .join(Message, Message.officer_id == Officer.id)
        .where(Message.template == template)
    )
    return sorted(session.scalars(rows))


def test_whoever_it_is_about_is_never_told(fresh: Flask) -> None:
    clock.fix(at("2026-11-10"))
    with fresh.app_context(), transaction() as session:
        petition = sample.submit(
            session, at=at("2026-11-10"), content=f"{sample.LAND} Do bà Trần Đông Trưởng Kinh Tế."
        )
        assert [each.username for each in petition.about_officers] == ["dong-kt"]
        verbs.assign(
            session,
            petition,
            unit=sample.unit(session, "xa-dong", "kinh-te"),
            officer=sample.officer(session, "dong-kt2"),
            reason="",
            by=sample.acting(session, petition, "dong-vp"),
            now=at("2026-11-10"),
        )
    for moment in (at("2026-11-11"), at("2026-11-27"), at("2026-12-03")):
        clock.fix(moment)
        with fresh.app_context():
            beat.tick()
        embedded.drain(fresh)

    with fresh.app_context():
        assert ledger(reading(), "officer/deadline_passed") == ["dong-chu-tich", "dong-kt2", "dong-pho"]
        assert ledger(reading(), "officer/decision_near") == ["dong-kt2", "dong-vp"]
        assert (
            reading().scalars(select(Message).join(Officer).where(Officer.username == "dong-kt")).all() == []
        )


Days = tuple[int, int, int, int]


@settings(max_examples=8, deadline=None)
@given(
    received=st.dates(date(2026, 1, 12), date(2026, 10, 20)),
    hour=st.integers(0, 23),
    days=st.tuples(*[st.integers(0, 12)] * 4),
    scans_a_day=st.integers(1, 2),
)
def test_over_forty_days_each_thing_is_told_at_most_once_and_nothing_after_it_is_done(
    province: Flask, received: date, hour: int, days: Days, scans_a_day: int
) -> None:
    on = [sum(days[: n + 1]) for n in range(4)]
    with province.app_context(), rehearsal() as session:
        start = at(received.isoformat(), hour)
        petition = sample.submit(session, at=start)
        for day in range(41):
            now = start + timedelta(days=day)
            for verb in (verb for verb, its_day in zip(ROAD, on, strict=True) if its_day == day):
                verb(session, petition, now)
            for _again in range(scans_a_day):
                escalation.scan(session, now)

        _look_at_deadlines(session, petition)
        decisions = happened(session, petition, "DecisionNear")
        assert set(_times(each.payload["step"] for each in decisions)) <= {1}
        assert all(each.at < start + timedelta(days=on[0]) for each in decisions)
        assert queries.running(session, petition.leg) is None or on[3] > 40


def _publish(session: Session, petition: Petition, now: datetime) -> None:
    verbs.publish(session, petition, by=sample.acting(session, petition, "dong-vp"), now=now)


ROAD = (accept, submit_answer, approve, _publish)


def _look_at_deadlines(session: Session, petition: Petition) -> None:
    rows = {
        each.id: each for step in (Step.ANSWER, Step.PUBLISH) for each in deadlines(session, petition, step)
    }
    for name in ("DeadlineNear", "DeadlinePassed"):
        told = happened(session, petition, name)
        assert set(_times(each.payload["deadline_id"] for each in told)) <= {1}
        for each in told:
            met_at = rows[each.payload["deadline_id"]].met_at
            assert met_at is None or each.at < met_at
    late = {each.id for each in rows.values() if _day_after(each.due_on, each.met_at)}
    passed = {each.payload["deadline_id"] for each in happened(session, petition, "DeadlinePassed")}
    assert late <= passed, "what was done a whole day too late had been told of before"


def _times(things: Iterable[object]) -> list[int]:
    return list(Counter(things).values())


def _day_after(due_on: date, met_at: datetime | None) -> bool:
    return met_at is not None and clock.day_of(met_at) > due_on + timedelta(days=1)

"""Who is told that time passes: each thing once, to the right people, on the right working day."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from pakn.handling import verbs
from pakn.identity.models import Officer
from pakn.intake import service as intake
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
from tests.sla.doing import accept, approve, at, deadlines, happened, only, submit_answer
from workers import beat, embedded

TOLD = ("DeadlineNear", "DeadlinePassed", "DecisionNear", "SupplementReminded")


def scan_days(session: Session, first: str, last: str, hour: int = 9) -> list[tuple[str, int]]:
    """A scan each day; returns the days on which something was told, and how much."""
    day, end, told = date.fromisoformat(first), date.fromisoformat(last), []
    while day <= end:
        if count := escalation.scan(session, at(day.isoformat(), hour)):
            told.append((day.isoformat(), count))
        day += timedelta(days=1)
    return told


def events(session: Session, petition: Petition) -> list[str]:
    return [
        f"{each.event} {clock.day_of(each.at)}" for name in TOLD for each in happened(session, petition, name)
    ]


@pytest.fixture
def petition(session: Session) -> Petition:
    """Received on Tuesday 10/11/2026, taken on the next day; to be answered by Wednesday 2/12/2026."""
    made = sample.submit(session, at=at("2026-11-10"))
    accept(session, made, at("2026-11-11"))
    return made


def test_near_and_passed_are_told_once_each_over_weekends_and_holidays(
    petition: Petition, session: Session
) -> None:
    told = scan_days(session, "2026-11-11", "2026-12-20")

    assert told == [("2026-11-27", 1), ("2026-12-03", 1)]
    (near,) = happened(session, petition, "DeadlineNear")
    (passed,) = happened(session, petition, "DeadlinePassed")
    assert (near.payload["days_left"], passed.payload["days_late"]) == (3, 1)
    assert happened(session, petition, "DecisionNear") == [], "it was taken on"


def test_three_working_days_before_reach_over_a_long_tet(session: Session) -> None:
    petition = sample.submit(session, at=at("2026-02-02"))
    accept(session, petition, at("2026-02-02"))
    assert petition.due_on == date(2026, 3, 2), "five days of Tết lie between"

    told = scan_days(session, "2026-02-03", "2026-03-10")

    assert told == [("2026-02-25", 1), ("2026-03-03", 1)]


def test_each_agency_sets_how_early_it_is_warned(petition: Petition, session: Session) -> None:
    petition.agency.near_due_days = 6

    assert scan_days(session, "2026-11-11", "2026-11-30") == [("2026-11-23", 1)]


@pytest.mark.parametrize("hour", [0, 23])
def test_it_is_late_only_when_the_last_day_is_over(petition: Petition, session: Session, hour: int) -> None:
    escalation.scan(session, at("2026-11-30"))

    assert escalation.scan(session, at("2026-12-02", 23, 59, 59)) == 0
    assert escalation.scan(session, at("2026-12-03", hour)) == 1


def test_a_scan_that_slept_through_the_warning_tells_only_that_it_is_late(
    petition: Petition, session: Session
) -> None:
    assert escalation.scan(session, at("2026-12-08")) == 1
    assert escalation.scan(session, at("2026-12-08")) == 0

    (passed,) = happened(session, petition, "DeadlinePassed")
    assert passed.payload["days_late"] == 4
    assert happened(session, petition, "DeadlineNear") == []


def test_publication_is_watched_after_the_answer(petition: Petition, session: Session) -> None:
    submit_answer(session, petition, at("2026-11-13"))
    approve(session, petition, at("2026-11-13"))

    told = scan_days(session, "2026-11-13", "2026-12-20")

    assert told == [("2026-11-16", 1), ("2026-11-18", 1)], (
        "two working days: near a day before, late on the third"
    )


@pytest.mark.parametrize("how", ["answered", "refused", "withdrawn"])
def test_nothing_more_is_told_of_what_is_done(session: Session, how: str) -> None:
    petition = sample.submit(session, at=at("2026-11-10"))
    by = sample.acting(session, petition, "dong-vp")
    if how == "refused":
        verbs.refuse(session, petition, ground="R3", reason="Chưa rõ", by=by, now=at("2026-11-10", 10))
    elif how == "withdrawn":
        intake.withdraw(session, petition, "", now=at("2026-11-10", 10))
    else:
        accept(session, petition, at("2026-11-10", 10))
        submit_answer(session, petition, at("2026-11-10", 11))
        approve(session, petition, at("2026-11-10", 12))
        verbs.publish(session, petition, by=by, now=at("2026-11-10", 13))

    assert scan_days(session, "2026-11-10", "2026-12-10") == []


@pytest.mark.parametrize(
    ("received", "refuse_on", "supplement_on"),
    [
        ("2026-11-10", "2026-11-11", "2026-11-16"),  # T3 ends on Thursday 12, T5 on Tuesday 17
        ("2026-11-12", "2026-11-13", "2026-11-18"),  # T3 on Monday 16: told on Friday, and not on the weekend
        ("2026-11-20", "2026-11-23", "2026-11-27"),  # T3 on Wednesday 25: the day between is a holiday
    ],
)
def test_the_office_is_reminded_one_working_day_before_it_may_no_longer_refuse_or_ask(
    session: Session, received: str, refuse_on: str, supplement_on: str
) -> None:
    petition = sample.submit(session, at=at(received))

    told = scan_days(session, received, "2026-11-30")

    assert told[:2] == [(refuse_on, 1), (supplement_on, 1)]
    reminded = happened(session, petition, "DecisionNear")
    assert [each.payload["step"] for each in reminded] == ["refuse", "ask_supplement"]
    assert happened(session, petition, "DeadlinePassed") == []
    assert (
        deadlines(session, petition, Step.REFUSE) == deadlines(session, petition, Step.ASK_SUPPLEMENT) == []
    )


def test_once_taken_on_there_is_no_more_to_decide(session: Session) -> None:
    petition = sample.submit(session, at=at("2026-11-10"))
    escalation.scan(session, at("2026-11-11"))
    accept(session, petition, at("2026-11-12"))

    scan_days(session, "2026-11-12", "2026-11-20")

    assert events(session, petition) == ["DecisionNear 2026-11-11"]


def test_a_limit_that_has_passed_is_not_reminded_of(session: Session) -> None:
    petition = sample.submit(session, at=at("2026-11-10"))

    escalation.scan(session, at("2026-11-18"))

    assert events(session, petition) == []


@pytest.mark.parametrize("accepted", [True, False])
def test_the_citizen_is_reminded_on_the_fifth_and_ninth_day_and_then_it_lapses(
    session: Session, accepted: bool
) -> None:
    petition = sample.submit(session, at=at("2026-11-10"))
    if accepted:
        accept(session, petition, at("2026-11-10"))
    by = sample.acting(session, petition, "dong-vp")
    verbs.ask_supplement(session, petition, items="Bản sao", by=by, now=at("2026-11-12"))
    assert only(session, petition, Step.SUPPLY).due_on == date(2026, 11, 27)

    told = scan_days(session, "2026-11-12", "2026-11-26")

    assert [day for day in events(session, petition) if day.startswith("SupplementReminded")] == [
        "SupplementReminded 2026-11-19",
        "SupplementReminded 2026-11-26",
    ]
    assert told == [("2026-11-19", 1), ("2026-11-26", 1)]
    assert escalation.supplements_overdue(session, at("2026-11-27", 23, 59, 59)) == []
    assert escalation.supplements_overdue(session, at("2026-11-28", 0, 0)) == [petition]

    verbs.lapse(session, petition, now=at("2026-11-28"))

    assert petition.state is State.LAPSED
    assert escalation.supplements_overdue(session, at("2026-11-28")) == []
    assert scan_days(session, "2026-11-28", "2026-12-10") == []


def test_what_was_asked_again_is_reminded_of_again(petition: Petition, session: Session) -> None:
    by = sample.acting(session, petition, "dong-vp")
    for asked, sent in (("2026-11-11", "2026-11-19"), ("2026-11-19", "2026-11-27")):
        verbs.ask_supplement(session, petition, items="Bản sao", by=by, now=at(asked, 10))
        scan_days(session, asked, sent)
        intake.supplement(session, petition, "Đây ạ.", [], now=at(sent, 9, 30))

    assert [day for day in events(session, petition) if day.startswith("Supplement")] == [
        "SupplementReminded 2026-11-18",
        "SupplementReminded 2026-11-27",
    ]


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


def test_a_day_that_was_moved_after_the_look_is_not_the_end(petition: Petition, session: Session) -> None:
    by = sample.acting(session, petition, "dong-vp")
    verbs.ask_supplement(session, petition, items="Bản sao", by=by, now=at("2026-11-12"))
    late = at("2026-11-28")
    assert escalation.is_supplement_overdue(session, petition, late)

    only(session, petition, Step.SUPPLY).due_on = date(2026, 11, 30)
    session.flush()

    assert not escalation.is_supplement_overdue(session, petition, late)


def _tell_everywhere(app: Flask, now: datetime, looked: threading.Barrier) -> None:
    with app.app_context():
        found = escalation.look(reading(), now)
        reading().rollback()
        looked.wait(20)
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

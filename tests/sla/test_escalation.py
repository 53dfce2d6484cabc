"""What is told as time passes: near and passed days, decisions and supplements owed, each once on its working day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from pakn.handling import verbs
from pakn.intake import service as intake
from pakn.kernel import clock
from pakn.petitions.models import Petition
from pakn.petitions.workflow import State
from pakn.sla import escalation
from pakn.sla.models import Step
from tests import sample
from tests.sla.doing import TOLD, accept, approve, at, deadlines, happened, only, submit_answer


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


def test_a_day_that_was_moved_after_the_look_is_not_the_end(petition: Petition, session: Session) -> None:
    by = sample.acting(session, petition, "dong-vp")
    verbs.ask_supplement(session, petition, items="Bản sao", by=by, now=at("2026-11-12"))
    late = at("2026-11-28")
    assert escalation.is_supplement_overdue(session, petition, late)

    only(session, petition, Step.SUPPLY).due_on = date(2026, 11, 30)
    session.flush()

    assert not escalation.is_supplement_overdue(session, petition, late)

"""Deadlines begin on the right day, are met or missed to the second, and rest on the right term."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pakn.catalogue.models import BasisKind
from pakn.handling import verbs
from pakn.petitions.models import Kind, LegCause, Petition
from pakn.sla import explain, loading, queries, service
from pakn.sla.models import Deadline, Result, Step, Term
from pakn.sla.table import parse_csv
from tests import sample
from tests.sla.doing import accept, approve, at, deadlines, only, submit_answer

TUESDAY = at("2026-11-10")


@pytest.fixture
def petition(session: Session) -> Petition:
    """Received on Tuesday 10/11/2026 at nine."""
    return sample.submit(session, at=TUESDAY)


def test_a_petition_received_gets_its_promise_with_term_and_explanation(
    petition: Petition, session: Session
) -> None:
    promise = only(session, petition, Step.ANSWER)

    assert (promise.started_on, promise.working_days, promise.due_on) == (
        date(2026, 11, 10),
        15,
        date(2026, 12, 2),
    )
    assert (promise.result, promise.provisional, promise.met_at) == (Result.OPEN, False, None)
    assert promise.term is not None
    assert (promise.term.code, promise.term.basis_kind) == ("T6", BasisKind.SCORING)
    assert petition.due_on == promise.due_on
    counted = explain.from_json(promise.explanation)
    assert (counted.event_on, counted.due_on) == (promise.started_on, promise.due_on)
    assert [step.on for step in counted.steps if step.reason == "Ngày Văn hóa Việt Nam"] == [
        date(2026, 11, 24)
    ]


@pytest.mark.parametrize(
    ("received", "day_0", "due_on"),
    [
        (at("2026-11-10", 23, 30), date(2026, 11, 10), date(2026, 12, 2)),
        (at("2026-11-11", 0, 10), date(2026, 11, 11), date(2026, 12, 3)),
        (at("2026-11-11", 6, 59), date(2026, 11, 11), date(2026, 12, 3)),
    ],
)
def test_day_0_is_the_day_on_a_clock_in_viet_nam(
    session: Session, received: datetime, day_0: date, due_on: date
) -> None:
    assert received.date() == date(2026, 11, 10), "all three are the same day in UTC"

    promise = only(session, sample.submit(session, at=received), Step.ANSWER)

    assert (promise.started_on, promise.due_on) == (day_0, due_on)


@pytest.mark.parametrize(
    ("step", "kind", "code", "due_on"),
    [
        (Step.FORWARD, Kind.REGULATION, "T1", "2026-11-17"),
        (Step.FORWARD, Kind.CONDUCT, "T2", "2026-11-17"),
        (Step.REFUSE, Kind.CONDUCT, "T3", "2026-11-12"),
        (Step.RETURN, Kind.CONDUCT, "T4", "2026-11-12"),
        (Step.ASK_SUPPLEMENT, Kind.CONDUCT, "T5", "2026-11-17"),
    ],
)
@pytest.mark.parametrize(
    ("clock_time", "days_after", "result"),
    [((23, 59, 59), 0, Result.MET), ((0, 0, 0), 1, Result.MISSED)],
)
def test_an_act_is_written_met_or_missed_to_the_second(
    petition: Petition,
    session: Session,
    step: Step,
    kind: Kind,
    code: str,
    due_on: str,
    clock_time: tuple[int, int, int],
    days_after: int,
    result: Result,
) -> None:
    petition.kind = kind
    last = date.fromisoformat(due_on)
    done_at = at(last.replace(day=last.day + days_after).isoformat(), *clock_time)

    written = service.act(session, petition.leg, step, done_at)

    assert written.term is not None
    assert (written.term.code, written.started_on, written.due_on) == (code, date(2026, 11, 10), last)
    assert (written.result, written.met_at) == (result, done_at)
    assert petition.due_on == date(2026, 12, 2), "an act limit is never the day that lists sort by"


def test_an_act_is_counted_from_the_opening_of_the_leg_it_ends(petition: Petition, session: Session) -> None:
    here = sample.acting(session, petition, "dong-vp")
    west = sample.agency(session, "xa-tay")
    verbs.forward(
        session, petition, to=west, to_name="", reason="Việc của xã Tây", by=here, now=at("2026-11-18")
    )
    first, second = petition.legs
    there = sample.acting(session, petition, "tay-vp")

    verbs.return_to_sender(session, petition, reason="Không phải", by=there, now=at("2026-11-20", 17))

    forwarded, returned = _of(session, first.id, Step.FORWARD), _of(session, second.id, Step.RETURN)
    assert (forwarded.due_on, forwarded.result) == (date(2026, 11, 17), Result.MISSED)
    assert (returned.started_on, returned.due_on, returned.result) == (
        date(2026, 11, 18),
        date(2026, 11, 20),
        Result.MET,
    )
    assert _of(session, first.id, Step.ANSWER).result is Result.CLOSED
    assert _of(session, second.id, Step.ANSWER).result is Result.CLOSED
    assert petition.leg.cause is LegCause.RETURNED
    assert only(session, petition, Step.ANSWER).started_on == date(2026, 11, 20)
    assert petition.due_on == only(session, petition, Step.ANSWER).due_on


def _of(session: Session, leg_id: int, step: Step) -> Deadline:
    return session.scalars(select(Deadline).where(Deadline.leg_id == leg_id, Deadline.step == step)).one()


@pytest.mark.parametrize(
    ("signed", "result", "publish_by"),
    [
        (at("2026-12-02", 23, 59, 59), Result.MET, date(2026, 12, 4)),
        (at("2026-12-03", 0, 0, 0), Result.MISSED, date(2026, 12, 7)),
    ],
)
def test_the_answer_is_in_time_until_midnight_and_then_the_publication_is_owed(
    petition: Petition, session: Session, signed: datetime, result: Result, publish_by: date
) -> None:
    accept(session, petition, at("2026-11-11"))
    submit_answer(session, petition, at("2026-12-01"))

    approve(session, petition, signed)

    answer, publication = only(session, petition, Step.ANSWER), only(session, petition, Step.PUBLISH)
    assert (answer.result, answer.met_at) == (result, signed)
    assert (publication.result, publication.due_on) == (Result.OPEN, publish_by)
    assert petition.due_on == publish_by


@pytest.mark.parametrize(
    ("done_at", "result"),
    [(at("2026-12-04", 23, 59, 59), Result.MET), (at("2026-12-05"), Result.MISSED)],
)
@pytest.mark.parametrize("public", [True, False])
def test_publishing_and_keeping_private_both_settle_what_is_owed(
    petition: Petition, session: Session, done_at: datetime, result: Result, public: bool
) -> None:
    accept(session, petition, at("2026-11-11"))
    submit_answer(session, petition, at("2026-12-01"))
    approve(session, petition, at("2026-12-02"))
    by = sample.acting(session, petition, "dong-vp")

    if public:
        verbs.publish(session, petition, by=by, now=done_at)
    else:
        verbs.keep_private(session, petition, reason="Bí mật nhà nước", by=by, now=done_at)

    assert only(session, petition, Step.PUBLISH).result is result
    assert petition.due_on is None


def test_closing_ends_what_is_open_and_leaves_what_is_settled(petition: Petition, session: Session) -> None:
    early = service.act(session, petition.leg, Step.REFUSE, at("2026-11-11"))
    late = service.act(session, petition.leg, Step.RETURN, at("2026-11-20"))

    service.close(session, petition.leg)

    answer = only(session, petition, Step.ANSWER)
    assert (answer.result, answer.met_at) == (Result.CLOSED, None)
    assert (early.result, late.result) == (Result.MET, Result.MISSED)
    assert petition.due_on is None


def test_meeting_a_step_twice_keeps_the_first_time(petition: Petition, session: Session) -> None:
    service.meet(session, petition.leg, Step.ANSWER, at("2026-12-02"))

    service.meet(session, petition.leg, Step.ANSWER, at("2026-12-20"))

    answer = only(session, petition, Step.ANSWER)
    assert (answer.result, answer.met_at) == (Result.MET, at("2026-12-02"))


def test_the_agency_s_own_days_for_a_supplement_count(petition: Petition, session: Session) -> None:
    petition.agency.supplement_days = 4
    by = sample.acting(session, petition, "dong-vp")

    verbs.ask_supplement(session, petition, items="Bản sao giấy", by=by, now=at("2026-11-12"))

    owed = only(session, petition, Step.SUPPLY)
    assert (owed.working_days, owed.due_on) == (4, date(2026, 11, 18))
    assert petition.due_on == owed.due_on, "before acceptance only the citizen owes something"


def test_after_acceptance_the_answer_stays_the_day_that_counts(petition: Petition, session: Session) -> None:
    accept(session, petition, at("2026-11-11"))
    by = sample.acting(session, petition, "dong-vp")

    verbs.ask_supplement(session, petition, items="Bản sao giấy", by=by, now=at("2026-11-12"))

    assert only(session, petition, Step.SUPPLY).result is Result.OPEN
    assert petition.due_on == only(session, petition, Step.ANSWER).due_on == date(2026, 12, 2)
    assert deadlines(session, petition, Step.ASK_SUPPLEMENT) == [], (
        "T5 is a limit for asking before acceptance"
    )


def term(session: Session, code: str, step: Step, working_days: int, **facts: object) -> Term:
    """A term of somebody's own."""
    defaults = {
        "kind": None,
        "agency_id": None,
        "clock_start": "leg_opened",
        "basis_kind": BasisKind.LOCAL,
        "basis": "Quy chế mẫu",
        "source": "Quy chế mẫu",
        "effective_from": date(2026, 1, 1),
        "effective_to": None,
    }
    made = Term(code=code, step=step, working_days=working_days, **(defaults | facts))
    session.add(made)
    session.flush()
    return made


def chosen(session: Session, step: Step, *, agency: str = "xa-dong", kind: str | None = None, on: str) -> str:
    agency_id = sample.agency(session, agency).id
    return queries.term(session, step, agency_id=agency_id, kind=kind, on=date.fromisoformat(on)).code


@pytest.mark.parametrize(
    ("kind", "code", "basis"),
    [("hanh_vi", "T2", BasisKind.OWN), ("quy_dinh", "T1", BasisKind.LAW), ("ca_hai", "T1", BasisKind.LAW)],
)
def test_forwarding_conduct_has_our_own_term_and_a_regulation_that_of_the_law(
    session: Session, kind: str, code: str, basis: BasisKind
) -> None:
    agency_id = sample.agency(session, "xa-dong").id

    found = queries.term(session, Step.FORWARD, agency_id=agency_id, kind=kind, on=date(2026, 11, 10))

    assert (found.code, found.basis_kind) == (code, basis)


def test_an_agency_s_own_term_comes_before_everybody_s_and_binds_nobody_else(session: Session) -> None:
    term(session, "OWN", Step.ANSWER, 10, agency_id=sample.agency(session, "xa-dong").id)

    assert chosen(session, Step.ANSWER, on="2026-11-10") == "OWN"
    assert chosen(session, Step.ANSWER, agency="xa-tay", on="2026-11-10") == "T6"
    petition = sample.submit(session, at=TUESDAY)
    assert only(session, petition, Step.ANSWER).due_on == date(2026, 11, 25)


def test_a_term_for_a_kind_comes_before_the_general_one(session: Session) -> None:
    term(session, "RULES", Step.ANSWER, 30, kind="quy_dinh")

    assert chosen(session, Step.ANSWER, kind="quy_dinh", on="2026-11-10") == "RULES"
    assert chosen(session, Step.ANSWER, kind="ca_hai", on="2026-11-10") == "RULES"
    assert chosen(session, Step.ANSWER, kind="hanh_vi", on="2026-11-10") == "T6"
    assert chosen(session, Step.ANSWER, kind=None, on="2026-11-10") == "T6"


def test_an_agency_s_own_term_for_another_kind_does_not_count(session: Session) -> None:
    term(session, "OWN", Step.FORWARD, 3, kind="quy_dinh", agency_id=sample.agency(session, "xa-dong").id)

    assert chosen(session, Step.FORWARD, kind="quy_dinh", on="2026-11-10") == "OWN"
    assert chosen(session, Step.FORWARD, kind="hanh_vi", on="2026-11-10") == "T2"


def test_the_version_in_force_on_the_day_counts(session: Session) -> None:
    session.execute(update(Term).where(Term.code == "T6").values(effective_to=date(2026, 11, 30)))
    term(session, "NEW", Step.ANSWER, 12, effective_from=date(2026, 12, 1))

    assert chosen(session, Step.ANSWER, on="2026-11-30") == "T6"
    assert chosen(session, Step.ANSWER, on="2026-12-01") == "NEW"
    old, new = (
        sample.submit(session, at=at("2026-11-30", 23, 59)),
        sample.submit(session, at=at("2026-12-01")),
    )
    assert [only(session, each, Step.ANSWER).working_days for each in (old, new)] == [15, 12]


def test_of_two_versions_in_force_the_younger_counts(session: Session) -> None:
    term(session, "NEW", Step.ANSWER, 12, effective_from=date(2026, 11, 1))

    assert chosen(session, Step.ANSWER, on="2026-10-31") == "T6"
    assert chosen(session, Step.ANSWER, on="2026-11-01") == "NEW"


def test_an_installation_without_terms_says_so(session: Session) -> None:
    with pytest.raises(LookupError, match="answer"):
        chosen(session, Step.ANSWER, on="2001-01-01")


FORESEEN = "2027-01-01,off,holiday,Tết Dương lịch,yes\n"
PUBLISHED = "2027-01-01,off,holiday,Tết Dương lịch,no\n"
LONGER = PUBLISHED + "2027-01-04,off,compensatory,Nghỉ bù,no\n"
SHORTER = PUBLISHED + "2027-01-02,working,make_up,Làm bù,no\n"


@pytest.mark.parametrize(
    ("calendars", "due_on", "provisional", "rows"),
    [
        ([FORESEEN], date(2027, 1, 5), True, 1),
        ([PUBLISHED], date(2027, 1, 5), False, 2),
        ([PUBLISHED, PUBLISHED], date(2027, 1, 5), False, 2),
        ([LONGER], date(2027, 1, 6), False, 2),
        ([SHORTER], date(2027, 1, 5), False, 2),
        ([SHORTER, LONGER], date(2027, 1, 6), False, 3),
        ([LONGER, SHORTER], date(2027, 1, 6), False, 2),
        ([PUBLISHED, FORESEEN], date(2027, 1, 5), False, 2),
        ([LONGER.replace(",no", ",yes")], date(2027, 1, 6), True, 2),
        ([LONGER.replace(",no", ",yes"), PUBLISHED], date(2027, 1, 6), False, 3),
    ],
)
def test_one_calendar_after_another_never_moves_a_promise_earlier_nor_makes_it_less_firm(
    session: Session, calendars: list[str], due_on: date, provisional: bool, rows: int
) -> None:
    petition = sample.submit(session, at=at("2026-12-14"))

    for day, calendar in enumerate(calendars, start=15):
        days = parse_csv(f"date,status,kind,name,provisional\n{calendar}")
        loading.import_calendar(session, days, "Thông báo", at(f"2026-12-{day}"))
        service.recompute(session, at(f"2026-12-{day}"))

    history = deadlines(session, petition, Step.ANSWER)
    assert (history[-1].due_on, history[-1].provisional) == (due_on, provisional)
    assert len(history) == rows
    assert [each.superseded_at is None for each in history] == [False] * (rows - 1) + [True]
    assert [each.due_on for each in history] == sorted(each.due_on for each in history)
    assert petition.due_on == due_on

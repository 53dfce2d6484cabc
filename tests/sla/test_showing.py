"""What a page says of a deadline: words for every situation, ticks that never run over, an honest basis."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from pakn.catalogue.models import BasisKind
from pakn.kernel.db import reading
from pakn.sla import explain, queries
from pakn.sla.models import Deadline, Result, Step, Term
from pakn.sla.showing import Showing, basis_label, show
from tests.sla.doing import at

TUESDAY = date(2026, 11, 10)


def deadline(
    session: Session,
    *,
    met: datetime | None = None,
    result: Result = Result.OPEN,
    step: Step = Step.ANSWER,
    days: int = 15,
    started_on: date = TUESDAY,
) -> Deadline:
    """Fifteen working days from 10/11/2026 end on 2/12/2026."""
    due = queries.calendar(session).count(started_on, days)
    return Deadline(
        step=step,
        started_on=started_on,
        working_days=days,
        due_on=due.due_on,
        provisional=due.provisional,
        explanation=explain.as_json(due),
        result=result,
        met_at=met,
    )


OPEN_CASES = [
    (at("2026-11-10"), "ok", "Còn 15 ngày làm việc", 0, 0),
    (at("2026-11-14"), "ok", "Còn 12 ngày làm việc", 3, 0),
    (at("2026-11-26", 23, 59), "ok", "Còn 4 ngày làm việc", 11, 0),
    (at("2026-11-27"), "soon", "Còn 3 ngày làm việc", 12, 0),
    (at("2026-11-29"), "soon", "Còn 3 ngày làm việc", 12, 0),
    (at("2026-12-02", 0, 0), "soon", "Hết hạn hôm nay", 15, 0),
    (at("2026-12-02", 23, 59, 59), "soon", "Hết hạn hôm nay", 15, 0),
    (at("2026-12-03", 0, 0), "late", "Quá hạn 1 ngày làm việc", 15, 1),
    (at("2026-12-07"), "late", "Quá hạn 3 ngày làm việc", 15, 3),
]


@pytest.mark.parametrize(("now", "state", "words", "done", "late_by"), OPEN_CASES)
def test_while_it_runs_it_says_how_long(
    session: Session, now: datetime, state: str, words: str, done: int, late_by: int
) -> None:
    shown = show(session, deadline(session), now)

    assert (shown.state, shown.words) == (state, words)
    assert (shown.done, shown.late_by, shown.total) == (done, late_by, 15)


@pytest.mark.parametrize(
    ("met", "result", "state", "words"),
    [
        (at("2026-11-10", 17), Result.MET, "met", "Sớm 15 ngày làm việc"),
        (at("2026-12-01"), Result.MET, "met", "Sớm 1 ngày làm việc"),
        (at("2026-12-02", 23, 59, 59), Result.MET, "met", "Đúng hạn"),
        (at("2026-12-03", 0, 0), Result.MISSED, "late", "Muộn 1 ngày làm việc"),
        (at("2026-12-09"), Result.MISSED, "late", "Muộn 5 ngày làm việc"),
        (None, Result.CLOSED, "closed", "Không còn đếm hạn"),
    ],
)
def test_once_settled_it_says_how_it_went_whatever_the_day(
    session: Session, met: datetime | None, result: Result, state: str, words: str
) -> None:
    settled = deadline(session, met=met, result=result)

    for now in (at("2026-12-10"), at("2027-06-01")):
        assert (show(session, settled, now).state, show(session, settled, now).words) == (state, words)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (at("2026-11-10"), "Chờ bổ sung, còn 10 ngày làm việc"),
        (at("2026-11-24"), "Chờ bổ sung, còn 1 ngày làm việc"),
        (at("2026-11-25", 23), "Chờ bổ sung, hết hạn hôm nay"),
        (at("2026-11-26", 1), "Chờ bổ sung, đã hết hạn"),
    ],
)
def test_what_the_citizen_owes_is_waited_for(session: Session, now: datetime, words: str) -> None:
    shown = show(session, deadline(session, step=Step.SUPPLY, days=10), now)

    assert (shown.state, shown.words) == ("wait", words)


def test_a_list_does_without_the_reasons(session: Session) -> None:
    brief = show(session, deadline(session), at("2026-11-20"), why=False)

    assert (brief.explanation, brief.weeks) == ([], [])
    assert brief.words == "Còn 7 ngày làm việc"


@settings(max_examples=40, deadline=None)
@given(
    started_on=st.dates(date(2025, 12, 1), date(2027, 6, 30)),
    days=st.integers(1, 30),
    after=st.integers(0, 90),
    kept_later=st.integers(0, 9),
    step=st.sampled_from([Step.ANSWER, Step.PUBLISH, Step.SUPPLY]),
    result=st.sampled_from(list(Result)),
)
def test_at_any_moment_the_ticks_fit_and_every_day_off_is_named(
    province: Flask, started_on: date, days: int, after: int, kept_later: int, step: Step, result: Result
) -> None:
    moment = at(started_on.isoformat()) + timedelta(days=after)
    with province.app_context():
        session = reading()
        row = deadline(session, started_on=started_on, days=days, step=step, result=result)
        row.due_on += timedelta(days=kept_later)
        row.met_at = moment if result in (Result.MET, Result.MISSED) else None
        shown = show(session, row, moment)
        calendar = queries.calendar(session)
        counted = explain.from_json(row.explanation)

    assert 0 <= shown.done <= shown.total == days
    assert shown.late_by >= 0
    assert (shown.late_by > 0) <= (moment > at(row.due_on.isoformat(), 23, 59, 59))
    assert shown.words
    assert "-" not in shown.words
    assert sum(cell.kind == "last" for week in shown.weeks for cell in week) == 1
    names = {step.reason for step in counted.steps if step.reason} - {"thứ Bảy", "Chủ nhật"}
    said = " ".join(shown.explanation)
    assert all(name in said for name in names)
    assert ("cuối tuần" in said) == any(
        not calendar.is_working_day(each.on) and each.on.weekday() >= 5 for each in counted.steps
    )


def test_the_explanation_names_each_weekend_and_holiday(session: Session) -> None:
    said = show(session, deadline(session), at("2026-11-20")).explanation

    assert said == [
        "Ngày gửi, thứ Ba 10/11/2026, không tính.",
        "Đếm 15 ngày làm việc từ thứ Tư 11/11/2026.",
        "Bỏ các ngày cuối tuần: 14–15/11, 21–22/11, 28–29/11.",
        "Bỏ thứ Ba 24/11/2026: Ngày Văn hóa Việt Nam.",
        "Hạn là hết thứ Tư 02/12/2026.",
    ]


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        (BasisKind.LAW, "Căn cứ Điều 9"),
        (BasisKind.SCORING, "Thời hạn dự kiến theo cách tính của Bộ chỉ số 766"),
        (BasisKind.LOCAL, "Thời hạn cơ quan tự đặt: Điều 9"),
        (BasisKind.OWN, "Thời hạn cơ quan tự đặt: Điều 9"),
    ],
)
def test_only_the_law_is_called_a_basis(site: Flask, kind: BasisKind, label: str) -> None:
    row = Deadline(step=Step.ANSWER, term=Term(basis_kind=kind, basis="Điều 9"))

    with site.app_context():
        assert basis_label(row) == label
        assert ("Căn cứ" in basis_label(row)) == (kind is BasisKind.LAW)


def test_a_deadline_without_a_term_claims_nothing(session: Session) -> None:
    shown: Showing = show(session, deadline(session), at("2026-11-20"))

    assert shown.basis_label == ""


def test_a_term_that_names_only_our_own_word_does_not_repeat_it(session: Session) -> None:
    own = queries.term(session, Step.SUPPLY, agency_id=1, kind=None, on=TUESDAY)

    label = basis_label(Deadline(step=Step.SUPPLY, term=own))

    assert label.count("Thời hạn cơ quan tự đặt") == 1

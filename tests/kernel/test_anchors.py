"""Anchors: what is written is fixed once a day, whatever comes in which order, and nobody is blamed for being late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, update
from sqlalchemy.orm import Session

from pakn.kernel import anchors, audit
from pakn.kernel.anchors import Line
from pakn.kernel.audit import AuditEntry
from tests.kernel.history import DAY, NOW, found, write
from tests.kernel.history import engine as engine
from tests.kernel.history import five as five
from tests.kernel.history import session as session


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Steps: something happens to a subject, in a row with this id, or (subject 0) there is an anchor.

    The ids come in any order, as when of two transactions under way the one with the higher id commits first.
    """
    steps = draw(st.lists(st.integers(0, 4), max_size=25))
    rows = iter(draw(st.permutations(range(1, len(steps) + 1))))
    return [(subject, next(rows)) for subject in steps]


def lived(session: Session, steps: list[tuple[int, int]]) -> datetime:
    """Do all this, an anchor being made on a new day each time; the day after the last."""
    now = NOW
    for subject, row in steps:
        if subject:
            write(session, subject, at=now, row=row)
        else:
            now += DAY
            anchors.make(session, now)
            assert found(session) == []
    return now + DAY


@given(steps=histories())
@settings(max_examples=40)
def test_whatever_comes_in_which_order_is_anchored_in_the_end_and_never_blamed(
    engine: Engine, steps: list[tuple[int, int]]
) -> None:
    with Session(engine) as session:
        now = lived(session, steps)
        written = audit.count(session)

        last = anchors.make(session, now)

        assert found(session) == []
        assert (last.entries if last else 0) == written


@given(steps=histories(), most=st.integers(1, 5), late=st.integers(0, 5))
@settings(max_examples=40)
def test_where_much_is_anchored_in_small_steps_and_some_is_passed_over_nobody_is_blamed(
    engine: Engine, steps: list[tuple[int, int]], most: int, late: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, Session(engine) as session:
        patch.setattr(anchors, "_MOST_IDS", most)
        patch.setattr(anchors, "_LATE_IDS", late)
        now = lived(session, steps)

        while anchors.make(session, now):
            assert found(session) == []


def test_an_entry_that_commits_after_a_later_one_was_anchored_is_in_the_next_anchor(
    postgres_url: str,
) -> None:
    engine = create_engine(postgres_url)
    with Session(engine) as slow, Session(engine) as quick, Session(engine) as beat:
        write(slow, 1)
        write(quick, 2)
        quick.commit()
        first = anchors.make(beat, NOW)
        beat.commit()

        slow.commit()
        between = found(beat)
        second = anchors.make(beat, NOW + DAY)

        assert (first.entries, second.entries) == (1, 2)
        assert (between, found(beat)) == ([], [])
    engine.dispose()


def test_an_erased_payload_is_nobodys_fault(session: Session) -> None:
    write(session, 1, 1)
    anchors.make(session, NOW)

    session.execute(update(AuditEntry).values(payload={}))

    assert found(session) == []


def test_there_is_one_anchor_a_day_of_viet_nam_also_when_nothing_happened(session: Session) -> None:
    write(session, 1)
    late = datetime(2026, 3, 2, 16, 59, tzinfo=UTC)

    made = [anchors.make(session, late + timedelta(minutes=minutes)) for minutes in (0, 0, 1, 1, 24 * 60 + 1)]

    days = [(line.day.day, line.entries) if line else None for line in made]
    assert days == [(2, 1), None, (3, 1), None, (4, 1)]
    assert len({line.value for line in made if line}) == 3


def test_where_nothing_ever_happened_there_is_no_anchor(session: Session) -> None:
    assert anchors.make(session, NOW) is None
    assert found(session) == []


def test_very_much_is_anchored_step_by_step_on_the_same_day(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anchors, "_MOST_IDS", 10)
    for row in range(1, 26):
        write(session, row % 4 + 1, row=row)

    entries = [line.entries for _ in range(4) if (line := anchors.make(session, NOW))]

    assert entries == [10, 20, 25]
    assert found(session) == []


def test_a_line_is_read_back_wherever_it_stands(session: Session, five: list[Line]) -> None:
    logged = f"timestamp='2026-03-06T02:00:00Z' event='audit_anchored' anchor='{five[4]}'"

    assert Line.read(logged) == five[4]
    assert Line.read("2026-13-06 5 " + "0" * 64) is None
    assert Line.read("không có gì") is None

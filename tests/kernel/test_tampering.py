"""Whoever can write the database, and knows how chains are made, is found out by the anchors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, delete, text, update
from sqlalchemy.orm import Session

from pakn.kernel import anchors, audit
from pakn.kernel.anchors import Altered, AnchorFault, AuditAnchor, AuditHead, Line, Wrong
from pakn.kernel.audit import Fault, Subject
from pakn.kernel.pulse import Pulse
from tests.kernel.history import DAY, NOW, SECOND, found, made_anew, of, write
from tests.kernel.history import engine as engine
from tests.kernel.history import five as five
from tests.kernel.history import session as session

Draw = Callable[[st.SearchStrategy[Any]], Any]


def whom(session: Session) -> set[Subject]:
    """The subjects that anchored entries of were altered."""
    session.flush()
    return {each.subject for each in anchors.altered(session)}


def edit(session: Session, subject: int, draw: Draw) -> None:
    """An entry says something else, and the chain is computed anew."""
    entry = draw(st.sampled_from(audit.entries(session, of(subject))))
    entry.event = "Other"
    made_anew(session, subject)


def take_out(session: Session, subject: int, draw: Draw) -> None:
    """One entry goes, and the chain is computed anew."""
    entry = draw(st.sampled_from(audit.entries(session, of(subject))))
    session.delete(entry)
    made_anew(session, subject)


def cut_off(session: Session, subject: int, draw: Draw) -> None:
    """The last entries go; when they are all, the subject is gone."""
    entries = audit.entries(session, of(subject))
    for entry in entries[draw(st.integers(0, len(entries) - 1)) :]:
        session.delete(entry)


def cut_off_and_go_on(session: Session, subject: int, draw: Draw) -> None:
    """The last entries go, and others come in their place."""
    cut_off(session, subject, draw)
    session.flush()
    session.info.clear()
    write(session, *[subject] * draw(st.integers(1, 4)), at=NOW + 50 * DAY)


def swap(session: Session, subject: int, draw: Draw) -> None:
    """Two entries of one or two subjects change places, and the chains are computed anew."""
    other = draw(st.sampled_from([subject, 3]))
    one = audit.entries(session, of(subject))[0]
    two = audit.entries(session, of(other))[-1]
    one.payload, two.payload, one.digest, two.digest = two.payload, one.payload, two.digest, one.digest
    made_anew(session, subject)
    made_anew(session, other)


@pytest.mark.parametrize("tamper", [edit, take_out, cut_off, cut_off_and_go_on, swap])
@given(data=st.data(), days=st.lists(st.lists(st.integers(1, 3), max_size=4), min_size=1, max_size=5))
@settings(max_examples=15)
def test_what_is_done_to_anchored_entries_is_found_and_named_by_its_subject(
    engine: Engine,
    tamper: Callable[[Session, int, Draw], None],
    data: st.DataObject,
    days: list[list[int]],
) -> None:
    with Session(engine) as session:
        for number, subjects in enumerate([[1, 1, 2, 2, 3, 3], *days]):
            write(session, *subjects)
            anchors.make(session, NOW + number * DAY)
        subject = data.draw(st.integers(1, 2))

        tamper(session, subject, data.draw)

        assert of(subject) in whom(session)
        assert anchors.make(session, NOW + 100 * DAY)
        assert of(subject) in whom(session)
        assert list(anchors.faults(session)) == []


CHANGES = [
    update(AuditAnchor).where(AuditAnchor.number == 3).values(value="0" * 64),
    update(AuditAnchor).where(AuditAnchor.number == 3).values(previous="0" * 64),
    update(AuditAnchor).where(AuditAnchor.number == 3).values(entries=1),
    update(AuditAnchor).where(AuditAnchor.number == 3).values(up_to=10**9),
    update(AuditAnchor).where(AuditAnchor.number == 3).values(at=NOW + 2 * DAY + SECOND),
    update(AuditHead).where(AuditHead.anchor == 3).values(chained="0" * 64),
    update(AuditHead).where(AuditHead.anchor == 3).values(number=AuditHead.number + 100),
    update(AuditHead).where(AuditHead.anchor == 3).values(first=1),
    update(AuditHead).where(AuditHead.anchor == 3).values(anchor=2),
    delete(AuditHead).where(AuditHead.anchor == 3),
]


@pytest.mark.parametrize("change", CHANGES)
def test_an_anchor_that_was_edited_is_named(session: Session, five: list[Line], change: object) -> None:
    session.execute(change)

    assert AnchorFault(Wrong.CHANGED, 3, five[2].day) in found(session)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_an_anchor_that_was_removed_is_named(session: Session, five: list[Line], number: int) -> None:
    session.execute(delete(AuditHead).where(AuditHead.anchor == number))
    session.execute(delete(AuditAnchor).where(AuditAnchor.number == number))

    before = five[number - 2].day if number > 1 else None
    assert found(session) == [AnchorFault(Wrong.MISSING, number, before)]


@pytest.mark.parametrize("first", [1, 2, 5])
def test_the_last_anchors_are_missing_also_when_there_is_a_new_one(
    session: Session, five: list[Line], first: int
) -> None:
    session.execute(delete(AuditHead).where(AuditHead.anchor >= first))
    session.execute(delete(AuditAnchor).where(AuditAnchor.number >= first))
    missing = AnchorFault(Wrong.MISSING, first, five[first - 2].day if first > 1 else None)

    at_once = found(session)
    assert anchors.make(session, NOW + 4 * DAY)
    assert anchors.make(session, NOW + 5 * DAY)

    assert at_once == [missing]
    assert found(session) == [missing]


def test_two_anchors_that_changed_places_are_named(session: Session, five: list[Line]) -> None:
    one, two = session.get(AuditAnchor, 2), session.get(AuditAnchor, 3)
    for name in ("at", "up_to", "entries", "previous", "value"):
        here, there = getattr(one, name), getattr(two, name)
        setattr(one, name, there)
        setattr(two, name, here)

    named = {each.number for each in found(session)}

    assert {2, 3} <= named


def test_an_anchor_that_was_computed_anew_is_not_what_the_next_one_follows(
    session: Session, five: list[Line]
) -> None:
    anchor = session.get(AuditAnchor, 3)
    anchor.at -= SECOND
    anchor.value = anchors._value(anchor, anchors._heads(session)[3])

    assert found(session) == [AnchorFault(Wrong.UNLINKED, 4, five[3].day)]


def test_whoever_computes_everything_anew_is_betrayed_by_a_line_kept_elsewhere(
    session: Session, five: list[Line]
) -> None:
    for table in (AuditHead, AuditAnchor, Pulse):
        session.execute(delete(table))
    audit.entries(session, of(1))[0].event = "Other"
    made_anew(session, 1)
    for number in range(5):
        anchors.make(session, NOW + number * DAY)

    assert found(session) == []
    assert set(anchors.lines(session)).isdisjoint(five)


def test_the_earliest_part_that_was_altered_is_told_with_its_day(session: Session, five: list[Line]) -> None:
    write(session, 1, 1, 1)
    anchors.make(session, NOW + 5 * DAY)
    audit.entries(session, of(1))[6].event = "Other"
    made_anew(session, 1)

    assert found(session) == [Altered(of(1), 6, 8, date(2026, 3, 7))]


@pytest.mark.parametrize("moment", ["infinity", "12026-03-02", "0044-03-15 BC"])
def test_a_moment_that_only_postgresql_knows_is_named_and_hides_no_other(
    postgres_url: str, moment: str
) -> None:
    engine = create_engine(postgres_url)
    with Session(engine) as session:
        write(session, 1, 1, 2, 3)
        session.execute(text("UPDATE audit_entry SET at = :at WHERE subject_id = 1"), {"at": moment})
        session.execute(text("UPDATE audit_entry SET event = 'X' WHERE subject_id = 2"))

        assert list(audit.faults(session)) == [Fault(of(1), 1), Fault(of(2), 1)]
    engine.dispose()

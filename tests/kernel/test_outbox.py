"""Events wait in rows: one worker at a time, a lost worker's row comes back, a told one never does."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from pakn.kernel import outbox
from pakn.kernel.outbox import OutboxRow
from tests.services.engines import engine_of

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=60)


@dataclass(frozen=True)
class Rang:
    """An event of these tests."""

    number: int


@dataclass(frozen=True)
class Wrote:
    """An event with words in it."""

    petition_id: int
    unit_id: int | None
    reason: str


TYPES = {"Rang": Rang, "Wrote": Wrote}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """This test's database."""
    with engine_of(database_url) as made:
        yield made


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """One worker's session."""
    with Session(engine) as opened:
        yield opened


def put(session: Session, *numbers: int, at: datetime = NOW) -> list[int]:
    """Record events; their rows' ids."""
    for number in numbers:
        outbox.add(session, Rang(number), at)
    session.commit()
    return list(session.scalars(select(OutboxRow.id).order_by(OutboxRow.id)))


def taken(session: Session, row_id: int, now: datetime = NOW) -> outbox.Envelope:
    """The row, leased by one attempt."""
    envelope = outbox.claim(session, row_id, now, TYPES, LEASE)
    assert envelope is not None
    return envelope


def test_an_event_waits_from_the_moment_it_was_recorded_oldest_first(session: Session) -> None:
    ids = put(session, 1, 2, 3)

    assert outbox.waiting(session, NOW - SECOND) == []
    assert outbox.waiting(session, NOW) == ids
    assert outbox.waiting(session, NOW, limit=2) == ids[:2]


def test_an_event_rolled_back_was_never_there(session: Session) -> None:
    outbox.add(session, Rang(1), NOW)
    session.rollback()

    assert outbox.waiting(session, NOW) == []


def test_the_worker_gets_the_event_as_it_was_recorded(session: Session) -> None:
    (row_id,) = put(session, 7)

    envelope = outbox.claim(session, row_id, NOW + SECOND, TYPES, LEASE)

    assert envelope == outbox.Envelope(row_id, Rang(7), NOW, attempt=1)


def test_a_leased_row_is_nobody_elses_until_the_lease_ends(session: Session) -> None:
    (row_id,) = put(session, 1)
    assert outbox.claim(session, row_id, NOW, TYPES, LEASE)
    session.commit()

    almost = NOW + LEASE - SECOND
    assert outbox.claim(session, row_id, almost, TYPES, LEASE) is None
    assert outbox.waiting(session, almost) == []

    over = NOW + LEASE
    assert outbox.waiting(session, over) == [row_id]
    assert outbox.claim(session, row_id, over, TYPES, LEASE) is not None


def test_of_many_workers_at_once_one_gets_the_row(engine: Engine, session: Session) -> None:
    (row_id,) = put(session, 1)

    def work(_number: int) -> bool:
        with Session(engine) as own:
            if engine.dialect.name == "sqlite":
                own.connection(execution_options={"pakn_writing": True})
            taken = outbox.claim(own, row_id, NOW, TYPES, LEASE)
            own.commit()
            return taken is not None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(16))) == 1


def test_a_row_that_was_told_never_comes_again(session: Session) -> None:
    (row_id,) = put(session, 1)
    assert outbox.finish(session, taken(session, row_id), NOW)
    session.commit()

    later = NOW + timedelta(days=400)
    assert outbox.waiting(session, later) == []
    assert outbox.claim(session, row_id, later, TYPES, LEASE) is None


def test_waits_grow_with_every_failure_up_to_an_hour(session: Session) -> None:
    (row_id,) = put(session, 1)
    now, waits = NOW, []

    for _ in range(14):
        outbox.postpone(session, taken(session, row_id, now), "nobody opened", now)
        session.commit()
        next_at = session.get_one(OutboxRow, row_id).next_try_at
        assert outbox.waiting(session, next_at - SECOND) == []
        assert outbox.claim(session, row_id, next_at - SECOND, TYPES, LEASE) is None
        assert outbox.waiting(session, next_at) == [row_id]
        waits.append(next_at - now)
        now = next_at

    assert waits == sorted(waits)
    assert waits[:3] == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]
    assert waits[-1] == timedelta(hours=1)
    row = session.get_one(OutboxRow, row_id)
    assert (row.attempts, row.last_error, row.leased_until) == (14, "nobody opened", None)


def test_what_was_said_of_a_failure_is_kept_short_and_forgotten_after_success(session: Session) -> None:
    (row_id,) = put(session, 1)
    outbox.postpone(session, taken(session, row_id), "x" * 10_000, NOW)
    session.commit()
    assert len(session.get_one(OutboxRow, row_id).last_error or "") == 500

    assert outbox.finish(session, taken(session, row_id, NOW + timedelta(minutes=1)), NOW)
    session.commit()
    session.expire_all()

    assert session.get_one(OutboxRow, row_id).last_error is None


@pytest.mark.parametrize("broken", [{"event": "Forgotten"}, {"payload": {"colour": "red"}}])
def test_a_row_no_program_can_read_waits_like_a_failure_and_holds_nobody_up(
    session: Session, broken: dict[str, object]
) -> None:
    unreadable, readable = put(session, 1, 2)
    row = session.get_one(OutboxRow, unreadable)
    for name, value in broken.items():
        setattr(row, name, value)
    session.commit()

    assert outbox.claim(session, unreadable, NOW, TYPES, LEASE) is None
    session.commit()

    assert outbox.waiting(session, NOW) == [readable]
    assert outbox.waiting(session, NOW + timedelta(seconds=10)) == [unreadable, readable]
    assert session.get_one(OutboxRow, unreadable).last_error


def test_a_row_that_does_not_exist_is_not_claimed(session: Session) -> None:
    assert outbox.claim(session, 999, NOW, TYPES, LEASE) is None


def test_an_attempt_that_lost_its_lease_no_longer_decides(session: Session) -> None:
    (row_id,) = put(session, 1)
    slow = taken(session, row_id)
    quick = taken(session, row_id, NOW + LEASE)
    assert (slow.attempt, quick.attempt) == (1, 2)

    outbox.postpone(session, slow, "too late", NOW + LEASE)
    assert not outbox.finish(session, slow, NOW + LEASE)

    row = session.get_one(OutboxRow, row_id)
    assert (row.leased_until, row.done_at, row.last_error) == (NOW + 2 * LEASE, None, None)
    assert outbox.finish(session, quick, NOW + LEASE)
    assert not outbox.finish(session, quick, NOW + LEASE)


def test_of_a_told_event_only_the_ids_are_kept(session: Session) -> None:
    outbox.add(session, Wrote(12, None, "Số CCCD 012345678901"), NOW)
    session.flush()
    row = session.scalars(select(OutboxRow)).one()
    envelope = taken(session, row.id)
    assert envelope.event == Wrote(12, None, "Số CCCD 012345678901")

    outbox.finish(session, envelope, NOW)
    session.commit()

    assert row.payload == {"petition_id": 12, "unit_id": None}


def test_what_was_told_a_month_ago_goes_and_what_waits_stays(session: Session) -> None:
    told, waits, told_last = put(session, 1, 2, 3)
    for row_id in (told, told_last):
        outbox.finish(session, taken(session, row_id), NOW)
    session.commit()

    assert outbox.forget_told(session, NOW + timedelta(days=30)) == 0
    assert outbox.forget_told(session, NOW + timedelta(days=31)) == 1
    session.commit()

    assert list(session.scalars(select(OutboxRow.id).order_by(OutboxRow.id))) == [waits, told_last]


def test_an_id_is_never_given_twice(session: Session) -> None:
    (first,) = put(session, 1)
    outbox.finish(session, taken(session, first), NOW)
    session.commit()

    outbox.forget_told(session, NOW + timedelta(days=400))
    session.commit()

    assert put(session, 2)[-1] > first

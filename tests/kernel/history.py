"""Histories and their anchors in a database of their own, and what somebody may do who can write it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pakn.kernel import anchors, audit
from pakn.kernel.anchors import Line
from pakn.kernel.audit import CITIZEN, Link, Subject
from tests.services.engines import engine_of

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
_URLS = {"sqlite": "sqlite_url_of_module", "postgresql": "postgres_url_of_module"}


@dataclass(frozen=True)
class Happened:
    """An event of these tests."""

    what: str


@pytest.fixture(scope="module", params=list(_URLS))
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database for all tests here; none of them commits."""
    with engine_of(str(request.getfixturevalue(_URLS[request.param]))) as made:
        yield made


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A transaction that is never kept."""
    with Session(engine) as opened:
        yield opened


def of(number: int) -> Subject:
    return Subject("petition", number)


def write(session: Session, *subjects: int, at: datetime = NOW, row: int | None = None) -> None:
    """Something happens to each of the subjects, each time another thing; `row` is the id of the entry."""
    for subject in subjects:
        what = f"thư {audit.count(session)}"
        audit.record(session, of(subject), Happened(what), CITIZEN, at).id = row
        session.flush()


def found(session: Session) -> list[object]:
    """Everything that is wrong, as `pakn audit verify` finds it."""
    session.flush()
    session.expire_all()
    return [*audit.faults(session), *anchors.altered(session), *anchors.faults(session)]


def made_anew(session: Session, subject: int) -> None:
    """Let the whole chain fit what its entries say now."""
    previous = ""
    session.flush()
    for number, entry in enumerate(audit.entries(session, of(subject)), 1):
        link = Link(
            previous,
            of(subject),
            number,
            entry.event,
            entry.actor_kind,
            entry.officer_id,
            entry.at,
            entry.digest,
        )
        entry.number, entry.previous, entry.chained = number, previous, audit.link(link)
        previous = entry.chained
    session.flush()
    assert audit.first_fault(session, of(subject)) is None


@pytest.fixture
def five(session: Session) -> list[Line]:
    """Five anchors, a day after the other, a new entry in each."""
    made = []
    for number in range(5):
        write(session, 1)
        made.append(anchors.make(session, NOW + number * DAY))
    assert found(session) == []
    return made

"""Running numbers: from 1, never twice, whoever asks at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask

from pakn.kernel.audit import AuditEntry
from pakn.kernel.db import rehearsal, transaction
from pakn.kernel.numbers import next_number, next_number_and_ids, skip
from pakn.kernel.outbox import OutboxRow

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def taken(app: Flask, name: str) -> int:
    with app.app_context(), transaction() as session:
        return next_number(session, name)


def test_each_series_counts_for_itself_from_one(app: Flask) -> None:
    assert [taken(app, "petition_2026") for _ in range(3)] == [1, 2, 3]
    assert taken(app, "petition_2027") == 1
    assert taken(app, "publication") == 1


def test_many_who_ask_at_once_get_different_numbers(app: Flask) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: taken(app, "petition_2026"), range(60)))

    assert sorted(numbers) == list(range(1, 61))


def test_a_number_lost_with_its_transaction_is_never_given_to_two(app: Flask) -> None:
    first = taken(app, "petition_2026")
    with app.app_context(), rehearsal() as session:
        lost = next_number(session, "petition_2026")

    after = [taken(app, "petition_2026") for _ in range(2)]

    assert first not in [lost, *after]
    assert after[0] in (lost, lost + 1)
    assert len(set(after)) == 2


def test_numbers_that_an_older_copy_does_not_know_of_can_be_left_out(app: Flask) -> None:
    assert [taken(app, "petition_2026"), taken(app, "publication")] == [1, 1]

    with app.app_context(), transaction() as session:
        skip(session, 1000)

    assert taken(app, "petition_2026") > 1000
    assert taken(app, "publication") > 1000
    assert taken(app, "petition_2027") == 1


@pytest.mark.parametrize(
    "name", ["", "Petition", "petition-2026", "2026", "x; DROP TABLE counter", "petition_"]
)
def test_a_name_that_is_no_name_is_refused(app: Flask, name: str) -> None:
    with app.app_context(), transaction() as session, pytest.raises(ValueError, match="series"):
        next_number(session, name)


def test_rows_that_are_written_later_have_their_ids_before(app: Flask) -> None:
    with app.app_context(), rehearsal() as session:
        first, ids = next_number_and_ids(session, "petition_2026", OutboxRow, AuditEntry)
        session.add(OutboxRow(id=ids[0], event="x", payload={}, recorded_at=NOW, next_try_at=NOW))
        session.flush()

        second, later = next_number_and_ids(session, "petition_2026", OutboxRow)

    assert (first, second, len(ids)) == (1, 2, 2)
    assert later[0] > ids[0]

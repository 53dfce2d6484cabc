"""What is a promise in danger, and what only wants looking after."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pakn.operations import health
from pakn.operations.health import Status
from pakn.operations.queries import Figures, Queue, Sign

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
NOTHING = Queue(0, None)
WELL = Figures(
    events=NOTHING,
    outgoing=NOTHING,
    incoming=NOTHING,
    set_aside=NOTHING,
    beat=Sign("beat", NOW - timedelta(seconds=8), ""),
    scan=Sign("scan", NOW - timedelta(seconds=50), ""),
    anchored=NOW - timedelta(hours=30),
    workers=(),
    mailboxes=(),
)


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def judged(**changes: Any) -> dict[str, Status]:
    found = health.of_figures(replace(WELL, **changes), NOW, poll_s=60)
    return {check.name: check.status for check in found}


def test_a_service_that_does_well_is_ok() -> None:
    assert set(judged().values()) == {Status.OK}


@pytest.mark.parametrize(
    ("changes", "part", "status"),
    [
        ({"beat": None}, "beat", Status.ERROR),
        ({"beat": Sign("beat", ago(minutes=2, seconds=59), "")}, "beat", Status.OK),
        ({"beat": Sign("beat", ago(minutes=3, seconds=1), "")}, "beat", Status.ERROR),
        ({"scan": None}, "scan", Status.ERROR),
        ({"scan": Sign("scan", ago(minutes=9, seconds=59), "")}, "scan", Status.OK),
        ({"scan": Sign("scan", ago(minutes=10, seconds=1), "")}, "scan", Status.ERROR),
        ({"scan": Sign("scan", ago(minutes=1), "KeyError")}, "scan", Status.WARNING),
        ({"anchored": None}, "audit_anchor", Status.OK),
        ({"anchored": ago(hours=47)}, "audit_anchor", Status.OK),
        ({"anchored": ago(hours=49)}, "audit_anchor", Status.WARNING),
        ({"events": Queue(3, ago(minutes=1))}, "events", Status.OK),
        ({"events": Queue(3, ago(minutes=3))}, "events", Status.WARNING),
        ({"events": Queue(3, ago(minutes=11))}, "events", Status.ERROR),
        ({"outgoing": Queue(9, ago(minutes=29))}, "outgoing_mail", Status.OK),
        ({"outgoing": Queue(9, ago(hours=5))}, "outgoing_mail", Status.WARNING),
        ({"incoming": Queue(1, ago(minutes=5))}, "incoming_mail", Status.OK),
        ({"incoming": Queue(1, ago(minutes=16))}, "incoming_mail", Status.WARNING),
        ({"set_aside": Queue(1, ago(minutes=1))}, "set_aside_mail", Status.WARNING),
        ({"mailboxes": (Sign("a@xa.example", ago(minutes=1), ""),)}, "mailbox:a@xa.example", Status.OK),
        ({"mailboxes": (Sign("a@xa.example", ago(minutes=6), ""),)}, "mailbox:a@xa.example", Status.WARNING),
        ({"mailboxes": (Sign("a@xa.example", NOW, "OSError"),)}, "mailbox:a@xa.example", Status.WARNING),
    ],
)
def test_a_part_is_judged_by_how_long_it_was_silent(
    changes: dict[str, Any], part: str, status: Status
) -> None:
    found = judged(**changes)

    assert found[part] is status
    assert {each for name, each in found.items() if name != part} == {Status.OK}


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ([Status.OK, Status.OK], "ok"),
        ([Status.OK, Status.WARNING], "degraded"),
        ([Status.WARNING, Status.ERROR], "error"),
        ([], "ok"),
    ],
)
def test_the_worst_part_speaks_for_the_whole(statuses: list[Status], said: str) -> None:
    checks = [health.Check("a", status, None, "") for status in statuses]

    assert health.overall(checks) == said


def test_workers_and_redis_are_asked_for_only_when_redis_is_used() -> None:
    assert health.of_workers(False, (), NOW) == []
    assert health.of_redis(False, None) == []
    (nobody,) = health.of_workers(True, (Sign("1@a", ago(minutes=3), ""),), NOW)
    (somebody,) = health.of_workers(True, (Sign("1@a", ago(seconds=30), ""),), NOW)
    assert (nobody.status, somebody.status, somebody.value) == (Status.WARNING, Status.OK, 1)
    assert [health.of_redis(True, None)[0].status, health.of_redis(True, 4)[0].status] == [
        Status.WARNING,
        Status.OK,
    ]


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=-3), "0 giây"),
        (timedelta(seconds=119), "119 giây"),
        (timedelta(seconds=120), "2 phút"),
        (timedelta(hours=3), "3 giờ"),
        (timedelta(days=40), "40 ngày"),
    ],
)
def test_an_age_is_said_in_the_unit_that_reads_best(age: timedelta, words: str) -> None:
    assert health.spelt(age) == words

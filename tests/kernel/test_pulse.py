"""Signs of life."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask

from pakn.kernel import pulse
from pakn.kernel.db import reading, transaction

THEN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def test_the_last_time_counts_and_says_what_went_wrong_then(app: Flask):
    with app.app_context():
        for minute, fault in ((0, "TimeoutError"), (1, "")):
            with transaction() as session:
                pulse.mark(session, "poll:pakn@xa.example", THEN + timedelta(minutes=minute), fault)
        with transaction() as session:
            pulse.mark(session, "poll:b@xa.example", THEN, "x" * 1000)
            pulse.mark(session, "pollen", THEN)

        found = pulse.last(reading(), "poll:pakn@xa.example")

        assert found is not None
        assert (found.at, found.fault) == (THEN + timedelta(minutes=1), "")
        assert [each.name for each in pulse.beginning_with(reading(), "poll:")] == [
            "poll:b@xa.example",
            "poll:pakn@xa.example",
        ]
        assert pulse.last(reading(), "beat") is None

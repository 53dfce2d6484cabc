"""`pakn db restored`: what was given out after the copy is never given to somebody else."""

from __future__ import annotations

import sqlite3

from tests.cli.conftest import Run


def test_a_restored_database_gives_out_no_code_that_somebody_may_hold(
    pakn: Run, settings: dict[str, str]
) -> None:
    done = pakn("db", "restored")

    with sqlite3.connect(settings["PAKN_DATABASE_URL"].removeprefix("sqlite:///")) as database:
        given = dict(database.execute("SELECT name, last FROM counter"))
    assert done.exit_code == 0
    assert given["petition_2026"] > 10_000
    assert given["publication"] > 10_000

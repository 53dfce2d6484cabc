"""`pakn audit verify`: whoever changes history is found out."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, text

from tests.cli.conftest import Run

Change = Callable[[str], None]


@pytest.fixture
def filled(pakn: Run) -> Run:
    """The command line of an installation with some history."""
    assert pakn("seed", "--petitions", "30").exit_code == 0
    return pakn


@pytest.fixture
def change(sqlite_url: str) -> Change:
    """Changes the database behind the program's back."""

    def run(statement: str) -> None:
        engine = create_engine(sqlite_url)
        with engine.begin() as connection:
            connection.execute(text(statement))
        engine.dispose()

    return run


def code(sqlite_url: str, petition: int) -> str:
    engine = create_engine(sqlite_url)
    with engine.connect() as connection:
        found = connection.scalar(text("SELECT code FROM petition WHERE id = :id"), {"id": petition})
    engine.dispose()
    return str(found)


def test_an_honest_history_holds(filled: Run) -> None:
    said = filled("audit", "verify")

    assert said.exit_code == 0
    assert "không có mục nào sai" in said.stdout


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET event = 'PetitionRefused' WHERE subject_id = 7 AND number = 2",
        'UPDATE audit_entry SET payload = \'{"scope": "pakn"}\' WHERE subject_id = 7 AND number = 2',
        "UPDATE audit_entry SET officer_id = 99 WHERE subject_id = 7 AND number = 2",
        "UPDATE audit_entry SET actor_kind = 'nobody' WHERE subject_id = 7 AND number = 2",
        "UPDATE audit_entry SET at = '2020-01-01 00:00:00.000000' WHERE subject_id = 7 AND number = 2",
        "DELETE FROM audit_entry WHERE subject_id = 7 AND number = 2",
        "UPDATE audit_entry SET previous = 'x' WHERE subject_id = 7 AND number = 2",
        "UPDATE audit_entry SET number = 200 WHERE subject_id = 7 AND number = 2",
    ],
)
def test_a_changed_entry_is_named_by_its_petition_and_number(
    filled: Run, change: Change, sqlite_url: str, statement: str
) -> None:
    change(statement)

    said = filled("audit", "verify")

    assert said.exit_code == 1
    assert f"{code(sqlite_url, 7)}: mục nhật ký số 2 không khớp với chuỗi." in said.stderr
    assert said.stderr.count("không khớp") == 1


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_entry WHERE subject_kind = 'petition' AND subject_id = 7",
        "UPDATE state_spell SET from_at = '2030-01-01 00:00:00.000000' WHERE leg_id IN"
        " (SELECT id FROM leg WHERE petition_id = 7)",
    ],
)
def test_a_history_that_was_cut_short_is_named_by_its_petition(
    filled: Run, change: Change, sqlite_url: str, statement: str
) -> None:
    change(statement)

    said = filled("audit", "verify")
    alone = filled("audit", "verify", "--petition", code(sqlite_url, 7))
    other = filled("audit", "verify", "--petition", code(sqlite_url, 8))

    assert (said.exit_code, alone.exit_code, other.exit_code) == (1, 1, 0)
    assert f"{code(sqlite_url, 7)}: nhật ký thiếu mục cuối" in said.stderr
    assert code(sqlite_url, 8) not in said.stderr


def test_an_erased_payload_breaks_nothing(filled: Run, change: Change) -> None:
    change("UPDATE audit_entry SET payload = '{}' WHERE subject_id = 7")

    assert filled("audit", "verify").exit_code == 0


def test_one_petition_can_be_looked_at_alone(filled: Run, change: Change, sqlite_url: str) -> None:
    change("UPDATE audit_entry SET event = 'X' WHERE subject_id = 7 AND number = 1")

    broken = filled("audit", "verify", "--petition", code(sqlite_url, 7).lower())
    whole = filled("audit", "verify", "--petition", code(sqlite_url, 8))

    assert (broken.exit_code, whole.exit_code) == (1, 0)


def test_no_more_than_twenty_are_named(filled: Run, change: Change) -> None:
    change("UPDATE audit_entry SET event = 'X' WHERE number = 1")

    assert filled("audit", "verify").stderr.count("không khớp") == 20


def test_programs_get_json(filled: Run, change: Change) -> None:
    honest = json.loads(filled("audit", "verify", "--json").stdout)
    change("UPDATE audit_entry SET event = 'X' WHERE subject_id = 7 AND number = 3")
    said = filled("audit", "verify", "--json")
    told = json.loads(said.stdout)

    assert honest["holds"] is True
    assert honest["entries"] == told["entries"] > 100
    assert said.exit_code == 1
    assert [(each["subject"], each["entry"]) for each in told["faults"]] == [("petition 7", 3)]


def test_an_unknown_petition_is_said(filled: Run) -> None:
    said = filled("audit", "verify", "--petition", "PAKN-2026-999999-X")

    assert said.exit_code == 1
    assert "Không có phản ánh nào mang mã" in said.stderr

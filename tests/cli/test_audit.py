"""`pakn audit`: whoever changes history is found out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from pakn.kernel import anchors
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


@pytest.fixture
def anchored(filled: Run, sqlite_url: str) -> Run:
    """The same, when the beat has been there on three days."""
    engine = create_engine(sqlite_url)
    with Session(engine) as session:
        for days in range(3):
            assert anchors.make(session, datetime(2026, 11, 20, 2, 0, tzinfo=UTC) + timedelta(days=days))
        session.commit()
    engine.dispose()
    return filled


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
        "UPDATE audit_entry SET payload = 'kaputt{' WHERE subject_id = 7 AND number = 2",
        "UPDATE audit_entry SET payload = CAST(x'7bff' AS TEXT) WHERE subject_id = 7 AND number = 2",
        "UPDATE audit_entry SET payload = printf('%.200000c', '[') WHERE subject_id = 7 AND number = 2",
        "UPDATE audit_entry SET at = 'xx' WHERE subject_id = 7 AND number = 2",
        "UPDATE audit_entry SET at = '9999-12-31 23:59:59.000000' WHERE subject_id = 7 AND number = 2",
        "UPDATE audit_entry SET officer_id = 'xx' WHERE subject_id = 7 AND number = 2",
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


def test_entries_that_cannot_be_read_hide_no_others(filled: Run, change: Change, sqlite_url: str) -> None:
    change("UPDATE audit_entry SET payload = 'kaputt{' WHERE subject_id = 7 AND number = 2")
    change("UPDATE audit_entry SET at = 'xx' WHERE subject_id = 8 AND number = 1")
    change("UPDATE audit_entry SET event = 'X' WHERE subject_id = 9 AND number = 1")

    said = filled("audit", "verify")

    assert said.exit_code == 1
    assert said.stderr.splitlines() == [
        f"{code(sqlite_url, petition)}: mục nhật ký số {number} không khớp với chuỗi."
        for petition, number in ((7, 2), (8, 1), (9, 1))
    ]


def test_a_petition_that_was_removed_without_its_history_is_named(filled: Run, change: Change) -> None:
    change("DELETE FROM petition WHERE id = 9")

    said = filled("audit", "verify", "--json")

    assert said.exit_code == 1
    assert json.loads(said.stdout)["gone"] == ["petition 9"]
    assert said.stderr == "petition 9: còn nhật ký nhưng phản ánh đã bị xóa.\n"


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


OLD_STATES = (
    "UPDATE state_spell SET from_at = '2000-01-01 00:00:00.000000' WHERE leg_id IN"
    " (SELECT id FROM leg WHERE petition_id = 7)"
)


def test_before_the_first_anchor_it_is_said_that_there_is_none(filled: Run) -> None:
    assert "Chưa có neo nào" in filled("audit", "verify").stdout
    assert filled("audit", "anchors").stdout == ""


def test_how_much_is_anchored_is_said(anchored: Run) -> None:
    said = anchored("audit", "verify")
    told = json.loads(anchored("audit", "verify", "--json").stdout)

    assert said.exit_code == 0
    assert f"Neo cuối ngày 22/11/2026 giữ {told['entries']} mục; 0 mục mới hơn chưa neo." in said.stdout
    assert (told["not_anchored"], told["last_anchor"]) == (
        0,
        anchored("audit", "anchors").stdout.splitlines()[-1],
    )


def test_a_tail_that_was_cut_off_with_the_state_put_back_is_named(
    anchored: Run, change: Change, sqlite_url: str
) -> None:
    change("DELETE FROM audit_entry WHERE subject_id = 7 AND number > 1")
    change(OLD_STATES)

    said = anchored("audit", "verify")
    alone = anchored("audit", "verify", "--petition", code(sqlite_url, 7))
    other = anchored("audit", "verify", "--petition", code(sqlite_url, 8))

    assert (said.exit_code, alone.exit_code, other.exit_code) == (1, 1, 0)
    assert said.stderr == alone.stderr
    assert said.stderr.startswith(f"{code(sqlite_url, 7)}: các mục nhật ký số 1–")
    assert said.stderr.endswith("không còn như khi neo ngày 20/11/2026.\n")


def test_a_petition_removed_with_all_its_history_is_named_by_its_number(
    anchored: Run, change: Change
) -> None:
    change("DELETE FROM audit_entry WHERE subject_id = 7")
    change("DELETE FROM petition WHERE id = 7")

    said = anchored("audit", "verify", "--json")

    (altered,) = json.loads(said.stdout)["altered"]
    assert said.exit_code == 1
    assert (altered["name"], altered["first"], altered["anchored_on"]) == ("petition 7", 1, "2026-11-20")
    assert "petition 7: các mục nhật ký số 1–" in said.stderr


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE audit_anchor SET entries = 1 WHERE number = 2", "Neo số 2 ngày 21/11/2026 không khớp"),
        ("DELETE FROM audit_anchor WHERE number = 2", "Neo số 2, sau neo ngày 20/11/2026, đã mất."),
        ("DELETE FROM audit_anchor WHERE number = 3", "Neo số 3, sau neo ngày 21/11/2026, đã mất."),
        ("DELETE FROM audit_head WHERE subject_id = 7", "Neo số 1 ngày 20/11/2026 không khớp"),
        ("UPDATE audit_anchor SET at = 'xx' WHERE number = 3", "Neo số 3 không khớp"),
        ("UPDATE audit_anchor SET entries = 'xx' WHERE number = 3", "Neo số 3 ngày 22/11/2026 không khớp"),
    ],
)
def test_an_anchor_that_was_changed_is_named(
    anchored: Run, change: Change, statement: str, sentence: str
) -> None:
    change(statement)

    said = anchored("audit", "verify")

    assert said.exit_code == 1
    assert said.stderr.startswith(sentence)
    assert said.stderr.count("Neo số") == 1


def test_what_cannot_be_read_of_the_anchors_is_told_of_them_and_of_the_entries(
    anchored: Run, change: Change, sqlite_url: str
) -> None:
    change("UPDATE audit_anchor SET at = 'xx' WHERE number = 1")
    change("UPDATE audit_head SET number = 'xx' WHERE subject_id = 7")
    change("UPDATE pulse SET at = 'xx' WHERE name = 'anchor'")

    said = anchored("audit", "verify")

    assert said.exit_code == 1
    assert said.stderr.splitlines() == [
        f"{code(sqlite_url, 7)}: các mục nhật ký số 1–xx không còn như khi neo.",
        "Neo số 1 không khớp với dấu của chính nó.",
    ]


def test_lines_kept_elsewhere_are_compared(anchored: Run, tmp_path: Path) -> None:
    kept = anchored("audit", "anchors").stdout
    file = tmp_path / "neo.txt"
    file.write_text(f"# bản in ngày 22/11\n\n{kept}")
    changed = kept.replace("2026-11-21", "2026-11-11", 1)

    honest = anchored("audit", "verify", "--anchors", str(file))
    other = anchored("audit", "verify", "--anchors", "-", stdin=changed)
    unreadable = anchored("audit", "verify", "--anchors", "-", stdin="neo thứ nhất\n")

    assert (honest.exit_code, other.exit_code, unreadable.exit_code) == (0, 1, 1)
    assert other.stderr.strip().endswith(f"cơ sở dữ liệu này: {changed.splitlines()[1]}")
    assert unreadable.stderr.strip().endswith(": neo thứ nhất")


@pytest.mark.parametrize("nothing", ["", "\n# chưa có dòng nào\n"])
def test_without_a_line_to_compare_with_nothing_is_said_to_hold(anchored: Run, nothing: str) -> None:
    said = anchored("audit", "verify", "--anchors", "-", stdin=nothing)

    assert said.exit_code == 1
    assert "Không có dòng neo nào để so" in said.stderr
    assert said.stdout == ""


def test_lines_cannot_be_compared_with_one_petition(anchored: Run, sqlite_url: str) -> None:
    said = anchored("audit", "verify", "--petition", code(sqlite_url, 7), "--anchors", "-", stdin="")

    assert said.exit_code == 2


def test_programs_get_the_anchors_as_json(anchored: Run) -> None:
    told = json.loads(anchored("audit", "anchors", "--json").stdout)

    lines = [f"{each['day']} {each['entries']} {each['value']}" for each in told]
    assert [each["day"] for each in told] == ["2026-11-20", "2026-11-21", "2026-11-22"]
    assert lines == anchored("audit", "anchors").stdout.splitlines()

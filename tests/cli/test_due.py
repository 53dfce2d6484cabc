"""`pakn due`: the day, and why it is that day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def nowhere(tmp_path: Path) -> dict[str, str]:
    """No database anywhere: the calendar is the packaged one."""
    return {"PAKN_DATABASE_URL": "", "PAKN_DATA_DIR": str(tmp_path / "nothing")}


@pytest.mark.parametrize(
    ("event_on", "days", "due_on"),
    [
        ("2026-02-13", "5", "2026-02-27"),
        ("2026-01-08", "2", "2026-01-10"),
        ("2026-11-20", "2", "2026-11-25"),
        ("2024-04-26", "5", "2024-05-07"),
        ("26/04/2024", "5", "2024-05-07"),
    ],
)
def test_the_day_comes_first(
    pakn: Run, nowhere: dict[str, str], event_on: str, days: str, due_on: str
) -> None:
    said = pakn("due", event_on, days, **nowhere)

    assert said.exit_code == 0
    assert said.stdout.splitlines()[0] == due_on


def test_as_data_every_skipped_day_has_its_reason(pakn: Run, nowhere: dict[str, str]) -> None:
    said = json.loads(pakn("due", "2026-11-20", "2", "--json", **nowhere).stdout)

    assert set(said) == {"event_on", "working_days", "due_on", "provisional", "explanation", "skipped"}
    assert (said["event_on"], said["working_days"], said["due_on"]) == ("2026-11-20", 2, "2026-11-25")
    assert said["provisional"] is False
    assert said["skipped"] == [
        {"date": "2026-11-21", "reason": "thứ Bảy"},
        {"date": "2026-11-22", "reason": "Chủ nhật"},
        {"date": "2026-11-24", "reason": "Ngày Văn hóa Việt Nam"},
    ]
    assert any("24/11/2026" in sentence for sentence in said["explanation"])


def test_a_day_in_an_unpublished_year_says_so(pakn: Run, nowhere: dict[str, str]) -> None:
    said = pakn("due", "2026-12-14", "15", **nowhere)

    assert said.stdout.splitlines()[0].endswith("(dự kiến)")
    assert "chưa công bố" in said.stdout


def test_the_calendar_of_the_database_counts_when_there_is_one(pakn: Run, tmp_path: Path) -> None:
    pakn("agency", "load", "--preset", "xa")
    notice = tmp_path / "2026.csv"
    notice.write_text("date,status,kind,name,provisional\n2026-11-23,off,swapped,Nghỉ hoán đổi,no\n")
    assert pakn("calendar", "import", str(notice)).exit_code == 0

    said = json.loads(pakn("due", "2026-11-20", "2", "--json").stdout)

    assert said["due_on"] == "2026-11-25"
    assert {"date": "2026-11-23", "reason": "Nghỉ hoán đổi"} in said["skipped"]


def test_an_empty_database_leaves_the_packaged_calendar(pakn: Run) -> None:
    said = pakn("due", "2026-11-20", "2")

    assert (said.exit_code, said.stdout.splitlines()[0], said.stderr) == (0, "2026-11-25", "")


def test_a_database_that_cannot_be_read_is_said_and_counted_without(pakn: Run) -> None:
    said = pakn("due", "2026-11-20", "2", PAKN_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")

    assert (said.exit_code, said.stdout.splitlines()[0]) == (0, "2026-11-25")
    assert "lịch kèm chương trình" in said.stderr


@pytest.mark.parametrize(
    "args", [("2026-02-30", "5"), ("hôm nay", "5"), ("2026-02-13", "năm"), ("2026-02-13",)]
)
def test_what_is_no_day_or_no_number_is_wrong_use(
    pakn: Run, nowhere: dict[str, str], args: tuple[str, ...]
) -> None:
    assert pakn("due", *args, **nowhere).exit_code == 2


@pytest.mark.parametrize("days", ["10001", "99999999999999999999"])
def test_a_term_longer_than_any_law_is_refused_with_a_sentence(
    pakn: Run, nowhere: dict[str, str], days: str
) -> None:
    said = pakn("due", "2026-02-13", days, **nowhere)

    assert said.exit_code == 1
    assert said.stderr.startswith("Số ngày làm việc phải từ 0")

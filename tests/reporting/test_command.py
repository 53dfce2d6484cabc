"""`pakn report on-time`, as a person at a terminal and a program meet it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pakn.cli import cli
from tests.reporting.quarter import small_quarter
from tests.reporting.world import World, at
from tests.services.web import SECRET_KEY

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def counted(engine: Engine, url: str) -> str:
    """A database with the quarter counted by hand."""
    with Session(engine) as session:
        small_quarter(World(session))
        session.commit()
    return url


@pytest.fixture
def pakn(counted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `pakn report on-time …` beside it, on 20/11/2026."""
    settings = {
        "ENV": "test",
        "CLOCK": at("20/11").isoformat(),
        "DATABASE_URL": counted,
        "DATA_DIR": str(tmp_path / "var"),
        "SECRET_KEY": SECRET_KEY,
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"PAKN_{name}", value)
    return lambda *words: CliRunner().invoke(cli, ["report", "on-time", *words])


def test_a_person_reads_both_rates(pakn: Run) -> None:
    done = pakn("--period", "2026-Q3", "--agency", "xa-mot")

    assert done.exit_code == 0, done.output
    assert "60,00%, 6 trong 10" in done.stdout
    assert "50,00%, 3 trong 6" in done.stdout


@pytest.mark.parametrize("how", [("--json",), ("--as", "json")])
def test_a_program_reads_json(pakn: Run, how: tuple[str, ...]) -> None:
    done = pakn("--period", "2026-Q3", "--agency", "xa-mot", *how)

    assert json.loads(done.stdout)["total"]["rate_a"] == {
        "percent": "60.00",
        "numerator": 6,
        "denominator": 10,
    }


def test_without_an_agency_all_are_counted(pakn: Run) -> None:
    data = json.loads(pakn("--period", "2026-Q3", "--json").stdout)

    assert [each["code"] for each in data["agencies"]] == ["tinh", "xa-mot", "xa-hai"]
    assert data["total"]["rate_a"]["denominator"] == 11


def test_csv_on_the_terminal_begins_with_its_heads(pakn: Run) -> None:
    done = pakn("--period", "2026-Q3", "--agency", "xa-mot", "--as", "csv")

    assert next(csv.reader(io.StringIO(done.stdout)))[0] == "Bảng"


def test_a_file_is_written_so_that_excel_reads_it(pakn: Run, tmp_path: Path) -> None:
    file = tmp_path / "bao-cao.csv"

    done = pakn("--period", "2026-Q3", "--agency", "xa-mot", "--as", "csv", "-o", str(file))

    assert (done.exit_code, done.stdout) == (0, "")
    assert file.read_bytes().startswith("\ufeffBảng,".encode())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--period", "quy-ba"), "Không hiểu kỳ “quy-ba”"),
        (("--period", "2026-Q3", "--agency", "xa-ba"), "Không có cơ quan nào mang mã “xa-ba”."),
        (("--period", "2026-Q3", "-o", "/khong/co/tep.csv"), "Không ghi được tệp /khong/co/tep.csv"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(pakn: Run, words: tuple[str, ...], said: str) -> None:
    done = pakn(*words)

    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_form_that_does_not_exist_is_wrong_use(pakn: Run) -> None:
    assert pakn("--period", "2026-Q3", "--as", "xml").exit_code == 2

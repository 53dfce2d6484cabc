"""What holds for every command: help, exit status, no traceback, a quick start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from pakn.cli import _COMMANDS
from tests.cli.conftest import ROOT, Process, Run

HEAVY = ("sqlalchemy", "flask", "pydantic", "yaml", "alembic", "waitress")


def test_the_help_names_every_command(pakn: Run) -> None:
    said = pakn("--help")

    assert said.exit_code == 0
    assert all(name in said.stdout for name in _COMMANDS)


@pytest.mark.parametrize("name", list(_COMMANDS))
def test_every_command_explains_itself(pakn: Run, name: str) -> None:
    said = pakn(name, "--help")

    assert said.exit_code == 0, said.output
    assert f"pakn {name}" in said.stdout


@pytest.mark.parametrize("name", list(_COMMANDS))
def test_the_list_says_of_a_command_what_its_own_help_says(pakn: Run, name: str) -> None:
    from pakn.cli import cli

    found = cli.get_command(click.Context(cli), name)

    assert found is not None
    assert found.short_help == _COMMANDS[name][1]


def test_an_unknown_command_is_wrong_use(pakn: Run) -> None:
    assert pakn("duee").exit_code == 2


@pytest.mark.parametrize(
    "program",
    [
        "from pakn.cli import cli; cli(['--help'], standalone_mode=False)",
        "from pakn.cli import cli; cli(['due', '2026-11-20', '5'], standalone_mode=False)",
    ],
)
def test_the_quick_commands_do_not_wait_for_the_large_libraries(program: str, tmp_path: Path) -> None:
    code = f"{program}; import sys; print('HEAVY', sorted(set(sys.modules) & {set(HEAVY)!r}))"

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PAKN_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "HEAVY []" in done.stdout


def test_a_missing_setting_is_one_sentence(process: Process) -> None:
    done = process("calendar", "show", "2026", PAKN_ENV="production", PAKN_SECRET_KEY="", PAKN_CLOCK="")

    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "PAKN_SECRET_KEY" in done.stderr


def test_a_database_without_tables_is_one_sentence(pakn: Run, tmp_path: Path) -> None:
    done = pakn("calendar", "show", "2026", PAKN_DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")

    assert done.exit_code == 1
    assert done.stderr.strip() == "Cơ sở dữ liệu chưa tạo hoặc chưa nâng cấp. Chạy: pakn db upgrade"


def test_vietnamese_goes_out_as_utf8_on_any_terminal(process: Process) -> None:
    done = process("due", "2026-11-20", "2", PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert "Ngày Văn hóa Việt Nam" in done.stdout


def test_the_database_is_made_and_made_again(pakn: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'folder' / 'pakn.sqlite3'}"

    first = pakn("db", "upgrade", PAKN_DATABASE_URL=url)
    again = pakn("db", "upgrade", PAKN_DATABASE_URL=url)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert pakn("agency", "load", "--preset", "so", PAKN_DATABASE_URL=url).exit_code == 0


def test_a_database_that_cannot_be_reached_is_a_sentence(pakn: Run) -> None:
    done = pakn("db", "upgrade", PAKN_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")

    assert done.exit_code == 1
    assert done.stderr.startswith("Không nâng cấp được cơ sở dữ liệu: ")

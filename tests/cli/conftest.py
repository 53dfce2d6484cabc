"""The command line as a person uses it: words in, words and an exit status out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

Run = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str) -> dict[str, str]:
    """The environment of an installation on a migrated database of its own."""
    return {
        "PAKN_ENV": "test",
        "PAKN_DATABASE_URL": sqlite_url,
        "PAKN_DATA_DIR": str(tmp_path / "var"),
        "PAKN_SECRET_KEY": "k" * 40,
        "PAKN_CLOCK": "2026-11-20T09:00:00+07:00",
        "PAKN_LOG_LEVEL": "ERROR",
    }


@pytest.fixture
def pakn(settings: dict[str, str]) -> Run:
    """Runs a command in this process: `pakn("due", "2026-11-20", "2")`."""
    from pakn.cli import cli

    def run(*args: str, stdin: bytes | str | None = None, **env: str | None) -> Result:
        return CliRunner().invoke(cli, list(args), input=stdin, env=settings | env, prog_name="pakn")

    return run


@pytest.fixture
def place(pakn: Run) -> Run:
    """A commune alone in its installation."""
    loaded = pakn("agency", "load", "--preset", "xa")
    assert loaded.exit_code == 0, loaded.output
    return pakn


@pytest.fixture
def process(settings: dict[str, str]) -> Process:
    """Runs a command in a process of its own, as a shell would."""

    def run(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(*args),
            env=outside(settings | env),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run


def command(*args: str) -> list[str]:
    """What starts `pakn` without being installed."""
    return [sys.executable, "-c", "from pakn.cli import main; main()", *args]


def outside(settings: dict[str, str]) -> dict[str, str]:
    """The environment of a process: what Python needs, and these settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT)} | {name: value for name, value in settings.items() if value}

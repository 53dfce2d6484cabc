"""`pakn work` and `pakn beat`: what stops their start with a sentence, and who does the work of `pakn web`."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run, command, outside
from tests.services import run
from tests.services.waiting import PATIENCE_S, until

SECOND_LINE = "Việc nền do pakn work và pakn beat làm, vì có PAKN_REDIS_URL."


@pytest.mark.parametrize("name", ["work", "beat"])
def test_without_redis_it_says_what_to_do(pakn: Run, name: str) -> None:
    said = pakn(name)

    assert (said.exit_code, said.stdout) == (1, "")
    assert "PAKN_REDIS_URL" in said.stderr
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["work", "beat"])
def test_a_database_without_tables_is_not_worked_on(pakn: Run, empty_sqlite_url: str, name: str) -> None:
    said = pakn(name, PAKN_DATABASE_URL=empty_sqlite_url, PAKN_REDIS_URL="redis://127.0.0.1:1/0")

    assert said.exit_code == 1
    assert "pakn db upgrade" in said.stderr


def test_a_worker_that_bursts_without_a_redis_that_answers_says_so(pakn: Run) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        said = pakn("work", "--burst", PAKN_REDIS_URL="redis://127.0.0.1:1/0")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

    assert said.exit_code == 1
    assert said.stderr.startswith("Không kết nối được Redis")


def test_with_redis_the_web_leaves_the_work_to_others_and_says_so(
    settings: dict[str, str], tmp_path: Path
) -> None:
    environment = outside(
        settings | {"PORT": str(run.free_port()), "PAKN_REDIS_URL": "redis://127.0.0.1:1/0"}
    )
    said = tmp_path / "said"
    with said.open("w") as out:
        process = subprocess.Popen(command("web"), env=environment, stdout=out, stderr=out)
    try:
        until(lambda: SECOND_LINE in said.read_text() or process.poll() is not None, said.read_text)
        assert process.poll() is None, said.read_text()
        tasks = Path(f"/proc/{process.pid}/task").glob("*/comm")
        assert not any(name.read_text().startswith("pakn-worker") for name in tasks)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE_S) == 0

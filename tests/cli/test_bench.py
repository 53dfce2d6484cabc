"""The benchmark runs from end to end; how fast is for `make bench` to say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.figures import Figure, Times, markdown, table, together
from bench.wire import Answer
from tests.cli.conftest import ROOT, outside
from tests.services import run


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Where a very short run has put its figures."""
    from bench import services

    try:
        services._programs()
    except SystemExit as fault:
        run.missing("PostgreSQL", str(fault))
    short = ["--quick", "--petitions", "60", "--seconds", "0.2", "--mails", "6", "--reads", "1"]
    done = subprocess.run(
        [sys.executable, "-m", "bench", *short, "--results", str(tmp_path / "results")],
        cwd=ROOT,
        env=outside({}),
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return tmp_path / "results"


def test_a_short_run_gives_every_figure_for_programs_and_for_people(results: Path) -> None:
    kept = json.loads(next(results.glob("*.json")).read_text("utf-8"))
    paste = next(results.glob("*.md")).read_text("utf-8")

    named = [figure["what"] for figure in kept["figures"]]
    for words in (
        "seed",
        "POST only",
        "bare view",
        "receipt",
        "inbox",
        "triage",
        "public search",
        "report",
        "mails",
    ):
        assert any(words in each for each in named), words
    assert set(kept["machine"]) == {"date", "processor", "memory", "python", "load"}
    assert all(each in paste for each in named)


def test_half_and_nineteen_of_twenty_are_told_in_milliseconds() -> None:
    times = Times(tuple(number / 1000 for number in range(1, 101)), seconds=5)

    assert (times.p50, times.p95, times.per_second) == (50.5, 96, 20)
    assert together([times, times]).per_second == 20


def test_a_table_has_a_line_for_each_figure() -> None:
    figures = [Figure("inbox", "p50 3 ms", "p95 < 60 ms"), Figure("triage", "p50 40 ms")]

    assert table(figures).splitlines() == ["inbox   p50 3 ms   p95 < 60 ms", "triage  p50 40 ms"]
    assert "| triage | p50 40 ms |  |" in markdown(figures, "a machine")


def test_an_answer_knows_where_it_leads() -> None:
    assert (
        Answer(303, b"HTTP/1.1 303 SEE OTHER\r\nLocation: /bien-nhan/X\r\n", b"").location == "/bien-nhan/X"
    )
    assert Answer(200, b"HTTP/1.1 200 OK\r\n", b"").location == ""

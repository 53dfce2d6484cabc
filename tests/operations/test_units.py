"""The systemd units in docs/: each of their commands is started as it stands there, works, and ends in order."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from configparser import RawConfigParser
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from pakn.kernel import clock
from pakn.settings import Settings
from tests import sample
from tests.services import processes, run, web
from tests.services.smtp import SmtpServer
from tests.services.valkey import RedisServer
from tests.services.waiting import PATIENCE_S, until
from tests.services.web import SECRET_KEY
from tests.workers.looking import sent

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "docs" / "systemd"
SERVICES = ("pakn-web.service", "pakn-work@.service", "pakn-beat.service")
_HOME = "/srv/pakn/.venv/bin/"
_PAKN = [sys.executable, "-c", "from pakn.cli import main; main()"]


class _Unit(RawConfigParser):
    """A unit file: names keep their capitals, and the last of two that are equal is enough for us."""

    def __init__(self, name: str) -> None:
        super().__init__(strict=False)
        self.read(UNITS / name)

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def command(service: str, port: int) -> list[str]:
    """The ExecStart line with this environment and a free port in place of those of the real installation."""
    program, *arguments = shlex.split(_Unit(service)["Service"]["ExecStart"])
    assert program.startswith(_HOME)
    name = program.removeprefix(_HOME)
    start = _PAKN if name == "pakn" else [str(Path(sys.executable).with_name(name))]
    return [*start, *(each.replace(":8000", f":{port}") for each in arguments)]


def example() -> dict[str, str]:
    lines = (UNITS / "pakn.env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture
def environment(
    postgres_url: str, redis_server: RedisServer, smtp_server: SmtpServer, tmp_path: Path
) -> dict[str, str]:
    """The example environment, leading to the servers of this test."""
    here = {
        "PAKN_SECRET_KEY": SECRET_KEY,
        "PAKN_DATABASE_URL": postgres_url,
        "PAKN_REDIS_URL": redis_server.url,
        "PAKN_SMTP_URL": smtp_server.url,
        "PAKN_DATA_DIR": str(tmp_path / "var"),
        "PAKN_IMAP_URL": "",
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT)} | example() | here


@pytest.fixture
def running(
    environment: dict[str, str], tmp_path: Path
) -> Iterator[tuple[int, dict[str, subprocess.Popen[bytes]]]]:
    """Every service, started by its own line; and the port of the pages."""
    _furnish(environment)
    port = run.free_port()
    started = {
        service: processes.start(
            command(service, port), tmp_path / f"{service}.log", cwd=ROOT, env=environment
        )
        for service in SERVICES
    }
    yield port, started
    for process in started.values():
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=PATIENCE_S)
        processes.end(process.pid)


def _furnish(environment: dict[str, str]) -> None:
    """The sample province, and one petition whose letters wait to be sent."""
    app = web.build(environment["PAKN_DATABASE_URL"], Path(environment["PAKN_DATA_DIR"]))
    sample.set_up(app)
    with app.app_context():
        sent(clock.now())
    web.close(app)


def asked(url: str) -> tuple[int, dict[str, object]]:
    """Status and JSON of a page; status 0 while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_S) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refused:
        return refused.code, json.load(refused)
    except (URLError, OSError):
        return 0, {}


def once_it_answers(url: str) -> dict[str, object]:
    """What it says when all is well, or well enough."""
    until(lambda: asked(url)[0] == 200, lambda: asked(url))
    return asked(url)[1]


def test_every_command_works_together_with_the_others_and_ends_with_0(
    running: tuple[int, dict[str, subprocess.Popen[bytes]]], smtp_server: SmtpServer
) -> None:
    port, started = running

    assert once_it_answers(f"http://127.0.0.1:{port}/healthz")["status"] == "ok"
    ready = once_it_answers(f"http://127.0.0.1:{port}/readyz")
    assert ready["status"] in ("ok", "degraded")
    smtp_server.wait_for(1)

    for process in started.values():
        process.send_signal(signal.SIGTERM)
    assert {
        service: process.wait(timeout=PATIENCE_S) for service, process in started.items()
    } == dict.fromkeys(SERVICES, 0)


def test_the_units_are_what_systemd_understands(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        run.missing("systemd-analyze", "not on the PATH (Debian package systemd)")
    for path in (*UNITS.glob("*.service"), *UNITS.glob("*.target")):
        text = re.sub(rf"{_HOME}\w+", "/bin/true", path.read_text())
        (tmp_path / path.name.replace("@.", "@1.")).write_text(text)
        if "@" in path.name:
            (tmp_path / path.name).write_text(text)
            (tmp_path / path.name.replace("@.", "@2.")).write_text(text)

    done = subprocess.run(
        [program, "verify", *sorted(str(each) for each in tmp_path.iterdir() if "@." not in each.name)],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_target_wants_the_services_that_are_there() -> None:
    wanted = _Unit("pakn.target")["Unit"]["Wants"].split()

    assert {re.sub(r"@\d+\.", "@.", name) for name in wanted} == set(SERVICES)


def test_the_example_environment_names_only_settings_there_are() -> None:
    assert {name.removeprefix("PAKN_").lower() for name in example()} <= set(Settings.model_fields)


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_may_gain_rights_or_write_outside_its_folder(service: str) -> None:
    unit = _Unit(service)["Service"]

    assert (unit["User"], unit["NoNewPrivileges"], unit["ProtectSystem"]) == ("pakn", "yes", "strict")
    assert unit["StateDirectory"] == Path(example()["PAKN_DATA_DIR"]).name
    assert int(unit["TimeoutStopSec"]) >= 40


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_is_given_up(service: str) -> None:
    unit = _Unit(service)

    assert (unit["Service"]["Restart"], unit["Unit"]["StartLimitIntervalSec"]) == ("always", "0")


@pytest.mark.parametrize(
    ("script", "places"),
    [
        ("pakn", ["/etc/pakn/pakn.env", f"{_HOME}pakn "]),
        ("pakn-backup", ["/etc/pakn/pakn.env", "/etc/pakn/mailboxes", "/var/lib/pakn "]),
    ],
)
def test_the_scripts_are_good_shell_and_speak_of_the_places_of_the_units(
    script: str, places: list[str]
) -> None:
    path = UNITS / script
    done = subprocess.run(["sh", "-n", str(path)], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr, os.access(path, os.X_OK)) == (0, "", True)
    assert [place for place in places if place not in path.read_text()] == []

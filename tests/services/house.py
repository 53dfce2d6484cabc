"""A whole installation in processes of its own, as an administrator runs it: web, worker and beat."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from tests import sample
from tests.services import processes, run, waiting, web
from tests.services.dovecot import ImapServer
from tests.services.smtp import SmtpServer
from tests.services.valkey import RedisServer
from tests.services.waiting import PATIENCE_S

MAILBOX = "pakn@xa.example"
ROOT = Path(__file__).parents[2]
_BIN = Path(sys.executable).parent


@dataclass
class House:
    """The processes of one installation; `kill` is kill -9 of a part with all its children."""

    folder: Path
    settings: dict[str, str]
    port: int
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _said_before: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *parts: str) -> None:
        """Start these parts; a part that runs already is left alone."""
        for part in parts:
            if not self.is_running(part):
                self._said_before[part] = len(self.written(part))
                self._running[part] = processes.start(
                    self._command(part), self.log(part), cwd=ROOT, env=self._environment()
                )
        if "web" in parts:
            self._wait_for_the_web()

    def kill(self, part: str) -> None:
        """End a part at once, wherever it is: SIGKILL to the process and its children."""
        process = self._running.pop(part)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=PATIENCE_S)
        processes.end(process.pid)

    def is_running(self, part: str) -> bool:
        """Whether it was started and has not ended, by itself or otherwise."""
        return part in self._running and self._running[part].poll() is None

    def pid(self, part: str) -> int:
        """The process of a part that was started."""
        return self._running[part].pid

    def ask_to_end(self, part: str) -> None:
        """SIGTERM, and no waiting."""
        self._running[part].send_signal(signal.SIGTERM)

    def ended(self, part: str) -> int:
        """The exit status of a part that was asked to end; fails when it does not end in time."""
        status = self._running[part].wait(timeout=PATIENCE_S)
        processes.end(self._running.pop(part).pid)
        return status

    def stop(self, part: str) -> int:
        """Ask a part to end; returns its exit status."""
        self.ask_to_end(part)
        return self.ended(part)

    def close(self) -> None:
        """End whatever still runs."""
        for part in list(self._running):
            self.kill(part)

    def log(self, part: str) -> Path:
        """Where a part writes, however often it is started."""
        return self.folder / f"{part}.log"

    def written(self, part: str) -> str:
        """What a part has written so far."""
        return self.log(part).read_text() if self.log(part).exists() else ""

    def says(self, part: str, words: str) -> bool:
        """Whether a part has written this since it was last started."""
        return words in self.written(part)[self._said_before.get(part, 0) :]

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a `pakn` command with the settings of this installation."""
        return subprocess.run(
            [_BIN / "pakn", *arguments],
            cwd=ROOT,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def _command(self, part: str) -> list[str | Path]:
        bind = f"127.0.0.1:{self.port}"
        web = ["wsgi:app", "--bind", bind, "--workers", "2", "--worker-class", "gthread", "--threads", "4"]
        commands: dict[str, list[str | Path]] = {
            "web": [_BIN / "gunicorn", *web, "--no-control-socket"],
            "work": [_BIN / "pakn", "work"],
            "beat": [_BIN / "pakn", "beat"],
        }
        return commands[part]

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PAKN_")}
        return inherited | {f"PAKN_{name}": value for name, value in self.settings.items()}

    def _status(self, path: str) -> int:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)) as connection:
            connection.request("GET", path)
            return connection.getresponse().status

    def _wait_for_the_web(self) -> None:
        waiting.until(self._answers, lambda: f"the web did not come up:\n{self.written('web')[-4000:]}")

    def _answers(self) -> bool:
        with suppress(OSError, http.client.HTTPException):
            return self._status("/healthz") == 200
        return False


@contextmanager
def opened(
    folder: Path, database_url: str, redis: RedisServer, imap: ImapServer, smtp: SmtpServer, **settings: str
) -> Iterator[House]:
    """A house over these servers, whose parts are not started yet; whatever runs at the end is ended."""
    servers = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis.url,
        "SMTP_URL": smtp.url,
        "IMAP_URL": f"{imap.url(MAILBOX)}?address={MAILBOX}&agency=xa-dong",
        "MAIL_POLL_S": "1",
    }
    with alone(folder, **(servers | settings)) as house:
        yield house


@contextmanager
def alone(folder: Path, **settings: str) -> Iterator[House]:
    """The same over nothing but what the settings say; its letters go into its folder if they say nothing of them."""
    port = run.free_port()
    chosen = {
        "ENV": "test",
        "SECRET_KEY": web.SECRET_KEY,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DATA_DIR": str(folder / "var"),
        "MAIL_FROM": MAILBOX,
        "MAIL_DOMAIN": "xa.example",
        "RATE_LIMITS": "false",
        "LOG_LEVEL": "WARNING",
    }
    house = House(folder, chosen | settings, port)
    try:
        yield house
    finally:
        house.close()


@contextmanager
def furnished(house: House) -> Iterator[Flask]:
    """Puts the sample province into a house; an application of the test's own, for looking into its database."""
    app = web.build(house.settings["DATABASE_URL"], house.folder / "var", log_level="ERROR")
    sample.set_up(app)
    yield app
    web.close(app)

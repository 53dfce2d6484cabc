"""Servers the tests start: they outlive the process that started them, never the run."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.services import run

_PR_SET_CHILD_SUBREAPER = 36
_GUARD = """
clean_up() {
    kill -QUIT "$2" && sleep 1 && kill -KILL "$2"
    kill -0 "$1" || rm -rf "$3"
}
trap 'clean_up "$@" 2>/dev/null' EXIT
trap exit HUP INT TERM
while kill -0 "$1" && kill -0 "$2"; do sleep 1; done 2>/dev/null
"""


def start(arguments: list[Any], log: Path, **options: Any) -> subprocess.Popen[bytes]:
    """Start a server that the whole run shares; its output goes to the log."""
    with log.open("a") as out:
        process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True, **options
        )
    (_notes() / str(process.pid)).write_text(str(_guard(process.pid)))
    return process


def end(pid: int) -> None:
    """Ask a server to end, then insist; returns when it has gone."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, how)
        if _gone_within(pid, seconds=5):
            break
    note = _notes() / str(pid)
    with suppress(ProcessLookupError):
        os.killpg(int(note.read_text()), signal.SIGKILL)
    note.unlink()


def adopt_orphans() -> None:
    """Become the parent of whatever a worker or a browser leaves, so that it can be waited for (prctl(2))."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_all() -> None:
    """Called by the leading process when every worker has ended: nothing is left behind."""
    for note in list(_notes().iterdir()):
        end(int(note.name))
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _notes() -> Path:
    folder = run.shared_folder() / "processes"
    folder.mkdir(exist_ok=True)
    return folder


def _guard(pid: int) -> int:
    """End the server also when the run is killed: a shell waits for either of them to go."""
    told = [str(run.leader()), str(pid), str(run.shared_folder())]
    quiet: dict[str, Any] = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }
    return subprocess.Popen(
        ["/bin/sh", "-c", _GUARD, "pakn-tests", *told], start_new_session=True, **quiet
    ).pid


def _gone_within(pid: int, seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while _is_running(pid):
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True


def _is_running(pid: int) -> bool:
    """A process that has ended does not run, also while it waits to be asked how (state Z): ask it."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    if state == "Z":
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
    return state != "Z"

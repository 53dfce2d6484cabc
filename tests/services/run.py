"""One run of the suite: the folder its processes share, and what happens when a real server cannot be had."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import SystemRandom
from typing import NoReturn

import pytest

_SHARED = "PAKN_TEST_SHARED"
_LEADER = "PAKN_TEST_LEADER"
MISSING = "MISSING SERVICE: "


def open_shared_folder() -> None:
    """Called by the process that leads the run; the workers it starts inherit the address."""
    os.environ[_SHARED] = tempfile.mkdtemp(prefix="pakn-tests-")
    os.environ[_LEADER] = str(os.getpid())


def close_shared_folder() -> None:
    """Called by the leading process when every worker has ended."""
    shutil.rmtree(os.environ.pop(_SHARED), ignore_errors=True)


def shared_folder() -> Path:
    """The folder all processes of this run see."""
    return Path(os.environ[_SHARED])


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Only one process of the run is in here at once."""
    with (shared_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def free_port() -> int:
    """A loopback port nobody uses at this moment, below those that connections to elsewhere are given.

    A server that was killed finds it free when it comes back.
    """
    chance = SystemRandom()  # the other one begins each test anew, in every process alike
    while True:
        port = chance.randrange(10_000, 32_000)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def missing(service: str, reason: str) -> NoReturn:
    """Skip loudly, or fail when PAKN_TEST_STRICT=1: a gate must not pass for want of something to test."""
    sentence = f"{MISSING}{service}: {reason}"
    if os.environ.get("PAKN_TEST_STRICT") == "1":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def leader() -> int:
    """The process that leads the run: when it is gone, nothing of the run may stay."""
    return int(os.environ[_LEADER])

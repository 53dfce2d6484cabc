"""Told to end: heard at whatever point of waiting the signal comes, and soon."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType

import pytest

from workers.stopping import Stopping


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """The signals of this process are the test run's again afterwards; whoever hangs is woken."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)}
    signal.signal(signal.SIGALRM, _hangs)
    signal.alarm(90)
    yield
    signal.alarm(0)
    for number, handler in before.items():
        signal.signal(number, handler)


def _hangs(_number: int, _frame: object) -> None:
    raise TimeoutError("it did not hear the signal")


def _told_at(moment: int) -> Stopping:
    """Asked to end at a certain step of a wait of a fifth of a second."""
    stopping, steps = Stopping(), iter(range(1, 1_000))
    stopping.listen()

    def step(_frame: FrameType, _event: str, _argument: object) -> None:
        if next(steps) == moment:
            sys.setprofile(None)
            signal.raise_signal(signal.SIGTERM)

    sys.setprofile(step)
    stopping.wait(0.2)
    sys.setprofile(None)
    return stopping


def test_a_signal_is_heard_at_whatever_point_of_waiting_it_comes() -> None:
    assert [moment for moment in range(2, 12) if not _told_at(moment).asked] == []


def test_who_waits_long_hears_it_soon() -> None:
    stopping = Stopping()
    stopping.listen()
    threading.Timer(0.2, signal.raise_signal, [signal.SIGTERM]).start()

    started = time.monotonic()
    stopping.wait(60)

    assert stopping.asked
    assert time.monotonic() - started < 30

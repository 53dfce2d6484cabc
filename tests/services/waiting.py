"""Waiting for what another thread or process does: patiently, for a machine may be slow, yet no longer than need be."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE_S = 60.0


def until(
    there: Callable[[], T],
    told: Callable[[], Any] = lambda: "it did not happen",
    *,
    seconds: float = PATIENCE_S,
    every_s: float = 0.05,
) -> T:
    """What `there` answers as soon as that is true; fails after so many seconds with what is `told` then."""
    end = time.monotonic() + seconds
    while not (found := there()):
        assert time.monotonic() < end, f"{told()}\n(after {seconds:.0f} s)"
        time.sleep(every_s)
    return found

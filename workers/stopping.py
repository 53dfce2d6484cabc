"""How a process that works beside the web is told to end."""

from __future__ import annotations

import os
import signal
import time

_LOOK_S = 0.1


class Stopping:
    """SIGTERM or Ctrl+C asks to end after the job at hand; a second one ends the process where it stands.

    A plain flag: the lock of an Event may be held by the very thread that the signal interrupts.
    """

    def __init__(self) -> None:
        self._asked = False

    def listen(self) -> None:
        """From now on the signals of this process are ours; to be called in its main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told)

    def ask(self) -> None:
        """What the first signal does."""
        self._asked = True

    @property
    def asked(self) -> bool:
        """Whether to end now, if nothing is in hand."""
        return self._asked

    def wait(self, seconds: float) -> None:
        """Wait so long, or until asked to end."""
        end = time.monotonic() + seconds
        while not self._asked and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, _LOOK_S))

    def _told(self, _number: int, _frame: object) -> None:
        if self.asked:
            os._exit(1)  # like kill -9: nothing is lost by it, and no handler on the way can hold it up
        self.ask()

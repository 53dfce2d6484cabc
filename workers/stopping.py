"""How a process that works beside the web is told to end."""

from __future__ import annotations

import os
import signal
import threading


class Stopping:
    """SIGTERM or Ctrl+C asks to end after the job at hand; a second one ends the process where it stands."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def listen(self) -> None:
        """From now on the signals of this process are ours; to be called in its main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told)

    def ask(self) -> None:
        """What the first signal does."""
        self._asked.set()

    @property
    def asked(self) -> bool:
        """Whether to end now, if nothing is in hand."""
        return self._asked.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until asked to end; whether it was asked."""
        return self._asked.wait(seconds)

    def _told(self, _number: int, _frame: object) -> None:
        if self.asked:
            os._exit(1)  # like kill -9: nothing is lost by it, and no handler on the way can hold it up
        self.ask()

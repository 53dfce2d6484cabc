"""How far long work is, on a terminal only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_STEPS = 500


def bar_of(length: int, label: str) -> ProgressBar[int]:
    """A bar on stderr, moved now and then; nothing at all when nobody sits there."""
    hidden = not sys.stderr.isatty()
    steps = max(1, length // _STEPS)
    return click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=hidden, update_min_steps=steps
    )

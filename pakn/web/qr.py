"""A QR code as the path of a drawing, for pages that load nothing from anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import segno


@dataclass(frozen=True)
class Qr:
    """The dark modules as an SVG path, in a square of `size` modules with its quiet zone (ISO/IEC 18004)."""

    path: str
    size: int


def qr(text: str) -> Qr:
    """The code that a telephone reads as this text; a quarter of it may be unreadable."""
    rows = list(segno.make(text, error="q", micro=False).matrix_iter(border=4))
    runs = (
        f"M{start} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for start, length in _dark(row)
    )
    return Qr("".join(runs), len(rows))


def _dark(row: Iterable[int]) -> list[tuple[int, int]]:
    """Where dark runs begin in a row, and how long they are."""
    runs: list[tuple[int, int]] = []
    for x, module in enumerate(row):
        if not module:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs

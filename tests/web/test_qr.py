"""The QR code on the receipt is one that a telephone can read."""

from __future__ import annotations

import re

import segno
from hypothesis import given
from hypothesis import strategies as st

from pakn.web.qr import Qr, qr

MARGIN = 4


def _drawn(code: Qr) -> list[list[int]]:
    """The modules that the path darkens."""
    field = [[0] * code.size for _ in range(code.size)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", code.path):
        field[int(y)][int(x) : int(x) + int(length)] = [1] * int(length)
    return field


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=200))
def test_the_path_darkens_just_the_dark_modules(text: str) -> None:
    expected = [list(row) for row in segno.make(text, error="q", micro=False).matrix_iter(border=MARGIN)]

    assert _drawn(qr(text)) == expected


def test_a_quiet_zone_of_four_modules_surrounds_it() -> None:
    field = _drawn(qr("https://pakn.example/tra-cuu?code=PAKN-2026-000001-A"))

    edges = field[:MARGIN] + field[-MARGIN:] + [row[:MARGIN] + row[-MARGIN:] for row in field]
    assert not any(map(sum, edges))
    assert field[MARGIN][MARGIN : MARGIN + 7] == [1] * 7

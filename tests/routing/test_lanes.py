"""Sums of many numbers at once are the sums of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pakn.routing import lanes

rows = st.integers(1, 30).flatmap(
    lambda width: st.lists(
        st.tuples(
            st.lists(st.integers(-1000, 1000), min_size=width, max_size=width), st.floats(-10, 10, width=32)
        ),
        min_size=1,
        max_size=20,
    )
)


@given(rows)
def test_each_lane_holds_the_sum_that_it_would_have_alone(rows: list[tuple[list[int], float]]) -> None:
    total = sum(lanes.packed(numbers) * lanes.fine(factor) for numbers, factor in rows)
    width = len(rows[0][0])

    alone = [sum(numbers[at] * factor for numbers, factor in rows) for at in range(width)]

    assert lanes.unpacked(total, width) == pytest.approx(alone, abs=1e-3)
    assert [lanes.lane([total], at)[0] for at in range(width)] == lanes.unpacked(total, width)

"""Whole numbers side by side in one long one: what is done to it is done to all of them at once.

A model asks for the same sum under many labels; here that is one multiplication and one addition a feature, not one
for each label. Nothing is rounded but the factors, to eight decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

FINE = 1 << 26
_WIDTH = 48
"""Bits for one number: a weight takes 11, a factor up to 30, and the factors of a text together four more."""
_HALF = 1 << (_WIDTH - 1)
_MASK = (1 << _WIDTH) - 1


def packed(numbers: Iterable[int]) -> int:
    """These numbers, the first one lowest."""
    return sum(number << (_WIDTH * at) for at, number in enumerate(numbers))


def fine(factor: float) -> int:
    """A factor, as whole numbers are multiplied by it."""
    return round(factor * FINE)


def unpacked(sums: int, count: int) -> list[float]:
    """The sums of `count` numbers that were multiplied by fine factors."""
    raised = sums + packed([_HALF] * count)
    return [((raised >> _WIDTH * at & _MASK) - _HALF) / FINE for at in range(count)]


def lane(sums: Sequence[int], at: int) -> list[float]:
    """One of the numbers in each of many sums."""
    raised_by, shift = packed([_HALF] * (at + 1)), _WIDTH * at
    return [((each + raised_by >> shift & _MASK) - _HALF) / FINE for each in sums]

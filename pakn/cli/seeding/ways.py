"""The ways petitions go, and how often: each is a list of deeds and how many working days pass before one."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

Wait = tuple[int, int]
Part = tuple[str, Wait]

_SOON: Wait = (0, 1)
_TAKEN: tuple[Part, ...] = (("triage", _SOON), ("accept", (0, 1)))
_SIGNED: tuple[Part, ...] = (("approve", (0, 2)),)
_PUBLISHED: tuple[Part, ...] = (*_SIGNED, ("publish", (0, 2)))


@dataclass(frozen=True)
class Way:
    """`waits`: the petition is still where the last deed left it, for at most this many working days."""

    name: str
    weight: float
    parts: tuple[Part, ...]
    waits: int | None = None

    @property
    def longest(self) -> int:
        """How many working days it may take to the last deed."""
        return sum(most for _, (_, most) in self.parts)


WAYS: tuple[Way, ...] = (
    Way("answered", 50, (*_TAKEN, ("submit", (2, 9)), *_PUBLISHED)),
    Way("answered with a note", 6, (*_TAKEN, ("note", (0, 3)), ("submit", (1, 6)), *_PUBLISHED)),
    Way("answered late", 5, (*_TAKEN, ("submit", (14, 24)), *_PUBLISHED)),
    Way("published late", 2, (*_TAKEN, ("submit", (2, 8)), *_SIGNED, ("publish", (3, 8)))),
    Way(
        "sent back once",
        5,
        (*_TAKEN, ("submit", (2, 6)), ("send_back", (0, 1)), ("submit", (0, 2)), *_PUBLISHED),
    ),
    Way("kept private", 8, (*_TAKEN, ("submit", (2, 9)), *_SIGNED, ("keep_private", (0, 2)))),
    Way("not mine", 3, (*_TAKEN, ("hand_back", (0, 2)), ("submit", (2, 7)), *_PUBLISHED)),
    Way("refused", 6, (("refuse", (0, 3)),)),
    Way("forwarded outside", 4, (("triage", _SOON), ("forward_out", (0, 5)))),
    Way("forwarded inside", 2, (("forward", (0, 4)), *_TAKEN, ("submit", (2, 8)), *_PUBLISHED)),
    Way("returned", 1, (("give_back", (0, 3)),)),
    Way(
        "supplemented", 3, (("ask", (0, 4)), ("supplement", (1, 9)), *_TAKEN, ("submit", (2, 8)), *_PUBLISHED)
    ),
    Way(
        "supplemented later",
        2,
        (*_TAKEN, ("ask", (0, 3)), ("supplement", (1, 6)), ("submit", (1, 5)), *_PUBLISHED),
    ),
    Way("lapsed", 2, (("ask", (0, 4)), ("lapse", (12, 12)))),
    Way("withdrawn", 1.5, (("withdraw", (0, 1)),)),
    Way("just arrived", 0.8, (), waits=4),
    Way("waits to be accepted", 0.5, (("triage", _SOON),), waits=6),
    Way("waits for the citizen", 0.6, (("ask", (0, 3)),), waits=9),
    Way("waits for an answer", 2, _TAKEN, waits=20),
    Way("waits for a signature", 0.5, (*_TAKEN, ("submit", (2, 8))), waits=3),
    Way("waits to be published", 0.4, (*_TAKEN, ("submit", (2, 8)), *_SIGNED), waits=3),
)
_WEIGHTS = [way.weight for way in WAYS]


def choose(number: int, dice: Random) -> Way:
    """Every way is gone at least once, the first time in order; then by chance."""
    return WAYS[number] if number < len(WAYS) else dice.choices(WAYS, _WEIGHTS)[0]

"""The words made-up petitions are put together from; they stand in a data file."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

_READ: dict[str, Any] = yaml.safe_load((files("pakn") / "data" / "seed.yaml").read_text(encoding="utf-8"))


def _words(name: str) -> tuple[str, ...]:
    return tuple(_READ[name].split())


def _sentences(name: str) -> tuple[str, ...]:
    return tuple(_READ[name])


SURNAMES = _words("surnames")
MIDDLES = _words("middles")
GIVENS = _words("givens")
PLACE_FIRST = _words("place_first")
PLACE_SECOND = _words("place_second")
OPENINGS = _sentences("openings")
CIRCUMSTANCES = _sentences("circumstances")
REQUESTS = _sentences("requests")
CLOSINGS = _sentences("closings")
ANSWER_OPENING: str = _READ["answer_opening"]
ANSWERS = _sentences("answers")
ANSWER_CLOSING: str = _READ["answer_closing"]
GROUNDS = _sentences("grounds")
MISSING = _sentences("missing")
SUPPLEMENTS = _sentences("supplements")
REFUSALS = _sentences("refusals")
HANDED_OVER = _sentences("handed_over")
NOT_MINE = _sentences("not_mine")
SENT_BACK = _sentences("sent_back")
PRIVATE = _sentences("private")
WITHDRAWN = _sentences("withdrawn")
ELSEWHERE = _sentences("elsewhere")
COMPETENT = _sentences("competent")

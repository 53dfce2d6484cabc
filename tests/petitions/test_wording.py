"""What the history says in words."""

from __future__ import annotations

import pytest

from pakn.petitions import wording
from pakn.petitions.events import PetitionEvent
from pakn.petitions.timeline import Happening
from pakn.subscriptions import EVENTS
from tests.province import NOW

OF_PETITIONS = sorted(name for name, event in EVENTS.items() if issubclass(event, PetitionEvent))


@pytest.mark.parametrize("event", OF_PETITIONS)
def test_what_happened_is_still_told_when_its_particulars_were_erased(event: str) -> None:
    erased = Happening(event, {}, NOW, "machine", "")

    assert wording.title(erased) not in ("", event)
    assert wording.detail(erased) == ""
    assert wording.is_public(erased) in (True, False)


def test_an_erased_forward_says_that_it_was_one() -> None:
    assert wording.title(Happening("PetitionForwarded", {}, NOW, "officer", "")) == "Chuyển đến …"

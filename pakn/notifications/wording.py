"""The few words of a message that depend on who writes and who reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pakn.kernel.text import one_line
from pakn.notifications.models import MessageState, Way
from pakn.petitions.models import Petitioner, SubmitterType
from pakn.sla.models import Deadline
from pakn.sla.showing import basis_label
from pakn.web.i18n import LazyString, _, lazy

_WORD = re.compile(r"\S+")
_SIGNED = re.compile(r"\S/(?:tra-cuu|bo-sung)/\S")

STATES: dict[MessageState, LazyString] = {
    MessageState.QUEUED: lazy("đang chờ gửi"),
    MessageState.SENT: lazy("đã gửi"),
    MessageState.TASK: lazy("văn phòng làm"),
    MessageState.FAILED: lazy("không gửi được"),
    MessageState.BOUNCED: lazy("thư bị trả lại"),
}
WAYS: dict[Way, LazyString] = {
    Way.EMAIL: lazy("thư điện tử"),
    Way.PHONE: lazy("điện thoại"),
    Way.POST: lazy("bưu chính"),
}


@dataclass(frozen=True)
class Promise:
    """The day an answer was promised for; `basis` says on whose word the term stands."""

    due_on: date
    provisional: bool
    working_days: int
    basis: str


def promise(deadline: Deadline | None) -> Promise | None:
    """A deadline as a citizen is told of it."""
    if deadline is None:
        return None
    return Promise(deadline.due_on, deadline.provisional, deadline.working_days, basis_label(deadline))


def addressee(petitioner: Petitioner) -> str:
    """How a letter speaks to its reader: an organisation by its name, a person as ông/bà, with the name once known."""
    if petitioner.submitter_type is not SubmitterType.PERSON and petitioner.organization:
        return one_line(petitioner.organization)
    if not petitioner.full_name:
        return _("ông/bà")
    person: str = _("ông/bà %(name)s", name=one_line(petitioner.full_name))
    return person


def for_office(text: str) -> str:
    """A message to a citizen, or a letter that quotes one, as officers may read it: whoever holds a signed link acts
    as the citizen. Linear in the length of the text, which may be a stranger's.
    """
    if not _SIGNED.search(text):
        return text
    hidden = _("(liên kết riêng của người gửi)")
    return _WORD.sub(lambda word: hidden if _SIGNED.search(word[0]) else word[0], text)

"""What stands over every page of a petition and on its line in a list: code, state, origin, deadline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from pakn.kernel import clock
from pakn.petitions import wording
from pakn.petitions.models import Channel, Petition
from pakn.petitions.petitioners import shown_name
from pakn.petitions.workflow import State
from pakn.sla import queries as deadlines
from pakn.sla import showing as sla
from pakn.sla.models import Step
from pakn.web.filters import when
from pakn.web.i18n import LazyString, _, lazy

_STAGES: dict[State, int] = {
    State.RECEIVED: 2,
    State.AWAITING_SUPPLEMENT: 2,
    State.IN_PROGRESS: 3,
    State.AWAITING_APPROVAL: 5,
    State.AWAITING_PUBLICATION: 6,
    State.PUBLISHED: 7,
    State.ANSWERED_UNPUBLISHED: 7,
}
_CHANNELS: dict[Channel, LazyString] = {
    Channel.WEB: lazy("qua cổng của xã"),
    Channel.EMAIL: lazy("qua thư điện tử"),
    Channel.COUNTER: lazy("trực tiếp tại quầy"),
    Channel.POST: lazy("qua bưu chính"),
    Channel.HOTLINE: lazy("qua điện thoại"),
    Channel.TRANSFERRED: lazy("từ cơ quan khác chuyển đến"),
}


@dataclass(frozen=True)
class Head:
    """The lines over every page of one petition."""

    code: str
    subject: str
    state: str
    state_words: LazyString
    about: str
    content: str


def head(petition: Petition) -> Head:
    """Code, state and where it came from."""
    about = _("%(channel)s, %(when)s", channel=_CHANNELS[petition.channel], when=when(petition.received_at))
    words = wording.STATES[petition.state]
    return Head(petition.code, petition.subject, petition.state.value, words, about, petition.content)


def channel_words(petition: Petition) -> LazyString:
    """How it reached the agency."""
    return _CHANNELS[petition.channel]


def short_code(petition: Petition) -> str:
    """The code without its first part, for lists."""
    return petition.code.removeprefix("PAKN-")


def stage(petition: Petition) -> int:
    """How far along the six stages, 0 when the petition left the way."""
    return _STAGES.get(petition.state, 0)


def answer_due(session: Session, petition: Petition, now: datetime) -> sla.Showing | None:
    """The deadline that runs now, else the answer's."""
    found = deadlines.running(session, petition.leg) or deadlines.standing(session, petition.leg, Step.ANSWER)
    return sla.show(session, found, now) if found else None


def hinted(text: str, suggestions: list[dict[str, Any]]) -> list[tuple[str, int]] | None:
    """The text cut where words led the machine to its first suggestion; None when no word did."""
    words = suggestions[0]["words"] if suggestions else []
    if not words:
        return None
    weights = {word.casefold(): 2 if place < 2 else 1 for place, word in enumerate(words)}
    pattern = "|".join(re.escape(word) for word in sorted(weights, key=len, reverse=True))
    parts, shown_to = [], 0
    for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE):
        parts += [(text[shown_to : match.start()], 0), (match[0], weights.get(match[0].casefold(), 1))]
        shown_to = match.end()
    return [part for part in (*parts, (text[shown_to:], 0)) if part[0]]


def inbox_item(petition: Petition, due: sla.Showing | None) -> dict[str, Any]:
    """One line of a list."""
    return {
        "href": url_for("officer.petition", code=petition.code),
        "short_code": short_code(petition),
        "subject": petition.subject,
        "petitioner": shown_name(petition.petitioner),
        "field": petition.field.name if petition.field else None,
        "received_on": clock.day_of(petition.received_at),
        "due": due,
        "state": petition.state.value,
        "state_words": wording.STATES[petition.state],
        "next": wording.NEXT.get(petition.state),
    }


def today_note(session: Session, today: date) -> str | None:
    """The next day off on a weekday within two weeks, for people who plan."""
    calendar = deadlines.calendar(session)
    for offset in range(1, 15):
        day = date.fromordinal(today.toordinal() + offset)
        if day.weekday() < 5 and not calendar.is_working_day(day):
            return _(
                "%(day)s nghỉ: %(name)s",
                day=f"{day.day:02d}/{day.month:02d}",
                name=calendar.why_off(day) or "",
            )
    return None

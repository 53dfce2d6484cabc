"""What the tracking page may say: dates only, or everything that is the citizen's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from pakn.identity import access
from pakn.kernel import clock, signing
from pakn.petitions import queries as petitions
from pakn.petitions import timeline, wording, workflow
from pakn.petitions.models import Channel, Direction, Petition
from pakn.petitions.timeline import Happening
from pakn.petitions.workflow import ANSWERED, Capacity, State, Verb
from pakn.publishing import service as publishing
from pakn.publishing.models import PublicationState
from pakn.sla import queries as deadlines
from pakn.sla import showing
from pakn.sla.models import Step
from pakn.web.config import settings
from pakn.web.filters import when

_WITH_THE_OFFICE = frozenset({State.RECEIVED, State.IN_PROGRESS, State.AWAITING_APPROVAL})


@dataclass(frozen=True)
class Question:
    """What the citizen is asked, by an officer or by the machine; text and day are None when nothing is."""

    text: str | None
    due_on: date | None
    by_officer: bool = True


def question(session: Session, petition: Petition) -> Question:
    """The last thing asked, while the petition waits for it."""
    if petition.state is not State.AWAITING_SUPPLEMENT:
        return Question(None, None)
    asked = [
        each for each in petitions.correspondence(session, petition) if each.direction is Direction.TO_CITIZEN
    ]
    due = deadlines.standing(session, petition.leg, Step.SUPPLY)
    last = asked[-1] if asked else None
    return Question(
        text=last.text if last else None,
        due_on=due.due_on if due else None,
        by_officer=last is None or last.officer_id is not None,
    )


def dates_only(session: Session, petition: Petition, now: datetime) -> dict[str, Any]:
    """State, dates and unit: what somebody with the code and four digits may know."""
    access.speak_as(petition.agency)
    deadline = deadlines.standing(session, petition.leg, Step.ANSWER)
    owed = deadlines.standing(session, petition.leg, Step.SUPPLY)
    if petition.state is State.AWAITING_SUPPLEMENT and owed is not None:
        deadline = owed
    return {
        "code": petition.code,
        "state": petition.state.value,
        "state_words": wording.STATES[petition.state],
        "received_at": petition.received_at,
        "unit": petition.unit.name if petition.unit else petition.agency.name,
        "due": showing.show(session, deadline, now) if deadline else None,
        "now_words": wording.NOW[petition.state],
        "must_act": petition.state is State.AWAITING_SUPPLEMENT,
        "waiting": petition.state in _WITH_THE_OFFICE,
        "no_slip": petition.channel is Channel.EMAIL,
        "full": False,
    }


def in_full(session: Session, petition: Petition, now: datetime) -> dict[str, Any]:
    """Everything that is the citizen's own, and what they may do next."""
    asked = question(session, petition)
    return dates_only(session, petition, now) | {
        "full": True,
        "subject": petition.subject,
        "content": petition.content,
        "files": [_file(petition, each) for each in petition.attachments],
        "letters": _letters(session, petition),
        "entries": _entries(session, petition),
        "answer": _answer(session, petition),
        "result_href": _result_href(session, petition),
        "supplement_href": _supplement_href(petition),
        "withdraw_href": _withdraw_href(petition),
        "question": asked.text,
        "question_due_on": asked.due_on,
    }


def _file(petition: Petition, attachment: Any) -> dict[str, Any]:
    href = url_for("citizen.attachment", code=petition.code, attachment_id=attachment.id)
    return {"name": attachment.file.name, "size": attachment.file.size, "href": href}


def _letters(session: Session, petition: Petition) -> list[dict[str, Any]]:
    """What the citizen wrote after the petition itself, oldest first."""
    written = petitions.correspondence(session, petition)
    return [
        {"text": each.text, "when": when(each.at)}
        for each in written
        if each.direction is Direction.FROM_CITIZEN
    ]


def _entries(session: Session, petition: Petition) -> list[dict[str, Any]]:
    told = [each for each in timeline.happenings(session, petition) if wording.is_public(each)]
    return [_entry(each, newest=place == 0) for place, each in enumerate(told)]


def _entry(happening: Happening, *, newest: bool) -> dict[str, Any]:
    return {
        "kind": "now" if newest else "done",
        "title": wording.title(happening),
        "when": when(happening.at),
        "text": wording.detail(happening) if happening.event != "PetitionFiled" else "",
    }


def _answer(session: Session, petition: Petition) -> dict[str, Any] | None:
    reply = petitions.reply(session, petition)
    if petition.state not in ANSWERED or reply is None or reply.approved_at is None:
        return None
    return {
        "text": reply.text,
        "answered_at": reply.approved_at,
        "signed_as": petition.agency.name,
        "outcome": reply.outcome.label if reply.outcome else "",
    }


def _result_href(session: Session, petition: Petition) -> str | None:
    shown = publishing.of_petition(session, petition)
    if shown is None or shown.state is not PublicationState.PUBLIC:
        return None
    return url_for("public.result", number=shown.number)


def _supplement_href(petition: Petition) -> str | None:
    if not workflow.may(petition.state, Verb.SUPPLEMENT, {Capacity.CITIZEN}):
        return None
    signed = signing.sign(settings().key, "supplement", petition.code, now=clock.now())
    return url_for("citizen.supplement", signed=signed)


def _withdraw_href(petition: Petition) -> str | None:
    if not workflow.may(petition.state, Verb.WITHDRAW, {Capacity.CITIZEN}):
        return None
    return url_for("citizen.withdraw", code=petition.code)

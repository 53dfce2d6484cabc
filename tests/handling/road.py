"""How a petition comes into each state, and how each verb is done: through the program's own verbs only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.handling import verbs
from pakn.intake import service as intake
from pakn.kernel import audit
from pakn.kernel.audit import MACHINE, Subject
from pakn.kernel.db import transaction
from pakn.petitions.models import Channel, Petition
from pakn.petitions.service import Acting
from pakn.petitions.workflow import Capacity, State, Verb
from tests import sample
from tests.province import NOW

OFFICE, LEADER, HEAD, ASSIGNEE = "dong-vp", "dong-chu-tich", "dong-kt", "dong-kt2"
REASON = "Lý do mẫu, đủ rõ để người đọc hiểu."
TEXT = "Hồ sơ của ông/bà đã được giải quyết ngày 20/02/2026, ông/bà gọi 0987654321 để nhận."

_ROADS: dict[State, tuple[tuple[Verb, str | None], ...]] = {
    State.RECEIVED: (),
    State.AWAITING_SUPPLEMENT: ((Verb.ASK_SUPPLEMENT, ASSIGNEE),),
    State.IN_PROGRESS: ((Verb.ACCEPT, ASSIGNEE),),
    State.AWAITING_APPROVAL: ((Verb.ACCEPT, ASSIGNEE), (Verb.SUBMIT, ASSIGNEE)),
    State.REFUSED: ((Verb.REFUSE, OFFICE),),
    State.FORWARDED: ((Verb.FORWARD, OFFICE),),
    State.RETURNED: ((Verb.RETURN, OFFICE),),
    State.WITHDRAWN: ((Verb.WITHDRAW, None),),
    State.LAPSED: ((Verb.ASK_SUPPLEMENT, ASSIGNEE), (Verb.LAPSE, None)),
}
_ROADS[State.AWAITING_PUBLICATION] = (*_ROADS[State.AWAITING_APPROVAL], (Verb.APPROVE, LEADER))
_ROADS[State.PUBLISHED] = (*_ROADS[State.AWAITING_PUBLICATION], (Verb.PUBLISH, OFFICE))
_ROADS[State.ANSWERED_UNPUBLISHED] = (*_ROADS[State.AWAITING_PUBLICATION], (Verb.KEEP_PRIVATE, OFFICE))


def held(session: Session, now: datetime, **changes: Any) -> Petition:
    """A petition about land that the office gave to the officer of the sample."""
    petition = sample.submit(session, at=now, **changes)
    do(session, petition, Verb.ASSIGN, sample.acting(session, petition, OFFICE), now)
    return petition


def committed(app: Flask, **changes: Any) -> str:
    """The code of such a petition, kept for the tests that open its pages."""
    with app.app_context(), transaction() as session:
        return held(session, NOW, **changes).code


def brought(session: Session, state: State, now: datetime, *, transferred: bool = True) -> Petition:
    """A petition in this state; it came from an agency outside, so that it can be returned."""
    petition = held(session, now)
    if transferred:
        petition.channel, petition.external_system = Channel.TRANSFERRED, "Trung tâm tiếp nhận (mẫu)"
    for verb, username in _ROADS[state]:
        do(session, petition, verb, acting(session, petition, username), now)
    assert petition.state is state
    return petition


def acting(session: Session, petition: Petition, username: str | None) -> Acting:
    """Somebody by name; nobody stands for the machine and the citizen."""
    if username is None:
        return Acting(MACHINE, frozenset({Capacity.MACHINE, Capacity.CITIZEN}))
    return sample.acting(session, petition, username)


def do(session: Session, petition: Petition, verb: Verb, by: Acting, now: datetime) -> None:
    """Do a verb with everything it needs."""
    _DO[verb](session, petition, by, now)


def _assign(session: Session, petition: Petition, by: Acting, now: datetime) -> None:
    """To the officer; whoever merely holds it can only give it back."""
    directs = by.capacities - {Capacity.ASSIGNEE}
    unit = sample.unit(session, "xa-dong", "kinh-te") if directs else None
    officer = sample.officer(session, ASSIGNEE) if directs else None
    verbs.assign(session, petition, unit=unit, officer=officer, reason="", by=by, now=now)


def _submit(session: Session, petition: Petition, by: Acting, now: datetime) -> None:
    outcome = catalogue.outcome(session, "giai_thich_huong_dan")
    assert outcome is not None
    verbs.submit(session, petition, outcome=outcome, text=TEXT, grounds="", by=by, now=now)


def _supplement(session: Session, petition: Petition, by: Acting, now: datetime) -> None:
    intake.add_supplement(session, petition, TEXT, [], by=by, officer_id=by.actor.officer_id, now=now)


_DO: dict[Verb, Callable[[Session, Petition, Acting, datetime], None]] = {
    Verb.ASSIGN: _assign,
    Verb.ACCEPT: lambda session, it, by, now: verbs.accept(session, it, by=by, now=now),
    Verb.REFUSE: lambda session, it, by, now: verbs.refuse(
        session, it, ground="R3", reason=REASON, by=by, now=now
    ),
    Verb.ASK_SUPPLEMENT: lambda session, it, by, now: verbs.ask_supplement(
        session, it, items=REASON, by=by, now=now
    ),
    Verb.SUPPLEMENT: _supplement,
    Verb.LAPSE: lambda session, it, by, now: verbs.lapse(session, it, now=now),
    Verb.WITHDRAW: lambda session, it, by, now: intake.withdraw(session, it, REASON, now=now),
    Verb.FORWARD: lambda session, it, by, now: verbs.forward(
        session, it, to=None, to_name="Sở Mẫu", reason=REASON, by=by, now=now
    ),
    Verb.RETURN: lambda session, it, by, now: verbs.return_to_sender(
        session, it, reason=REASON, by=by, now=now
    ),
    Verb.HAND_BACK: lambda session, it, by, now: verbs.hand_back(session, it, reason=REASON, by=by, now=now),
    Verb.SUBMIT: _submit,
    Verb.APPROVE: lambda session, it, by, now: verbs.approve(session, it, publish_now=False, by=by, now=now),
    Verb.SEND_BACK: lambda session, it, by, now: verbs.send_back(session, it, reason=REASON, by=by, now=now),
    Verb.PUBLISH: lambda session, it, by, now: verbs.publish(session, it, by=by, now=now),
    Verb.KEEP_PRIVATE: lambda session, it, by, now: verbs.keep_private(
        session, it, reason=REASON, by=by, now=now
    ),
}

SAYS = {
    Verb.ASSIGN: "PetitionAssigned",
    Verb.ACCEPT: "PetitionAccepted",
    Verb.REFUSE: "PetitionRefused",
    Verb.ASK_SUPPLEMENT: "SupplementAsked",
    Verb.SUPPLEMENT: "PetitionSupplemented",
    Verb.LAPSE: "PetitionLapsed",
    Verb.WITHDRAW: "PetitionWithdrawn",
    Verb.FORWARD: "PetitionForwarded",
    Verb.RETURN: "PetitionReturned",
    Verb.HAND_BACK: "PetitionHandedBack",
    Verb.SUBMIT: "ReplySubmitted",
    Verb.APPROVE: "PetitionAnswered",
    Verb.SEND_BACK: "ReplySentBack",
    Verb.PUBLISH: "ResultPublished",
    Verb.KEEP_PRIVATE: "ResultKeptPrivate",
}
"""The one entry each verb leaves in the timeline."""

ADDRESSES = {
    Verb.ASSIGN: "giao-viec",
    Verb.ACCEPT: "tiep-nhan",
    Verb.REFUSE: "khong-tiep-nhan",
    Verb.ASK_SUPPLEMENT: "yeu-cau-bo-sung",
    Verb.SUPPLEMENT: "ghi-bo-sung",
    Verb.FORWARD: "chuyen",
    Verb.RETURN: "tra-lai-noi-chuyen",
    Verb.HAND_BACK: "khong-phai-viec-cua-toi",
    Verb.SUBMIT: "tra-loi",
    Verb.APPROVE: "duyet",
    Verb.SEND_BACK: "tra-lai-de-sua",
    Verb.PUBLISH: "cong-khai",
    Verb.KEEP_PRIVATE: "khong-cong-khai",
}
"""Under which address officers do a verb; lapse and withdraw have none."""

FIELDS: dict[Verb, dict[str, str]] = {
    Verb.ASSIGN: {"holder": "", "reason": ""},
    Verb.ACCEPT: {},
    Verb.REFUSE: {"ground": "R3", "reason": REASON},
    Verb.ASK_SUPPLEMENT: {"items": REASON},
    Verb.SUPPLEMENT: {"content": TEXT},
    Verb.FORWARD: {"agency": "", "other": "Sở Mẫu", "reason": REASON},
    Verb.RETURN: {"reason": REASON},
    Verb.HAND_BACK: {"reason": REASON},
    Verb.SUBMIT: {"outcome": "giai_thich_huong_dan", "text": TEXT, "basis": ""},
    Verb.APPROVE: {},
    Verb.SEND_BACK: {"reason": REASON},
    Verb.PUBLISH: {"title": "Tiêu đề", "question": "Câu hỏi", "answer": "Câu trả lời"},
    Verb.KEEP_PRIVATE: {"reason": REASON},
}
"""A form of each verb, filled in rightly."""


def said(session: Session, petition: Petition) -> list[str]:
    """What the timeline says, oldest first."""
    return [entry.event for entry in audit.entries(session, Subject("petition", petition.id))]

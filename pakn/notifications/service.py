"""Writing messages into the ledger: one event, one transaction, each reader once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.identity.models import Agency, Officer
from pakn.identity.showing import noun
from pakn.kernel import clock, outbox, signing
from pakn.kernel.db import transaction
from pakn.kernel.outbox import Envelope
from pakn.kernel.text import one_line
from pakn.notifications import bounces, errands
from pakn.notifications.addresses import takes_answers
from pakn.notifications.events import MessageQueued
from pakn.notifications.models import Message, MessageState, Way
from pakn.notifications.wording import addressee
from pakn.petitions.models import Channel, Petition, Petitioner, Task
from pakn.settings import Settings
from pakn.web.rendering import render

TRACK = "track"
SUPPLEMENT = "supplement"
_LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Occasion:
    """Something that happened to a petition and is being told; `at` is when it happened, `now` when it is told."""

    session: Session
    settings: Settings
    petition: Petition
    event_id: int
    at: datetime
    now: datetime

    @property
    def on(self) -> date:
        """The day of the telling in Viet Nam."""
        return clock.day_of(self.now)


@dataclass(frozen=True)
class _Reader:
    """Whom one message is for, and how it gets there."""

    recipient: str
    way: Way
    address: str
    officer_id: int | None = None


@contextmanager
def occasion(envelope: Envelope, settings: Settings) -> Iterator[Occasion]:
    """Read the petition of an event fresh; what is told in the block stands in the ledger, or nothing does."""
    now = clock.now()
    with transaction() as session:
        petition = session.get_one(Petition, envelope.event.petition_id)
        yield Occasion(session, settings, petition, envelope.id, envelope.recorded_at, now)


def tell_citizen(occurred: Occasion, template: str, *, agency: Agency | None = None, **facts: object) -> None:
    """Tell the petitioner, in the name of an agency (the one where the petition lies, if not said)."""
    petition, writer = occurred.petition, agency or occurred.petition.agency
    reader = _citizen(occurred.session, petition.petitioner)
    context = _citizen_context(occurred, writer, reader) | facts
    message = _write(occurred, reader, template, context)
    if message is not None:
        _by_hand(occurred, message, writer)


def tell_again(occurred: Occasion, earlier: Message) -> None:
    """The petitioner gets an earlier message in the same words, as they are reached now.

    It is a row of its own with a Message-ID of its own. The earlier row goes on saying where the message went in vain:
    by it that address is known to be dead, and a bounce of it that comes late touches nothing new.
    """
    reader = _citizen(occurred.session, occurred.petition.petitioner)
    if not _told(occurred, reader, earlier.template):
        words = earlier.subject, earlier.text, earlier.html
        _by_hand(occurred, _put(occurred, reader, earlier.template, words), occurred.petition.agency)


def _by_hand(occurred: Occasion, message: Message, writer: Agency) -> None:
    """What no mail can bring is brought by the office of the agency that writes."""
    if message.way is not Way.EMAIL:
        errands.give(occurred.session, message, way=message.way, agency_id=writer.id, now=occurred.now)


def takes_mail(session: Session, petitioner: Petitioner) -> bool:
    """Whether the petitioner is told by mail: there is an address, and none of ours came back from it for good."""
    return _citizen(session, petitioner).way is Way.EMAIL


def tell_officers(occurred: Occasion, template: str, officers: Iterable[Officer], **facts: object) -> None:
    """Tell officers by e-mail; one without an address sees it in the inbox and gets no message."""
    context = _officer_context(occurred) | facts
    for officer in officers:
        if officer.email:
            reader = _Reader(f"officer:{officer.id}", Way.EMAIL, officer.email, officer.id)
            _write(occurred, reader, template, context)


def task_done(envelope: Envelope, settings: Settings) -> None:
    """TaskDone: the call was made or the letter posted, so its message has reached its reader."""
    with transaction() as session:
        task = session.get_one(Task, envelope.event.task_id)
        message = session.get(Message, task.message_id) if task.message_id else None
        if message is not None and message.state is MessageState.TASK:
            message.state, message.sent_at = MessageState.SENT, envelope.recorded_at


def _citizen(session: Session, petitioner: Petitioner) -> _Reader:
    recipient = f"petitioner:{petitioner.id}"
    if petitioner.email and not bounces.is_dead(session, petitioner, petitioner.email):
        return _Reader(recipient, Way.EMAIL, petitioner.email)
    way = errands.way_by_hand(petitioner)
    return _Reader(recipient, way, petitioner.phone if way is Way.PHONE else petitioner.address)


def _citizen_context(occurred: Occasion, agency: Agency, reader: _Reader) -> dict[str, object]:
    petition, us = occurred.petition, noun(agency)
    by_mail = petition.channel is Channel.EMAIL
    return {
        "code": petition.code,
        "about": petition.subject,
        "received_on": clock.day_of(petition.received_at),
        "name": addressee(petition.petitioner),
        "address": reader.address,
        "way": reader.way.value,
        "no_slip": by_mail,
        "has_phone": bool(petition.petitioner.phone),
        "replies": by_mail or takes_answers(occurred.session, agency, occurred.settings),
        "agency": agency,
        "us": us,
        "we": us[0].upper() + us[1:],
        "site": occurred.settings.base_url,
        "track_link": _link(occurred, "tra-cuu", TRACK),
        "supplement_link": _link(occurred, "bo-sung", SUPPLEMENT),
    }


def _link(occurred: Occasion, page: str, purpose: str) -> str:
    signed = signing.sign(occurred.settings.key, purpose, occurred.petition.code, now=occurred.now)
    return f"{occurred.settings.base_url}/{page}/{signed}"


def _officer_context(occurred: Occasion) -> dict[str, object]:
    petition = occurred.petition
    return {
        "code": petition.code,
        "about": petition.subject,
        "field": petition.field.name if petition.field else "",
        "unit": petition.unit.name if petition.unit else "",
        "officer": petition.officer.full_name if petition.officer else "",
        "due_on": petition.due_on,
        "agency": petition.agency,
        "link": f"{occurred.settings.base_url}/can-bo/pakn/{petition.code}",
    }


def _write(occurred: Occasion, reader: _Reader, template: str, context: dict[str, object]) -> Message | None:
    """The new row, or None when this reader was told of this event before."""
    if _told(occurred, reader, template):
        return None
    subject, text = _subject_and_text(render(f"mail/{template}.txt", **context))
    by_mail = reader.way is Way.EMAIL
    html = render(f"mail/{template}.html", mail_subject=subject, **context) if by_mail else ""
    return _put(occurred, reader, template, (subject, text, html))


def _put(occurred: Occasion, reader: _Reader, template: str, words: tuple[str, str, str]) -> Message:
    """Subject, text and HTML as a new row of the ledger."""
    (subject, text, html), by_mail = words, reader.way is Way.EMAIL
    message = Message(
        event_id=occurred.event_id,
        petition_id=occurred.petition.id,
        officer_id=reader.officer_id,
        recipient=reader.recipient,
        way=reader.way,
        address=reader.address,
        template=template,
        subject=subject,
        text=text,
        html=html,
        message_id=f"<{uuid4().hex}@{occurred.settings.mail_domain}>",
        state=MessageState.QUEUED if by_mail else MessageState.TASK,
        queued_at=occurred.now,
    )
    occurred.session.add(message)
    occurred.session.flush()
    if by_mail:
        outbox.add(occurred.session, MessageQueued(message.id), occurred.now)
    return message


def _told(occurred: Occasion, reader: _Reader, template: str) -> bool:
    same = select(Message.id).where(
        Message.event_id == occurred.event_id,
        Message.template == template,
        Message.recipient == reader.recipient,
    )
    return occurred.session.scalar(same) is not None


def _subject_and_text(rendered: str) -> tuple[str, str]:
    """The first line of a text template is its subject; blank lines left by blocks are folded into one."""
    first, _, rest = rendered.strip().partition("\n")
    lines = "\n".join(line.rstrip() for line in rest.splitlines())
    while "\n\n\n" in lines:
        lines = lines.replace("\n\n\n", "\n\n")
    return one_line(first)[:_LONGEST_SUBJECT], lines.strip() + "\n"

"""What a life leaves behind: its chain in the audit, its messages in the ledger, the tasks of the office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pakn.cli.seeding.life import Entry, Life
from pakn.cli.seeding.rows import Row
from pakn.kernel import audit, clock
from pakn.kernel.audit import Actor, AuditEntry, Link, Subject
from pakn.notifications.models import Message, MessageState, Way
from pakn.petitions import events
from pakn.petitions.models import Task, TaskKind

_WITHIN = 2
_DONE_AFTER = timedelta(days=1, hours=1)
_TO_CITIZENS: Mapping[type[events.PetitionEvent], tuple[str, str]] = {
    events.PetitionReceived: ("citizen/receipt", "Đã tiếp nhận phản ánh, kiến nghị"),
    events.SupplementAsked: ("citizen/supplement_asked", "Đề nghị bổ sung phản ánh, kiến nghị"),
    events.PetitionRefused: ("citizen/refused", "Không tiếp nhận phản ánh, kiến nghị"),
    events.PetitionForwarded: ("citizen/forwarded", "Đã chuyển phản ánh, kiến nghị"),
    events.PetitionReturned: ("citizen/returned", "Đã trả lại phản ánh, kiến nghị"),
    events.PetitionAnswered: ("citizen/answered", "Trả lời phản ánh, kiến nghị"),
    events.ResultPublished: ("citizen/published", "Đã công khai kết quả phản ánh, kiến nghị"),
    events.PetitionLapsed: ("citizen/lapsed", "Đóng phản ánh, kiến nghị do không bổ sung"),
    events.PetitionWithdrawn: ("citizen/withdrawn", "Đã rút phản ánh, kiến nghị"),
}


def finish(life: Life, domain: str) -> None:
    """The story of one petition stops: what was told of it is written down."""
    end = life.desk.dates.until
    life.until(end)
    told = [(message, entry) for entry in list(life.entries) for message in _messages(life, entry, domain)]
    for message, entry in told:
        if message["way"] is not Way.EMAIL:
            _errand(life, message, entry)
    ids = _chain(life)
    for message, entry in told:
        message["event_id"] = -ids[id(entry)]


def _chain(life: Life) -> dict[int, int]:
    """Write the entries in the order of time, each after its predecessor; returns the row id of each."""
    subject, previous = Subject("petition", life.id), ""
    ids: dict[int, int] = {}
    for number, entry in enumerate(sorted(life.entries, key=lambda each: each.at), start=1):
        payload = dict(vars(entry.event))
        name, who = type(entry.event).__name__, entry.actor
        digest = audit.digest(payload)
        link = Link(previous, subject, number, name, who.kind.value, who.officer_id, entry.at, digest)
        row: Row = {
            "id": life.desk.ids.take(AuditEntry),
            "subject_kind": subject.kind,
            "subject_id": subject.id,
            "number": number,
            "event": name,
            "actor_kind": who.kind.value,
            "officer_id": who.officer_id,
            "at": entry.at,
            "payload": payload,
            "digest": digest,
            "previous": previous,
            "chained": audit.link(link),
        }
        previous = row["chained"]
        life.desk.rows.add(AuditEntry, row)
        ids[id(entry)] = row["id"]
    return ids


def _messages(life: Life, entry: Entry, domain: str) -> list[Row]:
    """Whom an entry was told to; the event's own outbox row is long gone."""
    event: Any = entry.event
    found = _TO_CITIZENS.get(type(event))
    if found is not None:
        return [_to_citizen(life, entry, domain, *found)]
    email = life.house.emails.get(getattr(event, "officer_id", None) or 0)
    if isinstance(event, events.PetitionAssigned) and email:
        return [_to_officer(life, entry, domain, event.officer_id or 0, email)]
    return []


def _to_citizen(life: Life, entry: Entry, domain: str, template: str, what: str) -> Row:
    who, code = life.written.who, life.petition["code"]
    way = Way.EMAIL if who.email else Way.POST if who.by_post else Way.PHONE
    text = (
        f"Kính gửi {who.name},\n\n{what}, mã {code}, về việc: {life.written.subject.text}\n\n"
        f"Ngày {clock.day_of(entry.at):%d/%m/%Y}, {life.house.name}.\n"
    )
    address = {Way.EMAIL: who.email, Way.PHONE: who.phone, Way.POST: who.address}[way]
    made = _message(life, entry, domain, template, f"[{code}] {what}", text)
    recipient = f"petitioner:{life.petition['petitioner_id']}"
    return _kept(life, made, {"recipient": recipient, "way": way, "address": address})


def _to_officer(life: Life, entry: Entry, domain: str, officer_id: int, email: str) -> Row:
    code = life.petition["code"]
    text = f"Phản ánh, kiến nghị {code} được giao cho ông/bà: {life.written.subject.text}\n"
    made = _message(life, entry, domain, "officer/assigned", f"[{code}] Việc mới được giao", text)
    to = {"recipient": f"officer:{officer_id}", "officer_id": officer_id, "way": Way.EMAIL, "address": email}
    return _kept(life, made, to)


def _message(life: Life, entry: Entry, domain: str, template: str, subject: str, text: str) -> Row:
    number = life.desk.ids.take(Message)
    return {
        "id": number,
        "petition_id": life.id,
        "template": template,
        "subject": subject,
        "text": text,
        "html": "",
        "message_id": f"<mau-{number}@{domain}>",
        "state": MessageState.SENT,
        "queued_at": entry.at,
        "sent_at": entry.at + timedelta(seconds=20),
    }


def _kept(life: Life, made: Row, to: Row) -> Row:
    made.update(to)
    return life.desk.rows.add(Message, made)


def _errand(life: Life, message: Row, entry: Entry) -> None:
    """Somebody of the office called or posted a letter on the next day; what is newer is still to be done."""
    created = entry.at
    done_at = created + _DONE_AFTER
    done = done_at < life.desk.dates.until
    kind = TaskKind.CALL if message["way"] is Way.PHONE else TaskKind.POST_LETTER
    row: Row = {
        "id": life.desk.ids.take(Task),
        "kind": kind,
        "agency_id": life.house.id,
        "unit_id": life.house.office_unit_id,
        "petition_id": life.id,
        "message_id": message["id"],
        "due_on": life.desk.dates.add(clock.day_of(created), _WITHIN),
        "created_at": created,
    }
    life.desk.rows.add(Task, row)
    if not done:
        message.update(state=MessageState.TASK, sent_at=None)
        return
    officer = life.dice.choice(life.house.office)
    row.update(done_at=done_at, done_by=officer)
    message["sent_at"] = done_at
    event = events.TaskDone(life.id, row["id"], kind.value)
    life.entries.append(Entry(done_at, event, Actor.officer(officer)))

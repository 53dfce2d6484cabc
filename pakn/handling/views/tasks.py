"""Calls to make and letters to post: what to say, to whom, until when, and that it was done.

A task stays with the office it was given to, wherever the petition goes afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from flask import abort, flash, redirect, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pakn.handling import queries
from pakn.handling.views import office_bp
from pakn.identity import access
from pakn.identity.access import requires
from pakn.identity.models import Officer
from pakn.identity.permissions import GRANTS, Permission, Role, Viewer
from pakn.intake.submission import shown_phone
from pakn.kernel import clock
from pakn.kernel.audit import Actor
from pakn.kernel.db import reading, transaction
from pakn.notifications.models import NOT_ARRIVED, Message, Way
from pakn.notifications.wording import addressee, for_office
from pakn.petitions import queries as petitions
from pakn.petitions import service, timeline
from pakn.petitions.events import AccessRefused, PetitionForwarded, PetitionReturned, PhoneShown
from pakn.petitions.models import Leg, Petition, Task, TaskKind
from pakn.petitions.petitioners import shown_address, shown_name
from pakn.petitions.visibility import capacities, concerned, may_see
from pakn.web.i18n import LazyString, _, lazy

_WORDS: dict[TaskKind, LazyString] = {
    TaskKind.CALL: lazy("Gọi điện cho người dân"),
    TaskKind.POST_LETTER: lazy("Gửi thư qua bưu chính"),
}
_GOES_ON = lazy("Gửi phiếu chuyển qua bưu chính")
_SENT_ON = (PetitionForwarded.__name__, PetitionReturned.__name__)


@office_bp.get("/van-phong/viec/<int:task_id>")
@requires(Permission.HANDLE)
def task(task_id: int) -> str:
    """What to do and how to reach the petitioner; that it was opened is written down."""
    viewer = access.viewer()
    _check(task_id, viewer)
    with transaction() as session:
        found, now = _locked(session, task_id, viewer), clock.now()
        if found.petition is not None and found.done_at is None:
            shown = PhoneShown(found.petition.id)
            timeline.record(session, found.petition, shown, Actor.officer(viewer.officer_id), now)
    session = reading()
    return render_template("office/task.html", **_page(session, session.get_one(Task, task_id), viewer))


@office_bp.post("/van-phong/viec/<int:task_id>/xong")
@requires(Permission.HANDLE)
def finish_task(task_id: int) -> Response:
    """A call was made or a letter posted."""
    viewer = access.viewer()
    _check(task_id, viewer)
    with transaction() as session:
        service.finish_task(session, _locked(session, task_id, viewer), viewer.officer_id, clock.now())
    flash(_("Đã ghi là làm xong."))
    return redirect(_where_next(reading(), task_id, viewer), 303)


def may_do(found: Task, viewer: Viewer) -> bool:
    """Whether a task is this person's: of the office of its agency, or of its unit; never one about themselves."""
    if found.petition is not None and viewer.officer_id in concerned(found.petition):
        return False
    units = {post.unit_id for post in viewer.posts if Permission.HANDLE in GRANTS[post.role]}
    in_unit = found.unit_id is not None and found.unit_id in units
    return in_unit or found.agency_id in viewer.agencies(Role.OFFICE)


def _check(task_id: int, viewer: Viewer) -> None:
    """404 alike for no task and for one that is not theirs; the latter is written down."""
    found = reading().get(Task, task_id)
    if found is None:
        abort(404)
    if not may_do(found, viewer):
        _refuse(found.petition.code if found.petition else "", viewer)


def _refuse(code: str, viewer: Viewer) -> NoReturn:
    if code:
        with transaction() as session:
            petition = petitions.for_change(session, code)
            event = AccessRefused(petition.id, "task", 404)
            timeline.record(session, petition, event, Actor.officer(viewer.officer_id), clock.now())
    abort(404)


def _locked(session: Session, task_id: int, viewer: Viewer) -> Task:
    """The task as it stands once nobody else can change its petition, so that two presses are one."""
    found = session.get_one(Task, task_id)
    if found.petition is not None:
        petitions.for_change(session, found.petition.code)
    session.refresh(found)
    if not may_do(found, viewer):
        abort(404)
    return found


def _where_next(session: Session, task_id: int, viewer: Viewer) -> str:
    """To what else there is to say to the same person, else to the petition, else to one's own desk."""
    done = session.get_one(Task, task_id)
    for other in _others(session, done, viewer):
        return url_for("office.task", task_id=other.id)
    if done.petition is not None and may_see(session, done.petition, viewer):
        return url_for("officer.petition", code=done.petition.code)
    return url_for("officer.inbox")


def _others(session: Session, found: Task, viewer: Viewer) -> list[Task]:
    """What else is open for the same person in the same way: one call says it all, one envelope holds it all."""
    if found.petition is None:
        return []
    same = [each for each in petitions.open_tasks(session, found.petition) if _words(each) is _words(found)]
    return [each for each in same if each.id != found.id and may_do(each, viewer)]


def _page(session: Session, found: Task, viewer: Viewer) -> dict[str, Any]:
    """The context of office/task.html."""
    petition = found.petition
    is_open = found.done_at is None
    message = session.get(Message, found.message_id) if found.message_id else None
    return {
        "words": _words(found),
        "is_call": found.kind is TaskKind.CALL,
        "code": petition.code if petition else "",
        "subject": petition.subject if petition else "",
        "petition_href": _petition_href(session, petition, viewer),
        "due_on": found.due_on,
        "done": None if is_open else _done(session, found),
        "done_href": url_for("office.finish_task", task_id=found.id),
        "failed": message is not None and message.state in NOT_ARRIVED,
        "contact_href": _contact_href(session, petition, viewer) if is_open else None,
        "person": _person(petition) if petition and is_open else None,
        "send_to": _sent_on(session, found).to_agency_name if _goes_on(found) else "",
        "text": _text(session, found, message) if is_open else "",
        "others": _lines(session, _others(session, found, viewer), viewer),
    }


def _done(session: Session, found: Task) -> dict[str, Any]:
    officer = session.get(Officer, found.done_by) if found.done_by else None
    return {"at": found.done_at, "by": officer.full_name if officer else ""}


def _petition_href(session: Session, petition: Petition | None, viewer: Viewer) -> str | None:
    if petition is None or not may_see(session, petition, viewer):
        return None
    return url_for("officer.petition", code=petition.code)


def _contact_href(session: Session, petition: Petition | None, viewer: Viewer) -> str | None:
    """Where the petitioner's address is corrected, for whoever works on the petition where it lies now."""
    if petition is None or not (may_see(session, petition, viewer) and capacities(petition, viewer)):
        return None
    return url_for("officer.contact", code=petition.code)


def _person(petition: Petition) -> dict[str, Any]:
    """The petitioner in full: only for whoever carries the task out."""
    who = petition.petitioner
    return {
        "full_name": shown_name(who),
        "organization": who.organization or None,
        "phone": shown_phone(who.phone) or None,
        "tel": who.phone,
        "address": shown_address(who),
    }


def _goes_on(found: Task) -> bool:
    """Whether the letter carries a petition on to an agency outside, rather than a message to its sender."""
    return found.message_id is None and found.kind is TaskKind.POST_LETTER and found.petition is not None


def _words(found: Task) -> LazyString:
    return _GOES_ON if _goes_on(found) else _WORDS[found.kind]


def _text(session: Session, found: Task, message: Message | None) -> str:
    if message is not None:
        return for_office(_as_reached_now(message))
    return _letter_on(session, found) if _goes_on(found) else ""


def _as_reached_now(message: Message) -> str:
    """A letter to be posted bears the address as it has been corrected since it was written."""
    who = message.petition.petitioner if message.petition else None
    if who is None or message.way is not Way.POST or not (message.address and who.address):
        return message.text
    return message.text.replace(message.address, who.address, 1)


def _sent_on(session: Session, found: Task) -> Leg:
    """The leg that ended when the letter became due."""
    ended = select(Leg).where(Leg.petition_id == found.petition_id, Leg.agency_id == found.agency_id)
    then = ended.where(Leg.ended_at <= found.created_at).order_by(Leg.ended_at.desc(), Leg.id.desc())
    return session.scalars(then.limit(1)).one()


def _letter_on(session: Session, found: Task) -> str:
    """The slip with which a petition goes to the agency that is competent (Điều 9.1.d)."""
    leg = _sent_on(session, found)
    petition, who = leg.petition, leg.petition.petitioner
    told = [each for each in timeline.happenings(session, petition) if each.event in _SENT_ON]
    reason = next((each.payload.get("reason", "") for each in told if each.at == leg.ended_at), "")
    parts = [
        _("Kính gửi: %(to)s", to=leg.to_agency_name),
        _(
            "%(agency)s chuyển đến quý cơ quan phản ánh, kiến nghị mã %(code)s: “%(about)s”.",
            agency=leg.agency.name,
            code=petition.code,
            about=petition.subject,
        ),
        _("Lý do: %(reason)s", reason=reason) if reason else "",
        _(
            "Người gửi: %(name)s, %(address)s",
            name=addressee(petition.petitioner),
            address=shown_address(who),
        ),
        _("Điện thoại: %(phone)s", phone=shown_phone(who.phone)) if who.phone else "",
        _("Nội dung:"),
        petition.content,
    ]
    return "\n\n".join(part for part in parts if part)


def waiting(session: Session, viewer: Viewer) -> list[dict[str, Any]]:
    """The tasks of the viewer's offices for the triage page, those of one petition and kind together."""
    found = queries.open_tasks(session, viewer)
    together: dict[tuple[int, LazyString], list[Task]] = {}
    for each in found:
        together.setdefault((each.petition_id or -each.id, _words(each)), []).append(each)
    subjects = _subjects(session, found)
    return [_group(each, subjects, viewer) for each in together.values()]


def _group(found: list[Task], subjects: dict[int, str], viewer: Viewer) -> dict[str, Any]:
    petition = found[0].petition
    return {
        "words": _words(found[0]),
        "subject": petition.subject if petition else "",
        "href": url_for("officer.petition", code=petition.code) if petition else None,
        "due_on": min(each.due_on for each in found),
        "tasks": [_line(each, subjects, viewer) for each in found],
    }


def of_petition(session: Session, petition: Petition, viewer: Viewer) -> list[dict[str, Any]]:
    """The open tasks on a petition's page; a way to each that is the viewer's."""
    return _lines(session, petitions.open_tasks(session, petition), viewer)


def _lines(session: Session, found: list[Task], viewer: Viewer) -> list[dict[str, Any]]:
    subjects = _subjects(session, found)
    return [_line(each, subjects, viewer) for each in found]


def _line(found: Task, subjects: dict[int, str], viewer: Viewer) -> dict[str, Any]:
    return {
        "words": _words(found),
        "about": subjects.get(found.message_id or 0, ""),
        "due_on": found.due_on,
        "href": url_for("office.task", task_id=found.id) if may_do(found, viewer) else None,
    }


def _subjects(session: Session, found: Iterable[Task]) -> dict[int, str]:
    """What each message is about, by its id."""
    wanted = {each.message_id for each in found} - {None}
    rows = session.execute(select(Message.id, Message.subject).where(Message.id.in_(wanted)))
    return {row.id: row.subject for row in rows}

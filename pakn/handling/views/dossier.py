"""The page of one petition: what may be done, what is due, what was written, said, told, and by whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.handling.verbs.deciding import may_return
from pakn.handling.views import showing, tasks
from pakn.handling.views.slugs import slug
from pakn.identity import access
from pakn.identity.permissions import Permission
from pakn.intake.submission import shown_phone
from pakn.kernel.text import mask_email, mask_phone
from pakn.notifications import queries as notifications
from pakn.notifications import wording as telling
from pakn.notifications.models import NOT_ARRIVED, Message
from pakn.petitions import queries as petitions
from pakn.petitions import service as petition_service
from pakn.petitions import timeline, wording, workflow
from pakn.petitions.models import Channel, Petition, Reply
from pakn.petitions.petitioners import shown_address, shown_name
from pakn.petitions.service import Acting
from pakn.petitions.workflow import OPEN, State, Verb
from pakn.publishing import service as publishing
from pakn.publishing.models import PublicationState
from pakn.sla import queries as deadlines
from pakn.sla.limits import last_day
from pakn.sla.models import Deadline, Result, Step
from pakn.web.filters import long_date, when
from pakn.web.i18n import LazyString, _, lazy

_WHY: dict[State, LazyString] = {
    State.AWAITING_SUPPLEMENT: lazy(
        "Đang chờ người dân gửi thêm. Người dân không gửi thì phiếu tự đóng sau hạn."
    ),
    State.IN_PROGRESS: lazy("Soạn trả lời rồi trình duyệt. Duyệt mở sau khi trình."),
    State.AWAITING_APPROVAL: lazy("Lãnh đạo duyệt thì câu trả lời được gửi ngay cho người dân."),
    State.AWAITING_PUBLICATION: lazy("Đã trả lời người dân. Xem lại bản đã che rồi công khai."),
}
_LIMITS: dict[Step, LazyString] = {
    Step.FORWARD: lazy("Chuyển cơ quan khác"),
    Step.REFUSE: lazy("Không tiếp nhận"),
    Step.RETURN: lazy("Trả lại nơi chuyển"),
    Step.ASK_SUPPLEMENT: lazy("Yêu cầu bổ sung"),
    Step.PUBLISH: lazy("Công khai kết quả"),
    Step.SUPPLY: lazy("Người dân bổ sung"),
}
_RESULTS: dict[Result, LazyString] = {
    Result.MET: lazy("đã làm đúng hạn"),
    Result.MISSED: lazy("đã làm nhưng muộn"),
    Result.CLOSED: lazy("không còn phải làm"),
}
_STYLE: dict[Verb, tuple[str, str]] = {
    Verb.ACCEPT: ("primary", "check"),
    Verb.SUBMIT: ("primary", "pen"),
    Verb.APPROVE: ("primary", "check"),
    Verb.PUBLISH: ("primary", "answers"),
    Verb.HAND_BACK: ("quiet", ""),
    Verb.REFUSE: ("quiet", ""),
    Verb.KEEP_PRIVATE: ("quiet", ""),
}
_ORDER = ("primary", "", "quiet")


def page(session: Session, petition: Petition, by: Acting, now: datetime) -> dict[str, Any]:
    """Everything on the page of one petition."""
    reply = petitions.reply(session, petition)
    shown = publishing.of_petition(session, petition)
    public = shown is not None and shown.state is PublicationState.PUBLIC
    return {
        "p": showing.head(petition),
        "stage": showing.stage(petition),
        "back": (_("Việc của tôi"), url_for("officer.inbox")),
        "due": showing.answer_due(session, petition, now),
        "limits": [
            _limit(each) for each in deadlines.deadlines(session, petition.leg) if each.step in _LIMITS
        ],
        "verbs": sorted((_button(petition, verb) for verb in offered(petition, by)), key=_prominence),
        "why": _why(session, petition),
        "content_parts": showing.hinted(petition.content, _suggestions(session, petition)),
        "files": [_file(petition, each) for each in petition.attachments],
        "mail_href": _mail_href(petition),
        "filing": _filing(session, petition),
        "suggestions": [_suggestion(session, petition, each) for each in _suggestions(session, petition)],
        "person": person(petition, by),
        "unit": petition.unit.name if petition.unit else None,
        "officer": petition.officer.full_name if petition.officer else None,
        "answer": _answer(reply),
        "public_href": url_for("public.result", number=shown.number) if shown and public else None,
        "tasks": tasks.of_petition(session, petition, access.viewer()),
        "entries": _entries(session, petition),
        "letters": petitions.correspondence(session, petition),
        "messages": [_message(each) for each in notifications.of_petition(session, petition.id)],
        "refile_href": url_for("officer.refile", code=petition.code)
        if by.capacities and petition.state in OPEN
        else None,
        "note_href": url_for("officer.note", code=petition.code) if by.capacities else None,
    }


def _mail_href(petition: Petition) -> str | None:
    """The mail it came with, for those who may read mails."""
    if petition.channel is not Channel.EMAIL or not access.viewer().may(Permission.TRIAGE):
        return None
    return url_for("mail.of_petition", code=petition.code)


def _why(session: Session, petition: Petition) -> str | None:
    """What is open now, until when, and what opens later."""
    if petition.state is not State.RECEIVED:
        words = _WHY.get(petition.state)
        return str(words) if words is not None else None
    return _(
        "Không tiếp nhận chậm nhất %(refuse)s; yêu cầu bổ sung hoặc chuyển chậm nhất %(ask)s. "
        "Soạn trả lời mở sau khi tiếp nhận.",
        refuse=long_date(last_day(session, petition.leg, Step.REFUSE)),
        ask=long_date(last_day(session, petition.leg, Step.ASK_SUPPLEMENT)),
    )


def offered(petition: Petition, by: Acting) -> list[Verb]:
    """The verbs to offer: allowed by the table, and with something to do them to."""
    found = workflow.verbs(petition.state, by.capacities)
    return [verb for verb in found if verb is not Verb.RETURN or may_return(petition)]


def _button(petition: Petition, verb: Verb) -> dict[str, Any]:
    style, icon = _STYLE.get(verb, ("", ""))
    label = (
        _("Soạn trả lời")
        if verb is Verb.SUBMIT
        else _("Xem và duyệt")
        if verb is Verb.APPROVE
        else wording.VERBS[verb]
    )
    href = url_for("officer.act", code=petition.code, slug=slug(verb))
    return {
        "verb": verb,
        "label": label,
        "href": href,
        "style": style,
        "icon": icon,
        "post": verb is Verb.ACCEPT,
    }


def _prominence(button: dict[str, Any]) -> int:
    """The filled button first, the underlined ones last."""
    return _ORDER.index(button["style"])


def _message(message: Message) -> dict[str, Any]:
    return {
        "to": _("người gửi") if message.officer_id is None else message.address,
        "subject": message.subject,
        "way": telling.WAYS[message.way],
        "state": telling.STATES[message.state],
        "at": message.sent_at or message.queued_at,
        "failed": message.state in NOT_ARRIVED,
    }


def _limit(deadline: Deadline) -> dict[str, Any]:
    return {
        "words": _LIMITS[deadline.step],
        "due_on": deadline.due_on,
        "outcome": _RESULTS.get(deadline.result),
    }


def _suggestions(session: Session, petition: Petition) -> list[dict[str, Any]]:
    filing = petition_service.current_filing(session, petition)
    found: list[dict[str, Any]] = (filing.suggestions if filing else {}).get("fields", [])
    return found


def _suggestion(session: Session, petition: Petition, said: dict[str, Any]) -> dict[str, Any]:
    field = catalogue.field(session, petition.agency.field_set, said["code"])
    return {"name": field.name if field else said["code"], "probability": said["probability"]}


def _file(petition: Petition, attachment: Any) -> dict[str, Any]:
    href = url_for("officer.attachment", code=petition.code, attachment_id=attachment.id)
    return {"name": attachment.file.name, "size": attachment.file.size, "href": href}


def _filing(session: Session, petition: Petition) -> dict[str, Any]:
    filing = petition_service.current_filing(session, petition)
    by_person = filing is not None and filing.decided_by is not None
    return {
        "field": petition.field.name if petition.field else _("chưa phân loại"),
        "kind": wording.KINDS[petition.kind] if petition.kind else None,
        "scope": wording.SCOPES[petition.scope],
        "area": petition.area.name if petition.area else None,
        "by": _("người phân loại") if by_person else _("máy gợi ý"),
    }


def person(petition: Petition, by: Acting, *, phone_shown: bool = False) -> dict[str, Any]:
    """Who wrote. Whoever only reads sees how to reach them masked; the telephone is masked for everybody until somebody
    who works on the petition asks for it, which is written down."""
    who, works_on_it = petition.petitioner, bool(by.capacities)
    phone = shown_phone(who.phone)
    asks = url_for("officer.phone", code=petition.code)
    return {
        "type_words": wording.SUBMITTERS[who.submitter_type],
        "full_name": shown_name(who),
        "organization": who.organization or None,
        "address": shown_address(who) if works_on_it else _("chỉ người xử lý xem được"),
        "phone": (phone if phone_shown else mask_phone(phone)) or None,
        "contact_href": url_for("officer.contact", code=petition.code) if works_on_it else None,
        "phone_href": asks if phone and works_on_it and not phone_shown else None,
        "email": (who.email if works_on_it else mask_email(who.email)) or None,
        "by_post": who.contact_by_post,
        "publish_name": petition.publish_name,
    }


def _answer(reply: Reply | None) -> dict[str, Any] | None:
    if reply is None or not reply.text:
        return None
    approver = reply.approver.full_name if reply.approver else None
    status = (
        _("đã gửi người dân")
        if reply.approved_at
        else _("chờ duyệt")
        if reply.submitted_at
        else _("bản nháp")
    )
    return {
        "text": reply.text,
        "outcome": reply.outcome.label if reply.outcome else "",
        "basis": reply.grounds or None,
        "writer": reply.writer.full_name,
        "approver": approver,
        "at": reply.saved_at,
        "status": status,
        "sent_back": reply.sent_back_reason,
    }


def _entries(session: Session, petition: Petition) -> list[dict[str, Any]]:
    return [
        {
            "kind": "now" if place == 0 else "done",
            "title": wording.title(each),
            "when": f"{when(each.at)} · {each.officer}" if each.officer else when(each.at),
            "text": wording.detail(each),
        }
        for place, each in enumerate(timeline.happenings(session, petition))
    ]

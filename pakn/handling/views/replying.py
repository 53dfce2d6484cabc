"""The two pages of an answer: where it is written, and where it is signed."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.handling.forms import ReasonForm
from pakn.handling.views.slugs import slug
from pakn.identity import queries as identity
from pakn.identity.models import Membership, Officer
from pakn.identity.permissions import Role, Viewer
from pakn.kernel import clock
from pakn.notifications import errands
from pakn.notifications import service as telling
from pakn.notifications.models import Way
from pakn.petitions import queries as petitions
from pakn.petitions.models import Petition, Reply
from pakn.petitions.visibility import concerned
from pakn.petitions.workflow import Verb
from pakn.publishing import service as publishing
from pakn.web.forms import BaseForm
from pakn.web.i18n import _


def reply_page(session: Session, petition: Petition, form: BaseForm) -> dict[str, Any]:
    """What stands around the editor."""
    reply = petitions.reply(session, petition)
    templates = catalogue.reply_templates(session, petition.agency_id)
    shown = publishing.preview(session, petition, form["text"].data or "", form["basis"].data or "")
    return {
        "addressee": addressee(petition),
        "redacted": shown.question.text,
        "hidden": shown.hidden,
        "drafts": True,
        "templates": [{"code": each.code, "title": each.title} for each in templates],
        "saved_at": reply.saved_at if reply else None,
        "sent_back": reply.sent_back_reason if reply else "",
        "told_by": told_by(session, petition),
        "signers": [each.full_name for each in _signers(session, petition, reply)],
    }


def _signers(session: Session, petition: Petition, reply: Reply | None) -> list[Officer]:
    writer = reply.written_by if reply else petition.officer_id
    found = identity.leaders(session, petition.agency_id, clock.day_of(clock.now()))
    alone = petition.agency.approver_not_writer
    return [each for each in found if not (alone and each.id == writer)]


def approve_page(session: Session, petition: Petition, viewer: Viewer) -> dict[str, Any]:
    """The original beside what will be public, the letter, and why this person may not sign, if so."""
    reply = petitions.reply(session, petition)
    if reply is None:
        raise LookupError(f"petition {petition.id} waits for approval without a reply")
    shown = publishing.preview(session, petition, reply.text, reply.grounds)
    own = petition.agency.approver_not_writer and reply.written_by == viewer.officer_id
    return {
        "answer": {
            "text": reply.text,
            "outcome": reply.outcome.label if reply.outcome else "",
            "writer": reply.writer.full_name,
            "basis": reply.grounds or None,
        },
        "addressee": addressee(petition),
        "public": {
            "title": shown.title.text,
            "question": shown.question.text,
            "answer": shown.answer.text,
            "grounds": shown.grounds.text,
        },
        "hidden": shown.hidden,
        "letter": _letter(session, petition, reply, viewer),
        "checks": _checks(petition, reply, shown.hidden),
        "refusal": _("Người soạn không tự duyệt được. Lãnh đạo khác duyệt trả lời này.") if own else None,
        "approve_href": url_for("officer.do", code=petition.code, slug=slug(Verb.APPROVE)),
        "send_back_form": ReasonForm(formdata=None),
        "send_back_href": url_for("officer.do", code=petition.code, slug=slug(Verb.SEND_BACK)),
    }


def _letter(session: Session, petition: Petition, reply: Reply, viewer: Viewer) -> dict[str, Any]:
    """The letter's parts (Nghị định 30/2020/NĐ-CP); number, date and signature stay blank until issued."""
    agency = petition.agency
    return {
        "superior": _in_full(agency.parent.name) if agency.parent else "",
        "agency": _in_full(agency.name),
        "symbol": "UBND-VP",
        "about": _("trả lời phản ánh, kiến nghị mã %(code)s", code=petition.code),
        "place": agency.short_name,
        "year": clock.local(clock.now()).year,
        "to": addressee(petition),
        "opening": _(
            "%(agency)s nhận được phản ánh, kiến nghị của ông/bà về việc: %(subject)s. %(agency)s trả lời như sau:",
            agency=agency.name,
            subject=petition.subject,
        ),
        "text": reply.text,
        "closing": _("%(agency)s trân trọng cảm ơn ông/bà.", agency=agency.name),
        "post": _post(session, petition, viewer),
        "signer": viewer.full_name,
    }


def _in_full(name: str) -> str:
    """An agency's name at the head of a letter is not abbreviated."""
    return name.replace(_("UBND"), _("Ủy ban nhân dân"))


def _post(session: Session, petition: Petition, viewer: Viewer) -> str:
    signer = session.get_one(Officer, viewer.officer_id)
    held: list[Membership] = [each for each in signer.memberships if each.agency_id == petition.agency_id]
    return signer.title or (_("Lãnh đạo") if any(each.role is Role.LEADER for each in held) else "")


def _checks(petition: Petition, reply: Reply, hidden: int) -> list[dict[str, Any]]:
    return [
        *_writer_named(petition, reply),
        {
            "ok": reply.outcome is not None,
            "words": _("Đã chọn kết quả xử lý") if reply.outcome else _("Chưa chọn kết quả xử lý"),
            "note": None,
        },
        {
            "ok": bool(reply.grounds),
            "words": _("Đã ghi căn cứ") if reply.grounds else _("Chưa ghi căn cứ"),
            "note": None if reply.grounds else _("không bắt buộc"),
        },
        {
            "ok": True,
            "words": _("Máy che %(n)d chỗ trong bản công khai", n=hidden)
            if hidden
            else _("Máy không thấy chỗ nào phải che"),
            "note": _("đọc lại bản công khai trước khi duyệt"),
        },
        {"ok": True, "words": _("Tệp đính kèm không bao giờ được công khai"), "note": None},
    ]


def _writer_named(petition: Petition, reply: Reply) -> list[dict[str, Any]]:
    """A letter that came after the answer was laid before the leader may be about who wrote it."""
    if reply.written_by not in concerned(petition):
        return []
    note = _("đọc thư gửi thêm trong hồ sơ, hoặc trả lại để văn phòng giao người khác")
    return [{"ok": False, "words": _("Người dân phản ánh chính người soạn"), "note": note}]


def addressee(petition: Petition) -> str:
    """To whom the answer is written."""
    who = petition.petitioner
    if who.organization or not who.full_name:
        return who.organization or _("ông/bà")
    return _("ông/bà %(name)s", name=who.full_name)


def told_by(session: Session, petition: Petition) -> str:
    """How the answer will reach the citizen."""
    who = petition.petitioner
    if telling.takes_mail(session, who):
        return _("Câu trả lời đến thư điện tử của người dân ngay khi được duyệt.")
    why = _("Thư điện tử bị trả lại") if who.email else _("Người dân không có thư điện tử")
    if errands.way_by_hand(who) is Way.POST:
        return _("%(why)s: văn phòng nhận việc gửi thư qua bưu chính.", why=why)
    return _("%(why)s: văn phòng nhận việc gọi điện báo kết quả.", why=why)

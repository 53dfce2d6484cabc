"""What each verb asks for: the words around its form and the choices in it."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.catalogue.models import ClosingAct
from pakn.handling import forms
from pakn.identity import queries as identity
from pakn.kernel import clock
from pakn.petitions import queries as petitions
from pakn.petitions import wording
from pakn.petitions.models import Petition, Petitioner
from pakn.petitions.petitioners import missing
from pakn.petitions.visibility import concerned
from pakn.petitions.workflow import State, Verb
from pakn.publishing import service as publishing
from pakn.web.forms import BaseForm, pairs
from pakn.web.i18n import LazyString, _, lazy

_GAP = re.compile(r"\[[^\]]+\]")
SNAPSHOT_PARTS = ("title", "question", "answer", "grounds")
_FORMS: dict[Verb, type[BaseForm]] = {
    Verb.ASSIGN: forms.AssignForm,
    Verb.ACCEPT: forms.AcceptForm,
    Verb.REFUSE: forms.RefuseForm,
    Verb.ASK_SUPPLEMENT: forms.AskSupplementForm,
    Verb.SUPPLEMENT: forms.SupplementForm,
    Verb.FORWARD: forms.ForwardForm,
    Verb.RETURN: forms.ReasonForm,
    Verb.HAND_BACK: forms.ReasonForm,
    Verb.SUBMIT: forms.ReplyForm,
    Verb.APPROVE: forms.ApproveForm,
    Verb.SEND_BACK: forms.ReasonForm,
    Verb.PUBLISH: forms.PublishForm,
    Verb.KEEP_PRIVATE: forms.ReasonForm,
}

_EXPLAIN: dict[Verb, LazyString] = {
    Verb.ASSIGN: lazy("Giao cho đơn vị và người xử lý. Hạn không thay đổi."),
    Verb.ACCEPT: lazy("Cơ quan nhận giải quyết và có trách nhiệm trả lời đúng hạn."),
    Verb.REFUSE: lazy("Phản ánh kết thúc ở đây. Người dân nhận lý do và lời hướng dẫn gửi đúng nơi."),
    Verb.ASK_SUPPLEMENT: lazy("Người dân nhận thư hoặc cuộc gọi nêu phần còn thiếu và ngày cần gửi."),
    Verb.SUPPLEMENT: lazy("Ghi lại phần người dân mang đến hoặc nói qua điện thoại, đúng như người dân nói."),
    Verb.FORWARD: lazy("Chuyển đến cơ quan có thẩm quyền và báo cho người dân biết."),
    Verb.RETURN: lazy("Trả lại cơ quan đã chuyển đến và báo cho người dân biết."),
    Verb.HAND_BACK: lazy("Văn phòng sẽ giao lại. Hạn không thay đổi."),
    Verb.SEND_BACK: lazy("Người soạn nhận lại câu trả lời cùng lời nhận xét này."),
    Verb.PUBLISH: lazy("Bản dưới đây lên trang công khai. Số điện thoại, tên và địa chỉ luôn được che."),
    Verb.KEEP_PRIVATE: lazy("Người dân đã nhận trả lời. Lý do không công khai được lưu lại."),
}

_NOTICES: dict[Verb, LazyString] = {
    Verb.REFUSE: lazy(
        "Không thuộc thẩm quyền thì chuyển cơ quan khác, không từ chối. Thiếu thông tin thì yêu cầu bổ sung trước."
    ),
    Verb.KEEP_PRIVATE: lazy("Kết quả xử lý phải được công khai, trừ khi có lý do chính đáng."),
}

_ENDING = frozenset({Verb.REFUSE, Verb.RETURN, Verb.KEEP_PRIVATE})


def words(session: Session, petition: Petition, verb: Verb) -> dict[str, Any]:
    """What the page of a verb says around its form."""
    notice = _NOTICES.get(verb)
    if verb is Verb.ASK_SUPPLEMENT and petition.state is State.IN_PROGRESS:
        notice = lazy("Đã tiếp nhận nên hạn trả lời vẫn chạy trong lúc chờ người dân.")
    return {
        "title": wording.VERBS[verb],
        "explain": _EXPLAIN.get(verb, ""),
        "notice": notice,
        "submit_label": wording.VERBS[verb],
        "danger": verb in _ENDING,
    }


def form_for(session: Session, petition: Petition, verb: Verb) -> BaseForm:
    """The form of a verb with the choices of this petition."""
    if verb is Verb.SUPPLEMENT and missing(petition.petitioner):
        return _completing(petition.petitioner)
    form = _FORMS[verb](data=_before(session, petition, verb))
    if verb is Verb.ASSIGN:
        form["holder"].choices = _holders(session, petition)
    elif verb is Verb.REFUSE:
        grounds = catalogue.grounds(session, ClosingAct.REFUSE, clock.day_of(clock.now()))
        form["ground"].choices = pairs([(each.code, each.label) for each in grounds], _("Chọn lý do"))
    elif verb is Verb.FORWARD:
        others = [each for each in identity.receiving_agencies(session) if each.id != petition.agency_id]
        form["agency"].choices = pairs(
            [(each.code, each.name) for each in others], _("Cơ quan ngoài danh sách")
        )
    elif verb is Verb.SUBMIT:
        form["outcome"].choices = [(each.code, each.label) for each in catalogue.outcomes(session)]
    return form


def _completing(who: Petitioner) -> forms.CompletingForm:
    """What the citizen brought, and of the sender only what nobody knows yet."""
    form, unknown = forms.CompletingForm(), missing(who)
    for name in ("full_name", "address", "phone"):
        if name not in unknown:
            del form[name]
    if "phone" not in unknown:
        del form["contact_by_post"]
    return form


def _before(session: Session, petition: Petition, verb: Verb) -> dict[str, Any]:
    """What stands in the form when it is opened."""
    if verb is Verb.SUBMIT:
        reply = petitions.reply(session, petition)
        outcome = reply.outcome.code if reply and reply.outcome else None
        return {"outcome": outcome, "text": reply.text, "basis": reply.grounds} if reply else {}
    if verb is Verb.ASSIGN:
        return {"holder": _holder(petition)}
    if verb is Verb.PUBLISH:
        draft = publishing.of_petition(session, petition)
        shown = snapshot_mark(session, petition)
        parts = (
            {
                "title": draft.title,
                "question": draft.question,
                "answer": draft.answer,
                "grounds": draft.grounds,
            }
            if draft
            else {}
        )
        return parts | {"shown": shown}
    if verb is Verb.APPROVE:
        return {"shown": reply_mark(session, petition)}
    return {}


def _holder(petition: Petition) -> str:
    """Who has it now, as the list of holders names them."""
    parts = [str(each) for each in (petition.unit_id, petition.officer_id) if each]
    return ":".join(parts)


def pressed_template(session: Session, petition: Petition) -> str:
    """The words of the template whose button was pressed; empty when none was."""
    pressed = request.form.get("template", "")
    found = catalogue.reply_templates(session, petition.agency_id)
    return next((each.text for each in found if each.code == pressed), "")


def has_gaps(session: Session, petition: Petition, text: str) -> bool:
    """Whether [something to fill in] of a template still stands in an answer."""
    found = catalogue.reply_templates(session, petition.agency_id)
    return any(gap in text for each in found for gap in _GAP.findall(each.text))


def reply_mark(session: Session, petition: Petition) -> str:
    """Tells one wording of the reply from another."""
    reply = petitions.reply(session, petition)
    return _mark(reply.text, reply.grounds, reply.outcome_id) if reply else ""


def snapshot_mark(session: Session, petition: Petition) -> str:
    """Tells one wording of the snapshot from another."""
    draft = publishing.of_petition(session, petition)
    return _mark(*(getattr(draft, part) for part in SNAPSHOT_PARTS)) if draft else ""


def mark_again(session: Session, petition: Petition, verb: Verb, form: BaseForm) -> None:
    """After somebody else changed the text, the page shows the new one and its form speaks of that."""
    if "shown" in form:
        form["shown"].data = _before(session, petition, verb)["shown"]


def _mark(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _holders(session: Session, petition: Petition) -> list[tuple[str, str]]:
    """Units and the people in them, without those whom the petition is about."""
    hidden = concerned(petition)
    units = [unit for unit in petition.agency.units if unit.active]
    posts = identity.posts(session, petition.agency_id, clock.day_of(clock.now()))
    found: list[tuple[str, str]] = []
    for unit in units:
        found.append((str(unit.id), unit.name))
        people = [post.officer for post in posts if post.unit_id == unit.id and post.officer_id not in hidden]
        found += [(f"{unit.id}:{each.id}", f"{unit.name}: {each.full_name}") for each in people]
    return pairs(found, _("Trả về văn phòng") if petition.unit_id else _("Để ở văn phòng"))

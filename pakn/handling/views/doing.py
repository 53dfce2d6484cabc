"""What each verb asks for on its form, and how the form becomes the verb."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.catalogue.models import ClosingAct
from pakn.handling import forms, verbs
from pakn.identity import queries as identity
from pakn.identity.models import Officer, Unit
from pakn.intake import service as intake
from pakn.kernel import clock
from pakn.kernel.errors import Refused
from pakn.petitions import queries as petitions
from pakn.petitions import wording
from pakn.petitions.models import Petition
from pakn.petitions.service import Acting
from pakn.petitions.visibility import concerned
from pakn.petitions.workflow import State, Verb
from pakn.publishing import service as publishing
from pakn.web.forms import BaseForm, pairs
from pakn.web.i18n import LazyString, _, lazy

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
    Verb.RETURN: lazy("Trả lại cơ quan đã chuyển đến, trong 2 ngày làm việc kể từ ngày nhận."),
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


def _before(session: Session, petition: Petition, verb: Verb) -> dict[str, Any]:
    """What stands in the form when it is opened."""
    if verb is Verb.SUBMIT:
        reply = petitions.reply(session, petition)
        outcome = reply.outcome.code if reply and reply.outcome else None
        return {"outcome": outcome, "text": reply.text, "basis": reply.grounds} if reply else {}
    if verb is Verb.PUBLISH:
        draft = publishing.of_petition(session, petition)
        return {"title": draft.title, "question": draft.question, "answer": draft.answer} if draft else {}
    return {}


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
    return pairs(found, _("Trả về văn phòng"))


def carry_out(
    session: Session, petition: Petition, verb: Verb, form: BaseForm, by: Acting, now: datetime
) -> None:
    """Turn a filled form into its verb."""
    said = form.data
    if verb is Verb.ASSIGN:
        unit, officer = _holder(session, said["holder"])
        verbs.assign(
            session, petition, unit=unit, officer=officer, reason=said["reason"] or "", by=by, now=now
        )
    elif verb is Verb.ACCEPT:
        verbs.accept(session, petition, by=by, now=now)
    elif verb is Verb.REFUSE:
        verbs.refuse(session, petition, ground=said["ground"], reason=said["reason"], by=by, now=now)
    elif verb is Verb.ASK_SUPPLEMENT:
        verbs.ask_supplement(session, petition, items=said["items"], by=by, now=now)
    elif verb is Verb.SUPPLEMENT:
        intake.add_supplement(
            session, petition, said["content"], [], by=by, officer_id=by.actor.officer_id, now=now
        )
    elif verb is Verb.FORWARD:
        to = identity.agency_by_code(session, said["agency"]) if said["agency"] else None
        verbs.forward(session, petition, to=to, to_name=said["other"], reason=said["reason"], by=by, now=now)
    elif verb is Verb.RETURN:
        verbs.return_to_sender(session, petition, reason=said["reason"], by=by, now=now)
    elif verb is Verb.HAND_BACK:
        verbs.hand_back(session, petition, reason=said["reason"], by=by, now=now)
    else:
        _answer(session, petition, verb, said, by, now)


def _answer(
    session: Session, petition: Petition, verb: Verb, said: dict[str, Any], by: Acting, now: datetime
) -> None:
    if verb is Verb.SUBMIT:
        outcome = catalogue.outcome(session, said["outcome"])
        if outcome is None:
            raise Refused("no_outcome")
        verbs.submit(
            session, petition, outcome=outcome, text=said["text"], grounds=said["basis"], by=by, now=now
        )
    elif verb is Verb.APPROVE:
        verbs.approve(session, petition, publish_now=said["publish_now"], by=by, now=now)
    elif verb is Verb.SEND_BACK:
        verbs.send_back(session, petition, reason=said["reason"], by=by, now=now)
    elif verb is Verb.PUBLISH:
        _publish(session, petition, said, by, now)
    elif verb is Verb.KEEP_PRIVATE:
        verbs.keep_private(session, petition, reason=said["reason"], by=by, now=now)


def _publish(session: Session, petition: Petition, said: dict[str, Any], by: Acting, now: datetime) -> None:
    draft = publishing.of_petition(session, petition)
    if draft is not None:
        publishing.edit(session, draft, title=said["title"], question=said["question"], answer=said["answer"])
    verbs.publish(session, petition, by=by, now=now)


def _holder(session: Session, chosen: str) -> tuple[Unit | None, Officer | None]:
    unit_id, _colon, officer_id = chosen.partition(":")
    unit = session.get(Unit, int(unit_id)) if unit_id else None
    officer = session.get(Officer, int(officer_id)) if officer_id else None
    return unit, officer or (unit.head if unit else None)


def save_draft(session: Session, petition: Petition, form: BaseForm, by: Acting, now: datetime) -> None:
    """Keep an unfinished answer, however unfinished."""
    said = form.data
    outcome = catalogue.outcome(session, said["outcome"] or "")
    verbs.save_draft(
        session,
        petition,
        outcome=outcome,
        text=said["text"] or "",
        grounds=said["basis"] or "",
        by=by,
        now=now,
    )

"""The office decides where doubtful petitions go, with three suggestions of the machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pakn.catalogue import queries as catalogue
from pakn.catalogue.models import Field
from pakn.handling import queries, verbs
from pakn.handling.views import office_bp, showing, tasks
from pakn.handling.views.guard import acting, locked, refused, seen
from pakn.handling.views.slugs import slug
from pakn.identity import access
from pakn.identity.access import requires
from pakn.identity.models import Agency
from pakn.identity.permissions import Permission, Role, Viewer
from pakn.kernel import clock
from pakn.kernel.db import reading, transaction
from pakn.kernel.paging import page_number
from pakn.petitions import service as petitions
from pakn.petitions import wording, workflow
from pakn.petitions.models import Petition, SubjectScope
from pakn.petitions.petitioners import shown_name
from pakn.petitions.visibility import concerned
from pakn.petitions.workflow import Verb
from pakn.routing import service as routing
from pakn.routing.rules import SURE_OF_SCOPE
from pakn.sla import queries as deadlines
from pakn.sla import showing as sla
from pakn.web.i18n import _

_EXCERPT = 700


@office_bp.get("/van-phong/phan-loai")
@requires(Permission.TRIAGE)
def triage() -> str:
    """The queue, oldest first."""
    session, viewer, now = reading(), access.viewer(), clock.now()
    page = queries.triage(session, viewer, page_number(request.args.get("trang")))
    return render_template(
        "office/triage.html",
        queue=_queue(session, viewer, page.items, now),
        fields=[{"code": each.code, "name": each.name} for each in _fields(session, viewer)],
        page=page,
        tasks=tasks.waiting(session, viewer),
    )


def _fields(session: Session, viewer: Viewer) -> list[Field]:
    agencies = viewer.agencies(Role.OFFICE, Role.LEADER)
    agency = session.get(Agency, min(agencies)) if agencies else None
    return list(catalogue.fields(session, agency.field_set)) if agency else []


def _queue(
    session: Session, viewer: Viewer, waiting: Sequence[Petition], now: datetime
) -> list[dict[str, Any]]:
    """One question for the deadlines of all."""
    due = deadlines.for_list(session, [each.id for each in waiting])
    shown = {petition_id: sla.show(session, each, now) for petition_id, each in due.items()}
    return [_item(session, viewer, each, shown.get(each.id)) for each in waiting]


def _item(session: Session, viewer: Viewer, petition: Petition, due: sla.Showing | None) -> dict[str, Any]:
    filing = petitions.current_filing(session, petition)
    said = filing.suggestions if filing else {}
    capacities = acting(petition, viewer).capacities
    refusable = workflow.may(petition.state, Verb.REFUSE, capacities)
    return {
        "code": petition.code,
        "short_code": showing.short_code(petition),
        "href": url_for("officer.petition", code=petition.code),
        "subject": petition.subject,
        "channel": showing.channel_words(petition),
        "received_at": petition.received_at,
        "petitioner": shown_name(petition.petitioner),
        "due": due,
        "content_parts": _excerpt(petition, said),
        "suggestions": [_suggestion(session, petition, each) for each in said.get("fields", [])],
        "scope_warning": _scope_warning(petition, said.get("scope", {}).get("probability", 1.0)),
        "refuse_href": url_for("officer.act", code=petition.code, slug=slug(Verb.REFUSE))
        if refusable
        else None,
        "assign_href": url_for("officer.act", code=petition.code, slug=slug(Verb.ASSIGN)),
    }


def _excerpt(petition: Petition, said: dict[str, Any]) -> list[tuple[str, int]]:
    text = petition.content
    short = text if len(text) <= _EXCERPT else text[:_EXCERPT].rsplit(" ", 1)[0] + " …"
    return showing.hinted(short, said.get("fields", [])) or [(short, 0)]


def _suggestion(session: Session, petition: Petition, said: dict[str, Any]) -> dict[str, Any]:
    field = catalogue.field(session, petition.agency.field_set, said["code"])
    rule = routing.holder_for(session, petition, said["code"])
    return {
        "code": said["code"],
        "name": field.name if field else said["code"],
        "unit": rule.unit.name if rule else _("chưa có đơn vị, văn phòng chọn"),
        "probability": said["probability"],
    }


def _scope_warning(petition: Petition, sureness: float) -> dict[str, str] | None:
    if concerned(petition):
        title = _("Phản ánh nói tên cán bộ")
        return {
            "title": title,
            "text": _("Máy không tự chuyển. Xem ai được phản ánh rồi giao cho người khác."),
        }
    if not queries.out_of_scope(petition):
        return _unsure_of_scope(sureness) if sureness < SURE_OF_SCOPE else None
    scope = wording.SCOPES[petition.scope]
    title = _("Máy thấy giống: %(scope)s", scope=scope)
    return {
        "title": title,
        "text": _("Đọc kỹ. Nếu đúng là %(scope)s thì không tiếp nhận và chỉ nơi gửi.", scope=scope),
    }


def _unsure_of_scope(sureness: float) -> dict[str, str]:
    title = _("Máy chỉ chắc %(n)d%% rằng đây là phản ánh, kiến nghị", n=round(100 * sureness))
    return {"title": title, "text": _("Đọc kỹ xem có phải việc hiện trường, hỏi đáp hay khiếu nại không.")}


@office_bp.post("/van-phong/phan-loai")
@requires(Permission.TRIAGE)
def decide() -> Response:
    """One press: file the petition under a field and give it to that field's unit."""
    viewer = access.viewer()
    found = seen(request.form.get("code", ""), viewer)
    field = catalogue.field(reading(), found.agency.field_set, request.form.get("field", ""))
    if field is None:
        abort(422)
    if not workflow.may(found.state, Verb.ASSIGN, acting(found, viewer).capacities):
        refused(found.code, viewer, Verb.ASSIGN.value)
    with transaction() as session:
        petition = locked(session, found.code, viewer)
        settled = petition.unit.name if petition.unit else ""
        unit = settled or _file_and_assign(session, petition, field.code, viewer)
    if settled:
        flash(_("Phản ánh này đã được giao cho %(unit)s. Muốn giao lại thì mở hồ sơ.", unit=settled))
        return redirect(url_for("office.triage"), 303)
    if not unit:
        flash(_("Lĩnh vực này chưa có đơn vị phụ trách. Chọn đơn vị để giao."))
        return redirect(url_for("officer.act", code=found.code, slug=slug(Verb.ASSIGN)), 303)
    flash(_("Đã giao cho %(unit)s.", unit=unit))
    return redirect(url_for("office.triage"), 303)


def _file_and_assign(session: Session, petition: Petition, field_code: str, viewer: Viewer) -> str:
    """Returns the unit's name, empty when no rule names one."""
    by, now = acting(petition, viewer), clock.now()
    field = catalogue.field(session, petition.agency.field_set, field_code)
    verbs.refile(session, petition, field=field, kind=petition.kind, scope=SubjectScope.PAKN, by=by, now=now)
    rule = routing.holder_for(session, petition, field_code)
    if rule is None:
        return ""
    officer = routing.officer_for(session, petition, rule, clock.day_of(now))
    verbs.assign(session, petition, unit=rule.unit, officer=officer, reason="", by=by, now=now)
    return rule.unit.name

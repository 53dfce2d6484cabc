"""The page of one petition, and the small things done on it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pakn.catalogue import queries as catalogue
from pakn.handling import verbs
from pakn.handling.forms import FilingForm, NoteForm
from pakn.handling.views import dossier, officer_bp, showing
from pakn.handling.views.guard import acting, locked, note_contact_opened, refused, seen, to_work_on
from pakn.identity import access
from pakn.identity import queries as identity
from pakn.identity.access import signed_in
from pakn.identity.models import Officer
from pakn.identity.permissions import Viewer
from pakn.kernel import clock
from pakn.kernel.db import reading, transaction
from pakn.kernel.errors import NotAllowed
from pakn.petitions import service as petitions
from pakn.petitions.models import Kind, Petition, SubjectScope
from pakn.petitions.visibility import concerned, may_see
from pakn.petitions.workflow import OPEN, Capacity
from pakn.web.config import file_store
from pakn.web.forms import BaseForm, pairs
from pakn.web.i18n import _


@officer_bp.get("/can-bo/pakn/<code>")
@signed_in
def petition(code: str) -> str:
    """Everything about one petition, and the verbs allowed now."""
    viewer = access.viewer()
    found = seen(code, viewer)
    context = dossier.page(reading(), found, acting(found, viewer), clock.now())
    return render_template("officer/petition.html", **context)


@officer_bp.post("/can-bo/pakn/<code>/dien-thoai")
@signed_in
def phone(code: str) -> str:
    """The petitioner's full telephone number; that it was opened is written down."""
    viewer = access.viewer()
    note_contact_opened(to_work_on(code, viewer, "phone").code, viewer)
    found = seen(code, viewer)
    by = acting(found, viewer)
    context = dossier.page(reading(), found, by, clock.now())
    context["person"] = dossier.person(found, by, phone_shown=True)
    return render_template("officer/petition.html", **context)


@officer_bp.get("/can-bo/pakn/<code>/tep/<int:attachment_id>")
@signed_in
def attachment(code: str, attachment_id: int) -> Response:
    """A file the citizen sent, always as a download."""
    found = seen(code, access.viewer())
    file = next((each.file for each in found.attachments if each.id == attachment_id), None)
    if file is None:
        abort(404)
    return send_file(
        file_store().path(file.key), mimetype=file.media_type, as_attachment=True, download_name=file.name
    )


@officer_bp.get("/can-bo/pakn/<code>/ghi-chu")
@signed_in
def note(code: str) -> str:
    """Write an internal note."""
    return _note_page(to_work_on(code, access.viewer(), "note"), NoteForm())


@officer_bp.post("/can-bo/pakn/<code>/ghi-chu")
@signed_in
def add_note(code: str) -> Response | tuple[str, int]:
    """Keep it."""
    viewer = access.viewer()
    found, form = to_work_on(code, viewer, "note"), NoteForm()
    if not form.validate():
        return _note_page(found, form), 422
    with transaction() as session:
        petitions.add_note(
            session, locked(session, found.code, viewer), form.text.data or "", viewer.officer_id, clock.now()
        )
    flash(_("Đã ghi chú."))
    return redirect(url_for("officer.petition", code=code), 303)


def _note_page(found: Petition, form: BaseForm) -> str:
    return _page(found, form, _("Ghi chú nội bộ"), _("Chỉ cán bộ xem được phản ánh này đọc được."), _("Ghi"))


@officer_bp.get("/can-bo/pakn/<code>/phan-loai")
@signed_in
def refile(code: str) -> str:
    """Correct how the petition is classified."""
    viewer = access.viewer()
    found = _to_refile(code, viewer)
    return _filing_page(found, _filing_form(reading(), found, viewer))


@officer_bp.post("/can-bo/pakn/<code>/phan-loai")
@signed_in
def do_refile(code: str) -> Response | tuple[str, int]:
    """Keep the correction."""
    viewer = access.viewer()
    found = _to_refile(code, viewer)
    form = _filing_form(reading(), found, viewer)
    if not form.validate():
        return _filing_page(found, form), 422
    with transaction() as session:
        _refile(session, locked(session, found.code, viewer), form, viewer)
    flash(_("Đã sửa phân loại."))
    still = may_see(reading(), found, viewer)
    return redirect(url_for("officer.petition", code=code) if still else url_for("officer.inbox"), 303)


def _to_refile(code: str, viewer: Viewer) -> Petition:
    found = to_work_on(code, viewer, "refile")
    if found.state not in OPEN:
        refused(found.code, viewer, "refile", NotAllowed("refile"))
    return found


def _refile(session: Session, found: Petition, form: FilingForm, viewer: Viewer) -> None:
    by, now = acting(found, viewer), clock.now()
    verbs.refile(
        session,
        found,
        field=catalogue.field(session, found.agency.field_set, form.field.data),
        kind=Kind(form.kind.data) if form.kind.data else None,
        scope=SubjectScope(form.scope.data),
        by=by,
        now=now,
    )
    about = {int(each) for each in form.about.data or []} if "about" in form else concerned(found)
    if about != concerned(found):
        named = [session.get_one(Officer, each) for each in sorted(about)]
        verbs.name_officers(session, found, named, by=by, now=now)


def _filing_form(session: Session, found: Petition, viewer: Viewer) -> FilingForm:
    """Who it is about is for the office and leaders to say: it hides the petition from people."""
    form = FilingForm(
        data={
            "field": found.field.code if found.field else "",
            "kind": found.kind.value if found.kind else "",
            "scope": found.scope.value,
            "about": sorted(concerned(found)),
        }
    )
    fields = catalogue.fields(session, found.agency.field_set)
    form.field.choices = pairs([(each.code, each.name) for each in fields], _("Chọn lĩnh vực"))
    if acting(found, viewer).capacities.isdisjoint({Capacity.OFFICE, Capacity.LEADER}):
        del form.about
        return form
    staff = identity.staff(session, found.agency_id, clock.day_of(clock.now()))
    elsewhere = [each for each in found.about_officers if each not in staff]
    form.about.choices = [(each.id, each.full_name) for each in (*staff, *elsewhere)]
    return form


def _filing_page(found: Petition, form: BaseForm) -> str:
    explain = _("Máy học từ những lần sửa. Phân loại cũ vẫn còn trong lịch sử.")
    return _page(found, form, _("Sửa phân loại"), explain, _("Lưu phân loại"))


def _page(found: Petition, form: BaseForm, title: str, explain: str, label: str) -> str:
    return render_template(
        "officer/verb.html",
        p=showing.head(found),
        due=showing.answer_due(reading(), found, clock.now()),
        back_href=url_for("officer.petition", code=found.code),
        form=form,
        title=title,
        explain=explain,
        notice=None,
        submit_label=label,
        danger=False,
    )

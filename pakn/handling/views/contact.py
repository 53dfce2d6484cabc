"""Correct how the petitioner is reached, and send again what did not arrive."""

from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from pakn.handling import verbs
from pakn.handling.forms import ContactForm
from pakn.handling.views import officer_bp, showing
from pakn.handling.views.guard import acting, locked, note_contact_opened, to_work_on
from pakn.identity import access
from pakn.identity.access import signed_in
from pakn.identity.permissions import Viewer
from pakn.intake.submission import shown_phone
from pakn.kernel import clock
from pakn.kernel.db import reading, transaction
from pakn.kernel.errors import Stale
from pakn.notifications import queries as notifications
from pakn.petitions import petitioners
from pakn.petitions.models import Petition
from pakn.web.i18n import _
from pakn.web.sentences import sentence


@officer_bp.get("/can-bo/pakn/<code>/lien-he")
@signed_in
def contact(code: str) -> str:
    """How the petitioner is reached, to be corrected; that it was opened is written down."""
    viewer = access.viewer()
    found = to_work_on(code, viewer, "contact")
    return _page(found, _form(found), viewer)


@officer_bp.post("/can-bo/pakn/<code>/lien-he")
@signed_in
def correct_contact(code: str) -> Response | tuple[str, int]:
    """Keep the correction, and send again what did not arrive if that is wanted.

    Nobody undoes what they have not seen: corrected by somebody else meanwhile, it is shown anew (409).
    """
    viewer = access.viewer()
    found = to_work_on(code, viewer, "contact")
    form = _form(found)
    if not _in_order(found, form):
        return _page(found, form, viewer), 422
    try:
        corrected = _correct(found.code, form, viewer)
    except Stale as problem:
        form = _form(found, anew=True)
        form.form_errors = [sentence(problem)]
        return _page(found, form, viewer), problem.status
    flash(corrected, "ok")
    return redirect(url_for("officer.petition", code=found.code), 303)


def _correct(code: str, form: ContactForm, viewer: Viewer) -> str:
    """What was done, in words. Raises Stale when somebody else has corrected it meanwhile."""
    now = clock.now()
    with transaction() as session:
        petition = locked(session, code, viewer)
        if form.shown.data != _mark(petition):
            raise Stale("changed_meanwhile")
        by = acting(petition, viewer)
        to, source = form.to_reach(), form.said_by()
        changed = verbs.correct_contact(session, petition, to, source=source, by=by, now=now)
        if _again(form):
            verbs.send_again(session, petition, by=by, now=now)
            return _("Đã sửa cách liên hệ, thư đang được gửi lại.")
    return _("Đã sửa cách liên hệ.") if changed else _("Cách liên hệ vẫn như cũ, không có gì được sửa.")


def _again(form: ContactForm) -> bool:
    return "send_again" in form and bool(form.send_again.data)


def _in_order(petition: Petition, form: ContactForm) -> bool:
    """Whether the form says what it needs; a letter is not sent again to where it went in vain."""
    valid = bool(form.validate())
    if valid and _again(form) and not verbs.takes_mail_at(reading(), petition, form.email.data or ""):
        form.reject("email", _("Ghi thư điện tử khác để gửi lại, hoặc bỏ chọn gửi lại thư"))
        return False
    return valid


def _form(petition: Petition, *, anew: bool = False) -> ContactForm:
    """What is known, and the offer to send again when something did not arrive; `anew` without what was typed."""
    known = asdict(petitioners.reach(petition.petitioner))
    known["phone"] = shown_phone(known["phone"])
    data = known | {"send_again": True, "shown": _mark(petition)}
    form = ContactForm(formdata=None, data=data) if anew else ContactForm(data=data)
    waiting = [message.subject for _task, message in notifications.not_arrived(reading(), petition.id)]
    if waiting:
        form.send_again.description = "; ".join(waiting)
    else:
        del form.send_again
    return form


def _mark(petition: Petition) -> str:
    """Tells what is known now from what was known before."""
    return sha256(repr(petitioners.reach(petition.petitioner)).encode()).hexdigest()[:32]


def _page(petition: Petition, form: ContactForm, viewer: Viewer) -> str:
    """However often it is shown, that is written down."""
    note_contact_opened(petition.code, viewer)
    return render_template(
        "officer/verb.html",
        p=showing.head(petition),
        due=showing.answer_due(reading(), petition, clock.now()),
        back_href=url_for("officer.petition", code=petition.code),
        form=form,
        title=_("Sửa cách liên hệ"),
        explain=_(
            "Từ nay thư và cuộc gọi theo cách liên hệ đã sửa. Lịch sử nêu phần nào được sửa, "
            "không nêu địa chỉ cũ và mới."
        ),
        notice=None,
        submit_label=_("Sửa cách liên hệ"),
        danger=False,
    )

"""One page a verb: GET shows its form, POST does it and goes back to the petition (303)."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pakn.handling.views import asking, doing, officer_bp, replying, showing
from pakn.handling.views.guard import acting, locked, refused, seen
from pakn.handling.views.slugs import verb_of
from pakn.identity import access
from pakn.identity.access import signed_in
from pakn.identity.permissions import Viewer
from pakn.kernel import clock
from pakn.kernel.db import reading, transaction
from pakn.kernel.errors import NotAllowed, Refused
from pakn.petitions import service as petitions
from pakn.petitions import wording
from pakn.petitions.models import Petition
from pakn.petitions.workflow import Verb
from pakn.web.forms import BaseForm
from pakn.web.i18n import _
from pakn.web.sentences import sentence


@officer_bp.get("/can-bo/pakn/<code>/<slug>")
@signed_in
def act(code: str, slug: str) -> str:
    """The form of a verb."""
    viewer = access.viewer()
    petition, verb = _allowed(code, slug, viewer)
    form = asking.form_for(reading(), petition, verb)
    return _page(petition, verb, form, viewer)


@officer_bp.post("/can-bo/pakn/<code>/<slug>")
@signed_in
def do(code: str, slug: str) -> Response | tuple[str, int]:
    """Do the verb. Wrong input comes back with what was typed (422); what is not allowed is refused (403)."""
    viewer = access.viewer()
    petition, verb = _allowed(code, slug, viewer)
    form = asking.form_for(reading(), petition, verb)
    draft = verb is Verb.SUBMIT and ("save" in request.form or "template" in request.form)
    if not draft and not _in_order(petition, verb, form):
        return _page(petition, verb, form, viewer), 422
    try:
        _carry_out(petition.code, verb, form, viewer, draft=draft)
    except NotAllowed as problem:
        refused(petition.code, viewer, verb.value, problem)
    except Refused as problem:
        form.form_errors = [sentence(problem)]
        petition = seen(code, viewer)
        asking.mark_again(reading(), petition, verb, form)
        return _page(petition, verb, form, viewer), problem.status
    flash(_("Đã lưu nháp.") if draft else _("Đã xong: %(verb)s.", verb=wording.VERBS[verb]))
    if draft:
        return redirect(url_for("officer.act", code=petition.code, slug=slug), 303)
    return redirect(_where_next(petition.code, viewer), 303)


def _in_order(petition: Petition, verb: Verb, form: BaseForm) -> bool:
    """Whether a form says what its verb needs; an answer whose template has gaps is not laid before the leader."""
    valid = form.validate()
    if verb is Verb.SUBMIT and asking.has_gaps(reading(), petition, form["text"].data or ""):
        form.reject("text", _("Điền hoặc xóa những chỗ còn trong [ngoặc vuông]"))
        return False
    return bool(valid)


def _carry_out(code: str, verb: Verb, form: BaseForm, viewer: Viewer, *, draft: bool) -> None:
    now = clock.now()
    with transaction() as session:
        petition = locked(session, code, viewer)
        by = acting(petition, viewer)
        if draft:
            doing.save_draft(session, petition, form, by, now)
        else:
            doing.carry_out(session, petition, verb, form, by, now)


def _allowed(code: str, slug: str, viewer: Viewer) -> tuple[Petition, Verb]:
    petition, verb = seen(code, viewer), verb_of(slug)
    if verb is None:
        abort(404)
    try:
        petitions.permit(petition, verb, acting(petition, viewer))
    except NotAllowed as problem:
        refused(petition.code, viewer, verb.value, problem)
    return petition, verb


def _where_next(code: str, viewer: Viewer) -> str:
    """Back to the petition while it may be seen, else to the inbox."""
    try:
        seen(code, viewer)
    except Refused:
        return url_for("officer.inbox")
    return url_for("officer.petition", code=code)


def _page(petition: Petition, verb: Verb, form: BaseForm, viewer: Viewer) -> str:
    session, now = reading(), clock.now()
    common = {
        "p": showing.head(petition),
        "stage": showing.stage(petition),
        "due": showing.answer_due(session, petition, now),
        "back": (_("Việc của tôi"), url_for("officer.inbox")),
        "back_href": url_for("officer.petition", code=petition.code),
        "form": form,
    }
    if verb is Verb.SUBMIT:
        return render_template("officer/reply.html", **common, **replying.reply_page(session, petition, form))
    if verb is Verb.APPROVE:
        return render_template(
            "officer/approve.html", **common, **replying.approve_page(session, petition, viewer)
        )
    return render_template("officer/verb.html", **common, **asking.words(session, petition, verb))

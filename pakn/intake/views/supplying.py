"""Add what was asked for: a few words and files, and what the law requires to know of whoever wrote by mail."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response
from wtforms import HiddenField

from pakn.identity import access
from pakn.identity.access import anyone
from pakn.intake import completing, service
from pakn.intake.forms import AskedAndCompletingForm, CompletingForm, SupplementForm
from pakn.intake.submission import shown_phone
from pakn.intake.views import bp, grants, uploads
from pakn.intake.views.showing import question
from pakn.intake.views.uploads import Staged
from pakn.kernel import clock, signing
from pakn.kernel.db import reading, transaction, will_pass
from pakn.kernel.errors import Refused
from pakn.petitions import petitioners, workflow
from pakn.petitions import queries as petitions
from pakn.petitions.models import Direction, Petition
from pakn.petitions.workflow import Capacity, Verb
from pakn.web.config import settings
from pakn.web.i18n import _
from pakn.web.limits import limiter
from pakn.web.security import csrf
from pakn.web.sentences import sentence


class _Closed(HTTPException):
    """The link does nothing any more; the page says what to do instead, and keeps what was typed."""

    code = 410

    def __init__(self, *, supplied: bool = False) -> None:
        super().__init__()
        self.supplied = supplied


@bp.errorhandler(_Closed)
def _closed(fault: _Closed) -> tuple[str, int]:
    written = (each for each in _typed() if not isinstance(each, HiddenField) and isinstance(each.data, str))
    typed = [(each.label.text, each.data) for each in written if each.data]
    return render_template("citizen/supplement_closed.html", supplied=fault.supplied, typed=typed), 410


@bp.get("/bo-sung/<signed>")
@anyone
def supplement(signed: str) -> str:
    """The form for what was asked, from the link of a letter or the tracking page."""
    petition = _for_supplement(signed)
    return _page(signed, petition, _form(petition), [])


@bp.post("/bo-sung/<signed>")
@anyone
@limiter.limit("20 per minute")
def add_supplement(signed: str) -> Response | tuple[str, int]:
    """Take the supplement in."""
    petition = _signed_for(signed)
    code = petition.code
    mine = grants.tracked(code, clock.now()) == "full"
    if mine and not _awaits_supplement(code) and _is_here(petition):
        return redirect(url_for("citizen.track", code=code), 303)  # pressed twice
    petition = _for_supplement(signed)
    form, staged, now = _form(petition), uploads.kept(), clock.now()
    try:
        staged, refused = uploads.receive()
        if not uploads.in_order(form, refused):
            return _page(signed, petitions.by_code(reading(), code), form, staged), 422
        _supplement(code, form, staged, now)
    except OperationalError as fault:
        if not will_pass(fault):
            raise
        form.form_errors = [sentence(Refused("busy"))]
        return _page(signed, petitions.by_code(reading(), code), form, staged), 503
    grants.open_tracking(code, full=True, now=now)
    flash(_("Đã nhận phần bổ sung. Mã phiếu để tra cứu: %(code)s.", code=code), "ok")
    return redirect(url_for("citizen.track", code=code), 303)


# As with the petition's own form, which checks its token itself.
csrf.exempt(add_supplement)


def _form(petition: Petition) -> SupplementForm | CompletingForm:
    """The short form while something that the law requires is not known; else the box for what was asked."""
    who = petition.petitioner
    if not petitioners.missing(who):
        return SupplementForm()
    known = asdict(completing.known(who)) | {"phone": shown_phone(who.phone)}
    if question(reading(), petition).by_officer:
        return AskedAndCompletingForm(data=known)
    return CompletingForm(data=known)


def _typed() -> SupplementForm | CompletingForm:
    """What this request brings, whatever is asked for now."""
    return CompletingForm() if "full_name" in request.form else SupplementForm()


def _is_here(petition: Petition) -> bool:
    """Whether what was typed has been taken in already."""
    form, letters = _typed(), petitions.correspondence(reading(), petition)
    known = not isinstance(form, CompletingForm) or form.to_contacts() == completing.known(
        petition.petitioner
    )
    written = {each.text for each in letters if each.direction is Direction.FROM_CITIZEN}
    return known and (not form.content.data or form.content.data in written)


def _supplement(
    code: str, form: SupplementForm | CompletingForm, staged: list[Staged], now: datetime
) -> None:
    keys = [file.key for file in staged]
    contacts = form.to_contacts() if isinstance(form, CompletingForm) else None
    with transaction() as session:
        petition = petitions.for_change(session, code)
        service.supplement(session, petition, form.content.data or "", keys, contacts, now=now)


def _signed_for(signed: str) -> Petition:
    code = signing.read(settings().key, "supplement", signed, grants.LINK_AGE_S, now=clock.now())
    if not isinstance(code, str):
        raise _Closed
    return petitions.by_code(reading(), code)


def _awaits_supplement(code: str) -> bool:
    return workflow.may(petitions.by_code(reading(), code).state, Verb.SUPPLEMENT, {Capacity.CITIZEN})


def _for_supplement(signed: str) -> Petition:
    petition = _signed_for(signed)
    access.speak_as(petition.agency)
    if not _awaits_supplement(petition.code):
        raise _Closed(supplied=petition.state in workflow.OPEN)
    return petition


def _page(
    signed: str, petition: Petition, form: SupplementForm | CompletingForm, staged: list[Staged]
) -> str:
    access.speak_as(petition.agency)
    asked = question(reading(), petition)
    return render_template(
        "citizen/supplement.html",
        code=petition.code,
        subject=petition.subject,
        content=petition.content,
        completing=isinstance(form, CompletingForm),
        question=asked.text,
        due_on=asked.due_on,
        action=url_for("citizen.supplement", signed=signed),
        form=form,
        staged=staged,
    )

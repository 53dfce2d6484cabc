"""Send a petition, and take the receipt home."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import Response as FlaskResponse
from flask import make_response, redirect, render_template, request, url_for
from flask_limiter import RequestLimit
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pakn.catalogue import queries as catalogue
from pakn.identity import access
from pakn.identity import queries as identity
from pakn.identity.access import anyone
from pakn.identity.showing import agency_on_page
from pakn.intake import service
from pakn.intake.forms import PetitionForm
from pakn.intake.service import Receipt
from pakn.intake.submission import Submission, shown_phone
from pakn.intake.views import bp, grants, uploads
from pakn.intake.views.uploads import Staged
from pakn.kernel import clock, codes, signing
from pakn.kernel.db import reading, transaction, will_pass
from pakn.kernel.errors import Refused
from pakn.kernel.text import mask_email
from pakn.petitions import queries as petitions
from pakn.petitions.models import Petition
from pakn.sla import queries as deadlines
from pakn.sla import showing
from pakn.sla.limits import last_day, limits
from pakn.sla.models import Step
from pakn.web.config import settings
from pakn.web.forms import pairs
from pakn.web.i18n import _
from pakn.web.limits import limiter
from pakn.web.qr import qr
from pakn.web.security import csrf
from pakn.web.sentences import sentence

_FORM = "petition-form"
_FORM_AGE = 24 * 3600


@bp.get("/gui")
@anyone
def submit() -> str:
    """The empty form, with a token that makes a repeated press harmless."""
    return _page(_form(), [])


def _too_often(_limit: RequestLimit) -> FlaskResponse:
    """Nothing typed is lost when somebody sends too often."""
    form = _form()
    form.validate()
    form.form_errors = [sentence(Refused("too_often"))]
    return make_response(_page(form, uploads.kept()), 429)


@bp.post("/gui")
@anyone
@limiter.limit("30 per minute; 500 per day", on_breach=_too_often)
def send() -> Response | tuple[str, int]:
    """Take a petition in: 303 to its receipt, or the same page with everything typed and what to change (422)."""
    form = _form()
    staged = uploads.kept()
    try:
        staged, refused = uploads.receive()
        if not uploads.in_order(form, refused):
            return _page(form, staged), 422
        return _enter(form, staged)
    except Refused as problem:
        form.form_errors = [sentence(problem)]
        return _page(form, staged), 422
    except OperationalError as fault:
        if not will_pass(fault):
            raise
        form.form_errors = [sentence(Refused("busy"))]
        return _page(form, staged), 503


# The form checks its own token: on a page that stood open too long nothing typed may be lost.
csrf.exempt(send)


def _enter(form: PetitionForm, staged: list[Staged]) -> Response:
    now = clock.now()
    token = _token(form)
    sent = form.to_submission(token, [file.key for file in staged])
    try:
        receipt = _submitted(sent, now)
    except IntegrityError:  # pressed twice at the same moment: the other press has made it
        receipt = _submitted(sent, now)
    grants.open_receipt(receipt.code, token, now)
    return redirect(url_for("citizen.receipt", code=receipt.code), 303)


def _submitted(sent: Submission, now: datetime) -> Receipt:
    with transaction() as session:
        return service.submit(session, sent, key=settings().key, now=now)


def _form() -> PetitionForm:
    """The form with the choices of this installation; without JavaScript the address presets the agency."""
    form = PetitionForm()
    session = reading()
    agencies = identity.receiving_agencies(session)
    if len(agencies) > 1:
        form.agency.choices = pairs([(each.code, each.name) for each in agencies], _("Chọn cơ quan"))
        form.agency.data = form.agency.data or request.args.get("don-vi", "")
    else:
        del form.agency
    chosen = identity.receiving_agency(session, (form.agency.data or "") if "agency" in form else "")
    if chosen:
        access.speak_as(chosen)  # before anything is checked: what is wrong is said in its words too
    areas = catalogue.areas(session, chosen.id) if chosen else []
    if areas:
        form.area.choices = pairs([(each.code, each.name) for each in areas], _("Không chọn"))
    else:
        del form.area
    if not _token(form):  # each time it is sent so, it is a new petition
        form.form_token.data = signing.sign(settings().key, _FORM, secrets.token_hex(16), now=clock.now())
    return form


def _token(form: PetitionForm) -> str:
    """What was signed into this form when it was opened; nothing when that is long ago or was never done."""
    known = signing.read(settings().key, _FORM, form.form_token.data or "", _FORM_AGE, now=clock.now())
    return str(known or "")


def _page(form: PetitionForm, staged: list[Staged]) -> str:
    session = reading()
    agency = agency_on_page(session, None, (form.agency.data if "agency" in form else "") or "")
    days = limits(session, agency, clock.now())
    return render_template("citizen/submit.html", form=form, staged=staged, limits=days)


@bp.get("/bien-nhan/<code>")
@anyone
def receipt(code: str) -> str | tuple[str, int]:
    """The slip, for half an hour in the browser that sent the petition."""
    now, session = clock.now(), reading()
    canonical = codes.parse_tracking_code(code)
    token = grants.receipt_token(canonical, now) if canonical else None
    if canonical is None or token is None:
        return render_template("citizen/receipt.html", closed=True, code=code if canonical else ""), 404
    return _slip(session, petitions.by_code(session, canonical), token, now)


def _slip(session: Session, petition: Petition, token: str, now: datetime) -> str:
    access.speak_as(petition.legs[0].agency)
    who = petition.petitioner
    deadline = deadlines.standing(session, petition.legs[0], Step.ANSWER)
    return render_template(
        "citizen/receipt.html",
        closed=False,
        code=petition.code,
        subject=petition.subject,
        submitter=who.organization or who.full_name,
        submitter_address=who.address,
        received_at=petition.received_at,
        files=len(petition.attachments),
        due=showing.show(session, deadline, petition.received_at) if deadline else None,
        secret=_grouped(codes.new_secret(settings().key, token)),
        phone_tail=shown_phone(who.phone)[-4:].strip(),
        email=mask_email(who.email),
        by_post=who.contact_by_post,
        qr=qr(settings().base_url + url_for("citizen.track", code=petition.code)),
        tracking_address=(settings().base_url + url_for("citizen.track")).split("://", 1)[1],
        limits=limits(session, petition.agency, now),
        accept_by=last_day(session, petition.legs[0], Step.ASK_SUPPLEMENT),
    )


def _grouped(secret: str) -> str:
    return "-".join((secret[:4], secret[4:8], secret[8:]))

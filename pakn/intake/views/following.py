"""Follow one's own petition, and take it back."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pakn.identity import access
from pakn.identity.access import anyone
from pakn.intake import service, tracking
from pakn.intake.forms import TrackForm, WithdrawForm
from pakn.intake.views import bp, grants
from pakn.intake.views.showing import dates_only, in_full
from pakn.kernel import clock, codes, signing
from pakn.kernel.db import reading, transaction
from pakn.petitions import queries as petitions
from pakn.petitions.models import Petition
from pakn.web.config import file_store, settings
from pakn.web.i18n import _
from pakn.web.limits import limiter


@bp.get("/tra-cuu")
@anyone
def track() -> str:
    """Ask for a code; a petition that this browser may follow is shown at once."""
    code = codes.parse_tracking_code(request.args.get("code", ""))
    level = grants.tracked(code, clock.now()) if code else None
    if code is None or level is None:
        return _ask(TrackForm(code=request.args.get("code", ""), formdata=None), None)
    session, now = reading(), clock.now()
    petition = petitions.by_code(session, code)
    if level == "full":
        return render_template("citizen/track_result.html", **in_full(session, petition, now))
    form = TrackForm(formdata=None)
    return render_template("citizen/track_result.html", form=form, **dates_only(session, petition, now))


@bp.post("/tra-cuu")
@anyone
@limiter.limit("20 per minute")
def find() -> Response | tuple[str, int]:
    """Look a petition up; every wrong pair gets the same answer."""
    form, now = TrackForm(), clock.now()
    secret, last4 = form.secret.data or "", form.last4.data or ""
    with transaction() as session:
        if secret:
            petition = tracking.with_secret(session, form.code.data or "", secret, key=settings().key)
        else:
            petition = tracking.with_digits(session, form.code.data or "", last4, now=now)
        code = petition.code if petition else ""
    if not code:
        return _ask(form, _("Không tìm thấy phiếu với hai mã này. Xem lại mã trên phiếu hẹn.")), 422
    grants.open_tracking(code, full=bool(secret), now=now)
    return redirect(url_for("citizen.track", code=code), 303)


def _ask(form: TrackForm, problem: str | None) -> str:
    form.secret.data = ""
    return render_template("citizen/track.html", form=form, problem=problem)


@bp.get("/tra-cuu/<signed>")
@anyone
def track_signed(signed: str) -> Response:
    """The link of a letter opens the petition in full."""
    code = signing.read(settings().key, "track", signed, grants.LINK_AGE_S, now=clock.now())
    if not isinstance(code, str):
        flash(_("Liên kết này đã hết hạn. Tra cứu bằng mã trên phiếu hẹn hoặc trong thư của xã."))
        return redirect(url_for("citizen.track"), 303)
    grants.open_tracking(code, full=True, now=clock.now())
    return redirect(url_for("citizen.track", code=code), 303)


@bp.get("/tra-cuu/<code>/rut")
@anyone
def withdraw(code: str) -> str:
    """Ask once more before a petition is taken back."""
    petition = _mine(reading(), code)
    return _withdraw_page(petition, WithdrawForm())


@bp.post("/tra-cuu/<code>/rut")
@anyone
def do_withdraw(code: str) -> Response | tuple[str, int]:
    """Take it back."""
    petition = _mine(reading(), code)
    form = WithdrawForm()
    if not form.validate():
        return _withdraw_page(petition, form), 422
    with transaction() as session:
        locked = petitions.for_change(session, petition.code)
        service.withdraw(session, locked, form.reason.data or "", now=clock.now())
    return redirect(url_for("citizen.track", code=code), 303)


def _withdraw_page(petition: Petition, form: WithdrawForm) -> str:
    access.speak_as(petition.agency)
    return render_template(
        "citizen/confirm_withdraw.html",
        code=petition.code,
        subject=petition.subject,
        action=url_for("citizen.do_withdraw", code=petition.code),
        back_href=url_for("citizen.track", code=petition.code),
        form=form,
    )


@bp.get("/tra-cuu/<code>/tep/<int:attachment_id>")
@anyone
def attachment(code: str, attachment_id: int) -> Response:
    """One of the petition's own files, always as a download."""
    petition = _mine(reading(), code)
    found = next((each.file for each in petition.attachments if each.id == attachment_id), None)
    if found is None:
        abort(404)
    path = file_store().path(found.key)
    return send_file(path, mimetype=found.media_type, as_attachment=True, download_name=found.name)


def _mine(session: Session, code: str) -> Petition:
    """The petition, when this browser has shown its secret; else 404, as if there were none."""
    canonical = codes.parse_tracking_code(code)
    if canonical is None or grants.tracked(canonical, clock.now()) != "full":
        abort(404)
    return petitions.by_code(session, canonical)

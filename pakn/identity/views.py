"""Sign in and out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField, PasswordField, StringField

from pakn.identity import access, service
from pakn.identity.access import anyone
from pakn.identity.permissions import Permission
from pakn.kernel import clock
from pakn.kernel.db import reading, transaction
from pakn.kernel.errors import Refused
from pakn.web.forms import BaseForm, Needed, line
from pakn.web.i18n import lazy
from pakn.web.limits import limiter
from pakn.web.sentences import sentence

bp = Blueprint("auth", __name__)


class SignInForm(BaseForm):
    """Name and password."""

    username = StringField(
        lazy("Tên đăng nhập"), filters=[line], validators=[Needed(lazy("Nhập tên đăng nhập"))]
    )
    password = PasswordField(lazy("Mật khẩu"), validators=[Needed(lazy("Nhập mật khẩu"))])
    next = HiddenField()


@bp.get("/can-bo/dang-nhap")
@anyone
def sign_in() -> str | Response:
    """Ask for name and password."""
    if access.viewer_or_none() is not None:
        return redirect(_home(), 303)
    return _page(SignInForm(data={"next": request.args.get("next", "")}), None)


@bp.post("/can-bo/dang-nhap")
@anyone
@limiter.limit("10 per minute; 100 per hour", deduct_when=lambda answer: answer.status_code == 422)
def do_sign_in() -> Response | tuple[str, int]:
    """Open a session, or say in one sentence that the pair is wrong."""
    form = SignInForm()
    if not form.validate():
        return _page(form, None), 422
    if not _came_in(form.username.data or "", form.password.data or ""):
        return _page(form, sentence(Refused("account_locked"))), 422
    return redirect(_inside(form.next.data or "") or _home(), 303)


@bp.post("/can-bo/dang-xuat")
@anyone
def sign_out() -> Response:
    """End the session."""
    access.sign_out()
    session.clear()
    return redirect(url_for("auth.sign_in"), 303)


def _came_in(username: str, password: str) -> bool:
    """Opens the session of the officer whose name and password fit."""
    checked = service.check(reading(), username, password)
    with transaction() as db_session:
        officer = service.settle(db_session, checked, clock.now())
        if officer is not None:
            session.clear()
            access.sign_in(officer)
        return officer is not None


def _page(form: SignInForm, problem: str | None) -> str:
    form.password.data = ""
    return render_template("officer/sign_in.html", form=form, problem=problem)


def _home() -> str:
    viewer = access.viewer_or_none()
    configures = viewer is not None and not viewer.may(Permission.READ) and viewer.may(Permission.CONFIGURE)
    return url_for("admin.calendar") if configures else url_for("officer.inbox")


def _inside(target: str) -> str | None:
    """An address of this site's own, never of another: one slash first, no scheme, no second slash or backslash."""
    safe = (
        target.startswith("/")
        and not target.startswith(("//", "/\\"))
        and "\\" not in target
        and target.isprintable()
    )
    return target if safe else None

"""The office's page of mails: what came, what became of it, and what to do with those that were set aside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pakn.identity import access
from pakn.identity import queries as identity
from pakn.identity.access import requires
from pakn.identity.models import Agency, Officer
from pakn.identity.permissions import Permission, Viewer
from pakn.kernel import clock
from pakn.kernel.audit import Actor
from pakn.kernel.codes import parse_tracking_code
from pakn.kernel.db import reading, transaction
from pakn.kernel.errors import NotFound, Refused, Stale
from pakn.kernel.paging import page_number
from pakn.kernel.text import mask_email
from pakn.mailbox import office, queries, service, showing
from pakn.mailbox.door import door_of
from pakn.mailbox.forms import AttachForm, DismissForm, EnterForm, RetryForm, prefilled
from pakn.mailbox.keeping import Keeper
from pakn.mailbox.letters import Letter
from pakn.mailbox.models import IncomingMail, Outcome
from pakn.mailbox.queries import Tab
from pakn.mailbox.wording import TABS, outcome_of, outcome_words, reason_words
from pakn.petitions import queries as petitions
from pakn.petitions import timeline
from pakn.petitions.events import PhoneShown
from pakn.web.config import file_store, settings
from pakn.web.forms import BaseForm, pairs
from pakn.web.i18n import _
from pakn.web.sentences import sentence

bp = Blueprint("mail", __name__)
_EXPLAINED = frozenset({Outcome.SET_ASIDE, Outcome.REFUSED, Outcome.AUTOMATIC})
_COUNTED = frozenset({Tab.ASIDE, Tab.PENDING})  # what waits; of the rest there are as many as years of mail


@bp.errorhandler(Stale)
def _too_late(problem: Stale) -> Response:
    """Somebody was quicker: the page of the mail says who, and what came of it."""
    flash(sentence(problem), "warn")
    return redirect(url_for("mail.one", mail_id=(request.view_args or {})["mail_id"]), 303)


@bp.get("/van-phong/thu")
@requires(Permission.TRIAGE)
def inbox() -> str:
    """The mails of one tab."""
    session, viewer = reading(), access.viewer()
    tab = Tab(request.args["xem"]) if request.args.get("xem") in set(Tab) else Tab.ASIDE
    page = queries.listed(session, viewer, tab, page_number(request.args.get("trang")))
    return render_template(
        "office/mails.html",
        title=TABS[tab],
        tab=tab.value,
        is_first=tab is Tab.ASIDE,
        tabs=[_tab(session, viewer, each, tab) for each in Tab],
        rows=[_row(each) for each in page.items],
        page=page,
    )


def _tab(session: Session, viewer: Viewer, tab: Tab, current: Tab) -> dict[str, Any]:
    return {
        "label": TABS[tab],
        "href": url_for("mail.inbox", xem=tab.value),
        "current": tab is current,
        "count": queries.count(session, viewer, tab) if tab in _COUNTED else None,
    }


def _row(mail: IncomingMail) -> dict[str, Any]:
    petition = mail.petition
    return {
        "href": url_for("mail.one", mail_id=mail.id),
        "subject": mail.subject or _("(không có tiêu đề)"),
        "sender": mask_email(mail.sender) or _("không rõ"),
        "received_at": mail.received_at,
        "outcome": outcome_of(mail),
        "why": reason_words(mail.reason) if _says_why(mail) else "",
        "note": mail.note,
        "code": petition.code.removeprefix("PAKN-") if petition else "",
        "petition_href": url_for("officer.petition", code=petition.code) if petition else None,
    }


def _says_why(mail: IncomingMail) -> bool:
    return bool(mail.reason) and mail.outcome in _EXPLAINED


@bp.get("/van-phong/thu/phan-anh/<code>")
@requires(Permission.TRIAGE)
def of_petition(code: str) -> Response:
    """To the mail with which a petition began."""
    found = queries.of_petition(reading(), access.viewer(), parse_tracking_code(code) or "")
    if found is None:
        abort(404)
    return redirect(url_for("mail.one", mail_id=found.id))


@bp.get("/van-phong/thu/<int:mail_id>")
@requires(Permission.TRIAGE)
def one(mail_id: int) -> str:
    """What a mail says and what became of it."""
    _write_down_who_reads(_readable(reading(), mail_id))
    session = reading()
    mail = _readable(session, mail_id)
    return render_template("office/mail.html", **_head(session, mail), **showing.understood(mail, _door()))


@bp.get("/van-phong/thu/<int:mail_id>/goc")
@requires(Permission.TRIAGE)
def raw(mail_id: int) -> Response:
    """The mail as it came, always as a download: nobody's browser shall run what is in it."""
    _write_down_who_reads(_readable(reading(), mail_id))
    mail = _readable(reading(), mail_id)
    return send_file(
        BytesIO(mail.raw.data),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=f"thu-{mail.id}.eml",
    )


@bp.get("/van-phong/thu/<int:mail_id>/doc-lai")
@requires(Permission.TRIAGE)
def retry(mail_id: int) -> str:
    """Whether to let the machine read it again."""
    return _page(_waiting(mail_id), RetryForm(), "retry")


@bp.post("/van-phong/thu/<int:mail_id>/doc-lai")
@requires(Permission.TRIAGE)
def do_retry(mail_id: int) -> Response | tuple[str, int]:
    """Read it again; it may be set aside again, with its reason."""
    mail, form = _waiting(mail_id), RetryForm()
    if not form.validate():
        return _page(mail, form, "retry"), 422
    reading().rollback()
    taken = service.retry(_door(), mail_id)
    why = reason_words(taken.reason) if taken.outcome is Outcome.SET_ASIDE else ""
    flash(" ".join(part for part in (outcome_words(taken.outcome) + ".", why) if part))
    return redirect(url_for("mail.one", mail_id=mail_id), 303)


@bp.get("/van-phong/thu/<int:mail_id>/nhap")
@requires(Permission.TRIAGE)
def enter(mail_id: int) -> str:
    """The form with what was understood."""
    mail = _waiting(mail_id)
    return _page(mail, _enter_form(mail), "enter")


@bp.post("/van-phong/thu/<int:mail_id>/nhap")
@requires(Permission.TRIAGE)
def do_enter(mail_id: int) -> Response | tuple[str, int]:
    """Enter it as a petition."""
    mail = _waiting(mail_id)
    form, organization = _enter_form(mail), _organization(mail)

    def done(session: Session, found: IncomingMail, letter: Letter, keeper: Keeper, now: datetime) -> None:
        agency = session.get_one(Agency, int(form.agency.data))
        said = form.corrected(organization)
        by = access.viewer().officer_id
        office.enter(session, found, letter, said, agency, keeper, key=settings().key, by=by, now=now)

    return _do(mail, form, "enter", done, _("Đã nhập thành phản ánh."))


@bp.get("/van-phong/thu/<int:mail_id>/gan")
@requires(Permission.TRIAGE)
def attach(mail_id: int) -> str:
    """To which petition it belongs."""
    return _page(_waiting(mail_id), AttachForm(), "attach")


@bp.post("/van-phong/thu/<int:mail_id>/gan")
@requires(Permission.TRIAGE)
def do_attach(mail_id: int) -> Response | tuple[str, int]:
    """Add it to that petition."""
    mail, form = _waiting(mail_id), AttachForm()
    known, _subject, _content = showing.guessed(mail, _door())

    def done(session: Session, found: IncomingMail, letter: Letter, keeper: Keeper, now: datetime) -> None:
        office.attach(session, found, letter, known, form.code.data or "", access.viewer(), keeper, now=now)

    return _do(mail, form, "attach", done, _("Đã gắn vào phản ánh."))


@bp.get("/van-phong/thu/<int:mail_id>/bo-qua")
@requires(Permission.TRIAGE)
def dismiss(mail_id: int) -> str:
    """Why nothing has to be done."""
    return _page(_waiting(mail_id), DismissForm(), "dismiss")


@bp.post("/van-phong/thu/<int:mail_id>/bo-qua")
@requires(Permission.TRIAGE)
def do_dismiss(mail_id: int) -> Response | tuple[str, int]:
    """Let it rest."""
    mail, form = _waiting(mail_id), DismissForm()
    if not form.validate():
        return _page(mail, form, "dismiss"), 422
    viewer, now = access.viewer(), clock.now()
    with transaction() as session:
        found = queries.mail_for_change(session, viewer, mail_id)
        if found is None:
            raise NotFound("no_message")
        office.dismiss(found, form.reason.data or "", by=viewer.officer_id, now=now)
    flash(_("Đã bỏ qua thư này."))
    return redirect(url_for("mail.inbox"), 303)


_Doing = Callable[[Session, IncomingMail, Letter, Keeper, datetime], None]


def _do(
    mail: IncomingMail, form: BaseForm, verb: str, done: _Doing, words: str
) -> Response | tuple[str, int]:
    """Carry a filled form out on the letter in the mail; files written for it go when it fails."""
    if not form.validate():
        return _page(mail, form, verb), 422
    mail_id, letter, keeper = mail.id, showing.letter(mail, _door()), Keeper(file_store())
    try:
        with transaction() as session:
            found = queries.mail_for_change(session, access.viewer(), mail_id)
            if found is None:
                raise NotFound("no_message")
            done(session, found, letter, keeper, clock.now())
    except Refused as problem:
        keeper.take_back()
        if isinstance(problem, Stale):
            raise
        form.form_errors = [sentence(problem)]
        return _page(_readable(reading(), mail_id), form, verb), problem.status
    except BaseException:
        keeper.take_back()
        raise
    flash(words)
    return redirect(url_for("mail.one", mail_id=mail_id), 303)


def _enter_form(mail: IncomingMail) -> EnterForm:
    session = reading()
    known, subject, content = showing.guessed(mail, _door())
    here = session.get(Agency, mail.agency_id) if mail.agency_id else None
    form = EnterForm(data=prefilled(known, subject, content, str(here.id) if here else ""))
    open_ones = [here] if here and here.takes_petitions else identity.receiving_agencies(session)
    form.agency.choices = pairs(
        [(str(each.id), each.name) for each in open_ones], _("Chọn cơ quan") if len(open_ones) > 1 else None
    )
    return form


def _organization(mail: IncomingMail) -> str:
    known, _subject, _content = showing.guessed(mail, _door())
    return known.organization


def _readable(session: Session, mail_id: int) -> IncomingMail:
    """404 alike for no mail, for one that is not theirs and for one that names them."""
    found = queries.mail(session, access.viewer(), mail_id)
    if found is None:
        abort(404)
    return found


def _write_down_who_reads(mail: IncomingMail) -> None:
    """A petition's mail shows its sender's telephone in full; that it was opened stands in the history."""
    if mail.petition is None:
        return
    code, officer_id = mail.petition.code, access.viewer().officer_id
    with transaction() as session:
        found = petitions.for_change(session, code)
        timeline.record(session, found, PhoneShown(found.id), Actor.officer(officer_id), clock.now())


def _waiting(mail_id: int) -> IncomingMail:
    """The same, for what is done to a mail that was set aside. Raises Stale when somebody was quicker."""
    found = _readable(reading(), mail_id)
    if not found.waits:
        raise Stale("mail_dealt_with")
    return found


def _door() -> Any:
    return door_of(settings())


def _head(session: Session, mail: IncomingMail) -> dict[str, Any]:
    petition = mail.petition
    handler = session.get(Officer, mail.handled_by) if mail.handled_by else None
    return {
        "mail_id": mail.id,
        "subject": mail.subject or _("(không có tiêu đề)"),
        "outcome": outcome_of(mail),
        "why": reason_words(mail.reason) if _says_why(mail) else "",
        "waits": mail.waits,
        "received_at": mail.received_at,
        "mailbox": mail.mailbox,
        "code": petition.code if petition else "",
        "petition_href": url_for("officer.petition", code=petition.code) if petition else None,
        "handled": {"by": handler.full_name, "at": mail.handled_at} if handler else None,
        "note": mail.note,
        "size": len(mail.raw.data),
        "raw_href": url_for("mail.raw", mail_id=mail.id),
    }


def _page(mail: IncomingMail, form: BaseForm, verb: str) -> str:
    """The page of a verb."""
    return render_template(
        "office/mail_verb.html",
        form=form,
        mail_id=mail.id,
        subject=mail.subject or _("(không có tiêu đề)"),
        sender=mail.sender,
        received_at=mail.received_at,
        why=reason_words(mail.reason) if mail.reason else "",
        **showing.verb_words(verb),
    )

"""The demo's window on outgoing mail; registered only where the installation is a demo or a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from flask import Blueprint, Response, render_template, request

from pakn.identity.access import anyone
from pakn.kernel.db import reading
from pakn.kernel.paging import page_number
from pakn.notifications import queries
from pakn.notifications.models import Message
from pakn.notifications.wording import STATES
from pakn.web import config
from pakn.web.i18n import _

demo = Blueprint("demo", __name__, url_prefix="/demo")

_PER_PAGE = 50
_ISOLATED = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@dataclass(frozen=True)
class ShownMail:
    """A mail as the demo's pages show it."""

    id: int
    sent_at: datetime
    to: str
    sender: str
    subject: str
    channel: str
    status: str
    code: str | None
    text: str
    attachments: list[str] = field(default_factory=list)


@demo.get("/thu-di")
@anyone
def outbox() -> str:
    """What went out, newest first."""
    number = page_number(request.args.get("trang"))
    page = queries.outgoing(reading(), number, _PER_PAGE)
    return render_template("demo/outbox.html", messages=[_shown(each) for each in page.items], page=page)


@demo.get("/thu-di/<int:id>")
@anyone
def message(id: int) -> str:
    """One mail, as plain text."""
    return render_template("demo/message.html", message=_shown(queries.mail(reading(), id)))


@demo.get("/thu-di/<int:id>/html")
@anyone
def html(id: int) -> Response:
    """The HTML body as a mail program gets it, alone in a sandbox."""
    response = Response(queries.mail(reading(), id).html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = _ISOLATED
    return response


def _shown(mail: Message) -> ShownMail:
    agency = mail.petition.agency.name if mail.petition else ""
    return ShownMail(
        id=mail.id,
        sent_at=mail.sent_at or mail.queued_at,
        to=mail.address,
        sender=f"{agency} <{config.settings().sender_address}>",
        subject=mail.subject,
        channel=_("thư điện tử"),
        status=str(STATES[mail.state]),
        code=mail.petition.code if mail.petition else None,
        text=mail.text,
    )

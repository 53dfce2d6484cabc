"""Mails as citizens write them, and the way they take into the program."""

from __future__ import annotations

import itertools
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from sqlalchemy import func, select

from pakn.kernel import clock
from pakn.kernel.db import reading
from pakn.mailbox import service
from pakn.mailbox.door import Door, door_of
from pakn.mailbox.models import IncomingMail
from pakn.mailbox.storing import Arrived
from pakn.mailbox.verdicts import Taken
from pakn.petitions.models import Petition
from pakn.web.config import settings
from tests import sample

ADDRESS = "pakn@xa.example"
SENDER = "nguoi-gui@dan.example"
DETAILS = "Họ và tên: Nguyễn Thị Người Gửi\nĐịa chỉ: Thôn Một, xã Đông (mẫu)\nĐiện thoại: 0912 345 678"
STORY = sample.LAND
PDF = b"%PDF-1.4\n%mau\n"
_numbers = itertools.count(1)


def mail(
    text: str = f"{STORY}\n\n{DETAILS}",
    *,
    sender: str = SENDER,
    subject: str = "Cấp sổ đỏ chậm",
    to: str = ADDRESS,
    files: dict[str, bytes] | None = None,
    **headers: str,
) -> bytes:
    """A mail of its own; headers by name, an underscore for a hyphen."""
    made = EmailMessage(policy=SMTP.clone(max_line_length=900))
    made["From"] = f"Người Gửi <{sender}>"
    made["To"] = to
    made["Subject"] = subject
    made["Date"] = "Mon, 02 Mar 2026 08:12:00 +0700"
    made["Message-ID"] = headers.pop("Message_ID", f"<mail-{next(_numbers)}@dan.example>")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text, cte="base64")
    for name, data in (files or {}).items():
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def fresh_sender() -> str:
    """Somebody who has never written."""
    return f"nguoi-{next(_numbers)}@dan.example"


def door() -> Door:
    """The installation's, as a command works it out."""
    return door_of(settings())


def take(raw: bytes, *, agency: str = "xa-dong", at: datetime | None = None) -> Taken:
    """A mail comes to an agency's mailbox."""
    agency_id = sample.agency(reading(), agency).id if agency else None
    return service.take_in(door(), Arrived(raw, "", agency_id, "file", at or clock.now()))


def row(taken: Taken) -> IncomingMail:
    """What is written down of it."""
    return reading().get_one(IncomingMail, taken.mail_id, populate_existing=True)


def petition(taken: Taken) -> Petition:
    """The petition it became, or belongs to."""
    found = select(Petition).where(Petition.code == taken.code)
    return reading().scalars(found.execution_options(populate_existing=True)).one()


def count(model: type, *where: object) -> int:
    """How many there are of which this is so."""
    return reading().scalar(select(func.count()).select_from(model).where(*where)) or 0

"""From a message of the ledger to the bytes of an Internet mail."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import datetime
from email import charset, policy
from email.charset import Charset
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import TypeAlias

from pakn.kernel import clock
from pakn.kernel.text import one_line

# The newer policies lose spaces when they fold long Vietnamese headers; Header objects under this one do not.
_POLICY = policy.compat32.clone(linesep="\r\n")

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_DOT_ATOM = rf"{_ATOM}(?:\.{_ATOM})*"
_MESSAGE_ID = re.compile(rf"<{_DOT_ATOM}@(?:{_DOT_ATOM}|\[[!-;=?-Z^-~]*\])>")
_LONGEST_ID = 250

Mail: TypeAlias = "Message[str | Header, str | Header]"

_READABLE = Charset("utf-8")
_READABLE.body_encoding = charset.QP


class BadAddress(Exception):
    """The recipient's address cannot stand in a mail: it is empty, or not written in ASCII on one line."""


class BadSender(Exception):
    """The sender's address cannot stand in a mail: the installation is set up wrongly, no letter is at fault."""


@dataclass(frozen=True)
class OutgoingMail:
    """One mail as a channel gets it; `number` is its place in the ledger, `message_id` is the same at every repeat.

    `envelope` is where it comes back when it cannot be delivered (empty: to the sender), `conversation` the Message-IDs
    of mails before it about the same matter, the citizen's and ours, oldest first.
    """

    number: int
    message_id: str
    sender: str
    sender_name: str
    to: str
    subject: str
    text: str
    html: str
    queued_at: datetime
    reply_to: str = ""
    envelope: str = ""
    conversation: tuple[str, ...] = ()


def compose(mail: OutgoingMail) -> Mail:
    """Text and HTML side by side, marked as written by a machine (RFC 3834). Raises BadAddress, BadSender.

    The return address stands in no header: whoever delivers the mail in the end writes it there (RFC 5321, 4.4).
    """
    made: Mail = Message(policy=_POLICY)
    made["MIME-Version"] = "1.0"
    made["Content-Type"] = "multipart/alternative"
    made["From"] = _from(mail.sender_name, mail.sender)
    if mail.reply_to:
        made["Reply-To"] = _own(mail.reply_to)
    made["To"] = checked(mail.to)
    made["Subject"] = _words(mail.subject, "Subject")
    made["Date"] = format_datetime(clock.local(mail.queued_at))
    made["Message-ID"] = mail.message_id
    if known := [each for each in mail.conversation if is_message_id(each)]:
        made["In-Reply-To"] = known[-1]
        made["References"] = " ".join(known)
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made["Content-Language"] = "vi"
    made.attach(_part(mail.text, "plain"))
    if mail.html:
        made.attach(_part(mail.html, "html"))
    return made


def is_message_id(text: str) -> bool:
    """Whether a Message-ID, which may be a stranger's, can be repeated in a header of ours (RFC 5322, 3.6.4)."""
    return len(text) <= _LONGEST_ID and _MESSAGE_ID.fullmatch(text) is not None


def to_bytes(message: Mail) -> bytes:
    """The message as it travels: CRLF line ends, ASCII headers."""
    out = io.BytesIO()
    BytesGenerator(out, mangle_from_=False).flatten(message, linesep="\r\n")
    return out.getvalue()


def checked(address: str) -> str:
    """The address itself when a mail can carry it. Raises BadAddress."""
    if not _fits(address):
        raise BadAddress("the address cannot be written in a mail")
    return address


def _fits(address: str) -> bool:
    plain = address.isascii() and address.isprintable() and not set(address) & set(" <>,;")
    return plain and "@" in address


def return_address(mail: OutgoingMail) -> str:
    """Whom the envelope names as the sender. Raises BadSender."""
    return _own(mail.envelope or mail.sender)


def _own(address: str) -> str:
    if not _fits(address):
        raise BadSender
    return address


def _from(name: str, address: str) -> Header:
    _own(address)
    made = _words(name, "From")
    made.append(f"<{address}>" if name else address, "us-ascii")
    return made


def _words(text: str, name: str) -> Header:
    return Header(one_line(text), "utf-8", header_name=name)


def _part(text: str, subtype: str) -> MIMEText:
    part = MIMEText(text, subtype, policy=_POLICY, _charset=_READABLE)  # type: ignore[arg-type]  # a Charset is taken
    part["Content-Language"] = "vi"
    return part

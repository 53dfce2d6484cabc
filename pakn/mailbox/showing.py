"""A mail as the office reads it: parsed again from its bytes, so that a better parser shows more."""

from __future__ import annotations

from typing import Any

from pakn.intake.submission import shown_phone
from pakn.kernel.errors import NotFound
from pakn.kernel.text import clean
from pakn.mailbox import entering
from pakn.mailbox.door import Door
from pakn.mailbox.letters import Letter, Parsed, Understood
from pakn.mailbox.models import IncomingMail
from pakn.mailbox.parsing import parse
from pakn.mailbox.verdicts import essence, letter_of, of_sender
from pakn.notifications.wording import for_office
from pakn.web.i18n import LazyString, lazy

_SHOWN = 20_000
_VERBS: dict[str, tuple[LazyString, LazyString, LazyString]] = {
    "retry": (
        lazy("Đọc lại thư"),
        lazy("Máy đọc thư này một lần nữa, theo đúng các bước như lúc thư đến."),
        lazy("Đọc lại"),
    ),
    "enter": (
        lazy("Nhập thành phản ánh"),
        lazy("Sửa và điền thêm những gì biết. Ngày nhận là ngày thư đến hộp thư."),
        lazy("Nhập phản ánh"),
    ),
    "attach": (
        lazy("Gắn vào phản ánh"),
        lazy(
            "Thư và tệp kèm theo được thêm vào phản ánh này. Đang chờ bổ sung mà thư ghi đủ thì thư là phần bổ sung."
        ),
        lazy("Gắn thư"),
    ),
    "dismiss": (
        lazy("Bỏ qua thư"),
        lazy("Thư không thành phản ánh. Thư gốc vẫn được giữ, kèm lý do và tên người bỏ qua."),
        lazy("Bỏ qua"),
    ),
}


def verb_words(verb: str) -> dict[str, Any]:
    """Title, explanation and button of a verb's page."""
    title, explain, label = _VERBS[verb]
    return {"title": title, "explain": explain, "submit_label": label, "danger": verb == "dismiss"}


def _parsed(mail: IncomingMail, door: Door) -> Parsed | None:
    """None for a mail that the parser breaks on: the page must open all the same."""
    try:
        parsed: Parsed = parse(mail.raw.data, door.ours)
        return parsed
    except Exception:  # the mail's own reason says what happened to it
        return None


def _said(mail: IncomingMail, door: Door) -> tuple[Letter, Understood] | None:
    """What a person wrote in it and what it says of them; None when nobody can tell."""
    parsed = _parsed(mail, door)
    letter = letter_of(parsed) if parsed is not None else None
    return (letter, of_sender(parsed)) if parsed is not None and letter is not None else None


def letter(mail: IncomingMail, door: Door) -> Letter:
    """What a person wrote in it, else its bytes as far as they are text. Raises NotFound when it has no sender."""
    parsed = _parsed(mail, door)
    if parsed is not None and (said := letter_of(parsed)):
        return said
    if not mail.sender and (parsed is None or not essence(parsed).sender):
        raise NotFound("mail_without_sender")
    return _bare(mail, parsed)


def _bare(mail: IncomingMail, parsed: Any) -> Letter:
    """A letter made of what is known of a mail that could not be read."""
    return Letter(
        sender=mail.sender or (parsed.sender if parsed else ""),
        sender_name="",
        to=(),
        subject=mail.subject,
        content="",
        full_text="",
        attachments=(),
        message_id=mail.message_id,
        references=(),
        fingerprint=mail.fingerprint or mail.raw_digest,
    )


def guessed(mail: IncomingMail, door: Door) -> tuple[Understood, str, str]:
    """What the form of a petition begins with: who, subject, content."""
    found = _said(mail, door)
    if found is None:
        return Understood(), mail.subject[:200], ""
    said, who = found
    return who, entering.subject_of(said), entering.text_of(said)


def understood(mail: IncomingMail, door: Door) -> dict[str, Any]:
    """What the page of a mail shows of its content."""
    found = _said(mail, door)
    if found is None:
        return {
            "sender": mail.sender,
            "known": None,
            "text": "",
            "beginning": for_office(clean(mail.raw.data[:4_000].decode("utf-8", "replace"))),
            "files": [],
            "is_cut": False,
        }
    said, who = found
    text = for_office(said.full_text or said.content)
    return {
        "sender": said.sender,
        "known": {
            "full_name": who.full_name,
            "address": who.address,
            "phone": shown_phone(who.phone),
            "by_post": who.contact_by_post,
            "organization": who.organization,
        },
        "text": text[:_SHOWN],
        "beginning": "",
        "files": [{"name": each.name, "size": len(each.data), "href": None} for each in said.attachments],
        "is_cut": len(text) > _SHOWN,
    }

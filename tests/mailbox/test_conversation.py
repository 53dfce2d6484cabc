"""A citizen's mail and our letters about it are one conversation in any mail program."""

from __future__ import annotations

import email
from email.message import Message as Mail

from flask import Flask
from sqlalchemy import select

from pakn.handling import verbs
from pakn.kernel.db import reading, transaction
from pakn.mailbox.verdicts import Taken
from pakn.notifications.models import Message
from pakn.petitions import queries as petitions
from pakn.web.config import settings
from tests import sample
from tests.mailbox.post import fresh_sender, mail, petition, take
from tests.province import wait
from workers import jobs

MORE = "Tôi gửi thêm ảnh chụp giấy hẹn."


def _letters(taken: Taken) -> list[Mail]:
    """What the sender of a petition was sent, as it left, oldest first."""
    jobs.drain()
    own = select(Message.id).where(Message.petition_id == petition(taken).id, Message.officer_id.is_(None))
    folder = settings().data_dir / "outgoing"
    found = [
        next(folder.glob(f"*-{number:06d}.eml")) for number in reading().scalars(own.order_by(Message.id))
    ]
    return [email.message_from_bytes(path.read_bytes()) for path in found]


def _ask(taken: Taken) -> None:
    """The office asks for more, an hour later."""
    now = wait(hours=1)
    with transaction() as session:
        found = petitions.for_change(session, taken.code)
        by = sample.acting(session, found, "dong-vp")
        verbs.ask_supplement(session, found, items="Ngày nộp hồ sơ", by=by, now=now)


def _ids(letter: Mail) -> tuple[str, list[str]]:
    return str(letter["In-Reply-To"] or "").strip(), str(letter["References"] or "").split()


def test_the_receipt_answers_the_mail_the_petition_came_with(office: Flask) -> None:
    taken = take(mail(sender=fresh_sender(), Message_ID="<phan-anh-1@dan.example>"))

    (receipt,) = _letters(taken)

    assert _ids(receipt) == ("<phan-anh-1@dan.example>", ["<phan-anh-1@dan.example>"])


def test_later_letters_answer_what_was_written_last(office: Flask) -> None:
    sender = fresh_sender()
    taken = take(mail(sender=sender, Message_ID="<phan-anh-2@dan.example>"))
    (receipt,) = _letters(taken)
    wait(minutes=5)
    own = str(receipt["Message-ID"])
    take(mail(MORE, sender=sender, Message_ID="<gui-them-2@dan.example>", In_Reply_To=own))
    _ask(taken)

    asked = _letters(taken)[-1]

    everything = ["<phan-anh-2@dan.example>", own, "<gui-them-2@dan.example>"]
    assert _ids(asked) == (everything[-1], everything)


def test_without_a_further_mail_a_letter_answers_our_own_first(office: Flask) -> None:
    taken = take(mail(sender=fresh_sender(), Message_ID="<phan-anh-3@dan.example>"))
    (receipt,) = _letters(taken)
    _ask(taken)

    asked = _letters(taken)[-1]

    own = str(receipt["Message-ID"])
    assert _ids(asked) == (own, ["<phan-anh-3@dan.example>", own])


def test_a_mail_of_somebody_else_is_not_named_to_the_petitioner(office: Flask) -> None:
    taken = take(mail(sender=fresh_sender(), Message_ID="<phan-anh-4@dan.example>"))
    (receipt,) = _letters(taken)
    wait(minutes=5)
    own = str(receipt["Message-ID"])
    take(mail(MORE, sender=fresh_sender(), Message_ID="<nguoi-khac-4@dan.example>", In_Reply_To=own))
    _ask(taken)

    asked = _letters(taken)[-1]

    assert "nguoi-khac-4" not in str(asked["References"])


def test_a_mail_that_calls_itself_impossibly_is_answered_without_its_name(office: Flask) -> None:
    hostile = mail(sender=fresh_sender(), Message_ID="<HEADER@dan.example>").replace(
        b"<HEADER@dan.example>", b"<la@dan.example>\t<X-Hostile: 1>"
    )
    taken = take(hostile)

    (receipt,) = _letters(taken)

    assert receipt["X-Hostile"] is None
    assert all("X-Hostile" not in value for value in receipt.values())

"""Where an answer to a mail comes back, where the mail itself does, and what holds a conversation together."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from pakn.identity.models import Agency
from pakn.kernel.addresses import Mark, Purpose, marked, read_mark
from pakn.kernel.db import reading
from pakn.notifications import delivery, to_citizens, to_officers
from pakn.notifications.addresses import mailboxes_of
from pakn.notifications.channels import SmtpChannel
from pakn.notifications.models import Message
from pakn.petitions import events
from pakn.settings import Settings, WrongSettings
from tests.notifications.factories import World
from tests.services.smtp import SmtpServer

IMAP = "imaps://nguoi:mat-khau@imap.xa.example"


@dataclass(frozen=True)
class Arrived:
    """A letter as its reader's server got it."""

    message: EmailMessage
    envelope: str
    row: int

    @property
    def reply_to(self) -> str:
        return str(self.message["Reply-To"] or "")


@dataclass
class Post:
    """Sends letters through a real server; settings may be changed for one letter."""

    world: World
    server: SmtpServer

    def receipt(self, **changes: str) -> Arrived:
        told = self.world.tell(to_citizens.receipt, events.PetitionReceived(self.world.petition_id, "web"))
        return self.send(told[0], **changes)

    def send(self, message: Message, **changes: str) -> Arrived:
        row, settings = message.id, self.world.settings.model_copy(update=changes)
        delivery.send(row, SmtpChannel("127.0.0.1", self.server.port), settings)
        last = self.server.deliveries[-1]
        return Arrived(last.message, last.sender, row)

    def mark(self, address: str) -> Mark | None:
        return read_mark(address, key=self.world.settings.key, delimiter="+")


@pytest.fixture
def post(world: World, smtp_server: SmtpServer) -> Post:
    return Post(world, smtp_server)


def test_an_answer_finds_its_petition_and_a_bounce_its_row(post: Post) -> None:
    letter = post.receipt()

    assert post.mark(letter.reply_to) == Mark(Purpose.REPLY, post.world.petition_id)
    assert post.mark(letter.envelope) == Mark(Purpose.BOUNCE, letter.row)
    assert letter.message["From"].addresses[0].addr_spec == "pakn@xa.example"


def test_the_mailbox_of_the_agency_takes_both(post: Post) -> None:
    code = post.world.read(Agency, post.world.agency_id).code
    boxes = f"{IMAP}/INBOX?address=chung@tinh.example {IMAP}/X?address=hop@xa.example&agency={code}"

    letter = post.receipt(imap_url=boxes)

    assert letter.reply_to.startswith("hop+r")
    assert letter.envelope.startswith("hop+b")
    assert post.mark(letter.reply_to) == Mark(Purpose.REPLY, post.world.petition_id)


def test_a_mailbox_of_nobody_in_particular_is_the_only_agencys(post: Post) -> None:
    box = f"{IMAP}/INBOX?address=hop@xa.example"

    assert post.receipt(imap_url=box).reply_to.startswith("hop+r")
    post.world.agency("Bình Yên")
    assert post.receipt(imap_url=box).reply_to.startswith("pakn+r")


@pytest.mark.parametrize(
    ("address", "fetched"), [("", False), ("la@noi-khac.example", False), ("pakn@xa.example", True)]
)
def test_only_an_answer_that_is_fetched_is_invited(world: World, address: str, fetched: bool) -> None:
    world.agency("Bình Yên")
    box = f"{IMAP}/INBOX?address={address}" if address else ""
    settings = world.settings.model_copy(update={"imap_url": box})
    received = world.envelope(events.PetitionReceived(world.petition_id, "web"))

    to_citizens.receipt(received, settings)

    (message,) = world.messages()
    assert ("xin trả lời thư này" in message.text) is fetched
    assert ("xin trả lời thư này" in message.html) is fetched


def test_an_officers_answer_never_becomes_a_citizens(post: Post) -> None:
    told = post.world.tell(to_officers.supplemented, events.PetitionSupplemented(post.world.petition_id))

    letter = post.send(told[0])

    assert letter.reply_to == ""
    assert post.mark(letter.envelope) == Mark(Purpose.BOUNCE, letter.row)


def test_without_a_delimiter_every_address_is_plain(post: Post) -> None:
    letter = post.receipt(mail_delimiter="")

    assert (letter.reply_to, letter.envelope) == ("pakn@xa.example", "pakn@xa.example")


def test_an_address_too_long_to_be_signed_stays_plain(post: Post) -> None:
    long_one = f"{'a' * 50}@xa.example"

    letter = post.receipt(mail_from=long_one)

    assert (letter.reply_to, letter.envelope) == (long_one, long_one)


def test_letters_of_one_matter_to_one_reader_hang_together(post: Post) -> None:
    first, second = post.receipt(), post.receipt()
    post.world.petition_id = post.world.petition()
    elsewhere = post.receipt()

    assert first.message["References"] is None
    assert second.message["References"] == first.message["Message-ID"]
    assert elsewhere.message["References"] is None


def test_no_machine_is_invited_to_answer(post: Post) -> None:
    letter = post.receipt().message

    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Auto-Response-Suppress"] == "All"


def test_a_mailbox_setting_nobody_can_read_stops_the_start_with_one_sentence(tmp_path: Path) -> None:
    wrong = Settings(env="test", data_dir=tmp_path, imap_url="imap.xa.example")

    with pytest.raises(WrongSettings, match=r"^PAKN_IMAP_URL: cần có dạng imaps://"):
        mailboxes_of(wrong)


def test_the_signed_address_is_the_one_the_mailbox_reads(office_app: Flask, post: Post) -> None:
    letter = post.receipt()

    mark = Mark(Purpose.REPLY, post.world.petition_id)
    assert letter.reply_to == marked("pakn@xa.example", mark, key=post.world.settings.key, delimiter="+")
    assert reading().get_one(Message, letter.row).address == letter.message["To"]

from __future__ import annotations

import smtplib
from datetime import date

import pytest

from pakn.kernel import clock
from pakn.kernel.addresses import unmarked
from pakn.kernel.db import reading
from pakn.notifications import delivery, service, to_citizens, to_officers
from pakn.notifications.channels import MemoryChannel, SmtpChannel, Undeliverable
from pakn.notifications.compose import BadSender, OutgoingMail
from pakn.notifications.events import MessageQueued
from pakn.notifications.models import Message, MessageState
from pakn.petitions import events
from pakn.petitions.models import Task, TaskKind
from tests.notifications.factories import World
from tests.services.smtp import SmtpServer


class NoSuchMailbox:
    """A channel whose other side refuses for good."""

    def send(self, mail: OutgoingMail) -> None:
        raise Undeliverable("550 No such mailbox")


@pytest.fixture
def ledger_url(database_url: str) -> str:
    """Sending and marking are tried on both databases."""
    return database_url


@pytest.fixture
def receipt(world: World) -> int:
    """A receipt that waits to be sent."""
    (message,) = world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web"))
    return message.id


def state(world: World, message_id: int) -> MessageState:
    world.messages()
    found: MessageState = world.read(Message, message_id).state
    return found


def test_a_queued_message_is_sent_once(world: World, receipt: int) -> None:
    channel = MemoryChannel()

    delivery.send(receipt, channel, world.settings)
    delivery.send(receipt, channel, world.settings)

    (mail,) = channel.sent
    message = world.read(Message, receipt)
    assert (mail.to, mail.sender, mail.sender_name) == (
        "dan@nha.example",
        "pakn@xa.example",
        "UBND xã Bình An",
    )
    assert (message.state, message.sent_at) == (MessageState.SENT, clock.now())


def test_nothing_is_sent_inside_a_transaction(world: World, receipt: int) -> None:
    class Watching:
        def send(self, mail: OutgoingMail) -> None:
            assert not reading().in_transaction()

    delivery.send(receipt, Watching(), world.settings)

    assert state(world, receipt) is MessageState.SENT


def test_the_server_is_away_and_comes_back(world: World, receipt: int, smtp_server: SmtpServer) -> None:
    settings = world.settings.model_copy(update={"smtp_url": smtp_server.url})
    envelope = world.envelope(MessageQueued(receipt))

    with smtp_server.refusing(), pytest.raises(smtplib.SMTPException):
        delivery.deliver(envelope, settings)
    assert state(world, receipt) is MessageState.QUEUED

    delivery.deliver(envelope, settings)
    (arrived,) = smtp_server.messages
    assert state(world, receipt) is MessageState.SENT
    assert arrived["Message-ID"] == world.read(Message, receipt).message_id


def test_a_server_that_is_not_there_is_tried_again(world: World, receipt: int) -> None:
    with pytest.raises(OSError, match="refused"):
        delivery.send(receipt, SmtpChannel("127.0.0.1", 1), world.settings)

    assert state(world, receipt) is MessageState.QUEUED


def test_a_mailbox_that_does_not_exist_becomes_a_call(
    world: World, receipt: int, smtp_server: SmtpServer
) -> None:
    smtp_server.rejecting("dan@nha.example")
    settings = world.settings.model_copy(update={"smtp_url": smtp_server.url})

    delivery.deliver(world.envelope(MessageQueued(receipt)), settings)
    delivery.deliver(world.envelope(MessageQueued(receipt)), settings)

    assert state(world, receipt) is MessageState.FAILED
    assert world.read(Message, receipt).error == "550 5.1.1"
    (task,) = world.tasks()
    assert (task.kind, task.message_id, task.unit_id) == (TaskKind.CALL, receipt, world.office_id)
    assert task.due_on == date(2026, 11, 12)


def test_a_mail_refused_for_good_becomes_a_letter_where_there_is_no_telephone(
    world: World, receipt: int
) -> None:
    world.change_petitioner(phone="")

    delivery.send(receipt, NoSuchMailbox(), world.settings)

    assert world.tasks()[0].kind is TaskKind.POST_LETTER


@pytest.mark.parametrize("address", ["nguyễn@nha.example", "a@b\r\nBcc: c@d", "a@b,c@d", "no-at-sign"])
def test_an_address_no_mail_can_carry_becomes_a_call(
    world: World, receipt: int, smtp_server: SmtpServer, address: str
) -> None:
    world.change(Message, receipt, address=address)
    settings = world.settings.model_copy(update={"smtp_url": smtp_server.url})

    delivery.deliver(world.envelope(MessageQueued(receipt)), settings)

    assert state(world, receipt) is MessageState.FAILED
    assert smtp_server.deliveries == []
    assert len(world.tasks()) == 1


def test_a_sender_nobody_can_write_to_fails_no_letter(
    world: World, receipt: int, smtp_server: SmtpServer
) -> None:
    settings = world.settings.model_copy(update={"smtp_url": smtp_server.url, "mail_from": "UBND xã"})

    with pytest.raises(BadSender):
        delivery.deliver(world.envelope(MessageQueued(receipt)), settings)

    assert (state(world, receipt), world.tasks()) == (MessageState.QUEUED, [])


def test_a_sender_with_a_name_sends_in_the_name_of_the_agency(
    world: World, receipt: int, smtp_server: SmtpServer
) -> None:
    settings = world.settings.model_copy(
        update={"smtp_url": smtp_server.url, "mail_from": "Tỉnh <pakn@xa.example>"}
    )

    delivery.deliver(world.envelope(MessageQueued(receipt)), settings)

    (arrived,) = smtp_server.deliveries
    (sender,) = arrived.message["From"].addresses
    assert sender.addr_spec == "pakn@xa.example"
    assert unmarked(arrived.sender, delimiter="+") == "pakn@xa.example"
    assert sender.display_name.replace("  ", " ") == "UBND xã Bình An"


def test_an_officers_mail_that_is_refused_makes_no_task(world: World) -> None:
    (message,) = world.tell(to_officers.supplemented, events.PetitionSupplemented(world.petition_id))

    delivery.send(message.id, NoSuchMailbox(), world.settings)

    assert (state(world, message.id), world.tasks()) == (MessageState.FAILED, [])


def test_a_crash_between_sending_and_marking_repeats_the_same_message_id(world: World, receipt: int) -> None:
    channel = MemoryChannel()
    delivery.send(receipt, channel, world.settings)
    world.change(Message, receipt, state=MessageState.QUEUED, sent_at=None)

    delivery.send(receipt, channel, world.settings)

    first, second = channel.sent
    assert first == second


def test_without_a_mail_server_the_letter_lies_in_the_folder_once(world: World, receipt: int) -> None:
    for _ in range(2):
        delivery.deliver(world.envelope(MessageQueued(receipt)), world.settings)
        world.change(Message, receipt, state=MessageState.QUEUED)

    (path,) = (world.settings.data_dir / "outgoing").iterdir()
    assert path.name == f"20261110-100000-{receipt:06d}.eml"


def test_a_call_that_was_made_closes_its_message(world: World) -> None:
    world.change_petitioner(email="")
    (message,) = world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web"))
    (task,) = world.tasks()
    done = world.envelope(events.TaskDone(world.petition_id, task.id, "call"))

    service.task_done(done, world.settings)

    assert state(world, message.id) is MessageState.SENT
    assert world.read(Message, message.id).sent_at == done.recorded_at


def test_a_call_after_a_bounce_leaves_the_mail_failed(world: World, receipt: int) -> None:
    delivery.send(receipt, NoSuchMailbox(), world.settings)
    (task,) = world.tasks()

    service.task_done(world.envelope(events.TaskDone(world.petition_id, task.id, "call")), world.settings)

    assert state(world, receipt) is MessageState.FAILED


def test_a_task_without_a_message_closes_nothing(world: World, receipt: int) -> None:
    delivery.send(receipt, NoSuchMailbox(), world.settings)
    (task,) = world.tasks()
    world.change(Task, task.id, message_id=None)

    service.task_done(
        world.envelope(events.TaskDone(world.petition_id, task.id, "post_letter")), world.settings
    )

    assert state(world, receipt) is MessageState.FAILED

"""A mail that came back: the ledger says so, the office is asked once, and no more is sent to a dead address."""

from __future__ import annotations

import pytest
from flask import Flask

from pakn.kernel import clock
from pakn.kernel.addresses import read_mark
from pakn.kernel.db import transaction
from pakn.notifications import bounces, delivery, to_citizens, to_officers
from pakn.notifications.channels import MemoryChannel, SmtpChannel
from pakn.notifications.compose import OutgoingMail
from pakn.notifications.models import Message, MessageState, Way
from pakn.petitions import events
from pakn.petitions.models import TaskKind
from tests.notifications.factories import World
from tests.services.smtp import SmtpServer


@pytest.fixture
def ledger_url(database_url: str) -> str:
    """Bounces are matched on both databases."""
    return database_url


@pytest.fixture
def receipt(world: World) -> int:
    """A receipt that was sent."""
    return sent_receipt(world)


def sent_receipt(world: World) -> int:
    (message,) = world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web"))
    number = message.id
    if message.way is Way.EMAIL:
        delivery.send(number, MemoryChannel(), world.settings)
    return number


def came_back(number: int | None, status: str = "5.1.1", message_ids: tuple[str, ...] = ()) -> int | None:
    with transaction() as session:
        found = bounces.record(
            session, number=number, message_ids=message_ids, status=status, now=clock.now()
        )
        return found.id if found else None


def row(world: World, number: int) -> Message:
    world.messages()
    found: Message = world.read(Message, number)
    return found


def test_a_mail_that_came_back_is_a_call_to_make(world: World, receipt: int) -> None:
    assert came_back(receipt) == receipt

    (task,) = world.tasks()
    assert (row(world, receipt).state, row(world, receipt).error) == (MessageState.BOUNCED, "5.1.1")
    assert (task.kind, task.message_id, task.unit_id) == (TaskKind.CALL, receipt, world.office_id)


def test_the_same_bounce_told_again_changes_nothing(world: World, receipt: int) -> None:
    came_back(receipt)
    came_back(receipt, "4.4.7")
    came_back(None, "5.2.2", (row(world, receipt).message_id,))

    assert len(world.tasks()) == 1
    assert row(world, receipt).error == "5.1.1"


def test_a_bounce_is_matched_by_what_it_quotes_of_our_mail(world: World, receipt: int) -> None:
    quoted = ("<la@khac.example>", row(world, receipt).message_id)

    assert came_back(None, "", quoted) == receipt
    assert row(world, receipt).state is MessageState.BOUNCED


@pytest.mark.parametrize("number", [None, 999_999])
def test_a_bounce_of_somebody_elses_mail_is_nobodys(world: World, receipt: int, number: int | None) -> None:
    assert came_back(number, "5.1.1", ("<la@khac.example>",)) is None
    assert came_back(number, "5.1.1") is None
    assert (row(world, receipt).state, world.tasks()) == (MessageState.SENT, [])


def test_a_report_that_the_mail_arrived_is_no_bounce(world: World, receipt: int) -> None:
    came_back(receipt, "2.1.5")

    assert (row(world, receipt).state, world.tasks()) == (MessageState.SENT, [])


def test_an_officers_mail_that_came_back_makes_no_task(world: World) -> None:
    (told,) = world.tell(to_officers.supplemented, events.PetitionSupplemented(world.petition_id))
    number = told.id

    came_back(number)

    assert (row(world, number).state, world.tasks()) == (MessageState.BOUNCED, [])


def test_a_mail_refused_at_the_door_and_returned_too_is_one_task(
    world: World, smtp_server: SmtpServer
) -> None:
    (told,) = world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web"))
    number = told.id
    smtp_server.rejecting("dan@nha.example")
    delivery.send(number, SmtpChannel("127.0.0.1", smtp_server.port), world.settings)

    came_back(number)

    assert (row(world, number).state, len(world.tasks())) == (MessageState.FAILED, 1)


def test_a_mail_that_came_back_before_anybody_noted_that_it_left_stays_returned(world: World) -> None:
    (told,) = world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web"))
    number = told.id

    class Quick:
        def send(self, mail: OutgoingMail) -> None:
            came_back(number)

    delivery.send(number, Quick(), world.settings)
    delivery.send(number, MemoryChannel(), world.settings)

    assert row(world, number).state is MessageState.BOUNCED
    assert row(world, number).sent_at is not None


def test_a_mail_comes_back_to_the_address_on_its_envelope(world: World, smtp_server: SmtpServer) -> None:
    (told,) = world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web"))
    number = told.id
    delivery.send(number, SmtpChannel("127.0.0.1", smtp_server.port), world.settings)

    mark = read_mark(smtp_server.deliveries[-1].sender, key=world.settings.key, delimiter="+")

    assert mark is not None
    assert came_back(mark.number) == number


@pytest.mark.parametrize("status", ["5.1.1", ""])
def test_no_more_mail_goes_to_a_dead_address_until_it_is_another(
    world: World, receipt: int, status: str
) -> None:
    came_back(receipt, status)

    assert row(world, sent_receipt(world)).way is Way.PHONE
    world.change_petitioner(email="moi@nha.example")
    assert row(world, sent_receipt(world)).way is Way.EMAIL


def test_a_mail_that_only_came_too_late_does_not_close_the_address(world: World, receipt: int) -> None:
    came_back(receipt, "4.4.7")

    assert len(world.tasks()) == 1
    assert row(world, sent_receipt(world)).way is Way.EMAIL


def test_somebody_elses_dead_address_closes_nobodys(world: World, receipt: int) -> None:
    came_back(receipt)
    world.petition_id = world.petition()

    assert row(world, sent_receipt(world)).way is Way.EMAIL


def test_whoever_said_neither_number_nor_address_is_a_call_too(office_app: Flask, world: World) -> None:
    world.change_petitioner(phone="", address="", full_name="")
    number = sent_receipt(world)

    came_back(number)

    assert world.tasks()[0].kind is TaskKind.CALL


def test_a_notice_that_is_sent_again_twice_is_one_row_more(world: World, receipt: int) -> None:
    came_back(receipt)
    world.change_petitioner(email="moi@nha.example")
    envelope = world.envelope(events.NoticeSentAgain(world.petition_id, receipt))

    to_citizens.sent_again(envelope, world.settings)
    to_citizens.sent_again(envelope, world.settings)

    first, again = world.messages()
    assert (again.address, again.way, again.state) == ("moi@nha.example", Way.EMAIL, MessageState.QUEUED)
    assert (again.text, again.html, again.subject) == (first.text, first.html, first.subject)
    assert world.queued()[-1] == again.id
    assert (first.address, first.state) == ("dan@nha.example", MessageState.BOUNCED)


def test_a_bounce_of_the_first_that_comes_late_leaves_the_second_alone(world: World, receipt: int) -> None:
    came_back(receipt)
    world.change_petitioner(email="moi@nha.example")
    (again,) = world.tell(to_citizens.sent_again, events.NoticeSentAgain(world.petition_id, receipt))
    number = again.id

    came_back(receipt)
    came_back(None, "5.1.1", (row(world, receipt).message_id,))

    assert row(world, number).state is MessageState.QUEUED
    assert len(world.tasks()) == 1


def test_what_can_be_sent_nowhere_any_more_is_brought_by_the_office(world: World, receipt: int) -> None:
    came_back(receipt)

    (again,) = world.tell(to_citizens.sent_again, events.NoticeSentAgain(world.petition_id, receipt))

    assert (again.way, again.state) == (Way.PHONE, MessageState.TASK)
    assert [task.message_id for task in world.tasks()] == [receipt, again.id]

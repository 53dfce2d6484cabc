"""What is asked of a citizen: what, until when, by which way, and that it came."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pakn.kernel import signing
from pakn.kernel.audit import MACHINE, Actor
from pakn.kernel.db import transaction
from pakn.notifications import to_citizens
from pakn.petitions import events, timeline
from pakn.petitions.models import Channel, Leg, Petition
from pakn.petitions.workflow import State
from pakn.sla.events import SupplementReminded
from tests.notifications.factories import World
from tests.notifications.reading import only, signed_in


def test_a_supplement_request_says_what_until_when_and_what_else_happens(world: World) -> None:
    event = events.SupplementAsked(world.petition_id, "Ảnh chụp cột đèn\nSố nhà gần nhất", "2026-11-24")

    message = only(world.tell(to_citizens.supplement_asked, event))

    assert "chậm nhất thứ Ba, 24/11/2026" in message.text
    assert "Ảnh chụp cột đèn\nSố nhà gần nhất" in message.text
    assert "Ảnh chụp cột đèn<br>Số nhà gần nhất" in message.html
    assert "đóng phản ánh này" in message.text
    assert "Thời hạn trả lời tính lại" in message.text
    signed = signed_in(message.text, "bo-sung")
    assert signing.read(world.settings.key, "track", signed, 3600) is None


def test_a_request_after_acceptance_leaves_the_promised_day_alone(world: World) -> None:
    leg_id = world.read(Petition, world.petition_id).leg.id
    world.change(Leg, leg_id, accepted_at=datetime(2026, 11, 10, 2, 30, tzinfo=UTC))

    event = events.SupplementAsked(world.petition_id, "Ảnh", "2026-11-24")
    message = only(world.tell(to_citizens.supplement_asked, event))

    assert "hẹn trả lời không thay đổi" in message.text
    assert "tính lại" not in message.text


def test_a_reminder_repeats_what_was_asked(world: World) -> None:
    asked = events.SupplementAsked(world.petition_id, "Số nhà gần nhất", "2026-11-24")
    with transaction() as session:
        petition = session.get_one(Petition, world.petition_id)
        timeline.record(session, petition, asked, MACHINE, datetime(2026, 11, 10, tzinfo=UTC))
    world.change(Petition, world.petition_id, state=State.AWAITING_SUPPLEMENT)

    reminded = SupplementReminded(world.petition_id, "2026-11-24")
    message = only(world.tell(to_citizens.supplement_reminded, reminded))

    assert "Số nhà gần nhất" in message.text
    assert message.subject.endswith("chậm nhất 24/11/2026")


def test_nobody_is_reminded_of_what_has_come(world: World) -> None:
    reminded = SupplementReminded(world.petition_id, "2026-11-24")

    assert world.tell(to_citizens.supplement_reminded, reminded) == []


def asked_by_the_machine(world: World) -> events.SupplementAsked:
    """A mail that said nothing of its sender, and what the machine asked for at once."""
    asked = events.SupplementAsked(world.petition_id, "Họ và tên người gửi.", "2026-11-24")
    world.change(
        Petition, world.petition_id, channel=Channel.EMAIL, state=State.AWAITING_SUPPLEMENT, unit_id=None
    )
    world.change_petitioner(full_name="", address="", phone="")
    with transaction() as session:
        petition = session.get_one(Petition, world.petition_id)
        timeline.record(session, petition, asked, MACHINE, datetime(2026, 11, 10, 3, tzinfo=UTC))
    return asked


def test_what_the_machine_asks_after_a_mail_is_its_receipt_too(world: World) -> None:
    asked = asked_by_the_machine(world)
    received = world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "email"))

    message = only(world.tell(to_citizens.supplement_asked, asked))

    petition = world.read(Petition, world.petition_id)
    assert received == []
    assert message.text.startswith("Kính gửi ông/bà,\n")
    for words in (
        f"Mã phiếu: {petition.code}.",
        "đã nhận thư của ông/bà ngày 10/11/2026",
        "chậm nhất thứ Ba, 24/11/2026",
        "Họ và tên người gửi.",
        "Trả lời thư này, ghi phần bổ sung",
        "Điều 7",
    ):
        assert words in message.text
    assert signed_in(message.text, "bo-sung") in message.html
    assert "phiếu hẹn" not in message.text


def test_what_an_officer_asks_later_is_no_receipt(world: World) -> None:
    asked_by_the_machine(world)
    later = events.SupplementAsked(world.petition_id, "Ảnh chụp cột đèn", "2026-12-24")
    with transaction() as session:
        petition = session.get_one(Petition, world.petition_id)
        officer = Actor.officer(world.officers["office"])
        timeline.record(session, petition, later, officer, datetime(2026, 11, 10, 3, tzinfo=UTC))

    message = only(world.tell(to_citizens.supplement_asked, later))

    assert "đã nhận thư" not in message.text


def test_a_supplement_is_confirmed_with_the_new_day(world: World) -> None:
    world.deadline()

    message = only(world.tell(to_citizens.supplemented, events.PetitionSupplemented(world.petition_id)))

    assert message.subject.startswith("Xã đã nhận bổ sung cho phản ánh PAKN-")
    assert "trả lời chậm nhất thứ Tư, 02/12/2026." in message.text


def test_without_mail_nobody_is_called_only_to_hear_that_the_supplement_came(world: World) -> None:
    world.change_petitioner(email="")

    assert world.tell(to_citizens.supplemented, events.PetitionSupplemented(world.petition_id)) == []


@pytest.mark.parametrize(
    ("state", "way"), [(State.AWAITING_SUPPLEMENT, "bo-sung"), (State.IN_PROGRESS, "tra-cuu")]
)
def test_files_that_were_not_kept_are_named_with_the_way_to_send_them(
    world: World, state: State, way: str
) -> None:
    world.change(Petition, world.petition_id, channel=Channel.EMAIL, state=state)
    event = events.FilesNotTaken(world.petition_id, ["Tệp “a.zip”: chỉ nhận ảnh, PDF và Word."])

    message = only(world.tell(to_citizens.files_not_taken, event))

    assert "- Tệp “a.zip”: chỉ nhận ảnh, PDF và Word.\n" in message.text
    assert signed_in(message.text, way)
    assert "trả lời thư này" in message.text.casefold()


def test_a_machine_that_answers_every_letter_with_such_a_file_is_told_three_times_a_day(world: World) -> None:
    event = events.FilesNotTaken(world.petition_id, ["Tệp “a.zip”: chỉ nhận ảnh, PDF và Word."])

    told = [len(world.tell(to_citizens.files_not_taken, event)) for _ in range(5)]

    assert told == [1, 1, 1, 0, 0]


def test_two_events_of_one_kind_are_two_messages(world: World) -> None:
    event = events.SupplementAsked(world.petition_id, "Ảnh", "2026-11-24")

    told = world.tell(to_citizens.supplement_asked, event) + world.tell(to_citizens.supplement_asked, event)

    assert len({message.message_id for message in told}) == 2

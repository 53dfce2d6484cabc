"""The receipt: by mail with the code and a link, by telephone and letter without either secret."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pakn.catalogue.models import BasisKind
from pakn.identity.models import Agency, AgencyKind
from pakn.kernel import signing
from pakn.notifications import to_citizens
from pakn.notifications.models import MessageState, Way
from pakn.notifications.wording import for_office
from pakn.petitions import events
from pakn.petitions.models import Channel, Petition, SubmitterType, TaskKind
from tests.notifications.factories import World
from tests.notifications.reading import only, signed_in


def test_the_receipt_carries_the_code_the_day_and_a_link_that_opens_the_petition(world: World) -> None:
    world.deadline()
    petition = world.read(Petition, world.petition_id)

    message = only(world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web")))

    assert message.subject == f"Xã đã nhận phản ánh {petition.code}"
    assert message.address == "dan@nha.example"
    assert "chậm nhất thứ Tư, 02/12/2026, sau 15 ngày làm việc" in message.text
    signed = signed_in(message.text, "tra-cuu")
    assert signed in message.html
    at = datetime(2026, 11, 10, 3, 1, tzinfo=UTC)
    assert signing.read(world.settings.key, "track", signed, 3600, now=at) == petition.code


@pytest.mark.parametrize(
    ("basis_kind", "words"),
    [
        (BasisKind.LAW, "Căn cứ Điều 9 Nghị định 20/2008/NĐ-CP."),
        (BasisKind.SCORING, "Thời hạn dự kiến theo cách tính của Bộ chỉ số 766."),
        (BasisKind.LOCAL, "Thời hạn cơ quan tự đặt"),
    ],
)
def test_a_receipt_names_the_law_only_where_the_term_is_law(
    world: World, basis_kind: BasisKind, words: str
) -> None:
    world.deadline(basis_kind=basis_kind)

    message = only(world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web")))

    assert words in message.text
    assert ("Căn cứ" in message.text) == (basis_kind is BasisKind.LAW)


def test_a_provisional_day_is_said_to_be_provisional(world: World) -> None:
    world.deadline(due_on=date(2027, 1, 6), provisional=True)

    message = only(world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web")))

    assert "dự kiến vì lịch nghỉ năm 2027 chưa công bố" in message.text


def test_a_ward_calls_itself_a_ward(world: World) -> None:
    world.change(Agency, world.agency_id, kind=AgencyKind.WARD, name="UBND phường Hòa Thuận")

    message = only(world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web")))

    assert message.subject.startswith("Phường đã nhận")
    assert "Xã" not in message.text


def test_an_organisation_is_written_to_by_its_name(world: World) -> None:
    world.change_petitioner(submitter_type=SubmitterType.ENTERPRISE, organization="Công ty Sao Mai")

    message = only(world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web")))

    assert message.text.startswith("Kính gửi Công ty Sao Mai,")


def test_without_email_the_office_calls_within_two_working_days(world: World) -> None:
    world.change_petitioner(email="")

    message = only(world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web")))

    assert (message.way, message.state, message.address) == (Way.PHONE, MessageState.TASK, "+84912345678")
    assert message.text.startswith("Thưa ông/bà Lê Thị Mẫu, đây là UBND xã Bình An.")
    assert (message.html, world.queued()) == ("", [])
    (task,) = world.tasks()
    assert (task.kind, task.unit_id, task.message_id) == (TaskKind.CALL, world.office_id, message.id)
    assert task.due_on == date(2026, 11, 12)


@pytest.mark.parametrize("fields", [{"phone": ""}, {"contact_by_post": True}])
def test_who_has_no_telephone_or_wants_letters_gets_a_letter(world: World, fields: dict[str, Any]) -> None:
    world.change_petitioner(email="", **fields)

    message = only(world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web")))

    assert (message.way, message.state, message.address) == (Way.POST, MessageState.TASK, "Xóm Giếng")
    assert message.text.startswith("Kính gửi: ông/bà Lê Thị Mẫu\nXóm Giếng\n")
    assert "Hộp thư 5" in message.text
    assert "Thư tự động" not in message.text
    assert world.tasks()[0].kind is TaskKind.POST_LETTER


@pytest.mark.parametrize("fields", [{}, {"phone": ""}])
def test_nobody_is_read_a_signed_link(world: World, fields: dict[str, Any]) -> None:
    world.change_petitioner(email="", **fields)
    asked = events.SupplementAsked(world.petition_id, "Ảnh chụp", "2026-11-24")

    told = world.tell(to_citizens.supplement_asked, asked)
    told += world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web"))

    assert all(not re.search(r"/(tra-cuu|bo-sung)/", message.text) for message in told)
    assert "mã bí mật trên phiếu hẹn" in told[0].text


def test_the_office_reads_a_mail_without_its_signed_links(world: World) -> None:
    asked = events.SupplementAsked(world.petition_id, "Ảnh chụp", "2026-11-24")
    told = world.tell(to_citizens.supplement_asked, asked)
    told += world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web"))

    for message in told:
        shown = for_office(message.text)
        assert not re.search(r"/(tra-cuu|bo-sung)/", shown)
        assert "(liên kết riêng của người gửi)" in shown
        assert "Kính gửi ông/bà Lê Thị Mẫu," in shown


def test_a_mail_that_says_everything_has_an_ordinary_receipt_without_a_slip(world: World) -> None:
    world.change(Petition, world.petition_id, channel=Channel.EMAIL)

    message = only(world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "email")))

    assert signed_in(message.text, "tra-cuu")
    assert "phiếu hẹn" not in message.text
    assert "bí mật" not in message.text


@pytest.mark.parametrize(("phone", "way_in"), [("+84912345678", "bốn số cuối"), ("", "Mã phiếu để hỏi")])
def test_a_paper_about_a_mail_never_speaks_of_a_secret(world: World, phone: str, way_in: str) -> None:
    world.change(Petition, world.petition_id, channel=Channel.EMAIL)
    world.change_petitioner(email="", phone=phone, contact_by_post=True)

    message = only(world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "email")))

    assert way_in in message.text
    assert "phiếu hẹn" not in message.text


def test_an_event_told_twice_adds_nothing_the_second_time(world: World) -> None:
    world.change_petitioner(email="")
    envelope = world.envelope(events.PetitionReceived(world.petition_id, "web"))

    to_citizens.receipt(envelope, world.settings)
    to_citizens.receipt(envelope, world.settings)

    assert (len(world.messages()), len(world.tasks())) == (1, 1)

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pakn.catalogue.models import BasisKind, ClosingAct, ClosureGround
from pakn.identity.models import Agency, AgencyKind
from pakn.kernel import signing
from pakn.kernel.audit import MACHINE, Actor
from pakn.kernel.db import transaction
from pakn.notifications import to_citizens
from pakn.notifications.models import Message, MessageState, Way
from pakn.notifications.wording import for_office
from pakn.petitions import events, timeline
from pakn.petitions.models import Channel, EndAct, Leg, Petition, SubmitterType, TaskKind
from pakn.petitions.workflow import State
from pakn.sla.events import DeadlineMoved, SupplementReminded
from pakn.sla.models import Step
from tests.notifications.factories import World


def only(messages: list[Message]) -> Message:
    (message,) = messages
    return message


def ground(**fields: Any) -> None:
    defaults: dict[str, Any] = {
        "code": "R5",
        "act": ClosingAct.REFUSE,
        "label": "Đây là khiếu nại, tố cáo",
        "guidance": "Xin gửi đơn tới Ban tiếp công dân.",
        "basis_kind": BasisKind.LAW,
        "source": "Điều 1 Nghị định 20/2008/NĐ-CP",
        "effective_from": date(2020, 1, 1),
    }
    with transaction() as session:
        session.add(ClosureGround(**(defaults | fields)))


def signed_in(text: str, page: str) -> str:
    found = re.search(rf"https://pakn\.xa\.example/{page}/(\S+)", text)
    assert found, text
    return found[1]


# The receipt


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


def test_the_contact_notice_stands_under_every_mail(world: World) -> None:
    message = only(world.tell(to_citizens.withdrawn, events.PetitionWithdrawn(world.petition_id, "R12")))

    for body in (message.text, message.html):
        for words in (
            "UBND xã Bình An",
            "Thôn 1",
            "Hộp thư 5",
            "0236 3 000 111",
            "ubnd@xa.example",
            "Thư tự động",
        ):
            assert words in body


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


# Without e-mail


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


# Supplements


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


# Elsewhere


def test_a_forwarded_petition_is_told_by_the_agency_that_sent_it_on(world: World) -> None:
    other = world.agency("Tân Lập")
    world.moved_to(other, EndAct.FORWARDED)
    world.deadline(due_on=date(2026, 12, 3))

    event = events.PetitionForwarded(world.petition_id, other, "UBND xã Tân Lập", "Đèn thuộc xã Tân Lập")
    message = only(world.tell(to_citizens.forwarded, event))

    assert "Đèn thuộc xã Tân Lập" in message.text
    assert "UBND xã Tân Lập trả lời chậm nhất thứ Năm, 03/12/2026" in message.text
    assert message.text.count("UBND xã Bình An") == 1
    assert "điểm d khoản 1 Điều 9" in message.text


def test_a_call_about_a_forwarded_petition_is_made_by_the_agency_that_sent_it_on(world: World) -> None:
    world.change_petitioner(email="")
    other = world.agency("Tân Lập")
    world.moved_to(other, EndAct.FORWARDED)

    world.tell(
        to_citizens.forwarded, events.PetitionForwarded(world.petition_id, other, "UBND xã Tân Lập", "vì")
    )

    assert world.tasks()[0].agency_id == world.agency_id


def test_nothing_is_promised_for_an_agency_outside(world: World) -> None:
    world.deadline()

    event = events.PetitionForwarded(world.petition_id, None, "Điện lực huyện", "Không phải việc của xã")
    message = only(world.tell(to_citizens.forwarded, event))

    assert "Từ nay Điện lực huyện xử lý và trả lời ông/bà." in message.text
    assert "chậm nhất" not in message.text


def test_a_returned_petition_says_where_it_is_now(world: World) -> None:
    event = events.PetitionReturned(world.petition_id, None, "Cổng Dịch vụ công", "Gửi nhầm xã")

    message = only(world.tell(to_citizens.returned, event))

    assert "Phản ánh nay ở Cổng Dịch vụ công" in message.text
    assert "Gửi nhầm xã" in message.text


# Ends


def test_a_refusal_gives_the_reason_the_law_and_where_to_go(world: World) -> None:
    ground()

    event = events.PetitionRefused(world.petition_id, "R5", "Đơn tố cáo cán bộ địa chính")
    message = only(world.tell(to_citizens.refused, event))

    for words in (
        "Đây là khiếu nại, tố cáo",
        "Đơn tố cáo cán bộ địa chính",
        "Xin gửi đơn tới Ban tiếp công dân.",
        "Căn cứ Điều 1 Nghị định 20/2008/NĐ-CP.",
    ):
        assert words in message.text
        assert words in message.html


def test_a_refusal_by_an_own_rule_cites_no_law(world: World) -> None:
    ground(basis_kind=BasisKind.OWN)

    message = only(world.tell(to_citizens.refused, events.PetitionRefused(world.petition_id, "R5", "vì")))

    assert "Căn cứ" not in message.text + message.html


def test_a_refusal_is_never_without_guidance(world: World) -> None:
    message = only(world.tell(to_citizens.refused, events.PetitionRefused(world.petition_id, "R0", "vì")))

    assert "để được hướng dẫn nơi giải quyết" in message.text


def test_the_answer_goes_out_with_its_outcome_grounds_and_approver(world: World) -> None:
    world.reply(approved_at=datetime(2026, 11, 20, tzinfo=UTC), approved_by=world.officers["chair"])

    message = only(world.tell(to_citizens.answered, events.PetitionAnswered(world.petition_id, "tiep_thu")))

    for words in (
        "Kết quả: Tiếp thu, chấn chỉnh.",
        "Có. Đèn được thay thứ Sáu, 20/11/2026.",
        "Căn cứ: Quyết định 12 của xã",
        "Người duyệt: Cán bộ chair",
        "nhận vào thứ Ba, 10/11/2026",
    ):
        assert words in message.text
        assert words in message.html
    assert signed_in(message.text, "tra-cuu")


def test_a_lapsed_petition_may_be_sent_again(world: World) -> None:
    message = only(world.tell(to_citizens.lapsed, events.PetitionLapsed(world.petition_id, "R11")))

    assert "https://pakn.xa.example/gui" in message.text


def test_a_withdrawal_is_confirmed_and_warns_whoever_did_not_do_it(world: World) -> None:
    message = only(world.tell(to_citizens.withdrawn, events.PetitionWithdrawn(world.petition_id, "R12")))

    assert message.subject.startswith("Đã rút phản ánh")
    assert "Nếu không phải ông/bà rút, xin gọi ngay 0236 3 000 111." in message.text


@pytest.mark.parametrize("named", [True, False])
def test_the_public_page_is_named_by_its_own_number(world: World, named: bool) -> None:
    world.change(Petition, world.petition_id, publish_name=named)

    message = only(world.tell(to_citizens.published, events.ResultPublished(world.petition_id, 41)))

    assert "https://pakn.xa.example/ket-qua/41\n" in message.text
    assert ("nêu tên ông/bà" in message.text) == named


# Deadlines that move


def test_a_later_day_is_told_with_the_old_one_and_an_apology(world: World) -> None:
    event = DeadlineMoved(world.petition_id, Step.ANSWER.value, "2027-01-05", "2027-01-06", True)

    message = only(world.tell(to_citizens.deadline_moved, event))

    assert message.subject.endswith("dời đến 06/01/2027")
    assert "chậm nhất thứ Tư, 06/01/2027, muộn hơn ngày đã hẹn là thứ Ba, 05/01/2027" in message.text
    assert "xin lỗi" in message.text
    assert "Ngày mới vẫn là dự kiến" in message.text


def test_a_day_that_became_firm_is_told_without_an_apology(world: World) -> None:
    event = DeadlineMoved(world.petition_id, Step.ANSWER.value, "2027-01-05", "2027-01-05", False)

    message = only(world.tell(to_citizens.deadline_moved, event))

    assert message.subject.endswith("đã chắc chắn")
    assert "xin lỗi" not in message.text


@pytest.mark.parametrize(
    ("step", "old", "new", "provisional"),
    [
        (Step.ANSWER, "2027-01-05", "2027-01-05", True),
        (Step.PUBLISH, "2027-01-05", "2027-01-06", False),
        (Step.SUPPLY, "2027-01-05", "2027-01-06", False),
    ],
)
def test_other_moves_are_not_the_citizens_business(
    world: World, step: Step, old: str, new: str, provisional: bool
) -> None:
    event = DeadlineMoved(world.petition_id, step.value, old, new, provisional)

    assert world.tell(to_citizens.deadline_moved, event) == []


# Once


def test_an_event_told_twice_adds_nothing_the_second_time(world: World) -> None:
    world.change_petitioner(email="")
    envelope = world.envelope(events.PetitionReceived(world.petition_id, "web"))

    to_citizens.receipt(envelope, world.settings)
    to_citizens.receipt(envelope, world.settings)

    assert (len(world.messages()), len(world.tasks())) == (1, 1)


def test_two_events_of_one_kind_are_two_messages(world: World) -> None:
    event = events.SupplementAsked(world.petition_id, "Ảnh", "2026-11-24")

    told = world.tell(to_citizens.supplement_asked, event) + world.tell(to_citizens.supplement_asked, event)

    assert len({message.message_id for message in told}) == 2

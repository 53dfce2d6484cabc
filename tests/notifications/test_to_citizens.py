"""What citizens are told of what became of it: sent elsewhere, ended, answered, promised for another day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from pakn.catalogue.models import BasisKind, ClosingAct, ClosureGround
from pakn.kernel.db import transaction
from pakn.notifications import to_citizens
from pakn.petitions import events
from pakn.petitions.models import EndAct, Petition
from pakn.sla.events import DeadlineMoved
from pakn.sla.models import Step
from tests.notifications.factories import World
from tests.notifications.reading import only, signed_in


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

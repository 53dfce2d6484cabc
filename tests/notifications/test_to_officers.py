from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pakn.identity.models import Agency, Officer, Unit
from pakn.identity.permissions import Role
from pakn.notifications import to_officers
from pakn.petitions import events
from pakn.petitions.models import Petition
from pakn.petitions.workflow import State
from pakn.sla.events import DeadlineNear, DeadlinePassed, DecisionNear
from pakn.sla.models import Deadline, Result, Step
from tests.notifications.factories import Handler, World, to

Told = Callable[[World], tuple[Handler, Any]]

EVERY_NOTICE: dict[str, Told] = {
    "assigned": lambda w: (
        to_officers.assigned,
        events.PetitionAssigned(w.petition_id, w.unit_id, w.officers["officer"], "rule"),
    ),
    "handed_back": lambda w: (
        to_officers.handed_back,
        events.PetitionHandedBack(w.petition_id, w.unit_id, w.officers["officer"], "Không đúng việc"),
    ),
    "supplemented": lambda w: (to_officers.supplemented, events.PetitionSupplemented(w.petition_id)),
    "citizen_wrote": lambda w: (to_officers.citizen_wrote, events.CitizenWrote(w.petition_id)),
    "reply_submitted": lambda w: (
        to_officers.reply_submitted,
        events.ReplySubmitted(w.petition_id, "tiep_thu"),
    ),
    "reply_sent_back": lambda w: (
        to_officers.reply_sent_back,
        events.ReplySentBack(w.petition_id, "Thiếu ngày"),
    ),
    "reply_approved": lambda w: (
        to_officers.reply_approved,
        events.PetitionAnswered(w.petition_id, "tiep_thu"),
    ),
    "deadline_near": lambda w: (to_officers.deadline_near, DeadlineNear(w.petition_id, w.deadline(), 3)),
    "deadline_passed": lambda w: (
        to_officers.deadline_passed,
        DeadlinePassed(w.petition_id, w.deadline(), 2),
    ),
    "decision_near": lambda w: (
        to_officers.decision_near,
        DecisionNear(w.petition_id, Step.REFUSE.value, "2026-11-12"),
    ),
    "withdrawn": lambda w: (to_officers.withdrawn, events.PetitionWithdrawn(w.petition_id, "R12")),
}


@pytest.mark.parametrize(
    ("notice", "readers"),
    [
        ("assigned", {"officer"}),
        ("handed_back", {"office"}),
        ("supplemented", {"officer"}),
        ("citizen_wrote", {"officer"}),
        ("reply_submitted", {"chair", "deputy"}),
        ("reply_sent_back", {"officer"}),
        ("reply_approved", {"officer"}),
        ("deadline_near", {"officer", "head", "chair", "deputy"}),
        ("deadline_passed", {"officer", "head", "chair", "deputy"}),
        ("decision_near", {"office", "officer"}),
        ("withdrawn", {"officer"}),
    ],
)
def test_each_notice_reaches_those_it_is_for(world: World, notice: str, readers: set[str]) -> None:
    world.reply()

    messages = world.tell(*EVERY_NOTICE[notice](world))

    code = world.read(Petition, world.petition_id).code
    assert to(messages) == readers
    assert len(messages) == len(readers)
    for message in messages:
        assert code in message.subject
        assert f"https://pakn.xa.example/can-bo/pakn/{code}" in message.text
        assert f'href="https://pakn.xa.example/can-bo/pakn/{code}"' in message.html
    assert sorted(world.queued()) == sorted(message.id for message in messages)


@pytest.mark.parametrize("notice", EVERY_NOTICE)
def test_officers_whom_it_is_about_are_told_nothing(world: World, notice: str) -> None:
    world.reply()
    world.concern("officer", "head", "chair", "office")

    messages = world.tell(*EVERY_NOTICE[notice](world))

    assert to(messages) <= {"deputy"}


@pytest.mark.parametrize("notice", EVERY_NOTICE)
def test_a_notice_told_twice_is_written_once(world: World, notice: str) -> None:
    world.reply()
    handler, event = EVERY_NOTICE[notice](world)
    envelope = world.envelope(event)
    handler(envelope, world.settings)
    before = len(world.messages())

    handler(envelope, world.settings)

    assert len(world.messages()) == before > 0


@pytest.mark.parametrize("notice", EVERY_NOTICE)
def test_a_notice_to_officers_says_nothing_of_how_to_reach_the_citizen(world: World, notice: str) -> None:
    world.reply()

    for message in world.tell(*EVERY_NOTICE[notice](world)):
        for private in ("Lê Thị Mẫu", "912345678", "dan@nha.example", "Xóm Giếng"):
            assert private not in message.text + message.html


# Whose hand it is in


def test_a_petition_given_to_a_unit_alone_is_told_to_its_head(world: World) -> None:
    world.change(Petition, world.petition_id, officer_id=None)

    event = events.PetitionAssigned(world.petition_id, world.unit_id, None, "rule")

    (message,) = world.tell(to_officers.assigned, event)
    assert to([message]) == {"head"}
    assert "Phòng Kinh tế, chưa có người xử lý" in message.text


def test_a_unit_without_a_head_leaves_it_to_the_office(world: World) -> None:
    world.change(Petition, world.petition_id, officer_id=None)
    world.change(Unit, world.unit_id, head_id=None)

    event = events.PetitionAssigned(world.petition_id, world.unit_id, None, "rule")

    assert to(world.tell(to_officers.assigned, event)) == {"office"}


def test_a_petition_nobody_has_is_told_to_the_office(world: World) -> None:
    world.change(Petition, world.petition_id, officer_id=None, unit_id=None)

    messages = world.tell(
        to_officers.assigned, events.PetitionAssigned(world.petition_id, None, None, "unsure")
    )

    assert to(messages) == {"office"}


def test_an_assignment_that_was_changed_meanwhile_is_not_told(world: World) -> None:
    event = events.PetitionAssigned(world.petition_id, world.unit_id, world.officers["head"], "rule")

    assert world.tell(to_officers.assigned, event) == []


def test_nobody_is_given_what_waits_for_the_citizen(world: World) -> None:
    world.change(Petition, world.petition_id, state=State.AWAITING_SUPPLEMENT)
    handler, event = EVERY_NOTICE["assigned"](world)

    assert world.tell(handler, event) == []


def test_an_officer_who_left_is_not_written_to(world: World) -> None:
    world.change(Officer, world.officers["officer"], active=False)

    messages = world.tell(to_officers.supplemented, events.PetitionSupplemented(world.petition_id))

    assert to(messages) == {"head"}


def test_an_officer_without_an_address_gets_no_message(world: World) -> None:
    world.change(Officer, world.officers["officer"], email="")

    assert world.tell(to_officers.supplemented, events.PetitionSupplemented(world.petition_id)) == []


def test_the_office_is_told_of_a_publication_that_is_due(world: World) -> None:
    event = DeadlineNear(world.petition_id, world.deadline(Step.PUBLISH), 0)

    messages = world.tell(to_officers.deadline_near, event)

    assert to(messages) == {"officer", "head", "chair", "deputy", "office"}
    assert messages[0].subject.startswith("Hết hạn hôm nay")
    assert "công khai chậm nhất" in messages[0].text


# The answer


def test_a_leader_who_wrote_the_answer_is_not_asked_to_approve_it(world: World) -> None:
    world.reply(written_by=world.officers["chair"])

    messages = world.tell(to_officers.reply_submitted, events.ReplySubmitted(world.petition_id, "tiep_thu"))

    assert to(messages) == {"deputy"}
    assert "Cán bộ chair trình trả lời" in messages[0].text
    assert "Tiếp thu, chấn chỉnh" in messages[0].text


def test_when_it_is_about_every_leader_the_agency_above_is_told(world: World) -> None:
    province = world.agency("Tỉnh")
    world.officers["governor"] = world.person("governor", Role.LEADER, agency_id=province)
    world.change(Agency, world.agency_id, parent_id=province)
    world.reply()
    world.concern("chair", "deputy")

    messages = world.tell(to_officers.reply_submitted, events.ReplySubmitted(world.petition_id, "tiep_thu"))

    assert to(messages) == {"governor"}


def test_an_agency_without_leaders_does_not_bother_the_one_above(world: World) -> None:
    province = world.agency("Tỉnh")
    world.person("governor", Role.LEADER, agency_id=province)
    world.change(Agency, world.agency_id, parent_id=province)
    for name in ("chair", "deputy"):
        world.change(Officer, world.officers[name], active=False)
    world.reply()

    assert world.tell(to_officers.reply_submitted, events.ReplySubmitted(world.petition_id, "x")) == []


# What is over by the time it is told


@pytest.mark.parametrize("result", [Result.MET, Result.MISSED, Result.CLOSED])
@pytest.mark.parametrize("notice", ["deadline_near", "deadline_passed"])
def test_a_deadline_that_is_settled_worries_nobody(world: World, notice: str, result: Result) -> None:
    handler, event = EVERY_NOTICE[notice](world)
    world.change(Deadline, event.deadline_id, result=result)

    assert world.tell(handler, event) == []


def test_a_deadline_that_moved_is_told_by_the_new_one_only(world: World) -> None:
    handler, event = EVERY_NOTICE["deadline_near"](world)
    world.change(Deadline, event.deadline_id, superseded_at=world.envelope(event).recorded_at)

    assert world.tell(handler, event) == []


def test_a_decision_that_was_made_is_not_asked_for(world: World) -> None:
    world.change(Petition, world.petition_id, state=State.IN_PROGRESS)

    assert world.tell(*EVERY_NOTICE["decision_near"](world)) == []

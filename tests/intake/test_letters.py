"""Mail behind the mailbox: a petition enters with its own day, and further letters find their place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from pakn.handling import verbs
from pakn.intake import service as intake
from pakn.intake.submission import Contacts
from pakn.kernel.audit import ActorKind
from pakn.kernel.db import rehearsal, transaction
from pakn.kernel.errors import NotAllowed
from pakn.petitions import queries, timeline, wording
from pakn.petitions.models import Channel, Direction
from pakn.petitions.workflow import State, Verb
from pakn.reporting import on_time, periods
from pakn.sla import escalation
from pakn.sla import queries as sla
from pakn.sla.models import Result, Step
from tests import sample
from tests.handling import road
from tests.intake import by_mail
from tests.intake.citizen import NOW, Citizen

TEXT = "Tôi gửi thêm giấy hẹn số 12."
SAID = Contacts(full_name="Nguyễn Thị Thư", address="Thôn Hai", phone="+84912345678")


def test_a_petition_by_mail_counts_from_its_arrival_at_our_mailbox(province: Flask) -> None:
    friday = NOW - timedelta(days=3)
    with province.app_context(), rehearsal() as session:
        petition = by_mail.arrived(session, received_at=friday)

        (deadline,) = sla.deadlines(session, petition.leg)
        assert (petition.channel, petition.notice_version) == (Channel.EMAIL, "")
        assert (petition.received_at, petition.leg.opened_at) == (friday, friday)
        assert deadline.started_on == friday.date()


def test_a_petition_by_the_form_says_which_notice_was_read(province: Flask) -> None:
    with province.app_context(), rehearsal() as session:
        petition = sample.submit(session, at=NOW)

        assert (petition.channel, petition.received_at) == (Channel.WEB, NOW)
        assert petition.notice_version


def test_the_machine_asks_and_the_leg_ends_as_handled_in_time(province: Flask) -> None:
    with province.app_context(), rehearsal() as session:
        petition = by_mail.asked(session)

        leg = petition.leg
        steps = {each.step: each.result for each in sla.deadlines(session, leg)}
        assert petition.state is State.AWAITING_SUPPLEMENT
        assert steps[Step.ASK_SUPPLEMENT] is Result.MET
        assert steps[Step.SUPPLY] is Result.OPEN
        agency = sample.agency(session, "xa-dong")
        total = on_time.build(session, periods.current_quarter(NOW.date()), [agency], NOW).total
        assert (total.done_on_time, total.done_late) == (1, 0)
        asked = by_mail.entries(session, petition)[-1]
        assert (asked.event, asked.actor_kind) == ("SupplementAsked", ActorKind.MACHINE)


@pytest.mark.parametrize("state", [each for each in State if each is not State.RECEIVED])
def test_the_machine_asks_for_nothing_once_a_person_has_decided(province: Flask, state: State) -> None:
    with province.app_context(), rehearsal() as session:
        petition = road.brought(session, state, NOW)

        with pytest.raises(NotAllowed):
            road.do(session, petition, Verb.ASK_SUPPLEMENT, by_mail.BY_MACHINE, NOW)


def test_an_answer_to_the_request_is_the_supplement_and_fills_only_the_gaps(province: Flask) -> None:
    with province.app_context(), rehearsal() as session:
        petition = by_mail.asked(session, full_name="Nguyễn Văn Cũ")

        intake.add_letter(session, petition, TEXT, [], SAID, now=NOW + timedelta(hours=1))

        who = petition.petitioner
        assert petition.state is State.RECEIVED
        assert (who.full_name, who.address, who.phone) == ("Nguyễn Văn Cũ", SAID.address, SAID.phone)
        said = [each.event for each in by_mail.entries(session, petition)]
        assert said[-2:] == ["PetitionerCompleted", "PetitionSupplemented"]
        assert queries.correspondence(session, petition)[-1].text == TEXT


def test_an_answer_that_supplies_nothing_of_what_the_law_requires_is_kept_and_the_petition_waits_on(
    province: Flask,
) -> None:
    with province.app_context(), rehearsal() as session:
        petition = by_mail.asked(session)

        intake.add_letter(session, petition, TEXT, [], None, now=NOW)

        said = [each.event for each in by_mail.entries(session, petition)]
        assert petition.state is State.AWAITING_SUPPLEMENT
        assert (said[-1], len(petition.legs)) == ("CitizenWrote", 1)
        assert not {"PetitionerCompleted", "PetitionSupplemented"} & set(said)
        assert queries.correspondence(session, petition)[-1].text == TEXT
        assert petition in escalation.supplements_overdue(session, NOW + timedelta(days=15))


def test_what_is_missing_may_come_letter_by_letter_and_the_last_is_the_supplement(province: Flask) -> None:
    with province.app_context(), rehearsal() as session:
        petition = by_mail.asked(session)
        states = []
        for said in (Contacts(full_name="Nguyễn Thị Thư"), Contacts(address="Thôn Hai"), SAID):
            intake.add_letter(session, petition, TEXT, [], said, now=NOW)
            states.append(petition.state)

        who = petition.petitioner
        assert states == [State.AWAITING_SUPPLEMENT, State.AWAITING_SUPPLEMENT, State.RECEIVED]
        assert (who.full_name, who.address, who.phone) == (SAID.full_name, SAID.address, SAID.phone)
        events = [each.event for each in by_mail.entries(session, petition)]
        assert (events.count("PetitionerCompleted"), events.count("PetitionSupplemented")) == (3, 1)


def test_what_an_officer_asked_for_is_supplied_by_any_answer(province: Flask) -> None:
    with province.app_context(), rehearsal() as session:
        petition = by_mail.asked(session)
        intake.add_letter(session, petition, TEXT, [], SAID, now=NOW)
        petition.petitioner.address = ""  # nobody's answer is measured by it
        road.do(session, petition, Verb.ASK_SUPPLEMENT, sample.acting(session, petition, road.OFFICE), NOW)

        intake.add_letter(session, petition, TEXT, [], None, now=NOW)

        assert petition.state is State.RECEIVED


OPEN = (State.RECEIVED, State.AWAITING_SUPPLEMENT, State.IN_PROGRESS, State.AWAITING_APPROVAL)


@pytest.mark.parametrize("state", [*OPEN, State.REFUSED])
def test_what_a_letter_says_of_its_sender_fills_the_gaps_while_the_petition_is_open(
    province: Flask, state: State
) -> None:
    with province.app_context(), rehearsal() as session:
        petition = road.brought(session, state, NOW)
        petition.petitioner.address = ""
        known = petition.petitioner.full_name

        intake.add_letter(session, petition, TEXT, [], SAID, now=NOW)

        said = [each.event for each in by_mail.entries(session, petition)]
        assert petition.petitioner.full_name == known
        assert petition.petitioner.address == (SAID.address if state in OPEN else "")
        assert ("PetitionerCompleted" in said) is (state in OPEN)


@pytest.mark.parametrize("state", [each for each in State if each is not State.AWAITING_SUPPLEMENT])
def test_any_other_letter_is_kept_with_the_petition_and_moves_nothing(province: Flask, state: State) -> None:
    with province.app_context(), rehearsal() as session:
        petition = road.brought(session, state, NOW)
        before = (len(petition.legs), petition.due_on, petition.petitioner.full_name)

        intake.add_letter(session, petition, TEXT, [], SAID, now=NOW)

        last = queries.correspondence(session, petition)[-1]
        assert (last.direction, last.officer_id, last.text) == (Direction.FROM_CITIZEN, None, TEXT)
        assert petition.state is state
        assert (len(petition.legs), petition.due_on, petition.petitioner.full_name) == before
        newest = timeline.happenings(session, petition)[0]
        assert (newest.event, wording.title(newest)) == ("CitizenWrote", "Người gửi viết thêm")
        assert wording.is_public(newest)


def test_files_that_were_not_kept_stand_in_the_history_with_the_reason(province: Flask) -> None:
    with province.app_context(), rehearsal() as session:
        petition = by_mail.arrived(session)

        intake.files_not_taken(session, petition, ["Tệp “a.zip” không nhận được."], NOW)

        newest = timeline.happenings(session, petition)[0]
        assert wording.title(newest) == "Có tệp không nhận được"
        assert wording.detail(newest) == "Tệp “a.zip” không nhận được."


def test_the_citizen_reads_their_further_letters_on_the_tracking_page(
    province: Flask, citizen: Citizen
) -> None:
    code = citizen.sent()
    citizen.track(code=code, secret=citizen.secret(code))
    with province.app_context(), transaction() as session:
        intake.add_letter(session, by_mail.by_code(session, code), TEXT, [], None, now=NOW)

    page = citizen.open(f"/tra-cuu?code={code}")

    assert TEXT in page.text
    assert "Người gửi viết thêm" in page.text


def test_whoever_does_not_answer_the_machine_is_reminded_and_the_petition_lapses(province: Flask) -> None:
    with province.app_context(), rehearsal() as session:
        petition = by_mail.asked(session)
        for day in (7, 13):
            escalation.scan(session, NOW + timedelta(days=day))

        said = [each.event for each in by_mail.entries(session, petition)]
        assert said.count("SupplementReminded") == 2
        assert petition not in escalation.supplements_overdue(session, NOW + timedelta(days=14))
        late = NOW + timedelta(days=15)
        assert petition in escalation.supplements_overdue(session, late)
        verbs.lapse(session, petition, now=late)
        assert petition.state is State.LAPSED

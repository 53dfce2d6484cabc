"""What an agency does with a petition before, or instead of, answering it; and what that does to deadlines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pakn.handling import verbs
from pakn.intake import service as intake
from pakn.kernel import clock
from pakn.kernel.db import transaction
from pakn.kernel.errors import NotAllowed, Refused
from pakn.petitions.models import EndAct, LegCause, Task, TaskKind
from pakn.petitions.workflow import State
from pakn.sla import queries as sla
from pakn.sla.models import Result, Step
from tests import sample
from tests.handling import road
from tests.handling.road import ASSIGNEE, OFFICE, REASON
from tests.province import NOW

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def _act(session, petition, username=OFFICE):
    return sample.acting(session, petition, username)


def _deadline(session, petition, step, leg=None):
    return sla.standing(session, leg or petition.leg, step)


def test_accepting_is_noted_on_the_leg_and_changes_neither_holder_nor_deadline(session):
    petition = road.held(session, NOW)
    due_on, later = petition.due_on, NOW + DAY

    verbs.accept(session, petition, by=_act(session, petition), now=later)

    assert petition.leg.accepted_at == later
    assert petition.officer.username == ASSIGNEE
    assert (petition.due_on, due_on) == (date(2026, 3, 23), date(2026, 3, 23))


@pytest.mark.parametrize(("days", "result"), [(0, Result.MET), (2, Result.MET), (3, Result.MISSED)])
def test_refusing_keeps_its_two_working_days_or_misses_them(session, days, result):
    petition = road.held(session, NOW)

    verbs.refuse(
        session, petition, ground="R5", reason=REASON, by=_act(session, petition), now=NOW + days * DAY
    )

    limit = _deadline(session, petition, Step.REFUSE)
    assert (limit.due_on, limit.result, limit.met_at) == (date(2026, 3, 4), result, NOW + days * DAY)
    assert _deadline(session, petition, Step.ANSWER).result is Result.CLOSED
    assert (petition.leg.ended_at, petition.leg.end_act) == (NOW + days * DAY, EndAct.REFUSED)
    assert petition.due_on is None


@pytest.mark.parametrize("ground", ["R9", "R10", "R8", "R11", "khong-co"])
def test_a_ground_that_is_not_in_force_for_refusing_refuses_nothing(session, ground):
    petition = road.held(session, NOW)

    with pytest.raises(Refused) as refused:
        verbs.refuse(session, petition, ground=ground, reason=REASON, by=_act(session, petition), now=NOW)

    assert refused.value.code == "no_such_ground"
    assert petition.state is State.RECEIVED


def test_a_supplement_asked_before_acceptance_ends_the_leg_and_the_supplement_opens_another(session):
    petition = road.held(session, NOW)
    first = petition.leg

    verbs.ask_supplement(
        session, petition, items="Ảnh giấy hẹn", by=_act(session, petition, ASSIGNEE), now=NOW + DAY
    )

    assert (first.ended_at, first.end_act) == (NOW + DAY, EndAct.SUPPLEMENT_ASKED)
    assert _deadline(session, petition, Step.ANSWER).result is Result.CLOSED
    assert _deadline(session, petition, Step.ASK_SUPPLEMENT).result is Result.MET
    supply = _deadline(session, petition, Step.SUPPLY)
    assert (supply.due_on, supply.result, petition.due_on) == (
        date(2026, 3, 17),
        Result.OPEN,
        date(2026, 3, 17),
    )

    intake.supplement(session, petition, "Đây là ảnh.", [], now=NOW + 4 * DAY)

    second = petition.leg
    assert second is not first
    assert (second.cause, second.opened_at, second.accepted_at) == (
        LegCause.SUPPLEMENTED,
        NOW + 4 * DAY,
        None,
    )
    assert (petition.state, petition.officer.username) == (State.RECEIVED, ASSIGNEE)
    assert _deadline(session, petition, Step.SUPPLY, first).result is Result.MET
    assert _deadline(session, petition, Step.ANSWER).due_on == petition.due_on == date(2026, 3, 27)


def test_a_supplement_asked_after_acceptance_leaves_the_answer_deadline_running(session):
    petition = road.brought(session, State.IN_PROGRESS, NOW)
    leg, due_on = petition.leg, petition.due_on

    verbs.ask_supplement(session, petition, items="Ảnh", by=_act(session, petition, ASSIGNEE), now=NOW + DAY)
    assert (leg.ended_at, petition.due_on) == (None, due_on)
    intake.supplement(session, petition, "Đây.", [], now=NOW + 4 * DAY)

    assert petition.leg is leg
    assert (petition.state, petition.officer.username) == (State.IN_PROGRESS, ASSIGNEE)
    answer = _deadline(session, petition, Step.ANSWER)
    assert (answer.result, answer.due_on, petition.due_on) == (Result.OPEN, due_on, due_on)
    assert _deadline(session, petition, Step.ASK_SUPPLEMENT) is None


def test_where_the_agency_does_not_start_again_a_supplement_goes_on_with_the_same_leg(session):
    petition = road.held(session, NOW)
    petition.agency.restart_on_supplement = False
    leg, due_on = petition.leg, petition.due_on

    verbs.ask_supplement(session, petition, items="Ảnh", by=_act(session, petition), now=NOW + DAY)
    intake.supplement(session, petition, "Đây.", [], now=NOW + 2 * DAY)

    assert (petition.leg, petition.leg.ended_at, petition.due_on) == (leg, None, due_on)
    assert petition.state is State.RECEIVED


def test_forwarding_inside_the_installation_opens_a_leg_there_with_its_own_deadline_and_holder(session):
    petition = road.held(session, NOW)
    first = petition.leg
    away, later = sample.agency(session, "tinh"), NOW + 2 * DAY

    verbs.forward(
        session, petition, to=away, to_name="", reason=REASON, by=_act(session, petition), now=later
    )

    assert (first.ended_at, first.end_act, first.to_agency_name) == (later, EndAct.FORWARDED, away.name)
    assert _deadline(session, petition, Step.ANSWER, first).result is Result.CLOSED
    assert _deadline(session, petition, Step.FORWARD, first).result is Result.MET
    leg = petition.leg
    assert (leg.agency.code, leg.cause, leg.opened_at) == ("tinh", LegCause.FORWARDED, later)
    assert (petition.agency.code, petition.state) == ("tinh", State.RECEIVED)
    assert _deadline(session, petition, Step.ANSWER).due_on == petition.due_on == date(2026, 3, 25)
    assert (petition.unit, petition.officer) == (None, None)


def test_forwarding_back_to_an_agency_with_rules_is_routed_by_them(session):
    petition = sample.submit(session, at=NOW, agency="xa-tay")
    home = sample.agency(session, "xa-dong")

    verbs.forward(
        session, petition, to=home, to_name="", reason=REASON, by=_act(session, petition, "tay-vp"), now=NOW
    )

    assert (petition.unit.code, petition.officer.username) == ("kinh-te", "dong-kt")
    assert road.said(session, petition)[-3:] == ["PetitionForwarded", "PetitionFiled", "PetitionAssigned"]


def test_forwarding_outside_ends_it_here_and_the_office_posts_the_letter(session):
    petition = road.held(session, NOW)

    verbs.forward(
        session, petition, to=None, to_name="Sở Mẫu", reason=REASON, by=_act(session, petition), now=NOW
    )

    assert (petition.state, petition.due_on) == (State.FORWARDED, None)
    assert (petition.leg.end_act, petition.leg.to_agency_name) == (EndAct.FORWARDED, "Sở Mẫu")
    task = session.scalars(select(Task).where(Task.petition_id == petition.id)).one()
    assert (task.kind, task.unit_id) == (
        TaskKind.POST_LETTER,
        sample.unit(session, "xa-dong", "van-phong").id,
    )
    assert task.due_on == date(2026, 3, 3)


def test_a_petition_cannot_be_forwarded_to_where_it_lies(session):
    petition = road.held(session, NOW)

    with pytest.raises(Refused) as refused:
        verbs.forward(
            session,
            petition,
            to=petition.agency,
            to_name="",
            reason=REASON,
            by=_act(session, petition),
            now=NOW,
        )

    assert refused.value.code == "forward_to_itself"


def _forwarded(session, petition, username, to, at=NOW):
    verbs.forward(
        session,
        petition,
        to=sample.agency(session, to),
        to_name="",
        reason=REASON,
        by=_act(session, petition, username),
        now=at,
    )


def _returned(session, petition, username, at=NOW):
    verbs.return_to_sender(session, petition, reason=REASON, by=_act(session, petition, username), now=at)


def test_what_the_citizen_sent_here_cannot_be_returned(session):
    petition = road.held(session, NOW)

    with pytest.raises(NotAllowed) as refused:
        _returned(session, petition, OFFICE)

    assert (refused.value.code, petition.state) == ("nobody_to_return_to", State.RECEIVED)


def test_a_forwarded_petition_returns_to_its_sender_with_a_new_leg_and_cannot_be_returned_from_there(session):
    petition = road.held(session, NOW)
    _forwarded(session, petition, OFFICE, "xa-tay")
    there = petition.leg

    _returned(session, petition, "tay-vp", NOW + 3 * DAY)

    assert there.end_act is EndAct.RETURNED
    assert _deadline(session, petition, Step.RETURN, there).result is Result.MISSED
    assert (petition.agency.code, petition.leg.cause) == ("xa-dong", LegCause.RETURNED)
    assert _deadline(session, petition, Step.ANSWER).started_on == TODAY + 3 * DAY
    with pytest.raises(NotAllowed):
        _returned(session, petition, OFFICE)


def test_a_petition_that_came_back_returns_to_its_first_sender_not_to_whoever_gave_it_back(session):
    petition = road.held(session, NOW)
    _forwarded(session, petition, OFFICE, "xa-tay")
    _forwarded(session, petition, "tay-vp", "tinh")
    _returned(session, petition, "tinh-vp")
    assert petition.agency.code == "xa-tay"

    _returned(session, petition, "tay-vp")

    assert petition.agency.code == "xa-dong"


def test_a_supplement_in_between_does_not_change_where_it_is_returned_to(session):
    petition = road.held(session, NOW)
    _forwarded(session, petition, OFFICE, "xa-tay")
    verbs.ask_supplement(session, petition, items="Ảnh", by=_act(session, petition, "tay-vp"), now=NOW)
    intake.supplement(session, petition, "Đây.", [], now=NOW)

    _returned(session, petition, "tay-vp")

    assert petition.agency.code == "xa-dong"


def test_what_came_from_an_agency_outside_is_returned_by_letter(session):
    petition = road.brought(session, State.RETURNED, NOW)

    task = session.scalars(select(Task).where(Task.petition_id == petition.id)).one()
    assert task.kind is TaskKind.POST_LETTER
    assert petition.leg.to_agency_name == "Trung tâm tiếp nhận (mẫu)"
    assert _deadline(session, petition, Step.RETURN).result is Result.MET


@pytest.mark.parametrize("accepted", [False, True])
def test_a_supplement_that_never_comes_lapses_when_the_day_has_passed_and_not_before(site, accepted):
    from pakn.kernel.db import reading, transaction
    from pakn.petitions import queries as petitions
    from workers import beat

    with site.app_context():
        with transaction() as session:
            petition = road.brought(session, State.IN_PROGRESS, NOW) if accepted else road.held(session, NOW)
            verbs.ask_supplement(session, petition, items="Ảnh", by=_act(session, petition), now=NOW)
            code = petition.code

        clock.fix(clock.end_of(date(2026, 3, 16)) - timedelta(seconds=1))
        beat.tick()
        assert petitions.by_code(reading(), code).state is State.AWAITING_SUPPLEMENT

        clock.fix(clock.end_of(date(2026, 3, 16)))
        beat.tick()
        beat.tick()
        lapsed = petitions.by_code(reading(), code)
        assert lapsed.state is State.LAPSED
        assert road.said(reading(), lapsed).count("PetitionLapsed") == 1
        assert lapsed.leg.end_act is (EndAct.LAPSED if accepted else EndAct.SUPPLEMENT_ASKED)
        assert lapsed.due_on is None
        assert [each for each in sla.deadlines(reading(), lapsed.leg) if each.result is Result.OPEN] == []


def test_withdrawing_closes_every_deadline(session):
    petition = road.brought(session, State.WITHDRAWN, NOW)

    assert (petition.leg.end_act, petition.due_on) == (EndAct.WITHDRAWN, None)
    assert {each.result for each in sla.deadlines(session, petition.leg)} == {Result.CLOSED}


@pytest.mark.parametrize("name", ["", "   "])
def test_a_petition_is_never_forwarded_to_nowhere(session, name):
    petition = road.held(session, NOW)

    with pytest.raises(Refused) as refused:
        verbs.forward(
            session, petition, to=None, to_name=name, reason=REASON, by=_act(session, petition), now=NOW
        )

    assert refused.value.code == "forward_nowhere"
    assert petition.state is State.RECEIVED


def test_the_form_asks_to_which_agency_it_goes(site):
    with site.app_context(), transaction() as session:
        code = road.held(session, NOW).code
    page = f"/can-bo/pakn/{code}/chuyen"

    answer = sample.signed_in(site, OFFICE).post(page, agency="", other="", reason=REASON)

    assert answer.status_code == 422
    assert "Chọn cơ quan trong danh sách hoặc ghi tên cơ quan khác" in answer.get_data(as_text=True)


def test_a_closed_petition_is_not_filed_anew(session):
    petition = road.brought(session, State.REFUSED, NOW)

    with pytest.raises(NotAllowed):
        verbs.refile(
            session,
            petition,
            field=None,
            kind=None,
            scope=petition.scope,
            by=_act(session, petition),
            now=NOW,
        )

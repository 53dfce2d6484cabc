"""Who holds a petition: given by those who may, to those who work there, without touching a deadline."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pakn.handling import verbs
from pakn.identity.permissions import Role
from pakn.kernel.db import transaction
from pakn.kernel.errors import NotAllowed, Refused
from pakn.petitions import queries as petitions
from pakn.petitions.models import Assignment
from pakn.petitions.workflow import State
from pakn.sla import queries as sla
from tests import sample
from tests.handling import road
from tests.handling.road import ASSIGNEE, HEAD, LEADER, OFFICE, REASON
from tests.province import NOW

DAY = timedelta(days=1)


def _assign(session, petition, username, unit, officer, at=NOW):
    verbs.assign(
        session,
        petition,
        unit=sample.unit(session, "xa-dong", unit) if unit else None,
        officer=sample.officer(session, officer) if officer else None,
        reason="",
        by=sample.acting(session, petition, username),
        now=at,
    )


def _code(refused):
    return refused.value.code


@pytest.mark.parametrize("username", [OFFICE, LEADER])
def test_the_office_and_a_leader_give_a_petition_to_any_unit(session, username):
    petition = road.held(session, NOW)

    _assign(session, petition, username, "van-hoa", "dong-vh")

    assert (petition.unit.code, petition.officer.username) == ("van-hoa", "dong-vh")


def test_a_head_gives_it_to_somebody_of_the_unit_or_back_to_the_office(session):
    petition = road.held(session, NOW)

    _assign(session, petition, HEAD, "kinh-te", HEAD)
    assert petition.officer.username == HEAD
    _assign(session, petition, HEAD, None, None)

    assert (petition.unit, petition.officer) == (None, None)


def test_a_head_gives_nothing_to_another_unit(session):
    petition = road.held(session, NOW)

    with pytest.raises(NotAllowed) as refused:
        _assign(session, petition, HEAD, "van-hoa", "dong-vh")

    assert _code(refused) == "assign_outside"


def test_a_head_cannot_give_it_to_somebody_of_another_unit_in_the_name_of_the_own(session):
    petition = road.held(session, NOW)

    with pytest.raises(Refused) as refused:
        _assign(session, petition, HEAD, "kinh-te", "dong-vh")

    assert _code(refused) == "officer_of_another_unit"


@pytest.mark.parametrize(
    ("unit", "officer", "code"),
    [
        ("kinh-te", HEAD, "assign_outside"),
        (None, HEAD, "officer_of_another_unit"),
    ],
)
def test_whoever_merely_holds_it_gives_it_back_to_the_office_and_to_nobody_else(session, unit, officer, code):
    petition = road.held(session, NOW)

    with pytest.raises(Refused) as refused:
        _assign(session, petition, ASSIGNEE, unit, officer)
    assert _code(refused) == code

    _assign(session, petition, ASSIGNEE, None, None)
    assert (petition.unit, petition.officer) == (None, None)


def test_a_unit_of_another_agency_gets_nothing(session):
    petition = road.held(session, NOW)
    foreign = sample.unit(session, "xa-tay", "van-phong")

    with pytest.raises(Refused) as refused:
        verbs.assign(
            session,
            petition,
            unit=foreign,
            officer=None,
            reason="",
            by=sample.acting(session, petition, OFFICE),
            now=NOW,
        )

    assert _code(refused) == "unit_of_another_agency"


@pytest.mark.parametrize("gone", ["disabled", "post ended"])
def test_whoever_no_longer_works_there_gets_nothing(session, gone):
    petition = road.held(session, NOW)
    sample.hire(session, "dong-cu")
    sample.post(
        session,
        "dong-cu",
        "xa-dong",
        Role.OFFICER,
        unit_code="kinh-te",
        to_on=date(2026, 3, 1) if gone == "post ended" else None,
    )
    sample.officer(session, "dong-cu").active = gone != "disabled"

    with pytest.raises(Refused) as refused:
        _assign(session, petition, OFFICE, "kinh-te", "dong-cu")

    assert _code(refused) == "officer_of_another_unit"


def test_nobody_named_in_a_petition_can_be_given_it(session):
    petition = road.held(session, NOW, content=f"{sample.LAND} Cán bộ Trần Đông Văn Hóa gây khó dễ.")

    with pytest.raises(Refused) as refused:
        _assign(session, petition, OFFICE, "van-hoa", "dong-vh")

    assert _code(refused) == "officer_concerned"


def test_giving_and_handing_back_touch_no_deadline(session):
    petition = road.brought(session, State.IN_PROGRESS, NOW)
    before = [(each.id, each.due_on, each.result) for each in sla.deadlines(session, petition.leg)]
    leg, due_on = petition.leg, petition.due_on

    verbs.hand_back(
        session, petition, reason=REASON, by=sample.acting(session, petition, ASSIGNEE), now=NOW + DAY
    )
    assert (petition.unit, petition.officer, petition.state) == (None, None, State.IN_PROGRESS)
    _assign(session, petition, OFFICE, "van-hoa", "dong-vh", NOW + 2 * DAY)

    assert [(each.id, each.due_on, each.result) for each in sla.deadlines(session, petition.leg)] == before
    assert (petition.leg, petition.due_on) == (leg, due_on)
    rows = session.scalars(
        select(Assignment).where(Assignment.leg_id == leg.id).order_by(Assignment.id)
    ).all()
    assert [row.to_at for row in rows[-3:]] == [NOW + DAY, NOW + 2 * DAY, None]


def test_a_head_without_a_working_post_is_not_given_work_with_the_unit(site):
    with site.app_context(), transaction() as session:
        petition = road.held(session, NOW)
        culture = sample.unit(session, "xa-dong", "van-hoa")
        culture.head = sample.officer(session, "dong-pho")
        code, holder = petition.code, str(culture.id)

    answer = sample.signed_in(site, OFFICE).post(f"/can-bo/pakn/{code}/giao-viec", holder=holder, reason="")

    with site.app_context(), transaction() as session:
        found = petitions.by_code(session, code)
        sample.unit(session, "xa-dong", "van-hoa").head = sample.officer(session, "dong-vh")
        assert answer.status_code == 303
        assert (found.unit.code, found.officer) == ("van-hoa", None)

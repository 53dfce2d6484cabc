"""Whoever a petition is about neither gets it nor knows of it; a leader it is about sends it to the agency above."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from pakn.handling import queries, verbs
from pakn.handling.queries import Asked, Desk
from pakn.kernel.db import reading, transaction
from pakn.kernel.errors import NotAllowed
from pakn.notifications.models import Message
from pakn.petitions import queries as petitions
from pakn.petitions.models import EndAct
from pakn.petitions.visibility import capacities, may_see
from pakn.petitions.workflow import State, Verb
from pakn.sla import queries as sla
from tests import sample
from tests.handling import road
from tests.handling.road import ASSIGNEE, HEAD, LEADER, OFFICE
from tests.province import NOW
from workers import embedded

DAY = timedelta(days=1)


def test_a_petition_that_names_a_leader_goes_to_the_agency_above(session):
    petition = sample.submit(
        session, at=NOW, content=f"{sample.LAND} Ông Trần Đông Chủ Tịch hứa mà không làm."
    )

    assert (petition.agency.code, petition.officer) == ("tinh", None)


def test_whoever_a_petition_is_about_can_do_nothing_with_it_and_knows_nothing_of_it(session):
    petition = road.brought(session, State.AWAITING_APPROVAL, NOW)
    named = [sample.officer(session, name) for name in (OFFICE, HEAD)]
    verbs.name_officers(session, petition, named, by=sample.acting(session, petition, OFFICE), now=NOW)
    border = queries.days(session, NOW, 3)

    for name in (OFFICE, HEAD):
        viewer = sample.viewer(session, name)
        assert not may_see(session, petition, viewer)
        assert capacities(petition, viewer) == frozenset()
        listed = [queries.inbox(session, viewer, Asked(desk), border).items for desk in Desk]
        listed.append(queries.inbox(session, viewer, Asked(Desk.ALL, words=petition.code), border).items)
        listed.append(queries.triage(session, viewer, 1).items)
        assert all(petition not in items for items in listed)
        with pytest.raises(NotAllowed):
            road.do(session, petition, Verb.APPROVE, sample.acting(session, petition, name), NOW)

    other = sample.viewer(session, "dong-pho")
    assert petition in queries.inbox(session, other, Asked(Desk.APPROVAL), border).items
    road.do(session, petition, Verb.APPROVE, sample.acting(session, petition, "dong-pho"), NOW)


def name_assignee(session, petition):
    """The office says that it is about whoever holds it."""
    verbs.name_officers(
        session,
        petition,
        [sample.officer(session, ASSIGNEE)],
        by=sample.acting(session, petition, OFFICE),
        now=NOW,
    )


def test_whoever_is_named_while_holding_it_holds_it_no_longer(session):
    petition = road.brought(session, State.IN_PROGRESS, NOW)

    name_assignee(session, petition)

    assert (petition.unit, petition.officer) == (None, None)
    assert petition in queries.triage(session, sample.viewer(session, OFFICE), 1).items


def test_whoever_is_named_while_a_supplement_is_awaited_does_not_get_it_back(session):
    petition = road.brought(session, State.AWAITING_SUPPLEMENT, NOW)

    name_assignee(session, petition)
    road.do(session, petition, Verb.SUPPLEMENT, sample.acting(session, petition, OFFICE), NOW)

    assert petition.officer is None


@pytest.mark.parametrize("state", [State.RECEIVED, State.IN_PROGRESS, State.AWAITING_APPROVAL])
def test_once_a_person_names_a_leader_it_goes_to_the_agency_above_with_a_clock_of_its_own(session, state):
    petition = road.brought(session, state, NOW)

    verbs.name_officers(
        session,
        petition,
        [sample.officer(session, LEADER)],
        by=sample.acting(session, petition, OFFICE),
        now=NOW,
    )

    assert (petition.agency.code, petition.state) == ("tinh", State.RECEIVED)
    assert petition.legs[-2].end_act is EndAct.FORWARDED
    assert sla.running(session, petition.leg) is not None
    assert not may_see(session, petition, sample.viewer(session, LEADER))


def test_naming_a_leader_while_a_supplement_is_awaited_sends_it_above_when_that_comes(session):
    petition = road.brought(session, State.AWAITING_SUPPLEMENT, NOW)
    by = sample.acting(session, petition, OFFICE)

    verbs.name_officers(session, petition, [sample.officer(session, LEADER)], by=by, now=NOW)
    assert petition.agency.code == "xa-dong"
    road.do(session, petition, Verb.SUPPLEMENT, sample.acting(session, petition, OFFICE), NOW + DAY)

    assert (petition.agency.code, petition.state) == ("tinh", State.RECEIVED)


def test_an_agency_above_that_takes_no_petitions_gets_none(session):
    petition = road.brought(session, State.IN_PROGRESS, NOW)
    petition.agency.parent.takes_petitions = False
    by = sample.acting(session, petition, OFFICE)

    verbs.name_officers(session, petition, [sample.officer(session, LEADER)], by=by, now=NOW)

    assert petition.agency.code == "xa-dong"


def test_whoever_merely_holds_it_hides_it_from_nobody(session):
    petition = road.brought(session, State.IN_PROGRESS, NOW)
    by = sample.acting(session, petition, ASSIGNEE)

    with pytest.raises(NotAllowed):
        verbs.name_officers(session, petition, [sample.officer(session, OFFICE)], by=by, now=NOW)

    assert petition.about_officers == []


def test_a_letter_that_begins_with_the_chairman_s_name_is_not_about_the_chairman(session):
    words = f"Kính gửi ông Trần Đông Chủ Tịch, Chủ tịch xã Đông.\n{sample.LAND}"

    petition = sample.submit(session, at=NOW, content=words)

    assert (petition.agency.code, petition.about_officers) == ("xa-dong", [])


def test_naming_somebody_who_leads_nobody_leaves_it_at_its_agency(session):
    petition = road.brought(session, State.IN_PROGRESS, NOW)

    verbs.name_officers(
        session,
        petition,
        [sample.officer(session, "dong-vh")],
        by=sample.acting(session, petition, OFFICE),
        now=NOW,
    )

    assert (petition.agency.code, petition.state) == ("xa-dong", State.IN_PROGRESS)


def test_officers_named_from_outside_stay_named_when_another_agency_files_it(site):
    """The form offers the staff of the agency only; whoever else is named must not get lost."""
    code = _committed_at_province(site)
    office = sample.signed_in(site, "tinh-vp")

    page = office.client.get(f"/can-bo/pakn/{code}/phan-loai").get_data(as_text=True)
    with site.app_context():
        named = [str(each.id) for each in petitions.by_code(reading(), code).about_officers]
    answer = office.post(
        f"/can-bo/pakn/{code}/phan-loai", field="dat_dai", kind="", scope="pakn", about=named
    )

    assert "Trần Đông Chủ Tịch" in page
    assert answer.status_code == 303
    with site.app_context():
        assert [each.username for each in petitions.by_code(reading(), code).about_officers] == [LEADER]


def _committed_at_province(app):
    with app.app_context(), transaction() as session:
        words = f"{sample.LAND} Ông Trần Đông Chủ Tịch hứa mà không làm."
        petition = sample.submit(session, at=NOW, content=words)
        assert petition.agency.code == "tinh"
        return petition.code


def test_whoever_is_named_finds_no_page_no_search_result_and_no_mail(site):
    code = road.committed(
        site, content=f"{sample.LAND} Cán bộ Trần Đông Văn Hóa gây khó dễ.", subject="Hạch sách người dân"
    )
    embedded.drain(site)
    person = sample.signed_in(site, "dong-vh")

    assert person.client.get(f"/can-bo/pakn/{code}").status_code == 404
    for address in (f"/can-bo?q={code}", "/can-bo?q=hach+sach&view=tat-ca", "/can-bo?view=don-vi"):
        assert f"/can-bo/pakn/{code}" not in person.client.get(address).get_data(as_text=True)
    with site.app_context():
        petition = petitions.by_code(reading(), code)
        told = reading().scalars(select(Message.officer_id).where(Message.petition_id == petition.id)).all()
        assert sample.officer(reading(), "dong-vh").id not in told

"""Who holds a petition, and who must never: assignment never touches a deadline."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pakn.handling import queries, verbs
from pakn.handling.queries import Asked, Desk
from pakn.identity.permissions import Role
from pakn.kernel import clock
from pakn.kernel.db import reading, transaction
from pakn.kernel.errors import NotAllowed, Refused
from pakn.notifications.models import Message
from pakn.petitions import queries as petitions
from pakn.petitions.models import Assignment, EndAct
from pakn.petitions.visibility import capacities, may_see
from pakn.petitions.workflow import State, Verb
from pakn.sla import queries as sla
from tests import sample
from tests.handling import road
from tests.handling.road import ASSIGNEE, HEAD, LEADER, OFFICE, REASON
from tests.province import NOW
from workers import embedded

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


def test_nobody_named_in_a_petition_can_be_given_it(session):
    petition = road.held(session, NOW, content=f"{sample.LAND} Cán bộ Trần Đông Văn Hóa gây khó dễ.")

    with pytest.raises(Refused) as refused:
        _assign(session, petition, OFFICE, "van-hoa", "dong-vh")

    assert _code(refused) == "officer_concerned"


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


def test_whoever_is_named_while_holding_it_holds_it_no_longer(session):
    petition = road.brought(session, State.IN_PROGRESS, NOW)

    verbs.name_officers(
        session,
        petition,
        [sample.officer(session, ASSIGNEE)],
        by=sample.acting(session, petition, OFFICE),
        now=NOW,
    )

    assert (petition.unit, petition.officer) == (None, None)
    assert petition in queries.triage(session, sample.viewer(session, OFFICE), 1).items


def test_whoever_is_named_while_a_supplement_is_awaited_does_not_get_it_back(session):
    petition = road.brought(session, State.AWAITING_SUPPLEMENT, NOW)

    verbs.name_officers(
        session,
        petition,
        [sample.officer(session, ASSIGNEE)],
        by=sample.acting(session, petition, OFFICE),
        now=NOW,
    )
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


def test_an_office_that_sent_it_away_sees_it_and_no_longer_opens_its_telephone(site):
    code = _committed(site)
    office = sample.signed_in(site, OFFICE)
    office.post(f"/can-bo/pakn/{code}/chuyen", agency="xa-tay", other="", reason=REASON)

    answers = [
        office.post(f"/can-bo/pakn/{code}/{what}", page="/van-phong/phan-loai", text="x").status_code
        for what in ("dien-thoai", "ghi-chu")
    ]

    assert office.client.get(f"/can-bo/pakn/{code}").status_code == 200
    assert answers == [403, 403]


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


def test_whoever_may_only_read_sees_how_to_reach_the_citizen_masked(site):
    code = _committed(site)

    page = sample.signed_in(site, "dong-xem").client.get(f"/can-bo/pakn/{code}").get_data(as_text=True)

    assert "ng…@dan.example" in page
    for hidden in ("nguoi-gui@dan.example", "0912 345 678", "+84912345678", "Thôn Một, xã Đông"):
        assert hidden not in page


def test_whoever_left_for_another_agency_no_longer_sees_what_lay_with_them(session):
    petition = road.held(session, NOW)
    officer = sample.officer(session, ASSIGNEE)
    for held in officer.memberships:
        held.to_on = date(2026, 3, 1)
    sample.post(session, ASSIGNEE, "xa-tay", Role.OFFICER, unit_code="van-phong")

    viewer = sample.viewer(session, ASSIGNEE)

    assert not may_see(session, petition, viewer)
    assert capacities(petition, viewer) == frozenset()


def _committed(app, **changes):
    with app.app_context(), transaction() as session:
        return road.held(session, NOW, **changes).code


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
    code = _committed(
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


@pytest.mark.parametrize("what", ["dien-thoai", "ghi-chu", "phan-loai"])
def test_what_is_done_on_the_page_is_refused_to_whoever_may_only_read_and_hidden_from_others(site, what):
    code = _committed(site)
    for name, status in (("dong-xem", 403), ("dong-quan-tri", 404), ("tay-vp", 404)):
        client = sample.signed_in(site, name).client
        token = sample.token(client)

        answer = client.post(f"/can-bo/pakn/{code}/{what}", data={"csrf_token": token, "text": "x"})

        assert answer.status_code == status, name
    with site.app_context():
        petition = petitions.by_code(reading(), code)
        assert road.said(reading(), petition).count("AccessRefused") == 3


def test_opening_the_telephone_number_is_written_down(site):
    code = _committed(site)
    office = sample.signed_in(site, OFFICE)

    before = office.client.get(f"/can-bo/pakn/{code}").get_data(as_text=True)
    shown = office.post(f"/can-bo/pakn/{code}/dien-thoai", page=f"/can-bo/pakn/{code}").get_data(as_text=True)

    assert "0912 345 678" not in before
    assert "0912 345 678" in shown
    with site.app_context():
        assert road.said(reading(), petitions.by_code(reading(), code))[-1] == "PhoneShown"


def test_the_desks_of_the_inbox_show_what_waits_for_whom(session):
    held, unheld = (
        road.held(session, NOW),
        sample.submit(session, at=NOW, subject="Việc khác", content="Nội dung lạ."),
    )
    answered = road.brought(session, State.AWAITING_PUBLICATION, NOW)
    waiting = road.brought(session, State.AWAITING_APPROVAL, NOW)
    border = queries.days(session, clock.now(), 3)

    def mine(name):
        return set(queries.inbox(session, sample.viewer(session, name), Asked(Desk.MINE), border).items)

    here = {held, unheld, answered, waiting}
    assert mine(ASSIGNEE) & here == {held}
    assert mine(OFFICE) & here == {unheld, answered}
    assert mine(LEADER) & here == {waiting}
    assert mine("dong-vh") & here == set()

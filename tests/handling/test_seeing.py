"""What who sees of a petition: the desks of the inbox, and the telephone number that is opened only on purpose."""

from __future__ import annotations

from datetime import date

import pytest

from pakn.handling import queries
from pakn.handling.queries import Asked, Desk
from pakn.identity.permissions import Role
from pakn.kernel import clock
from pakn.kernel.db import reading
from pakn.petitions import queries as petitions
from pakn.petitions.visibility import capacities, may_see
from pakn.petitions.workflow import State
from tests import sample
from tests.handling import road
from tests.handling.road import ASSIGNEE, LEADER, OFFICE, REASON
from tests.province import NOW


def test_an_office_that_sent_it_away_sees_it_and_no_longer_opens_its_telephone(site):
    code = road.committed(site)
    office = sample.signed_in(site, OFFICE)
    office.post(f"/can-bo/pakn/{code}/chuyen", agency="xa-tay", other="", reason=REASON)

    answers = [
        office.post(f"/can-bo/pakn/{code}/{what}", page="/van-phong/phan-loai", text="x").status_code
        for what in ("dien-thoai", "ghi-chu")
    ]

    assert office.client.get(f"/can-bo/pakn/{code}").status_code == 200
    assert answers == [403, 403]


def test_whoever_may_only_read_sees_how_to_reach_the_citizen_masked(site):
    code = road.committed(site)

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


@pytest.mark.parametrize("what", ["dien-thoai", "ghi-chu", "phan-loai"])
def test_what_is_done_on_the_page_is_refused_to_whoever_may_only_read_and_hidden_from_others(site, what):
    code = road.committed(site)
    for name, status in (("dong-xem", 403), ("dong-quan-tri", 404), ("tay-vp", 404)):
        client = sample.signed_in(site, name).client
        token = sample.token(client)

        answer = client.post(f"/can-bo/pakn/{code}/{what}", data={"csrf_token": token, "text": "x"})

        assert answer.status_code == status, name
    with site.app_context():
        petition = petitions.by_code(reading(), code)
        assert road.said(reading(), petition).count("AccessRefused") == 3


def test_opening_the_telephone_number_is_written_down(site):
    code = road.committed(site)
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

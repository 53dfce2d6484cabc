"""Who may open what: posts by date, several posts, a post over a whole subtree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pakn.identity import queries
from pakn.identity.permissions import GRANTS, Permission, Post, Role, Scope, Viewer
from pakn.kernel import clock
from pakn.kernel.db import transaction
from tests import sample
from tests.province import NOW, wait

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)

MAY = {
    "officer": "read handle",
    "office": "read handle triage report",
    "leader": "read handle triage report",
    "admin": "configure",
    "viewer": "read report",
}


@pytest.mark.parametrize("role", Role)
def test_each_role_carries_exactly_these_permissions(role):
    holder = Viewer(1, "Người Mẫu", (Post(role, 1, frozenset({1}), None),))

    assert {each.value for each in Permission if holder.may(each)} == set(MAY[role.value].split())
    assert set(GRANTS[role]) == set(MAY[role.value].split())


def test_whoever_holds_no_post_may_nothing():
    nobody = Viewer(1, "Người Mẫu", ())

    assert not any(nobody.may(each) for each in Permission)
    assert nobody.agencies(*Role) == nobody.units() == nobody.headed_units() == frozenset()


@pytest.mark.parametrize(
    ("from_on", "to_on", "holds"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY - 30 * DAY, TODAY, True),
        (TODAY - 30 * DAY, TODAY - DAY, False),
        (TODAY + DAY, None, False),
    ],
    ids=["since today", "today only", "until today", "ended yesterday", "from tomorrow"],
)
def test_a_post_holds_from_its_first_day_to_its_last(session, from_on, to_on, holds):
    sample.hire(session, "dong-moi")
    sample.post(
        session, "dong-moi", "xa-dong", Role.OFFICE, unit_code="van-phong", from_on=from_on, to_on=to_on
    )

    viewer = sample.viewer(session, "dong-moi")

    assert viewer.may(Permission.TRIAGE) is holds
    assert bool(viewer.agencies(Role.OFFICE)) is holds
    here = sample.agency(session, "xa-dong").id
    assert (viewer.officer_id in {each.id for each in queries.staff(session, here, TODAY)}) is holds
    assert (viewer.officer_id in {each.officer_id for each in queries.posts(session, here, TODAY)}) is holds


def test_the_day_of_a_post_is_a_day_in_viet_nam(session):
    sample.hire(session, "dong-moi")
    sample.post(session, "dong-moi", "xa-dong", Role.OFFICE, unit_code="van-phong", to_on=TODAY)

    clock.fix(clock.end_of(TODAY) - timedelta(seconds=1))
    assert sample.viewer(session, "dong-moi").posts
    clock.fix(clock.end_of(TODAY))
    assert not sample.viewer(session, "dong-moi").posts


def test_a_post_that_ends_closes_the_pages_of_a_session_that_stays_open(site):
    with site.app_context(), transaction() as session:
        sample.hire(session, "dong-het-han")
        sample.post(session, "dong-het-han", "xa-dong", Role.OFFICE, unit_code="van-phong", to_on=TODAY)
    person = sample.signed_in(site, "dong-het-han")
    pages = ("/can-bo", "/van-phong/phan-loai", "/van-phong/bao-cao")
    assert [person.client.get(page).status_code for page in pages] == [200, 200, 200]

    wait(days=1)

    assert [person.client.get(page).status_code for page in pages] == [403, 403, 403]


def test_several_posts_add_up_and_each_reaches_its_own_agency(session):
    sample.hire(session, "kiem-nhiem")
    sample.post(session, "kiem-nhiem", "xa-dong", Role.OFFICER, unit_code="kinh-te")
    sample.post(session, "kiem-nhiem", "xa-tay", Role.LEADER)
    dong, tay = sample.agency(session, "xa-dong").id, sample.agency(session, "xa-tay").id

    viewer = sample.viewer(session, "kiem-nhiem")

    assert viewer.agencies(Role.OFFICER) == {dong}
    assert viewer.agencies(Role.LEADER) == {tay}
    assert viewer.agencies_with(Permission.HANDLE) == {dong, tay}
    assert viewer.agencies_with(Permission.TRIAGE) == {tay}
    assert viewer.units() == {sample.unit(session, "xa-dong", "kinh-te").id}


def test_a_post_over_the_subtree_reaches_everything_below_and_nothing_beside(session):
    ids = {code: sample.agency(session, code).id for code in ("tinh", "xa-dong", "xa-tay")}
    sample.hire(session, "xem-xa")
    sample.post(session, "xem-xa", "xa-dong", Role.VIEWER, scope=Scope.SUBTREE)

    assert sample.viewer(session, "tinh-xem").agencies(Role.VIEWER) == set(ids.values())
    assert sample.viewer(session, "tinh-lanh-dao").agencies(Role.LEADER) == {ids["tinh"]}
    assert sample.viewer(session, "xem-xa").agencies(Role.VIEWER) == {ids["xa-dong"]}


def test_a_head_leads_the_unit_they_work_in_and_only_while_the_post_holds(session):
    unit = sample.unit(session, "xa-dong", "kinh-te").id
    assert sample.viewer(session, "dong-kt").headed_units() == {unit}
    assert sample.viewer(session, "dong-kt2").headed_units() == frozenset()

    for held in sample.officer(session, "dong-kt").memberships:
        held.to_on = TODAY - DAY
    session.flush()

    assert sample.viewer(session, "dong-kt").headed_units() == frozenset()


def test_a_disabled_officer_is_nobodys_leader_or_colleague(session):
    here = sample.agency(session, "xa-dong").id
    sample.officer(session, "dong-chu-tich").active = False
    session.flush()

    assert [each.username for each in queries.leaders(session, here, TODAY)] == ["dong-pho"]


def _routes(app):
    """Every page of the officers, its parameters filled in with something."""
    for rule in app.url_map.iter_rules():
        if getattr(app.view_functions[rule.endpoint], "__access__", "anyone") != "anyone":
            values = {name: 1 if name.endswith("_id") else "x" for name in rule.arguments}
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield method, rule, values


def test_every_page_of_the_officers_sends_whoever_has_not_signed_in_to_sign_in(site):
    visitor = site.test_client()
    token = sample.token(visitor)
    opened = 0
    for method, rule, values in _routes(site):
        with site.test_request_context():
            address = site.url_for(rule.endpoint, **values)

        answer = visitor.open(
            address, method=method, data={"csrf_token": token} if method == "POST" else None
        )

        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/can-bo/dang-nhap"), (
            method,
            rule,
        )
        opened += 1
    assert opened > 15


def test_whoever_signs_in_without_any_post_opens_no_page_of_the_officers(site):
    with site.app_context(), transaction() as session:
        sample.hire(session, "khong-chuc-vu")
    client = sample.signed_in(site, "khong-chuc-vu").client
    token = sample.token(client)
    for method, rule, values in _routes(site):
        with site.test_request_context():
            address = site.url_for(rule.endpoint, **values)

        answer = client.open(address, method=method, data={"csrf_token": token} if method == "POST" else None)

        assert answer.status_code in (403, 404), (method, rule)
    assert clock.now() == NOW

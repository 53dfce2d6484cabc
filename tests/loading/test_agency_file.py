"""An agency file is loaded whole, and harmless to load again."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.identity import passwords, queries
from pakn.identity.models import Agency, Membership, Officer, Unit
from pakn.identity.permissions import Role, Scope
from pakn.kernel.audit import CITIZEN
from pakn.petitions import service as petitions
from pakn.petitions.models import Channel, Petitioner, SubmitterType
from pakn.routing.models import RoutingRule
from tests.loading.conftest import NOW
from tests.loading.doing import Data, agency, load, rules


def count(session: Session, model: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_file_brings_in_the_agency_and_everything_in_it(session: Session, commune: Data) -> None:
    (loaded,) = load(session, commune)

    found = agency(session)
    assert (loaded.code, loaded.units, loaded.rules, loaded.posts) == ("xa-a", 2, 1, 1)
    assert [(unit.code, unit.head.username if unit.head else None) for unit in found.units] == [
        ("vp", None),
        ("kt", "mau.a"),
    ]
    assert [area.name for area in catalogue.areas(session, found.id)] == ["Thôn 1"]
    assert rules(session) == [("dat_dai", "kt")]
    target = catalogue.target(session, found.id, 2026, "on_time_rate")
    assert target is not None
    assert target.value == 100


def test_loading_twice_adds_nothing(session_on_each: Session, commune: Data) -> None:
    tables = (Agency, Unit, Officer, Membership, RoutingRule)
    load(session_on_each, commune)
    before = [count(session_on_each, table) for table in tables]

    load(session_on_each, commune)

    assert [count(session_on_each, table) for table in tables] == before


def test_a_unit_no_longer_named_is_out_of_use_but_not_gone(session: Session, commune: Data) -> None:
    load(session, commune)
    changed = deepcopy(commune) | {"posts": [], "rules": [{"field": "dat_dai", "unit": "vp"}]}
    changed["units"] = commune["units"][:1]

    load(session, changed)

    assert {unit.code: unit.active for unit in agency(session).units} == {"vp": True, "kt": False}
    assert rules(session) == [("dat_dai", "vp")]
    assert count(session, Membership) == 1


def test_a_unit_named_again_is_the_same_unit(session: Session, commune: Data) -> None:
    load(session, commune)
    first = {unit.code: unit.id for unit in agency(session).units}
    load(session, commune | {"units": commune["units"][:1], "posts": [], "rules": []})

    load(session, commune)

    assert {unit.code: unit.id for unit in agency(session).units} == first
    assert all(unit.active for unit in agency(session).units)


def test_an_area_no_longer_named_is_gone_when_nothing_came_from_it(
    session_on_each: Session, commune: Data
) -> None:
    load(session_on_each, commune)

    load(session_on_each, commune | {"areas": [{"code": "thon-2", "name": "Thôn 2"}]})

    assert [area.code for area in catalogue.areas(session_on_each, agency(session_on_each).id)] == ["thon-2"]


def test_a_target_of_an_earlier_year_stays_for_its_reports(session: Session, commune: Data) -> None:
    load(session, commune)

    load(session, commune | {"targets": []})

    assert catalogue.target(session, agency(session).id, 2026, "on_time_rate") is not None


def test_templates_of_the_file_take_the_place_of_those_it_brought_before(
    session: Session, commune: Data
) -> None:
    first = {"code": "cam_on", "title": "Cảm ơn", "text": "Cảm ơn ông/bà."}
    load(session, commune | {"reply_templates": [first, first | {"code": "khac"}]})

    load(session, commune | {"reply_templates": [first | {"text": "Xã cảm ơn ông/bà."}]})

    own = [each for each in catalogue.reply_templates(session, agency(session).id) if each.agency_id]
    assert [(each.code, each.text) for each in own] == [("cam_on", "Xã cảm ơn ông/bà.")]


def test_a_post_without_a_first_day_begins_today_and_keeps_that_day(session: Session, commune: Data) -> None:
    commune["posts"] = [{"officer": "mau.a", "unit": "kt", "role": "officer"}]
    load(session, commune)

    load(session, commune, now=datetime(2026, 12, 1, tzinfo=UTC))

    post = session.scalars(select(Membership)).one()
    assert post.from_on == date(2026, 11, 20)


def test_one_officer_may_hold_several_posts(session: Session, commune: Data) -> None:
    commune["posts"].append({"officer": "mau.a", "unit": "vp", "role": "office", "scope": "subtree"})

    load(session, commune)

    officer = queries.officer_by_username(session, "mau.a")
    assert officer is not None
    posts = queries.viewer(session, officer, date(2026, 11, 20)).posts
    assert {post.role for post in posts} == {Role.OFFICER, Role.OFFICE}


def test_a_post_ends_on_the_day_the_file_says(session: Session, commune: Data) -> None:
    load(session, commune)
    commune["posts"][0]["to_on"] = "2026-11-19"

    load(session, commune)

    assert session.scalars(select(Membership)).one().to_on == date(2026, 11, 19)
    assert queries.staff(session, agency(session).id, date(2026, 11, 20)) == []


def test_a_password_that_was_changed_is_not_set_back_by_the_file(session: Session, commune: Data) -> None:
    commune["officers"][0]["password"] = "mật khẩu ban đầu"
    load(session, commune)
    officer = session.scalars(select(Officer)).one()
    assert passwords.matches(officer.password_hash, "mật khẩu ban đầu")
    officer.password_hash = passwords.hashed("mật khẩu đã đổi")

    load(session, commune)

    assert passwords.matches(officer.password_hash, "mật khẩu đã đổi")


def test_a_closed_account_stays_closed(session: Session, commune: Data) -> None:
    load(session, commune)
    session.scalars(select(Officer)).one().active = False

    load(session, commune)

    assert not session.scalars(select(Officer)).one().active


def test_a_province_with_communes_fits_in_one_file_in_any_order(
    session_on_each: Session, commune: Data
) -> None:
    commune["agency"]["parent"] = "tinh-a"
    commune["posts"].append({"officer": "mau.a", "role": "leader", "scope": "subtree"})
    province = {
        "agency": {
            "code": "tinh-a",
            "kind": "tinh",
            "name": "UBND tỉnh A",
            "short_name": "tỉnh A",
            "takes_petitions": False,
        }
    }

    loaded = load(session_on_each, {"agencies": [commune, province]})

    assert [each.code for each in loaded] == ["xa-a", "tinh-a"]
    parent = agency(session_on_each).parent
    assert parent is not None
    assert parent.code == "tinh-a"
    assert (
        session_on_each.scalars(select(Membership).where(Membership.scope == Scope.SUBTREE)).one().role
        is Role.LEADER
    )


def test_a_commune_may_be_put_under_a_province_that_is_there_already(session: Session, commune: Data) -> None:
    top = {"agency": commune["agency"] | {"code": "tinh-a", "kind": "tinh", "takes_petitions": False}}
    load(session, top)
    commune["agency"]["parent"] = "tinh-a"

    load(session, commune)

    assert agency(session).parent_id == agency(session, "tinh-a").id


def test_an_area_petitions_came_from_stays(session_on_each: Session, commune: Data) -> None:
    load(session_on_each, commune)
    _petition_from(session_on_each, "thon-1")

    load(session_on_each, commune | {"areas": [{"code": "thon-2", "name": "Thôn 2"}]})

    codes = [area.code for area in catalogue.areas(session_on_each, agency(session_on_each).id)]
    assert codes == ["thon-1", "thon-2"]


def _petition_from(session: Session, area: str) -> None:
    where = catalogue.area(session, agency(session).id, area)
    assert where is not None
    who = Petitioner(submitter_type=SubmitterType.PERSON, full_name="Mẫu B", address="Thôn 1")
    arrival = petitions.Arrival(
        agency=agency(session),
        petitioner=who,
        subject="Đường hỏng",
        content="Đường thôn hỏng",
        channel=Channel.WEB,
        received_at=NOW,
        area=where,
    )
    petitions.receive(session, arrival, key=b"k" * 40, secret="S", actor=CITIZEN, now=NOW)

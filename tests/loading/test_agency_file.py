"""An agency file is checked whole, loaded whole, and harmless to load again."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.identity import passwords, queries
from pakn.identity.loading import document
from pakn.identity.models import Agency, Membership, Officer, Unit
from pakn.identity.permissions import Role, Scope
from pakn.kernel.audit import CITIZEN
from pakn.kernel.errors import Refused
from pakn.petitions import service as petitions
from pakn.petitions.models import Channel, Petitioner, SubmitterType
from pakn.routing import loading
from pakn.routing.models import RoutingRule
from tests.loading.conftest import NOW, as_yaml

Data = dict[str, Any]


def load(session: Session, data: object, now: datetime = NOW) -> list[loading.Loaded]:
    return loading.load(session, data if isinstance(data, str) else as_yaml(data), now)


def faults(session: Session, data: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        load(session, data)
    assert refused.value.code == "agency_file"
    said = refused.value.params["faults"]
    assert isinstance(said, list)
    return said


def agency(session: Session, code: str = "xa-a") -> Agency:
    return session.scalars(select(Agency).where(Agency.code == code)).one()


def count(session: Session, model: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def rules(session: Session) -> list[tuple[str | None, str]]:
    rows = session.scalars(select(RoutingRule).order_by(RoutingRule.position))
    return [(row.field_code, row.unit.code) for row in rows]


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


def test_agencies_cannot_stand_above_each_other(session: Session, commune: Data) -> None:
    below = deepcopy(commune) | {"officers": []}
    below["agency"]["code"], below["agency"]["parent"] = "xa-b", "xa-a"
    commune["agency"]["parent"] = "xa-b"

    said = faults(session, {"agencies": [commune, below]})

    assert len(said) == 2
    assert all("cấp trên của chính mình" in each for each in said)


def test_every_fault_is_said_at_once_with_its_line(session: Session) -> None:
    text = "\n".join(
        [
            "agency:",
            "  code: 12",
            "  kind: huyen",
            "  name: UBND xã A",
            "  short_nam: xã A",
            "units:",
            "  - {code: vp, name: '', kind: office}",
            "posts:",
            "  - {officer: a, role: officer, from_on: 2026-13-01}",
        ]
    )

    said = faults(session, text)

    assert [each.split(",")[0] for each in said] == [f"Dòng {line}" for line in (1, 2, 3, 5, 7, 9)]
    assert "agency.short_name: thiếu mục này." in said[0]
    assert "đặt trong ngoặc kép" in said[1]
    assert "tinh, so, xa, phuong, dac_khu" in said[2]
    assert "units[1].name" in said[4]
    assert "2026-09-02" in said[5]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"units": [{"code": "kt", "name": "Phòng"}], "rules": [], "posts": []}, "kind: office"),
        (
            {
                "units": [{"code": "vp", "name": "V", "kind": "office", "head": "ai"}],
                "rules": [],
                "posts": [],
            },
            "“ai”",
        ),
        ({"posts": [{"officer": "mau.a", "role": "officer"}]}, "cần một đơn vị"),
        ({"posts": [{"officer": "mau.a", "unit": "zz", "role": "officer"}]}, "“zz”"),
        ({"posts": [{"officer": "ai", "role": "viewer"}]}, "“ai”"),
        (
            {
                "posts": [
                    {"officer": "mau.a", "role": "viewer", "from_on": "2026-02-01", "to_on": "2026-01-01"}
                ]
            },
            "không được trước ngày bắt đầu",
        ),
        ({"rules": [{"field": "khac", "unit": "kt"}]}, "không bao giờ tự chuyển"),
        ({"rules": [{"field": "dat", "unit": "kt"}]}, "“dat”"),
        ({"rules": [{"unit": "zz"}]}, "“zz”"),
        ({"rules": [{"unit": "kt", "area": "thon-9"}]}, "“thon-9”"),
        ({"rules": [{"unit": "kt", "officer": "ai"}]}, "“ai”"),
        ({"rules": [{"unit": "kt", "kind": "gi"}]}, "hanh_vi, quy_dinh, ca_hai"),
        ({"areas": [{"code": "a", "name": "A"}, {"code": "a", "name": "B"}]}, "đã dùng ở một dòng trên"),
        ({"targets": [{"years": [2026], "indicator": "x", "value": 101, "source": "s"}]}, "lớn hơn 100"),
        ({"targets": [{"years": [], "indicator": "x", "value": 1, "source": "s"}]}, "ít nhất một dòng"),
        ({"officers": [{"username": "có dấu", "full_name": "A"}], "posts": [], "units": []}, "không dấu"),
    ],
)
def test_what_does_not_hold_together_is_said(
    session: Session, commune: Data, change: Data, words: str
) -> None:
    said = faults(session, commune | change)

    assert any(words in each for each in said), said


def test_a_set_of_fields_nobody_knows_is_one_fault_not_one_for_each_rule(
    session: Session, commune: Data
) -> None:
    commune["agency"]["field_set"] = "comune"

    said = faults(session, commune)

    assert len(said) == 1
    assert "commune, home_affairs_department" in said[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "không ghi gì"),
        ("- một\n", "tên: giá trị"),
        ("agency: [\n", "Dòng 2"),
        ("agency: {code: a}\nagency: {code: b}\n", "Dòng 2, agency: ghi hai lần."),
        ("agencies: []\n", "ít nhất một cơ quan"),
        ("agencies: [1]\nunits: []\n", "không đứng cạnh agencies"),
        ("agency: !!python/object:os.system {}\n", "YAML"),
        ("agency: \x00\n", "YAML"),
        ("[" * 5000, "quá nhiều tầng"),
        ("agency: &a [*a]\n", "quá nhiều tầng"),
    ],
)
def test_what_is_no_agency_file_is_a_sentence(session: Session, text: str, words: str) -> None:
    assert any(words in each for each in faults(session, text))


def test_a_file_with_a_fault_changes_nothing_of_the_agency(session: Session, commune: Data) -> None:
    load(session, commune)
    commune["agency"]["name"] = "Tên khác"
    commune["rules"] = [{"unit": "zz"}]

    faults(session, commune)

    assert agency(session).name == "UBND xã A"
    assert rules(session) == [("dat_dai", "kt")]


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert _read_or_refused(text)


def _read_or_refused(text: str) -> object:
    try:
        return document.read(text)
    except Refused as refused:
        return refused.params["faults"]


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

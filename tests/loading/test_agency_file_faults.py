"""An agency file is checked whole: every fault is said with its line, and with one nothing is changed."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from pakn.identity.loading import document
from pakn.kernel.errors import Refused
from tests.loading.doing import Data, agency, load, rules


def faults(session: Session, data: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        load(session, data)
    assert refused.value.code == "agency_file"
    said = refused.value.params["faults"]
    assert isinstance(said, list)
    return said


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

"""The page of the calendar: a look before anything is saved, what cannot be used, and who may open it."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from pakn.kernel import clock
from pakn.kernel.db import reading
from pakn.sla import queries as calendars
from tests import sample
from tests.sla.doing import at
from tests.sla.notice import LONGER, NOTICE_DAY, SHORTER, everything, read_in, sent


def test_the_banner_is_gone_when_no_day_can_fall_in_an_unpublished_year(site: Flask) -> None:
    clock.fix(at("2026-11-10"))

    assert "chưa công bố" not in sample.signed_in(site, "dong-vp").client.get("/can-bo").get_data(
        as_text=True
    )


def test_a_look_before_saving_changes_nothing_and_shows_what_would_move(fresh: Flask) -> None:
    code = sent(fresh)
    clock.fix(NOTICE_DAY)
    person = sample.signed_in(fresh, "dong-quan-tri")
    before = everything(fresh)

    longer = read_in(person, LONGER).get_data(as_text=True).lower()
    shorter = read_in(person, SHORTER).get_data(as_text=True).lower()

    assert code.lower() in longer
    assert "thứ ba, 05/01/2027" in longer
    assert "thứ tư, 06/01/2027" in longer
    assert "sớm hơn, nên giữ ngày đã hẹn" not in longer
    assert "thứ hai, 04/01/2027: nghỉ bù, nghỉ bù" in longer
    assert "thứ sáu, 05/02/2027: nghỉ lễ, tết nguyên đán" in longer, (
        "a foreseen day that goes is shown as going"
    )
    assert "sớm hơn, nên giữ ngày đã hẹn" in shorter
    assert everything(fresh) == before


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Chọn tệp CSV"),
        ({"file": b""}, "Chọn tệp CSV"),
        ({"file": b"\xff\xfe\x00"}, "mã UTF-8"),
        ({"file": b"x" * 200_001}, "không quá 200 KB"),
        ({"file": LONGER.encode(), "source": " "}, "Ghi thông báo mà lịch này lấy từ đó"),
        ({"file": b"date\n"}, "Thiếu cột status"),
        ({"step": "save", "token": "khong-phai-cua-toi"}, "Bản xem trước đã cũ"),
    ],
)
def test_a_form_that_cannot_be_used_says_what_to_change(
    site: Flask, fields: dict[str, Any], said: str
) -> None:
    clock.fix(NOTICE_DAY)
    person = sample.signed_in(site, "dong-quan-tri")

    upload = {"file": (BytesIO(fields["file"]), "lich.csv")} if "file" in fields else {}

    refused = person.post("/quan-tri/lich", **({"step": "read", "source": "Thông báo"} | fields | upload))

    assert refused.status_code == 422
    assert said in refused.get_data(as_text=True)


def test_a_look_an_hour_old_is_not_saved(site: Flask) -> None:
    clock.fix(NOTICE_DAY)
    person = sample.signed_in(site, "dong-quan-tri")
    token = sample.hidden(read_in(person, LONGER).get_data(as_text=True), "token")
    before = everything(site)
    clock.fix(at("2026-12-16", 10, 0, 1))

    refused = person.post("/quan-tri/lich", step="save", token=token)

    assert refused.status_code == 422
    assert everything(site) == before


def test_the_page_shows_a_year_and_bears_an_odd_one(site: Flask) -> None:
    clock.fix(NOTICE_DAY)
    client = sample.signed_in(site, "dong-quan-tri").client

    assert "Lịch làm việc năm 2027" in client.get("/quan-tri/lich?nam=2027").get_data(as_text=True)
    assert "249 ngày làm việc" in client.get("/quan-tri/lich?nam=2026").get_data(as_text=True)
    for odd in ("abc", "-1", "²⁰²⁶", "٢٠٢٦", "0000", "9" * 5000, "%00"):
        answer = client.get(f"/quan-tri/lich?nam={odd}")
        assert answer.status_code == 200, odd
        assert "Lịch làm việc năm 2026" in answer.get_data(as_text=True)


def test_only_an_administrator_opens_the_page(site: Flask) -> None:
    assert site.test_client().get("/quan-tri/lich").status_code == 302
    for username in ("dong-vp", "dong-chu-tich", "dong-xem"):
        assert sample.signed_in(site, username).client.get("/quan-tri/lich").status_code == 403, username


def test_a_year_never_named_by_any_table_is_provisional_too(site: Flask) -> None:
    with site.app_context():
        due = calendars.calendar(reading()).count(date(2028, 12, 20), 15)

    assert due.provisional
    assert due.provisional_years == (2028, 2029)

"""Whoever wrote by mail and did not say who they are: shown with decent words, and filled in by the office."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

import pytest
from flask import Flask

from pakn.handling import verbs
from pakn.handling.views.replying import told_by
from pakn.kernel import clock
from pakn.kernel.audit import MACHINE
from pakn.kernel.db import reading, transaction
from pakn.notifications import bounces
from pakn.notifications import queries as told
from pakn.petitions import queries
from pakn.petitions.models import Channel
from pakn.petitions.service import Acting
from pakn.petitions.workflow import Capacity, State
from tests import sample
from workers import embedded

BY_MACHINE = Acting(MACHINE, frozenset({Capacity.MACHINE}))


@dataclass(frozen=True)
class Desk:
    """An officer of the office before one petition of a sender nobody knows."""

    person: sample.Person
    app: Flask
    code: str

    def read(self, address: str = "") -> str:
        page = self.person.client.get(f"/can-bo/pakn/{self.code}{address}")
        assert page.status_code == 200
        return unescape(page.get_data(as_text=True))

    def fill_in(self, **fields: str) -> int:
        status: int = self.person.post(f"/can-bo/pakn/{self.code}/ghi-bo-sung", **fields).status_code
        return status


@pytest.fixture
def desk(site: Flask) -> Desk:
    with site.app_context(), transaction() as session:
        unknown = {"full_name": "", "address": "", "phone": "", "channel": Channel.EMAIL.value}
        petition = sample.submit(session, **unknown)
        verbs.ask_supplement(session, petition, items="Họ và tên.", by=BY_MACHINE, now=clock.now())
        code = petition.code
    embedded.drain(site)
    return Desk(sample.signed_in(site, "dong-vp"), site, code)


def test_a_sender_nobody_knows_is_shown_as_unknown(desk: Desk) -> None:
    page = desk.read()

    assert "chưa rõ tên" in page
    assert "chưa rõ địa chỉ" in page
    assert "Máy hỏi người dân" in page
    assert "chưa rõ tên" in unescape(desk.person.client.get("/can-bo?view=tat-ca").get_data(as_text=True))


def test_the_office_fills_in_what_a_caller_says(desk: Desk) -> None:
    assert desk.fill_in(content="Gọi đến xưng tên.", full_name="Trần Thị Gọi", phone="0912 345 678") == 303

    with desk.app.app_context():
        petition = queries.by_code(reading(), desk.code)
        who = petition.petitioner
        assert petition.state is State.RECEIVED
        assert (who.full_name, who.phone, who.address) == ("Trần Thị Gọi", "+84912345678", "")
    assert "Trần Thị Gọi" in desk.read()
    assert "Điền thông tin người gửi" in desk.read()


def test_the_office_is_asked_only_for_what_nobody_knows(desk: Desk) -> None:
    with desk.app.app_context(), transaction() as session:
        queries.for_change(session, desk.code).petitioner.full_name = "Trần Thị Gọi"

    form = desk.read("/ghi-bo-sung")

    assert 'name="full_name"' not in form
    assert 'name="address"' in form
    assert 'name="phone"' in form


def test_a_number_that_cannot_be_called_is_not_written_down(desk: Desk) -> None:
    assert desk.fill_in(content="Gọi đến.", phone="0912") == 422


def test_a_mail_that_came_back_is_seen_on_the_petition_and_on_its_task(desk: Desk) -> None:
    with desk.app.app_context(), transaction() as session:
        petition = queries.by_code(session, desk.code)
        sent = [each for each in told.of_petition(session, petition.id) if each.officer_id is None]
        for each in sent:
            bounces.record(session, number=each.id, message_ids=(), status="5.1.1", now=clock.now())
    with desk.app.app_context():
        petition = queries.by_code(reading(), desk.code)
        (task,) = queries.open_tasks(reading(), petition)
        how = told_by(reading(), petition)

    assert '<span class="red">thư bị trả lại</span>' in desk.read()
    page = unescape(desk.person.client.get(f"/van-phong/viec/{task.id}").get_data(as_text=True))
    assert "Gọi điện cho người dân" in page
    assert "Thư điện tử không gửi được" in page
    assert "chưa rõ, xem trong nội dung phản ánh" in page
    assert how.startswith("Thư điện tử bị trả lại")

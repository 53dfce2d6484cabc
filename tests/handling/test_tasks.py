"""Calls and letters for citizens without e-mail: whose they are, what is shown, and that each is done once."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pakn.handling import verbs
from pakn.identity.permissions import Role
from pakn.kernel import audit, clock
from pakn.kernel.audit import Subject
from pakn.kernel.db import reading, transaction
from pakn.notifications import delivery
from pakn.notifications.channels import Undeliverable
from pakn.notifications.compose import OutgoingMail
from pakn.notifications.models import Message, Way
from pakn.petitions import queries
from pakn.petitions.models import Task, TaskKind
from pakn.petitions.workflow import State
from tests import sample
from tests.handling import road
from workers import embedded

PHONE, ADDRESS = "0987 654 321", "Số 5, thôn Một (mẫu)"
ACCEPT = "tiep-nhan"


@dataclass(frozen=True)
class Given:
    """One petition of somebody without e-mail, and the task that its receipt became."""

    app: Flask
    code: str
    task_id: int

    @property
    def address(self) -> str:
        return f"/van-phong/viec/{self.task_id}"

    def read(self, username: str, status: int = 200) -> str:
        """The task's page as this officer gets it."""
        answer = sample.signed_in(self.app, username).client.get(self.address)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return unescape(answer.get_data(as_text=True))

    def said(self) -> list[str]:
        with self.app.app_context():
            return road.said(reading(), queries.by_code(reading(), self.code))

    def refusals(self) -> list[dict[str, object]]:
        with self.app.app_context():
            petition = queries.by_code(reading(), self.code)
            entries = audit.entries(reading(), Subject("petition", petition.id))
            return [each.payload for each in entries if each.event == "AccessRefused"]

    def tasks(self) -> list[Task]:
        with self.app.app_context():
            return queries.open_tasks(reading(), queries.by_code(reading(), self.code))


def _given(app: Flask, **changes: object) -> Given:
    with app.app_context(), transaction() as session:
        code = road.held(session, clock.now(), **{"email": "", "phone": "+84987654321", **changes}).code
    embedded.drain(app)
    with app.app_context():
        (task,) = queries.open_tasks(reading(), queries.by_code(reading(), code))
        return Given(app, code, task.id)


@pytest.fixture
def call(site: Flask) -> Given:
    """Somebody with a telephone only."""
    return _given(site)


@pytest.fixture
def letter(site: Flask) -> Given:
    """Somebody who wants letters."""
    return _given(site, contact_by_post=True, phone="", address=ADDRESS)


def _forward(given: Given, *, outside: bool = False) -> None:
    with given.app.app_context(), transaction() as session:
        petition = queries.for_change(session, given.code)
        to = None if outside else sample.agency(session, "xa-tay")
        by = sample.acting(session, petition, "dong-vp")
        name = "Công ty Điện lực (mẫu)" if outside else ""
        verbs.forward(session, petition, to=to, to_name=name, reason=road.REASON, by=by, now=clock.now())


def test_whoever_calls_reads_the_number_and_what_to_say(call: Given) -> None:
    page = call.read("dong-vp")

    for words in (
        "Gọi điện cho người dân",
        PHONE,
        'href="tel:+84987654321"',
        sample.SENT.full_name,
        call.code,
    ):
        assert words in page
    assert "đây là UBND xã Đông (mẫu)" in page
    assert "Chậm nhất thứ Tư, 04/03/2026" in page
    assert "Đã làm xong" in page


def test_whoever_posts_reads_the_address_and_prints_the_letter_alone(letter: Given) -> None:
    page = letter.read("dong-vp")

    assert "Gửi thư qua bưu chính" in page
    assert page.count(ADDRESS) == 2
    assert re.search(r'<body class="desk desk--letter">', page)
    assert re.search(r'<div class="letter"><p class="written">Kính gửi: ông/bà', page)
    assert "Điện thoại</dt>" not in page


def test_opening_a_task_is_written_down(call: Given) -> None:
    before = call.said()

    call.read("dong-vp")

    assert call.said() == [*before, "PhoneShown"]


@pytest.mark.parametrize("username", ["dong-kt2", "dong-vh", "dong-chu-tich", "tay-vp", "tinh-vp"])
def test_a_task_is_for_the_office_and_nobody_else(call: Given, username: str) -> None:
    person = sample.signed_in(call.app, username)
    token = sample.token(person.client)

    for answer in (
        person.client.get(call.address),
        person.client.post(f"{call.address}/xong", data={"csrf_token": token}),
    ):
        assert answer.status_code == 404
        assert PHONE not in answer.get_data(as_text=True)

    assert [(each["wanted"], each["status"]) for each in call.refusals()] == [("task", 404)] * 2
    assert len(call.tasks()) == 1


def test_whoever_only_reads_is_refused(call: Given) -> None:
    assert sample.signed_in(call.app, "dong-xem").client.get(call.address).status_code == 403


def test_a_task_that_is_none_is_not_found(call: Given) -> None:
    client = sample.signed_in(call.app, "dong-vp").client

    assert client.get("/van-phong/viec/999999").status_code == 404


def test_whoever_works_in_the_unit_of_a_task_carries_it_out(call: Given) -> None:
    with call.app.app_context(), transaction() as session:
        name = f"them-{call.task_id}"
        sample.hire(session, name)
        sample.post(session, name, "xa-dong", Role.OFFICER, unit_code="van-phong")

    assert PHONE in call.read(name)


def test_nobody_is_given_a_task_about_a_petition_about_themselves(call: Given) -> None:
    with call.app.app_context(), transaction() as session:
        petition = queries.for_change(session, call.code)
        petition.about_officers = [sample.officer(session, "dong-vp")]

    assert PHONE not in call.read("dong-vp", 404)
    assert [(each["wanted"], each["status"]) for each in call.refusals()] == [("task", 404)]


def test_the_office_carries_its_task_out_after_the_petition_went_elsewhere(call: Given) -> None:
    _forward(call)

    assert PHONE in call.read("dong-vp")
    answer = sample.signed_in(call.app, "dong-vp").post(f"{call.address}/xong", page=call.address)

    assert answer.status_code == 303
    assert call.said()[-1] == "TaskDone"
    with call.app.app_context():
        assert reading().get_one(Task, call.task_id).done_at == clock.now()


def test_a_petition_sent_outside_goes_with_a_letter_that_says_why(call: Given) -> None:
    _forward(call, outside=True)
    (slip,) = [each for each in call.tasks() if each.kind is TaskKind.POST_LETTER]

    page = Given(call.app, call.code, slip.id).read("dong-vp")

    for words in (
        "Gửi phiếu chuyển qua bưu chính",
        "Nơi nhận thư",
        "Công ty Điện lực (mẫu)",
        road.REASON,
        sample.SENT.content,
        call.code,
        PHONE,
    ):
        assert words in page


def test_a_letter_to_the_sender_and_the_slip_to_another_agency_go_in_envelopes_of_their_own(
    letter: Given,
) -> None:
    _forward(letter, outside=True)

    assert [each.kind for each in letter.tasks()] == [TaskKind.POST_LETTER] * 2
    assert "Cùng người này" not in letter.read("dong-vp")


def test_a_task_that_is_done_shows_no_number_any_more(call: Given) -> None:
    person = sample.signed_in(call.app, "dong-vp")

    answer = person.post(f"{call.address}/xong", page=call.address)
    before = call.said()

    assert answer.location.endswith(f"/can-bo/pakn/{call.code}")
    page = call.read("dong-vp")
    assert PHONE not in page
    assert "Đã làm xong" in page
    assert "Trần Đông Văn Phòng" in page
    assert call.said() == before


def test_after_one_task_comes_the_next_for_the_same_person(call: Given) -> None:
    _forward(call)
    embedded.drain(call.app)
    person = sample.signed_in(call.app, "dong-vp")
    first, second = call.tasks()
    page = person.client.get(call.address).get_data(as_text=True)
    triage = unescape(person.client.get("/van-phong/phan-loai").get_data(as_text=True))

    answer = person.post(f"{call.address}/xong", page=call.address)

    assert "Cùng người này, còn phải nói" in page
    assert f'href="/van-phong/viec/{second.id}"' in page
    assert answer.location.endswith(f"/van-phong/viec/{second.id}")
    assert "Gọi điện cho người dân · 2 việc" in triage
    assert all(f'href="/van-phong/viec/{each.id}"' in triage for each in (first, second))


def test_a_petition_leads_to_its_tasks_whoever_may_do_them(call: Given) -> None:
    way = f'href="{call.address}"'
    pages = {
        name: sample.signed_in(call.app, name).client.get(f"/can-bo/pakn/{call.code}").get_data(as_text=True)
        for name in ("dong-vp", "dong-kt2")
    }

    assert way in pages["dong-vp"]
    assert "Gọi điện cho người dân" in pages["dong-kt2"]
    assert way not in pages["dong-kt2"]


class NoSuchMailbox:
    """A mail server that knows nobody."""

    def send(self, mail: OutgoingMail) -> None:
        raise Undeliverable("550 no such user")


def test_the_task_of_a_mail_that_came_back_shows_its_text_without_the_private_link(site: Flask) -> None:
    with site.app_context(), transaction() as session:
        code = road.held(session, clock.now(), phone="+84987654321").code
    embedded.drain(site)
    with site.app_context():
        petition_id = queries.by_code(reading(), code).id
        message = reading().query(Message).filter_by(petition_id=petition_id, officer_id=None).one()
        assert message.way is Way.EMAIL
        _again(message.id)
        delivery.send(message.id, NoSuchMailbox(), site.extensions["pakn_settings"])
        (task,) = queries.open_tasks(reading(), queries.by_code(reading(), code))

    page = Given(site, code, task.id).read("dong-vp")

    assert "Thư điện tử không gửi được" in page
    assert "Gọi điện và nói lại nội dung thư." in page
    assert "Xem phản ánh đến đâu:" in page
    assert "(liên kết riêng của người gửi)" in page
    assert "/tra-cuu/" not in page.split("<main", 1)[1]


def _again(message_id: int) -> None:
    """As if it had not left yet."""
    with transaction() as session:
        message = session.get_one(Message, message_id)
        message.state, message.sent_at = type(message.state).QUEUED, None


def _press(client: FlaskClient, address: str, token: str, gate: threading.Barrier, told: list[int]) -> None:
    gate.wait()
    told.append(client.post(address, data={"csrf_token": token}).status_code)


def test_presses_at_the_same_moment_are_one_and_an_acceptance_beside_them_stands(call: Given) -> None:
    people = [sample.signed_in(call.app, name) for name in ("dong-vp", "dong-vp", "dong-vp", "dong-kt2")]
    addresses = [f"{call.address}/xong"] * 3 + [f"/can-bo/pakn/{call.code}/{ACCEPT}"]
    gate, told = threading.Barrier(len(people)), list[int]()
    presses = [
        threading.Thread(target=_press, args=(each.client, where, sample.token(each.client), gate, told))
        for each, where in zip(people, addresses, strict=True)
    ]

    for press in presses:
        press.start()
    for press in presses:
        press.join()

    assert told == [303] * 4
    assert call.said().count("TaskDone") == 1
    assert call.said().count("PetitionAccepted") == 1
    with call.app.app_context():
        assert queries.by_code(reading(), call.code).state is State.IN_PROGRESS

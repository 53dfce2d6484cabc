"""How a petitioner is reached is corrected: by whom, what is kept of it, and that what never arrived goes out again."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.handling import verbs
from pakn.kernel import audit, clock
from pakn.kernel.audit import AuditEntry, Subject
from pakn.kernel.db import reading, transaction
from pakn.kernel.errors import NotAllowed
from pakn.kernel.outbox import OutboxRow
from pakn.notifications import bounces
from pakn.notifications.models import Message, MessageState, Way
from pakn.notifications.queries import begun_by
from pakn.petitions import queries
from pakn.petitions.models import Petition, Petitioner, Task
from pakn.petitions.petitioners import Reach, Source
from pakn.petitions.workflow import State
from tests import sample
from tests.handling import road
from workers import embedded

OLD, NEW = "go-nham@dan.example", "dung@dan.example"
PHONE = "0987 654 321"
RIGHT = {"source": "dien_thoai", "email": NEW, "phone": PHONE, "address": "Thôn Hai, xã Đông (mẫu)"}


@pytest.fixture
def code(site: Flask) -> str:
    """A petition whose receipt came back from the address that was typed wrongly."""
    with site.app_context(), transaction() as session:
        made = road.held(session, clock.now(), email=OLD, phone="+84987654321").code
    embedded.drain(site)
    with site.app_context():
        came_back(made)
    return made


def came_back(code: str) -> None:
    for message in told(code):
        with transaction() as session:
            bounces.record(session, number=message.id, message_ids=(), status="5.1.1", now=clock.now())


def told(code: str) -> list[Message]:
    """The petitioner's messages that were sent."""
    mails = select(Message).join(Petition, Petition.id == Message.petition_id)
    own = mails.where(Petition.code == code, Message.officer_id.is_(None)).order_by(Message.id)
    reading().rollback()
    return [each for each in reading().scalars(own) if each.state is not MessageState.BOUNCED]


def page_of(code: str) -> str:
    return f"/can-bo/pakn/{code}/lien-he"


def press(app: Flask, code: str, username: str = "dong-vp", **changes: str) -> tuple[int, str]:
    person = sample.signed_in(app, username)
    answer = person.post(page_of(code), **({**RIGHT, "send_again": "y"} | changes))
    return answer.status_code, unescape(answer.get_data(as_text=True))


def petitioner(code: str) -> Petitioner:
    reading().rollback()
    return queries.by_code(reading(), code).petitioner


def entry(code: str) -> AuditEntry:
    subject = Subject("petition", queries.by_code(reading(), code).id)
    return next(each for each in audit.entries(reading(), subject) if each.event == "ContactCorrected")


def test_the_task_of_a_letter_that_came_back_leads_to_the_page(site: Flask, code: str) -> None:
    client = sample.signed_in(site, "dong-vp").client
    with site.app_context():
        (task,) = queries.open_tasks(reading(), queries.by_code(reading(), code))

    pages = [f"/van-phong/viec/{task.id}", f"/can-bo/pakn/{code}"]

    assert all(f'href="{page_of(code)}"' in client.get(page).get_data(as_text=True) for page in pages)


def test_a_corrected_address_is_the_petitioners_from_now_on(site: Flask, code: str) -> None:
    assert press(site, code, contact_by_post="y")[0] == 303

    with site.app_context():
        who = petitioner(code)
        assert (who.email, who.phone, who.address) == (NEW, "+84987654321", RIGHT["address"])
        assert who.contact_by_post


def test_what_came_back_goes_out_again_under_a_message_id_of_its_own(site: Flask, code: str) -> None:
    press(site, code)
    embedded.drain(site)

    with site.app_context():
        (again,) = told(code)
        to_old = select(Message).where(Message.address == OLD).order_by(Message.id)
        first = reading().scalars(to_old).all()[-1]
        assert (again.address, again.state, again.way) == (NEW, MessageState.SENT, Way.EMAIL)
        assert (again.subject, again.text, again.html) == (first.subject, first.text, first.html)
        assert again.message_id != first.message_id
        assert begun_by(reading(), again) is None  # the new mailbox has nothing that it could belong to
        assert (first.state, first.petition_id) == (MessageState.BOUNCED, again.petition_id)
        assert queries.open_tasks(reading(), queries.by_code(reading(), code)) == []
        assert reading().scalars(select(Task.done_by).where(Task.message_id == first.id)).one() is not None


def test_a_second_letter_that_comes_back_is_a_call_of_its_own(site: Flask, code: str) -> None:
    press(site, code)
    embedded.drain(site)

    with site.app_context():
        came_back(code)
        (task,) = queries.open_tasks(reading(), queries.by_code(reading(), code))
        reading().rollback()
        assert reading().get_one(Message, task.message_id).address == NEW


def test_who_only_corrects_leaves_the_call_to_be_made(site: Flask, code: str) -> None:
    assert press(site, code, send_again="")[0] == 303
    embedded.drain(site)

    with site.app_context():
        assert told(code) == []
        assert len(queries.open_tasks(reading(), queries.by_code(reading(), code))) == 1


@pytest.mark.parametrize("email", [OLD, OLD.upper(), ""])
def test_nothing_is_sent_again_to_where_it_went_in_vain(site: Flask, code: str, email: str) -> None:
    status, page = press(site, code, email=email)

    assert status == 422
    assert "Ghi thư điện tử khác để gửi lại, hoặc bỏ chọn gửi lại thư" in page
    with site.app_context():
        assert petitioner(code).email == OLD


def test_an_address_that_came_back_earlier_is_no_way_either(site: Flask, code: str) -> None:
    press(site, code)
    embedded.drain(site)
    with site.app_context():
        came_back(code)

    assert press(site, code, email=OLD)[0] == 422


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "hoa.nguyen"}, "Xem lại thư điện tử, ví dụ hoa.nguyen@example.com, hoặc để trống"),
        ({"phone": "0987 654"}, "Số điện thoại cần đủ 10 chữ số, ví dụ 0912 345 678. Số vừa nhập có 7."),
        ({"phone": ""}, "Nhập số điện thoại, hoặc chọn liên hệ qua thư"),
        ({"address": " "}, "Nhập địa chỉ để xã gửi trả lời"),
        ({"source": ""}, "Chọn biết từ đâu"),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_typed(
    site: Flask, code: str, wrong: dict[str, str], sentence: str
) -> None:
    status, page = press(site, code, **wrong)

    assert status == 422
    assert sentence in page
    assert RIGHT["address"] in page or "address" in wrong
    with site.app_context():
        assert petitioner(code).email == OLD


def test_what_nobody_knew_yet_need_not_be_known_to_correct_the_rest(site: Flask, code: str) -> None:
    with site.app_context(), transaction() as session:
        who = queries.for_change(session, code).petitioner
        who.address = who.phone = ""

    assert press(site, code, address="", phone="")[0] == 303


def test_old_and_new_are_kept_where_they_can_be_erased_and_shown_to_nobody(site: Flask, code: str) -> None:
    press(site, code)
    embedded.drain(site)

    with site.app_context():
        kept = entry(code).payload
        waiting = str([row.payload for row in reading().scalars(select(OutboxRow))])
        assert kept["old"] == {"email": OLD, "address": sample.SENT.address}
        assert kept["new"] == {"email": NEW, "address": RIGHT["address"]}
        assert OLD not in waiting
        assert NEW not in waiting
    page = sample.signed_in(site, "dong-xem").client.get(f"/can-bo/pakn/{code}").get_data(as_text=True)
    assert "Người gửi báo qua điện thoại. Phần sửa: thư điện tử, địa chỉ." in page
    assert not any(value in page for value in (OLD, NEW, RIGHT["address"], page_of(code)))


def test_an_erased_correction_still_stands_in_the_history(site: Flask, code: str) -> None:
    press(site, code)
    with site.app_context():
        number = entry(code).id
        with transaction() as session:
            session.get_one(AuditEntry, number).payload = {}
        petition_id = queries.by_code(reading(), code).id
        assert audit.first_fault(reading(), Subject("petition", petition_id)) is None

    page = sample.signed_in(site, "dong-vp").client.get(f"/can-bo/pakn/{code}")

    assert "Sửa cách liên hệ" in page.get_data(as_text=True)


def test_what_stays_as_it_was_leaves_no_entry(site: Flask, code: str) -> None:
    press(site, code)
    with site.app_context():
        before = road.said(reading(), queries.by_code(reading(), code))

    person = sample.signed_in(site, "dong-vp")
    assert person.post(page_of(code), **RIGHT).status_code == 303
    said = person.client.get(f"/can-bo/pakn/{code}").get_data(as_text=True)

    assert "Cách liên hệ vẫn như cũ, không có gì được sửa." in said
    with site.app_context():
        reading().rollback()
        after = road.said(reading(), queries.by_code(reading(), code))
        assert after.count("ContactCorrected") == before.count("ContactCorrected") == 1
        assert after.count("NoticeSentAgain") == 1


def test_opening_the_page_is_written_down(site: Flask, code: str) -> None:
    page = sample.signed_in(site, "dong-kt2").client.get(page_of(code)).get_data(as_text=True)

    assert PHONE in page
    with site.app_context():
        assert road.said(reading(), queries.by_code(reading(), code))[-1] == "PhoneShown"


@pytest.mark.parametrize(
    ("username", "status"), [("dong-xem", 403), ("dong-vh", 404), ("tay-vp", 404), ("dong-quan-tri", 404)]
)
def test_who_does_not_work_on_the_petition_does_not_correct_it(
    site: Flask, code: str, username: str, status: int
) -> None:
    person = sample.signed_in(site, username)
    data = {**RIGHT, "csrf_token": sample.token(person.client)}

    answers = [person.client.get(page_of(code)), person.client.post(page_of(code), data=data)]

    assert [each.status_code for each in answers] == [status] * 2
    assert not any(PHONE in each.get_data(as_text=True) for each in answers)
    with site.app_context():
        assert petitioner(code).email == OLD
        assert road.said(reading(), queries.by_code(reading(), code))[-2:] == ["AccessRefused"] * 2


@pytest.mark.parametrize("username", ["dong-xem", "dong-vh"])
def test_the_service_refuses_whoever_does_not_work_on_the_petition(session: Session, username: str) -> None:
    petition = road.held(session, clock.now())
    by = sample.acting(session, petition, username)
    to = Reach(NEW, "", "", contact_by_post=True)

    for deed in (
        lambda: verbs.correct_contact(session, petition, to, source=Source.TELEPHONE, by=by, now=clock.now()),
        lambda: verbs.send_again(session, petition, by=by, now=clock.now()),
    ):
        with pytest.raises(NotAllowed, match="verb_not_yours"):
            deed()

    assert petition.petitioner.email == sample.SENT.email


def test_whom_the_petition_is_about_never_sees_how_its_sender_is_reached(site: Flask, code: str) -> None:
    with site.app_context(), transaction() as session:
        queries.for_change(session, code).about_officers = [sample.officer(session, "dong-kt2")]

    answer = sample.signed_in(site, "dong-kt2").client.get(page_of(code))

    assert answer.status_code == 404
    assert PHONE not in answer.get_data(as_text=True)


def test_an_answer_that_came_back_is_sent_again_after_all_is_done(site: Flask) -> None:
    with site.app_context(), transaction() as session:
        code = road.brought(session, State.PUBLISHED, clock.now()).code
    embedded.drain(site)
    with site.app_context():
        lost = len(told(code))
        came_back(code)

    assert press(site, code)[0] == 303
    embedded.drain(site)

    with site.app_context():
        assert len(told(code)) == lost > 1


def test_a_letter_to_be_posted_bears_the_corrected_address(site: Flask) -> None:
    with site.app_context(), transaction() as session:
        code = road.held(session, clock.now(), email="", phone="", contact_by_post=True).code
    embedded.drain(site)
    press(site, code, email="", contact_by_post="y")
    with site.app_context():
        (task,) = queries.open_tasks(reading(), queries.by_code(reading(), code))

    page = sample.signed_in(site, "dong-vp").client.get(f"/van-phong/viec/{task.id}").get_data(as_text=True)

    assert page.count(RIGHT["address"]) == 2
    assert sample.SENT.address not in page


def test_a_refused_correction_that_shows_the_telephone_is_written_down_too(site: Flask, code: str) -> None:
    person = sample.signed_in(site, "dong-kt2")

    data = {"email": NEW, "csrf_token": sample.token(person.client)}
    answer = person.client.post(page_of(code), data=data)

    assert answer.status_code == 422
    assert PHONE in answer.get_data(as_text=True)
    with site.app_context():
        assert road.said(reading(), queries.by_code(reading(), code))[-1] == "PhoneShown"


def test_nobody_undoes_a_correction_that_they_have_not_seen(site: Flask, code: str) -> None:
    person = sample.signed_in(site, "dong-vp")
    page = person.client.get(page_of(code)).get_data(as_text=True)
    mark = re.search(r'name="shown"[^>]* value="([^"]+)"', page)
    press(site, code, "dong-kt2", phone="0912 345 678", send_again="")

    answer = person.post(page_of(code), **RIGHT, shown=mark[1] if mark else "")

    assert answer.status_code == 409
    assert 'value="0912 345 678"' in answer.get_data(as_text=True)
    with site.app_context():
        assert petitioner(code).phone == "+84912345678"

"""What the office does with a mail: enters it, attaches it, lets it rest, each once."""

from __future__ import annotations

import pytest
from flask import Flask

from pakn.kernel.db import reading
from pakn.mailbox.models import Outcome
from pakn.mailbox.verdicts import Taken
from pakn.petitions import queries as petitions
from pakn.petitions.workflow import State
from tests import sample
from tests.mailbox.office import address, bring, text
from tests.mailbox.post import DETAILS, PDF, STORY, fresh_sender, mail, petition, row
from tests.sample import Person
from workers import jobs


def _agency(site: Flask) -> str:
    with site.app_context():
        return str(sample.agency(reading(), "xa-dong").id)


def test_the_office_enters_a_mail_although_the_machine_did_not(
    site: Flask, aside: Taken, clerk: Person
) -> None:
    answer = clerk.post(
        address(aside, "/nhap"),
        agency=_agency(site),
        full_name="Nguyễn Mẫu Thị Xuân",
        address="Thôn Một",
        phone="0912 345 678",
        subject="Đề nghị hỗ trợ vay vốn",
        content=STORY,
    )

    assert answer.status_code == 303
    with site.app_context():
        kept = row(aside)
        assert kept.outcome is Outcome.ACCEPTED
        assert kept.handler is not None
        assert kept.petition is not None
        assert kept.petition.received_at == kept.received_at
        assert kept.petition.petitioner.phone == "+84912345678"
        assert kept.petition.petitioner.email == aside.sender
        assert [each.file.name for each in kept.petition.attachments] == ["don.pdf"]


def test_what_the_office_does_not_know_is_asked_for(site: Flask, aside: Taken, clerk: Person) -> None:
    fields = {"agency": _agency(site), "subject": "Vay vốn", "content": STORY}

    wrong = clerk.post(address(aside, "/nhap"), **(fields | {"phone": "0912"}))
    clerk.post(address(aside, "/nhap"), **fields)

    assert wrong.status_code == 422
    assert "cần đủ 10 chữ số" in text(wrong)
    with site.app_context():
        assert row(aside).outcome is Outcome.AWAITING_SUPPLEMENT


def test_the_office_attaches_a_mail_to_a_petition_of_its_own(
    site: Flask, aside: Taken, clerk: Person
) -> None:
    own, foreign = (
        bring(site, mail(sender=fresh_sender())),
        bring(site, mail(sender=fresh_sender()), agency="xa-tay"),
    )

    refused = clerk.post(address(aside, "/gan"), code=foreign.code)
    misspelt = clerk.post(address(aside, "/gan"), code="PAKN-2026-000001-0")
    done = clerk.post(address(aside, "/gan"), code=own.code.lower())

    assert (refused.status_code, misspelt.status_code, done.status_code) == (404, 422, 303)
    with site.app_context():
        assert (row(aside).outcome, row(aside).petition) == (Outcome.FOLLOW_UP, petition(own))
        assert [each.file.name for each in petition(own).attachments] == ["don.pdf"]
        assert petition(foreign).attachments == []


def test_a_mail_the_office_attaches_may_be_what_the_petition_waits_for(site: Flask, clerk: Person) -> None:
    waiting = bring(site, mail(STORY, sender=fresh_sender()))
    nobodys = bring(site, mail(DETAILS).partition(b"\r\n")[2])

    clerk.post(address(nobodys, "/gan"), code=waiting.code)

    with site.app_context():
        assert petition(waiting).state is State.RECEIVED
        assert petition(waiting).petitioner.phone == "+84912345678"


def test_the_office_lets_a_mail_rest_with_a_reason(site: Flask, aside: Taken, clerk: Person) -> None:
    silent = clerk.post(address(aside, "/bo-qua"), reason=" ")
    done = clerk.post(address(aside, "/bo-qua"), reason="Thư quảng cáo.")

    assert (silent.status_code, done.status_code) == (422, 303)
    with site.app_context():
        assert (row(aside).outcome, row(aside).note) == (Outcome.SET_ASIDE, "Thư quảng cáo.")
    assert address(aside) not in text(clerk.client.get("/van-phong/thu"))
    listed = text(clerk.client.get("/van-phong/thu?xem=da-xu-ly"))
    assert address(aside) in listed
    for page in (text(clerk.client.get(address(aside))), listed):
        assert "Thư quảng cáo." in page
        assert "Văn phòng đã xem" in page.partition("<h1")[2]
        assert "Để riêng cho văn phòng" not in page


def test_a_mail_that_is_dealt_with_is_not_dealt_with_again(site: Flask, aside: Taken, clerk: Person) -> None:
    token = sample.token(clerk.client)
    clerk.post(address(aside, "/bo-qua"), reason="Thư quảng cáo.")

    answers = [
        clerk.client.post(address(aside, slug), data={"csrf_token": token, "reason": "Lần nữa"})
        for slug in ("/bo-qua", "/doc-lai", "/nhap", "/gan")
    ]

    assert {(each.status_code, each.headers["Location"]) for each in answers} == {(303, address(aside))}
    told = text(clerk.client.get(address(aside)))
    assert "Thư này đã có người xử lý, nên việc vừa chọn không được làm." in told
    assert "Văn phòng đã xem" in told
    with site.app_context():
        assert row(aside).note == "Thư quảng cáo."


@pytest.mark.parametrize("slug", ["/bo-qua", "/gan"])
def test_two_who_decide_at_once_are_told_who_was_first(
    site: Flask, aside: Taken, clerk: Person, monkeypatch: pytest.MonkeyPatch, slug: str
) -> None:
    own = bring(site, mail(sender=fresh_sender()))
    token = sample.token(clerk.client)
    clerk.post(address(aside, "/bo-qua"), reason="Thư quảng cáo.")
    monkeypatch.setattr("pakn.mailbox.views._waiting", lambda _id: row(aside))

    answer = clerk.client.post(
        address(aside, slug), data={"csrf_token": token, "reason": "x", "code": own.code}
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, address(aside))
    assert "Thư này đã có người xử lý" in text(clerk.client.get(address(aside)))


@pytest.mark.parametrize("typed", ["abc", "=1+1", "x" * 500, "PAKN"])
def test_what_is_no_code_at_all_is_told_what_one_looks_like(aside: Taken, clerk: Person, typed: str) -> None:
    said = text(clerk.post(address(aside, "/gan"), code=typed))

    assert "Mã có dạng PAKN-2026-000123-K." in said
    assert "sai một ký tự" not in said


@pytest.mark.parametrize("typed", ["PAKN-2026-000001-0", "pakn 2026 00001 K", "2026000001-0"])
def test_a_code_with_a_slip_is_told_so(aside: Taken, clerk: Person, typed: str) -> None:
    assert "sai một ký tự" in text(clerk.post(address(aside, "/gan"), code=typed))


def test_a_mail_read_again_after_a_repair_is_entered(
    site: Flask, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("pakn.intake.service.submit", lambda *_args, **_options: 1 / 0)
        taken = bring(site, mail(sender=fresh_sender()))
    shown = text(clerk.client.get(address(taken)))

    answer = clerk.post(address(taken, "/doc-lai"))

    assert "ZeroDivisionError" in shown
    assert answer.status_code == 303
    with site.app_context():
        assert row(taken).outcome is Outcome.ACCEPTED


def test_a_mail_nobody_can_read_can_still_be_looked_at_and_let_rest(
    site: Flask, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("service", "showing"):
        monkeypatch.setattr(f"pakn.mailbox.{place}.parse", lambda *_args: 1 / 0)
    taken = bring(site, mail(sender=fresh_sender(), Message_ID=f"<{fresh_sender()}>"))

    shown = text(clerk.client.get(address(taken)))
    entered = clerk.post(address(taken, "/nhap"), agency=_agency(site), subject="Thử", content=STORY)

    assert "Máy không đọc được thư này" in shown
    assert entered.status_code == 404
    assert clerk.post(address(taken, "/bo-qua"), reason="Không đọc được.").status_code == 303
    with site.app_context():
        assert row(taken).petition_id is None


def test_the_office_enters_words_that_came_without_a_sender(site: Flask, clerk: Person) -> None:
    taken = bring(site, mail(STORY, files={"don.pdf": PDF}).partition(b"\r\n")[2])
    form = text(clerk.client.get(address(taken, "/nhap")))

    clerk.post(address(taken, "/nhap"), agency=_agency(site), subject="Việc đất", content=STORY)

    assert STORY in form
    with site.app_context():
        kept = row(taken)
        assert kept.outcome is Outcome.AWAITING_SUPPLEMENT
        assert kept.petition is not None
        assert kept.petition.petitioner.email == ""
        assert [each.file.name for each in kept.petition.attachments] == ["don.pdf"]
        jobs.drain()
        assert petitions.open_tasks(reading(), kept.petition)

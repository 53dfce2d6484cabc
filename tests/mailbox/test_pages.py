"""The office's page of mails."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from pakn.kernel.db import reading, transaction
from pakn.mailbox.models import Outcome
from pakn.mailbox.verdicts import Taken
from pakn.petitions import queries as petitions
from pakn.petitions import service as petition_service
from pakn.petitions import timeline
from pakn.petitions.workflow import State
from tests import sample
from tests.mailbox.post import DETAILS, PDF, STORY, fresh_sender, mail, petition, row, take
from tests.sample import Person
from workers import jobs

OFFER = "Dear Sir or Madam, we would like to offer you a very good loan for your company today. " * 2


@pytest.fixture
def aside(site: Flask) -> Taken:
    """A mail that waits for the office of xã Đông."""
    return _take(site, mail(OFFER, subject="A <b>loan</b>", sender=fresh_sender(), files={"don.pdf": PDF}))


@pytest.fixture
def clerk(site: Flask) -> Person:
    """The office of xã Đông."""
    return _signed_in(site, "dong-vp")


_people: dict[tuple[Flask, str], Person] = {}


def _signed_in(site: Flask, username: str) -> Person:
    """Whoever has signed in stays so: checking a password is slow on purpose."""
    known = (site, username)
    if known not in _people:
        _people[known] = sample.signed_in(site, username)
    return _people[known]


def _take(site: Flask, raw: bytes, **options: Any) -> Taken:
    """Requests must not share a context with what is done around them."""
    with site.app_context():
        return take(raw, **options)


def _at(taken: Taken, slug: str = "") -> str:
    return f"/van-phong/thu/{taken.mail_id}{slug}"


def _agency(site: Flask) -> str:
    with site.app_context():
        return str(sample.agency(reading(), "xa-dong").id)


def _status(site: Flask, username: str, path: str) -> int:
    return _signed_in(site, username).client.get(path).status_code


def _text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_the_office_sees_what_waits_and_why(aside: Taken, clerk: Person) -> None:
    listed = _text(clerk.client.get("/van-phong/thu"))
    shown = _text(clerk.client.get(_at(aside)))

    assert "A &lt;b&gt;loan&lt;/b&gt;" in listed
    assert aside.sender not in listed
    assert "Thư không viết bằng tiếng Việt." in shown
    assert "don.pdf" in shown
    assert aside.sender in shown


def test_the_raw_mail_is_only_ever_downloaded(site: Flask, aside: Taken, clerk: Person) -> None:
    answer = clerk.client.get(_at(aside, "/goc"))

    with site.app_context():
        assert answer.data == row(aside).raw.data
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("username", "status"),
    [("dong-chu-tich", 200), ("tay-vp", 404), ("tinh-vp", 404), ("dong-kt", 403), ("dong-quan-tri", 403)],
)
def test_a_mail_is_for_the_office_and_leaders_of_its_agency(
    site: Flask, aside: Taken, username: str, status: int
) -> None:
    for path in (_at(aside), _at(aside, "/goc"), _at(aside, "/nhap")):
        assert _status(site, username, path) == status


@pytest.mark.parametrize(("username", "status"), [("tinh-vp", 200), ("dong-vp", 404), ("tinh-lanh-dao", 404)])
def test_a_mail_of_no_agency_is_for_the_office_on_top(site: Flask, username: str, status: int) -> None:
    nobodys = _take(site, mail(sender=fresh_sender()), agency="")

    assert _status(site, username, _at(nobodys)) == status


def test_a_mail_about_an_officer_is_hidden_from_them(site: Flask, clerk: Person) -> None:
    taken = _take(site, mail(sender=fresh_sender()))
    with site.app_context(), transaction() as session:
        found = petitions.for_change(session, taken.code)
        by = sample.acting(session, found, "dong-chu-tich").actor
        petition_service.set_about(
            session, found, [sample.officer(session, "dong-vp")], by, found.received_at
        )

    assert clerk.client.get(_at(taken)).status_code == 404
    assert clerk.client.get(f"/van-phong/thu/phan-anh/{taken.code}").status_code == 404
    assert _status(site, "dong-chu-tich", _at(taken)) == 200


def test_a_mail_that_waits_is_not_opened_by_the_officer_it_names(site: Flask, clerk: Person) -> None:
    with site.app_context():
        name = sample.officer(reading(), "dong-vp").full_name
    _take(site, mail(STORY, sender=(sender := fresh_sender())))

    subject = f"Giữ hồ sơ của {sender}"
    taken = _take(
        site, mail(f"Tôi phản ánh cán bộ {name} giữ hồ sơ của tôi.", sender=sender, subject=subject)
    )

    assert taken.outcome is Outcome.SET_ASIDE
    assert subject not in _text(clerk.client.get("/van-phong/thu"))
    for reader in ("dong-chu-tich", "tinh-vp"):
        assert subject in _text(_signed_in(site, reader).client.get("/van-phong/thu"))
    for slug in ("", "/goc", "/nhap", "/gan", "/bo-qua", "/doc-lai"):
        assert clerk.client.get(_at(taken, slug)).status_code == 404
    assert _status(site, "dong-chu-tich", _at(taken)) == 200


def test_an_automatic_mail_says_how_it_is_known(site: Flask, clerk: Person) -> None:
    taken = _take(site, mail(STORY, sender=fresh_sender(), Auto_Submitted="auto-replied"))

    shown = _text(clerk.client.get(_at(taken)))

    assert "Thư ghi rõ là do máy gửi." in shown
    assert "Máy không đọc được" not in shown


def test_links_that_are_the_citizens_own_are_not_shown(site: Flask, clerk: Person) -> None:
    quoted = "> Gửi bổ sung: https://pakn.example/bo-sung/InBB.kyi\n> https://pakn.example/tra-cuu/InBB.ten"
    sender = fresh_sender()
    _take(site, mail(STORY, sender=sender))

    answer = _take(site, mail(quoted, sender=sender))
    shown = _text(clerk.client.get(_at(answer)))
    form = _text(clerk.client.get(_at(answer, "/nhap")))

    for page in (shown, form):
        assert "(liên kết riêng của người gửi)" in page
        assert "InBB" not in page


def test_a_petition_leads_to_the_mail_it_came_with(site: Flask, clerk: Person) -> None:
    taken = _take(site, mail(sender=fresh_sender()))

    page = _text(clerk.client.get(f"/can-bo/pakn/{taken.code}"))
    answer = clerk.client.get(f"/van-phong/thu/phan-anh/{taken.code}")

    assert f"/van-phong/thu/phan-anh/{taken.code}" in page
    assert answer.headers["Location"] == _at(taken)
    officers = _text(_signed_in(site, "dong-kt").client.get(f"/can-bo/pakn/{taken.code}"))
    assert "Thư gốc" not in officers


def test_who_opens_the_mail_of_a_petition_stands_in_its_history(site: Flask, clerk: Person) -> None:
    taken = _take(site, mail(sender=fresh_sender()))

    clerk.client.get(_at(taken))

    with site.app_context():
        told = [each.event for each in timeline.happenings(reading(), petition(taken))]
        assert told.count("PhoneShown") == 1


def test_the_office_enters_a_mail_although_the_machine_did_not(
    site: Flask, aside: Taken, clerk: Person
) -> None:
    answer = clerk.post(
        _at(aside, "/nhap"),
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

    wrong = clerk.post(_at(aside, "/nhap"), **(fields | {"phone": "0912"}))
    clerk.post(_at(aside, "/nhap"), **fields)

    assert wrong.status_code == 422
    assert "cần đủ 10 chữ số" in _text(wrong)
    with site.app_context():
        assert row(aside).outcome is Outcome.AWAITING_SUPPLEMENT


def test_the_office_attaches_a_mail_to_a_petition_of_its_own(
    site: Flask, aside: Taken, clerk: Person
) -> None:
    own, foreign = (
        _take(site, mail(sender=fresh_sender())),
        _take(site, mail(sender=fresh_sender()), agency="xa-tay"),
    )

    refused = clerk.post(_at(aside, "/gan"), code=foreign.code)
    misspelt = clerk.post(_at(aside, "/gan"), code="PAKN-2026-000001-0")
    done = clerk.post(_at(aside, "/gan"), code=own.code.lower())

    assert (refused.status_code, misspelt.status_code, done.status_code) == (404, 422, 303)
    with site.app_context():
        assert (row(aside).outcome, row(aside).petition) == (Outcome.FOLLOW_UP, petition(own))
        assert [each.file.name for each in petition(own).attachments] == ["don.pdf"]
        assert petition(foreign).attachments == []


def test_a_mail_the_office_attaches_may_be_what_the_petition_waits_for(site: Flask, clerk: Person) -> None:
    waiting = _take(site, mail(STORY, sender=fresh_sender()))
    nobodys = _take(site, mail(DETAILS).partition(b"\r\n")[2])

    clerk.post(_at(nobodys, "/gan"), code=waiting.code)

    with site.app_context():
        assert petition(waiting).state is State.RECEIVED
        assert petition(waiting).petitioner.phone == "+84912345678"


def test_the_office_lets_a_mail_rest_with_a_reason(site: Flask, aside: Taken, clerk: Person) -> None:
    silent = clerk.post(_at(aside, "/bo-qua"), reason=" ")
    done = clerk.post(_at(aside, "/bo-qua"), reason="Thư quảng cáo.")

    assert (silent.status_code, done.status_code) == (422, 303)
    with site.app_context():
        assert (row(aside).outcome, row(aside).note) == (Outcome.SET_ASIDE, "Thư quảng cáo.")
    assert _at(aside) not in _text(clerk.client.get("/van-phong/thu"))
    listed = _text(clerk.client.get("/van-phong/thu?xem=da-xu-ly"))
    assert _at(aside) in listed
    for page in (_text(clerk.client.get(_at(aside))), listed):
        assert "Thư quảng cáo." in page
        assert "Văn phòng đã xem" in page.partition("<h1")[2]
        assert "Để riêng cho văn phòng" not in page


def test_a_mail_that_is_dealt_with_is_not_dealt_with_again(site: Flask, aside: Taken, clerk: Person) -> None:
    token = sample.token(clerk.client)
    clerk.post(_at(aside, "/bo-qua"), reason="Thư quảng cáo.")

    answers = [
        clerk.client.post(_at(aside, slug), data={"csrf_token": token, "reason": "Lần nữa"})
        for slug in ("/bo-qua", "/doc-lai", "/nhap", "/gan")
    ]

    assert {(each.status_code, each.headers["Location"]) for each in answers} == {(303, _at(aside))}
    with site.app_context():
        assert row(aside).note == "Thư quảng cáo."


def test_a_mail_read_again_after_a_repair_is_entered(
    site: Flask, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("pakn.intake.service.submit", lambda *_args, **_options: 1 / 0)
        taken = _take(site, mail(sender=fresh_sender()))
    shown = _text(clerk.client.get(_at(taken)))

    answer = clerk.post(_at(taken, "/doc-lai"))

    assert "ZeroDivisionError" in shown
    assert answer.status_code == 303
    with site.app_context():
        assert row(taken).outcome is Outcome.ACCEPTED


def test_a_mail_nobody_can_read_can_still_be_looked_at_and_let_rest(
    site: Flask, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("service", "showing"):
        monkeypatch.setattr(f"pakn.mailbox.{place}.parse", lambda *_args: 1 / 0)
    taken = _take(site, mail(sender=fresh_sender(), Message_ID=f"<{fresh_sender()}>"))

    shown = _text(clerk.client.get(_at(taken)))
    entered = clerk.post(_at(taken, "/nhap"), agency=_agency(site), subject="Thử", content=STORY)

    assert "Máy không đọc được thư này" in shown
    assert entered.status_code == 404
    assert clerk.post(_at(taken, "/bo-qua"), reason="Không đọc được.").status_code == 303
    with site.app_context():
        assert row(taken).petition_id is None


def test_the_office_enters_words_that_came_without_a_sender(site: Flask, clerk: Person) -> None:
    taken = _take(site, mail(STORY, files={"don.pdf": PDF}).partition(b"\r\n")[2])
    form = _text(clerk.client.get(_at(taken, "/nhap")))

    clerk.post(_at(taken, "/nhap"), agency=_agency(site), subject="Việc đất", content=STORY)

    assert STORY in form
    with site.app_context():
        kept = row(taken)
        assert kept.outcome is Outcome.AWAITING_SUPPLEMENT
        assert kept.petition is not None
        assert kept.petition.petitioner.email == ""
        assert [each.file.name for each in kept.petition.attachments] == ["don.pdf"]
        jobs.drain()
        assert petitions.open_tasks(reading(), kept.petition)


def test_the_time_a_mail_came_stands_on_one_line(aside: Taken, clerk: Person) -> None:
    listed = _text(clerk.client.get("/van-phong/thu"))

    assert '<td role="cell" class="nowrap" data-label="Đến lúc">' in listed


def test_every_tab_opens(site: Flask, clerk: Person) -> None:
    _take(site, mail(STORY, sender=fresh_sender()))
    _take(site, mail(STORY, sender=fresh_sender(), Auto_Submitted="auto-replied"))

    tabs = (
        "de-rieng",
        "da-nhap",
        "cho-bo-sung",
        "gui-tiep",
        "khong-nhan",
        "tu-dong",
        "dang-doc",
        "da-xu-ly",
        "la",
    )

    assert [clerk.client.get(f"/van-phong/thu?xem={tab}").status_code for tab in tabs] == [200] * len(tabs)

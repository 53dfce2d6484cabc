"""The office's page of mails: what it shows, and to whom."""

from __future__ import annotations

import pytest
from flask import Flask

from pakn.kernel.db import reading, transaction
from pakn.mailbox.models import Outcome
from pakn.mailbox.verdicts import Taken
from pakn.petitions import queries as petitions
from pakn.petitions import service as petition_service
from pakn.petitions import timeline
from tests import sample
from tests.mailbox.office import address, bring, text
from tests.mailbox.post import STORY, fresh_sender, mail, petition, row
from tests.sample import Person


def _status(site: Flask, username: str, path: str) -> int:
    return sample.signed_in(site, username).client.get(path).status_code


def test_the_office_sees_what_waits_and_why(aside: Taken, clerk: Person) -> None:
    listed = text(clerk.client.get("/van-phong/thu"))
    shown = text(clerk.client.get(address(aside)))

    assert "A &lt;b&gt;loan&lt;/b&gt;" in listed
    assert aside.sender not in listed
    assert "Máy không thấy chữ nào rõ là tiếng Việt." in shown
    assert "don.pdf" in shown
    assert aside.sender in shown


def test_the_raw_mail_is_only_ever_downloaded(site: Flask, aside: Taken, clerk: Person) -> None:
    answer = clerk.client.get(address(aside, "/goc"))

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
    for path in (address(aside), address(aside, "/goc"), address(aside, "/nhap")):
        assert _status(site, username, path) == status


@pytest.mark.parametrize(("username", "status"), [("tinh-vp", 200), ("dong-vp", 404), ("tinh-lanh-dao", 404)])
def test_a_mail_of_no_agency_is_for_the_office_on_top(site: Flask, username: str, status: int) -> None:
    nobodys = bring(site, mail(sender=fresh_sender()), agency="")

    assert _status(site, username, address(nobodys)) == status


def test_a_mail_about_an_officer_is_hidden_from_them(site: Flask, clerk: Person) -> None:
    taken = bring(site, mail(sender=fresh_sender()))
    with site.app_context(), transaction() as session:
        found = petitions.for_change(session, taken.code)
        by = sample.acting(session, found, "dong-chu-tich").actor
        petition_service.set_about(
            session, found, [sample.officer(session, "dong-vp")], by, found.received_at
        )

    assert clerk.client.get(address(taken)).status_code == 404
    assert clerk.client.get(f"/van-phong/thu/phan-anh/{taken.code}").status_code == 404
    assert _status(site, "dong-chu-tich", address(taken)) == 200


def test_a_mail_that_waits_is_not_opened_by_the_officer_it_names(site: Flask, clerk: Person) -> None:
    with site.app_context():
        name = sample.officer(reading(), "dong-vp").full_name
    bring(site, mail(STORY, sender=(sender := fresh_sender())))

    subject = f"Giữ hồ sơ của {sender}"
    taken = bring(
        site, mail(f"Tôi phản ánh cán bộ {name} giữ hồ sơ của tôi.", sender=sender, subject=subject)
    )

    assert taken.outcome is Outcome.SET_ASIDE
    assert subject not in text(clerk.client.get("/van-phong/thu"))
    for reader in ("dong-chu-tich", "tinh-vp"):
        assert subject in text(sample.signed_in(site, reader).client.get("/van-phong/thu"))
    for slug in ("", "/goc", "/nhap", "/gan", "/bo-qua", "/doc-lai"):
        assert clerk.client.get(address(taken, slug)).status_code == 404
    assert _status(site, "dong-chu-tich", address(taken)) == 200


def test_an_automatic_mail_says_how_it_is_known(site: Flask, clerk: Person) -> None:
    taken = bring(site, mail(STORY, sender=fresh_sender(), Auto_Submitted="auto-replied"))

    shown = text(clerk.client.get(address(taken)))

    assert "Thư ghi rõ là do máy gửi." in shown
    assert "Máy không đọc được" not in shown


def test_links_that_are_the_citizens_own_are_not_shown(site: Flask, clerk: Person) -> None:
    quoted = "> Gửi bổ sung: https://pakn.example/bo-sung/InBB.kyi\n> https://pakn.example/tra-cuu/InBB.ten"
    sender = fresh_sender()
    bring(site, mail(STORY, sender=sender))

    answer = bring(site, mail(quoted, sender=sender))
    shown = text(clerk.client.get(address(answer)))
    form = text(clerk.client.get(address(answer, "/nhap")))

    for page in (shown, form):
        assert "(liên kết riêng của người gửi)" in page
        assert "InBB" not in page


def test_a_petition_leads_to_the_mail_it_came_with(site: Flask, clerk: Person) -> None:
    taken = bring(site, mail(sender=fresh_sender()))

    page = text(clerk.client.get(f"/can-bo/pakn/{taken.code}"))
    answer = clerk.client.get(f"/van-phong/thu/phan-anh/{taken.code}")

    assert f"/van-phong/thu/phan-anh/{taken.code}" in page
    assert answer.headers["Location"] == address(taken)
    officers = text(sample.signed_in(site, "dong-kt").client.get(f"/can-bo/pakn/{taken.code}"))
    assert "Thư gốc" not in officers


def test_who_opens_the_mail_of_a_petition_stands_in_its_history(site: Flask, clerk: Person) -> None:
    taken = bring(site, mail(sender=fresh_sender()))

    clerk.client.get(address(taken))

    with site.app_context():
        told = [each.event for each in timeline.happenings(reading(), petition(taken))]
        assert told.count("PhoneShown") == 1


def test_the_time_a_mail_came_stands_on_one_line(aside: Taken, clerk: Person) -> None:
    listed = text(clerk.client.get("/van-phong/thu"))

    assert '<td role="cell" class="nowrap" data-label="Đến lúc">' in listed


def test_every_tab_opens(site: Flask, clerk: Person) -> None:
    bring(site, mail(STORY, sender=fresh_sender()))
    bring(site, mail(STORY, sender=fresh_sender(), Auto_Submitted="auto-replied"))

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

"""Signing in: what is said, when the door is shut, and where it leads."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from pakn.identity import service
from pakn.kernel.db import reading, transaction
from tests import sample
from tests.identity.door import SIGN_IN, WRONG, attempt
from tests.province import NOW, wait


def test_the_right_pair_opens_the_inbox_in_any_case_and_with_spaces_around(site):
    for typed in ("dong-kt2", " Dong-KT2 "):
        answer = attempt(site, typed)

        assert (answer.status_code, answer.location) == (303, "/can-bo")


def test_whoever_only_configures_comes_to_the_calendar(site):
    assert attempt(site, "dong-quan-tri").location == "/quan-tri/lich"


def test_a_wrong_name_and_a_wrong_password_get_the_same_sentence_and_the_password_does_not_come_back(
    site, newcomer
):
    nobody = attempt(site, "khong-co-ai", "sai-mat-khau")
    wrong = attempt(site, newcomer, "sai-mat-khau")

    for answer in (nobody, wrong):
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert WRONG in page
        assert "sai-mat-khau" not in page


@pytest.mark.parametrize("missing", ["username", "password"])
def test_a_form_without_name_or_password_says_what_is_missing(site, missing):
    filled = {"username": "dong-kt2", "password": sample.PASSWORD} | {missing: ""}

    answer = sample.Person(site.test_client()).post(SIGN_IN, **filled)

    assert answer.status_code == 422
    assert WRONG not in answer.get_data(as_text=True)


def test_five_wrong_tries_shut_the_account_for_a_quarter_of_an_hour_even_for_the_right_password(
    site, newcomer
):
    wrong = [attempt(site, newcomer, "sai-mat-khau") for _ in range(5)]

    locked = attempt(site, newcomer)
    assert [answer.status_code for answer in (*wrong, locked)] == [422] * 6
    assert WRONG in locked.get_data(as_text=True), "the same answer, so that nobody learns which names exist"
    wait(minutes=15, seconds=-1)
    assert WRONG in attempt(site, newcomer).get_data(as_text=True)
    wait(seconds=1)
    assert attempt(site, newcomer).status_code == 303


def test_signing_in_rightly_forgets_the_wrong_tries(site, newcomer):
    for _ in range(2):
        for _ in range(4):
            attempt(site, newcomer, "sai-mat-khau")
        assert attempt(site, newcomer).status_code == 303


def test_tries_on_one_account_do_not_shut_another(site, newcomer):
    for _ in range(5):
        attempt(site, newcomer, "sai-mat-khau")

    assert attempt(site, "dong-kt2").status_code == 303


def test_ten_wrong_tries_at_the_same_moment_are_counted_one_by_one_and_lock(site, newcomer):
    together = threading.Barrier(10)

    def guess(number):
        with site.app_context():
            checked = service.check(reading(), newcomer, f"sai-mat-khau-{number}")
            together.wait(timeout=60)
            with transaction() as session:
                return service.settle(session, checked, NOW)

    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(guess, range(10)))

    assert found == [None] * 10
    with site.app_context():
        officer = sample.officer(reading(), newcomer)
        assert (officer.locked_until, officer.failed_sign_ins) == (NOW + timedelta(minutes=15), 0)


def test_a_right_password_compared_before_the_account_was_locked_comes_too_late(session):
    sample.hire(session, "dong-khoa")
    right = service.check(session, "dong-khoa", sample.PASSWORD)
    for _ in range(5):
        wrong = service.check(session, "dong-khoa", "sai-mat-khau")
        assert service.settle(session, wrong, NOW) is None

    assert service.settle(session, right, NOW) is None
    assert service.settle(session, right, NOW + timedelta(minutes=15)) is not None


@pytest.mark.parametrize(
    "target",
    [
        "https://xau.example/",
        "//xau.example",
        "/\\xau.example",
        "\\\\xau.example",
        "/\t/xau.example",
        "/\n/xau.example",
        "javascript:alert(1)",
        "xau.example",
        " //xau.example",
        "https:xau.example",
        "http://localhost@xau.example",
        "/can-bo\r\nSet-Cookie: a=b",
    ],
)
def test_signing_in_never_leads_to_another_site(site, target):
    answer = attempt(site, "dong-kt2", next=target)

    assert (answer.status_code, answer.location) == (303, "/can-bo")


def test_signing_in_leads_to_where_one_wanted_to_go(site):
    person = sample.Person(site.test_client())
    sent = person.client.get("/can-bo?view=qua-han&q=đất")

    came_for = sample.hidden(person.client.get(sent.location).get_data(as_text=True), "next").replace(
        "&amp;", "&"
    )
    answer = person.post(
        SIGN_IN, page=sent.location, username="dong-kt2", password=sample.PASSWORD, next=came_for
    )

    assert answer.status_code == 303
    assert answer.location == "/can-bo?view=qua-han&q=%C4%91%E1%BA%A5t"

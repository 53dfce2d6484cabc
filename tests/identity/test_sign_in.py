"""Signing in: what is stored, what is said, when the door is shut, and where it leads."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import ClassVar

import pytest
from argon2 import PasswordHasher

from pakn.identity import passwords, service
from pakn.kernel import clock
from pakn.kernel.db import reading, transaction
from tests import sample
from tests.province import NOW, wait

SIGN_IN = "/can-bo/dang-nhap"
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
NEW_PASSWORD = "mat-khau-moi-2"


@pytest.fixture
def newcomer(site):
    """An officer of this test alone, whose account may be locked or disabled; returns the sign-in name."""
    from pakn.identity.permissions import Role

    with site.app_context(), transaction() as session:
        name = f"dong-moi-{session.query(_officer()).count()}"
        sample.hire(session, name)
        sample.post(session, name, "xa-dong", Role.OFFICER, unit_code="kinh-te")
    return name


def _officer():
    from pakn.identity.models import Officer

    return Officer


def _try(app, username, password=sample.PASSWORD, **fields):
    return sample.Person(app.test_client()).post(SIGN_IN, username=username, password=password, **fields)


def test_what_is_stored_is_an_argon2id_hash_and_never_the_same_twice():
    first, second = passwords.hashed(sample.PASSWORD), passwords.hashed(sample.PASSWORD)

    assert first.startswith("$argon2id$")
    assert first != second
    assert sample.PASSWORD not in first
    assert passwords.matches(first, sample.PASSWORD)
    assert not passwords.matches(first, sample.PASSWORD + "x")


@pytest.mark.parametrize("stored", ["", "khong-phai-hash", "$argon2id$v=19$m=1"])
def test_an_account_without_a_usable_hash_fits_no_password(stored):
    assert not passwords.matches(stored, "")
    assert not passwords.matches(stored, sample.PASSWORD)


def test_a_short_password_is_not_taken():
    with pytest.raises(ValueError, match="10"):
        passwords.hashed("ngan-qua")


def test_a_password_longer_than_is_ever_compared_still_fits():
    long = "rất dài " * 40

    assert passwords.matches(passwords.hashed(long), long)


def test_a_made_up_password_is_good_for_an_account():
    made = passwords.made_up()

    assert passwords.matches(passwords.hashed(made), made)
    assert made != passwords.made_up()


def test_the_right_pair_opens_the_inbox_in_any_case_and_with_spaces_around(site):
    for typed in ("dong-kt2", " Dong-KT2 "):
        answer = _try(site, typed)

        assert (answer.status_code, answer.location) == (303, "/can-bo")


def test_whoever_only_configures_comes_to_the_calendar(site):
    assert _try(site, "dong-quan-tri").location == "/quan-tri/lich"


def test_a_wrong_name_and_a_wrong_password_get_the_same_sentence_and_the_password_does_not_come_back(
    site, newcomer
):
    nobody = _try(site, "khong-co-ai", "sai-mat-khau")
    wrong = _try(site, newcomer, "sai-mat-khau")

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
    wrong = [_try(site, newcomer, "sai-mat-khau") for _ in range(5)]

    locked = _try(site, newcomer)
    assert [answer.status_code for answer in (*wrong, locked)] == [422] * 6
    assert WRONG in locked.get_data(as_text=True), "the same answer, so that nobody learns which names exist"
    wait(minutes=15, seconds=-1)
    assert WRONG in _try(site, newcomer).get_data(as_text=True)
    wait(seconds=1)
    assert _try(site, newcomer).status_code == 303


def test_signing_in_rightly_forgets_the_wrong_tries(site, newcomer):
    for _ in range(2):
        for _ in range(4):
            _try(site, newcomer, "sai-mat-khau")
        assert _try(site, newcomer).status_code == 303


def test_tries_on_one_account_do_not_shut_another(site, newcomer):
    for _ in range(5):
        _try(site, newcomer, "sai-mat-khau")

    assert _try(site, "dong-kt2").status_code == 303


def test_ten_wrong_tries_at_the_same_moment_are_counted_one_by_one_and_lock(site, newcomer):
    together = threading.Barrier(10)

    def guess(number):
        with site.app_context():
            checked = service.check(reading(), newcomer, f"sai-mat-khau-{number}")
            together.wait(timeout=30)
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


def test_an_old_password_compared_before_a_new_one_was_given_comes_too_late(session):
    officer = sample.hire(session, "dong-doi")
    old = service.check(session, "dong-doi", sample.PASSWORD)
    service.set_password(officer, NEW_PASSWORD)
    session.flush()

    assert service.settle(session, old, NOW) is None
    assert service.settle(session, service.check(session, "dong-doi", NEW_PASSWORD), NOW) is officer


class Counting(PasswordHasher):
    """Counts its work, and does it only while nothing is being written: no transaction nests in another."""

    done: ClassVar[list[str]] = []

    def hash(self, password, **how):
        self.done.append("hash")
        return super().hash(password, **how)

    def verify(self, stored, password):
        self.done.append("verify")
        with transaction():
            pass
        return super().verify(stored, password)


@pytest.fixture
def hasher(monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", Counting())
    monkeypatch.setattr(Counting, "done", [])
    return Counting


def _lock(officer):
    officer.locked_until = NOW + timedelta(minutes=1)


@pytest.mark.parametrize("state", ["right", "wrong", "locked", "disabled", "without password", "unknown"])
def test_every_try_costs_one_comparison_outside_the_writing_transaction(site, newcomer, hasher, state):
    change = {
        "locked": _lock,
        "disabled": service.disable,
        "without password": lambda officer: setattr(officer, "password_hash", ""),
    }.get(state)
    if change is not None:
        with site.app_context(), transaction() as session:
            change(sample.officer(session, newcomer))
    name = "khong-co-ai" if state == "unknown" else newcomer

    answer = _try(site, name, "sai-mat-khau" if state == "wrong" else sample.PASSWORD)

    assert hasher.done == ["verify"]
    assert (answer.status_code == 303) is (state == "right")
    assert (WRONG in answer.get_data(as_text=True)) is (state != "right")


def test_a_hash_made_with_weaker_settings_is_replaced_when_its_password_is_next_typed(session):
    officer = sample.hire(session, "dong-yeu")
    officer.password_hash = PasswordHasher(time_cost=1).hash(sample.PASSWORD)
    session.flush()

    assert service.settle(session, service.check(session, "dong-yeu", sample.PASSWORD), NOW) is officer

    assert not passwords.is_outdated(officer.password_hash)
    assert passwords.matches(officer.password_hash, sample.PASSWORD)


def test_a_disabled_account_opens_nothing_and_ends_the_sessions_that_are_open(site, newcomer):
    person = sample.signed_in(site, newcomer)
    assert person.client.get("/can-bo").status_code == 200

    with site.app_context(), transaction() as session:
        service.disable(sample.officer(session, newcomer))

    assert person.client.get("/can-bo").status_code == 302
    assert WRONG in _try(site, newcomer).get_data(as_text=True)


def test_a_new_password_ends_the_sessions_that_are_open_unlocks_and_replaces_the_old(site, newcomer):
    person = sample.signed_in(site, newcomer)
    for _ in range(5):
        _try(site, newcomer, "sai-mat-khau")

    with site.app_context(), transaction() as session:
        service.set_password(sample.officer(session, newcomer), NEW_PASSWORD)

    assert person.client.get("/can-bo").status_code == 302
    assert WRONG in _try(site, newcomer).get_data(as_text=True)
    assert _try(site, newcomer, NEW_PASSWORD).status_code == 303


def test_signing_out_ends_the_session(site):
    person = sample.signed_in(site, "dong-kt2")

    answer = person.post("/can-bo/dang-xuat", page="/can-bo")

    assert answer.status_code == 303
    assert person.client.get("/can-bo").status_code == 302


def test_nothing_is_done_without_the_token_of_a_form(site):
    person = sample.signed_in(site, "dong-kt2")

    assert person.client.post("/can-bo/dang-xuat").status_code == 400
    assert person.client.get("/can-bo").status_code == 200
    assert (
        site.test_client()
        .post(SIGN_IN, data={"username": "dong-kt2", "password": sample.PASSWORD})
        .status_code
        == 400
    )


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
    answer = _try(site, "dong-kt2", next=target)

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


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(site):
    cookie = _try(site, "dong-kt2").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie, "the sample is served without TLS"


def test_the_session_begins_anew_at_sign_in(site):
    """What stood in the cookie before is gone: nobody can prepare a session for somebody else."""
    person = sample.Person(site.test_client())
    with person.client.session_transaction() as before:
        before["planted"] = "x"

    person.post(SIGN_IN, username="dong-kt2", password=sample.PASSWORD)

    with person.client.session_transaction() as after:
        assert "planted" not in after


def test_a_made_up_cookie_opens_nothing(site):
    with site.app_context():
        officer = sample.officer(reading(), "dong-kt2")
        ids = [f"{officer.id}.{officer.session_epoch + 1}", f"{officer.id}", "999999.0", "x.0", ""]
    for made_up in ids:
        client = site.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = made_up

        assert client.get("/can-bo").status_code == 302, made_up
    client = site.test_client()
    client.set_cookie("pakn", "khong-phai-chu-ky")
    assert client.get("/can-bo").status_code == 302


def test_an_officer_page_is_kept_by_no_cache(site):
    answer = sample.signed_in(site, "dong-kt2").client.get("/can-bo")

    assert answer.headers["Cache-Control"] == "no-store"
    assert clock.now() == NOW

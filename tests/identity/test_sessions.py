"""Being signed in: what ends a session, and who cannot make one up."""

from __future__ import annotations

from pakn.identity import service
from pakn.kernel import clock
from pakn.kernel.db import reading, transaction
from tests import sample
from tests.identity.door import NEW_PASSWORD, SIGN_IN, WRONG, attempt
from tests.province import NOW


def test_a_disabled_account_opens_nothing_and_ends_the_sessions_that_are_open(site, newcomer):
    person = sample.signed_in(site, newcomer)
    assert person.client.get("/can-bo").status_code == 200

    with site.app_context(), transaction() as session:
        service.disable(sample.officer(session, newcomer))

    assert person.client.get("/can-bo").status_code == 302
    assert WRONG in attempt(site, newcomer).get_data(as_text=True)


def test_a_new_password_ends_the_sessions_that_are_open_unlocks_and_replaces_the_old(site, newcomer):
    person = sample.signed_in(site, newcomer)
    for _ in range(5):
        attempt(site, newcomer, "sai-mat-khau")

    with site.app_context(), transaction() as session:
        service.set_password(sample.officer(session, newcomer), NEW_PASSWORD)

    assert person.client.get("/can-bo").status_code == 302
    assert WRONG in attempt(site, newcomer).get_data(as_text=True)
    assert attempt(site, newcomer, NEW_PASSWORD).status_code == 303


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


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(site):
    cookie = attempt(site, "dong-kt2").headers["Set-Cookie"]

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

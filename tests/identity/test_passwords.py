"""What is stored of a password, and what comparing one costs."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import pytest
from argon2 import PasswordHasher, Type

from pakn.identity import passwords, service
from pakn.kernel.db import transaction
from tests import sample
from tests.identity.door import NEW_PASSWORD, WRONG, attempt
from tests.province import NOW

REAL = passwords._hasher
"""What the program has of itself, before the run takes one that costs less."""


@pytest.fixture(autouse=True)
def _as_it_is(monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", REAL)


def test_guessing_a_password_costs_what_rfc_9106_asks_of_a_small_machine():
    assert (REAL.type, REAL.time_cost, REAL.memory_cost) == (Type.ID, 3, 64 * 1024)


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
    monkeypatch.setattr(passwords, "_hasher", Counting(**sample.LEAST))
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

    answer = attempt(site, name, "sai-mat-khau" if state == "wrong" else sample.PASSWORD)

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

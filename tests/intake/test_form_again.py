"""The public form sent again, late, or without what guards it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from pakn.kernel import clock
from tests.intake.citizen import (
    FILLED,
    NOW,
    TYPED,
    Citizen,
    petitions,
    same_as_typed,
)


@pytest.mark.parametrize("token", [None, "", "sai", "\x00"], ids=["left out", "empty", "wrong", "nul"])
def test_a_form_without_its_guard_is_shown_again_with_all_that_was_typed(
    province: Flask, citizen: Citizen, token: str | None
) -> None:
    before = petitions(province)

    assert citizen.send(csrf_token=token) == 422
    assert "Trang đã mở quá lâu" in citizen.page.text
    assert "CSRF" not in citizen.page.text
    same_as_typed(citizen, {name: FILLED[name] for name in TYPED})
    assert petitions(province) == before

    assert citizen.send(again=True) == 303


def test_a_form_sent_from_a_browser_that_lost_its_cookie_is_shown_again(citizen: Citizen) -> None:
    hidden = citizen.tokens()
    citizen.client.delete_cookie("pakn")

    assert citizen.post("/gui", hidden | FILLED) == 422
    same_as_typed(citizen, {name: FILLED[name] for name in TYPED})


def test_pressing_twice_gives_one_petition_and_one_receipt(province: Flask, citizen: Citizen) -> None:
    hidden, before = citizen.tokens(), petitions(province)

    first = citizen.sent(**hidden)
    second = citizen.sent(**hidden | {"content": "Bấm gửi lần nữa."})

    assert first == second
    assert petitions(province) == before + 1
    assert citizen.secret(first)


@pytest.mark.parametrize("token", [None, "", "x.y.z"])
def test_a_form_without_its_token_is_a_new_petition_each_time(
    province: Flask, citizen: Citizen, token: str | None
) -> None:
    first, second = citizen.sent(form_token=token), citizen.sent(form_token=token)

    assert first != second


def test_a_form_left_open_for_two_days_is_still_taken(citizen: Citizen) -> None:
    hidden = citizen.tokens()
    clock.fix(NOW + timedelta(hours=49))

    first, second = citizen.sent(**hidden), citizen.sent(**hidden)

    assert first != second

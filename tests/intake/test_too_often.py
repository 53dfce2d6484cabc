"""Somebody who sends too often waits, and loses nothing of what was typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from pakn.web.limits import limiter
from tests import sample
from tests.services.web import MakeApp


@pytest.fixture
def limited(make_app: MakeApp) -> Iterator[Flask]:
    """The province with its rate limits on; the limiter is one for all applications of a process."""
    app = make_app(rate_limits=True)
    limiter.reset()
    sample.set_up(app)
    yield app
    limiter.enabled = False
    limiter.reset()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_thirty_first_form_of_a_minute_comes_back_with_what_was_typed(limited: Flask) -> None:
    client = limited.test_client()
    typed = {"subject": "Câu đã viết", "content": "Nội dung đã viết"}

    answers = [client.post("/gui", data=typed) for _ in range(31)]

    assert [answer.status_code for answer in answers] == [422] * 30 + [429]
    page = answers[-1].get_data(as_text=True)
    assert "Đã gửi nhiều lần trong chốc lát" in page
    assert 'value="Câu đã viết"' in page
    assert "Nội dung đã viết</textarea>" in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_wrong_tries_count_against_signing_in(limited: Flask) -> None:
    for _ in range(12):
        sample.signed_in(limited, "dong-vp")

    wrong = sample.Person(limited.test_client())
    answers = [
        wrong.post("/can-bo/dang-nhap", username="ai-do", password="sai-mat-khau").status_code
        for _ in range(11)
    ]

    assert answers == [422] * 10 + [429]

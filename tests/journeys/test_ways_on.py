"""From a page that says little to one that says more, and back from a mistake, with forms alone."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from pakn.identity.models import AgencyKind
from pakn.kernel import codes
from pakn.kernel.db import reading, transaction
from pakn.petitions import queries
from tests import sample
from tests.sample import Person
from tests.services.web import SECRET_KEY


@pytest.fixture
def place(app: Flask) -> Flask:
    """A province with two communes."""
    sample.set_up(app)
    return app


def _read(person: Person, address: str) -> str:
    return unescape(person.client.get(address).get_data(as_text=True))


def test_from_the_dates_the_secret_leads_to_everything_on_the_same_page(place: Flask) -> None:
    with place.app_context(), transaction() as session:
        code = sample.submit(session, phone="+84912345678").code
    with place.app_context():
        key = queries.by_code(reading(), code).submission_key or ""
    person = Person(place.test_client())
    page = f"/tra-cuu?code={code}"

    dates = person.post("/tra-cuu", code=code, last4="5678")
    shown = _read(person, dates.location)
    opened = person.post(
        "/tra-cuu",
        page=page,
        code=sample.hidden(shown, "code"),
        secret=codes.new_secret(SECRET_KEY.encode(), key),
    )

    assert "Mở toàn bộ" in shown
    assert sample.SENT.subject not in shown
    assert re.search(r'<input[^>]* name="secret"', shown)
    assert opened.status_code == 303
    assert sample.SENT.subject in _read(person, opened.location)
    assert "Mở toàn bộ" not in _read(person, opened.location)


def test_a_form_with_mistakes_speaks_as_the_agency_that_was_chosen(place: Flask) -> None:
    with place.app_context(), transaction() as session:
        ward = sample.agency(session, "xa-tay")
        ward.kind, ward.name = AgencyKind.WARD, "UBND phường Tây (mẫu)"
    person = Person(place.test_client())

    answer = person.post("/gui", agency="xa-tay", subject="Đèn đường hỏng")
    page = unescape(answer.get_data(as_text=True))

    assert answer.status_code == 422
    assert '<span class="brand__agency">UBND phường Tây (mẫu)</span>' in page
    assert "Phường che tên, số điện thoại" in page
    assert "Nhập địa chỉ để phường gửi trả lời" in page
    assert "để xã gửi" not in page

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pakn.kernel import clock
from pakn.kernel.db import reading
from pakn.kernel.errors import NotFound
from pakn.notifications import delivery, queries, to_citizens
from pakn.notifications.channels import MemoryChannel
from pakn.petitions import events
from pakn.petitions.models import Petition
from pakn.settings import Settings
from pakn.web import config
from tests.notifications.conftest import NOW
from tests.notifications.factories import World
from tests.services.web import MakeApp


@pytest.fixture
def office_app(make_app: MakeApp) -> Iterator[Flask]:
    """Here the pages belong to the whole site."""
    app = make_app()
    clock.fix(NOW)
    with app.app_context():
        yield app


@pytest.fixture
def settings(office_app: Flask) -> Settings:
    return config.settings()


@pytest.fixture
def client(office_app: Flask) -> FlaskClient:
    return office_app.test_client()


@pytest.fixture
def receipt(world: World) -> int:
    (message,) = world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web"))
    return message.id


def test_the_outbox_lists_mails_and_leads_to_each(client: FlaskClient, world: World, receipt: int) -> None:
    page = client.get("/demo/thu-di").text

    assert f'href="/demo/thu-di/{receipt}"' in page
    assert world.read(Petition, world.petition_id).code in page
    assert "dan@nha.example" in page
    assert "đang chờ gửi" in page


def test_an_empty_outbox_says_so(client: FlaskClient) -> None:
    assert "Chưa có thư nào" in client.get("/demo/thu-di").text


def test_a_mail_is_shown_as_text(client: FlaskClient, world: World, receipt: int) -> None:
    delivery.send(receipt, MemoryChannel(), world.settings)

    page = client.get(f"/demo/thu-di/{receipt}").text

    assert "Văn phòng đang kiểm tra. Ông/bà chưa phải làm gì." in page
    assert "UBND xã Bình An &lt;pakn@xa.example&gt;" in page
    assert "đã gửi" in page


def test_the_html_of_a_mail_is_served_in_a_sandbox(client: FlaskClient, receipt: int) -> None:
    answer = client.get(f"/demo/thu-di/{receipt}/html")

    assert answer.content_type.startswith("text/html")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.text.startswith("<!doctype html>")


def test_a_mail_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    assert client.get("/demo/thu-di/99").status_code == 404
    assert client.get("/demo/thu-di/99/html").status_code == 404


def test_a_call_is_no_mail(world: World) -> None:
    world.change_petitioner(email="")
    (message,) = world.tell(to_citizens.receipt, events.PetitionReceived(world.petition_id, "web"))

    assert queries.outgoing(reading(), 1, 50).total == 0
    assert queries.of_petition(reading(), world.petition_id) == [message]
    with pytest.raises(NotFound, match="no_message"):
        queries.mail(reading(), message.id)

"""The servers the tests stand on do what the tests believe of them."""

from __future__ import annotations

import os
import smtplib
import sys
from email.message import EmailMessage

import psycopg
import pytest
from flask import Flask, request
from redis.exceptions import RedisError

from tests.services import processes, run
from tests.services.browser import axe

GOOD = '<!doctype html><html lang="vi"><title>Trang</title><main><h1>Chào bà con</h1></main></html>'
BAD = '<!doctype html><html><title>Trang</title><img src="/x"><input></html>'


@pytest.fixture
def small_app() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: BAD if "bad" in request.args else GOOD)
    return app


def _letter() -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = (
        "xa@xa.example",
        "dan@xa.example",
        "Phản ánh đã được tiếp nhận",
    )
    letter.set_content("Kính gửi ông bà")
    return letter


def _send(letter: EmailMessage, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as connection:
        connection.send_message(letter)


def test_mail_arrives_as_it_was_sent(smtp_server):
    _send(_letter(), smtp_server.port)

    (arrived,) = smtp_server.wait_for(1)
    assert arrived["Subject"] == "Phản ánh đã được tiếp nhận"
    assert smtp_server.deliveries[0].recipients == ("dan@xa.example",)


def test_a_mailbox_gives_back_what_arrived_and_marks_nothing_as_read(imap_server):
    raw = _letter().as_bytes().replace(b"\n", b"\r\n")

    imap_server.append("xa@xa.example", raw)

    assert imap_server.messages("xa@xa.example") == [raw]
    assert imap_server.folders("xa@xa.example") == {"INBOX": 1}
    assert "Seen" not in imap_server.flags("xa@xa.example")[0]


def test_every_test_begins_with_empty_mailboxes(imap_server):
    assert imap_server.messages("xa@xa.example") == []


def test_a_refusing_mail_server_takes_nothing_and_then_recovers(smtp_server):
    with smtp_server.refusing(), pytest.raises(smtplib.SMTPDataError):
        _send(_letter(), smtp_server.port)
    _send(_letter(), smtp_server.port)

    assert len(smtp_server.messages) == 1


def test_a_rejected_address_bounces(smtp_server):
    smtp_server.rejecting("dan@xa.example")

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        _send(_letter(), smtp_server.port)


def test_two_databases_of_one_server_do_not_see_each_other(postgres, empty_postgres_url):
    with psycopg.connect(empty_postgres_url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE only_here (id int)")

    with postgres.connect() as elsewhere, pytest.raises(psycopg.errors.UndefinedTable):
        elsewhere.execute("SELECT * FROM only_here")


def test_redis_forgets_when_it_is_told_to_and_when_it_is_killed(redis_server):
    for forget in (redis_server.flush, redis_server.restart):
        redis_server.client.set("a", 1)
        forget()
        assert redis_server.client.get("a") is None

    address = redis_server.url
    redis_server.kill()
    with pytest.raises(RedisError):
        redis_server.client.ping()
    redis_server.start()
    assert (redis_server.client.ping(), redis_server.url) == (True, address)


def test_axe_passes_a_good_page_and_names_what_is_wrong_with_a_bad_one(live_server, small_app, phone_page):
    server = live_server(small_app)

    phone_page.goto(server.url)
    axe(phone_page)

    phone_page.goto(f"{server.url}/?bad")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(phone_page)


def test_a_page_is_served_without_scripts_too(live_server, small_app, plain_page):
    plain_page.goto(live_server(small_app).url)

    assert plain_page.inner_text("h1") == "Chào bà con"


def test_a_missing_service_is_skipped_unless_the_run_is_strict(monkeypatch):
    monkeypatch.delenv("PAKN_TEST_STRICT", raising=False)
    with pytest.raises(pytest.skip.Exception, match="MISSING SERVICE: Chromium"):
        run.missing("Chromium", "not there")

    monkeypatch.setenv("PAKN_TEST_STRICT", "1")
    with pytest.raises(pytest.fail.Exception, match="MISSING SERVICE: Chromium"):
        run.missing("Chromium", "not there")


def test_a_started_process_can_be_ended(tmp_path):
    process = processes.start([sys.executable, "-c", "import time; time.sleep(600)"], tmp_path / "log")

    processes.end(process.pid)

    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)

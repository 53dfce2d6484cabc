"""What a citizen wrote is in the tables made for it: not in the log, and not beside an event that was told."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import structlog
from flask import Flask

from pakn.handling import verbs
from pakn.identity.access import anyone
from pakn.kernel import clock
from pakn.kernel.db import db, transaction
from pakn.notifications.models import MessageState
from pakn.petitions import queries
from pakn.petitions.models import Petitioner, SubmitterType
from pakn.subscriptions import HANDLERS
from tests import sample
from tests.services.smtp import SmtpServer
from tests.services.web import MakeApp
from tests.workers.looking import NOW, messages, rows, sent
from workers import jobs

PHONE = "+84912345678"
EMAIL = "nguoi-gui@dan.example"


@pytest.fixture
def log(province: Flask) -> Iterator[io.StringIO]:
    """What the program logs, as it is written."""
    before, written = structlog.get_config(), io.StringIO()
    structlog.configure(**(before | {"logger_factory": structlog.PrintLoggerFactory(file=written)}))
    yield written
    structlog.configure(**before)


def break_a_rule() -> None:
    """Write a petitioner without a name, which no database takes."""
    unnamed = {"full_name": None, "address": "Số 5 thôn Một", "phone": PHONE}
    with transaction() as session:
        session.add(Petitioner(submitter_type=SubmitterType.PERSON, **unnamed))


def test_a_page_that_breaks_a_rule_of_the_database_logs_where_and_which_but_no_words(
    province: Flask, log: io.StringIO
) -> None:
    province.add_url_rule("/hong", view_func=anyone(break_a_rule), endpoint="broken")

    answer = province.test_client().get("/hong")

    logged = log.getvalue()
    assert answer.status_code == 500
    assert PHONE not in logged
    assert "thôn Một" not in logged
    assert "IntegrityError" in logged
    assert "break_a_rule" in logged


def test_an_event_that_breaks_a_rule_of_the_database_leaves_no_words_behind(
    province: Flask, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(NOW)
    for event in HANDLERS:
        monkeypatch.setitem(HANDLERS, event, (lambda _envelope, _settings: break_a_rule(),))

    assert jobs.drain() == 0

    errors = {row.last_error or "" for row in rows()}
    assert all(error.startswith("IntegrityError") for error in errors)
    assert PHONE not in log.getvalue() + str(errors)
    assert db.engine.hide_parameters


def test_a_mailbox_that_is_asked_again_later_is_named_nowhere(
    make_app: MakeApp, log: io.StringIO, smtp_server: SmtpServer
) -> None:
    smtp_server.rejecting(EMAIL, f"450 4.2.0 <{EMAIL}>: Recipient address rejected: greylisted")
    sent(NOW)

    with make_app(smtp_url=smtp_server.url).app_context():
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=log))
        jobs.drain()

    (failed,) = [row for row in rows() if row.last_error]
    assert failed.last_error == "SMTPRecipientsRefused 450 4.2.0"
    assert EMAIL not in log.getvalue()
    assert "event_postponed" in log.getvalue()
    assert {message.state for message in messages("citizen/receipt")} == {MessageState.QUEUED}


@pytest.mark.parametrize("answer", ["550 5.1.8 Sender domain not found", "451 4.7.1 Try again"])
def test_what_is_not_the_recipients_fault_is_tried_again(
    make_app: MakeApp, province: Flask, smtp_server: SmtpServer, answer: str
) -> None:
    smtp_server.rejecting(EMAIL, answer)
    sent(NOW)

    with make_app(smtp_url=smtp_server.url).app_context():
        jobs.drain()

    assert {message.state for message in messages("citizen/receipt")} == {MessageState.QUEUED}


def test_a_refusal_is_kept_as_code_and_status(
    make_app: MakeApp, province: Flask, smtp_server: SmtpServer
) -> None:
    smtp_server.rejecting(EMAIL, f"550 5.1.1 <{EMAIL}>: User unknown")
    sent(NOW)

    with make_app(smtp_url=smtp_server.url).app_context():
        jobs.drain()

    assert [message.error for message in messages("citizen/receipt")] == ["550 5.1.1"]


def test_what_an_officer_wrote_does_not_stay_beside_an_event_that_was_told(province: Flask) -> None:
    code = sent(NOW)
    with transaction() as session:
        petition = queries.for_change(session, code)
        by = sample.acting(session, petition, "dong-vp")
        verbs.ask_supplement(session, petition, items="Số CCCD 012345678901", by=by, now=clock.now())

    jobs.drain()

    (asked,) = [row for row in rows() if row.event == "SupplementAsked"]
    assert asked.done_at is not None
    assert list(asked.payload) == ["petition_id"]
    assert "012345678901" in messages("citizen/supplement_asked")[0].text

"""`/healthz`, `/readyz` and `/metrics` as a load balancer and a monitoring server meet them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from pakn.app import create_app
from pakn.kernel import clock, pulse
from pakn.kernel.db import db, transaction
from pakn.mailbox.models import IncomingMail, Outcome
from pakn.settings import Settings
from tests.services.valkey import RedisServer
from tests.services.web import MakeApp
from tests.workers.looking import NOW, block_mail, sent
from workers import beat, jobs, life


def alive(at: datetime = NOW) -> None:
    """The beat has given a sign of life and looked at every deadline."""
    clock.fix(at)
    life.show("beat")
    beat.tick()


def ready(client: FlaskClient) -> tuple[int, str, dict[str, Any]]:
    answer = client.get("/readyz")
    assert answer.json is not None
    return answer.status_code, answer.json["status"], answer.json["checks"]


def values(client: FlaskClient) -> dict[str, float]:
    """Every sample of /metrics by its name with its labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    lines = [line for line in answer.get_data(as_text=True).splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def mail(outcome: Outcome | None, at: datetime = NOW) -> None:
    with transaction() as session:
        session.add(
            IncomingMail(
                mailbox="pakn@xa.example",
                source="imap",
                raw_digest="d",
                received_at=at,
                stored_at=at,
                outcome=outcome,
            )
        )


def test_a_service_at_work_is_ready(province: Flask) -> None:
    alive()
    sent(NOW)
    jobs.drain()

    status, word, checks = ready(province.test_client())

    assert (status, word) == (200, "ok")
    assert checks["database"] == {
        "status": "ok",
        "value": "ok",
        "says": "Cơ sở dữ liệu trả lời, đúng bản.",
    }
    assert all(set(check) == {"status", "value", "says"} and check["says"] for check in checks.values())


def test_nobody_at_work_is_a_promise_in_danger(province: Flask) -> None:
    status, word, checks = ready(province.test_client())

    assert (status, word) == (503, "error")
    assert {name for name, check in checks.items() if check["status"] == "error"} == {"beat", "scan"}


def test_an_event_nobody_tells_is_a_promise_in_danger(province: Flask) -> None:
    sent(NOW)
    alive(NOW + timedelta(minutes=11))

    status, _word, checks = ready(province.test_client())

    assert (status, checks["events"]["status"], checks["events"]["value"]) == (503, "error", 660)


def test_mail_that_cannot_leave_wants_looking_after(province: Flask) -> None:
    block_mail(province)
    sent(NOW)
    jobs.drain()
    alive(NOW + timedelta(minutes=40))
    jobs.drain()

    status, word, checks = ready(province.test_client())

    assert (status, word) == (200, "degraded")
    assert checks["outgoing_mail"]["status"] == "warning"
    assert checks["outgoing_mail"]["value"] >= 1


def test_mail_set_aside_is_a_warning_until_somebody_has_dealt_with_it(province: Flask) -> None:
    alive()
    mail(Outcome.SET_ASIDE)
    assert ready(province.test_client())[1] == "degraded"

    with transaction() as session:
        session.execute(text("UPDATE incoming_mail SET handled_at = stored_at"))

    assert ready(province.test_client())[1] == "ok"


BOX = "imap://pakn:kin@127.0.0.1:1/INBOX?address=pakn@xa.example&agency=xa-dong"


def test_a_mailbox_that_fails_is_named_with_its_fault(make_app: MakeApp, province: Flask) -> None:
    client = make_app(imap_url=BOX).test_client()
    alive()
    with transaction() as session:
        pulse.mark(session, "poll:pakn@xa.example", NOW, "MailboxLoginError")

    status, word, checks = ready(client)

    assert (status, word) == (200, "degraded")
    assert "MailboxLoginError" in checks["mailbox:pakn@xa.example"]["says"]
    assert values(client)['pakn_mailbox_up{address="pakn@xa.example"}'] == 0


def test_a_mailbox_that_is_ours_no_more_is_not_missed(province: Flask) -> None:
    alive()
    with transaction() as session:
        pulse.mark(session, "poll:pakn@xa.example", NOW - timedelta(days=3), "MailboxLoginError")

    status, word, checks = ready(province.test_client())

    assert (status, word) == (200, "ok")
    assert "mailbox:pakn@xa.example" not in checks
    assert 'pakn_mailbox_up{address="pakn@xa.example"}' not in values(province.test_client())


def test_a_redis_that_is_away_is_a_warning_and_breaks_no_figure(
    make_app: MakeApp, province: Flask, redis_server: RedisServer
) -> None:
    client = make_app(redis_url=redis_server.url).test_client()
    clock.fix(NOW)
    alive()
    life.show(life.worker_name())

    assert ready(client)[1] == "ok"
    assert (values(client)["pakn_redis_up"], values(client)["pakn_queue_depth"]) == (1, 0)

    redis_server.kill()

    status, word, checks = ready(client)
    assert (status, word, checks["redis"]["status"]) == (200, "degraded", "warning")
    assert values(client)["pakn_redis_up"] == 0
    assert "pakn_queue_depth" not in values(client)


def test_a_database_of_another_version_is_not_ready(province: Flask) -> None:
    with transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    status, _word, checks = ready(province.test_client())

    assert (status, set(checks)) == (503, {"database"})


def test_a_database_that_is_away_leaves_the_metrics_standing(tmp_path: Path) -> None:
    away = Settings(
        env="test",
        secret_key="k" * 40,
        database_url="postgresql://nobody@127.0.0.1:1/none",
        data_dir=tmp_path,
    )
    client = create_app(away).test_client()

    assert ready(client)[0] == 503
    assert values(client)["pakn_database_up"] == 0


@pytest.mark.parametrize(
    "damage",
    [
        "ALTER TABLE outbox RENAME TO outbox_x",
        "ALTER TABLE pulse RENAME COLUMN at TO at_x",
    ],
)
def test_a_database_that_was_changed_behind_our_back_is_said_and_no_page_of_error_500(
    province: Flask, damage: str
) -> None:
    client = province.test_client()
    alive()
    with transaction() as session:
        session.execute(text(damage))

    status, word, checks = ready(client)

    assert (status, word, checks["database"]["value"]) == (503, "error", "broken")
    assert values(client)["pakn_database_up"] == 0
    assert client.get("/healthz").status_code == 200


def test_a_moment_that_is_none_is_said_too(province: Flask) -> None:
    client = province.test_client()
    alive()
    with transaction() as session:
        none = "xx" if session.get_bind().dialect.name == "sqlite" else "infinity"
        session.execute(text(f"UPDATE pulse SET at = '{none}'"))

    assert ready(client)[0] == 503
    assert values(client)["pakn_database_up"] == 0


def test_the_metrics_count_what_is_there(province: Flask) -> None:
    alive()
    sent(NOW)
    sent(NOW)
    jobs.drain()
    mail(Outcome.SET_ASIDE)
    mail(Outcome.ACCEPTED)
    mail(None)
    alive(NOW + timedelta(days=40))

    found = values(province.test_client())

    assert found['pakn_petitions{state="received"}'] == 2
    assert found["pakn_overdue"] == 2
    assert found['pakn_messages{state="sent"}'] >= 2
    assert found['pakn_incoming_mails{outcome="set_aside"}'] == 1
    assert found['pakn_incoming_mails{outcome="pending"}'] == 1
    assert found["pakn_set_aside_mail"] == 1
    assert found["pakn_outbox_due"] == found["pakn_outbox_untold"] > 0
    assert (found["pakn_beat_age_seconds"], found["pakn_database_up"]) == (0, 1)
    assert any(name.startswith("pakn_build_info{") for name in found)


def test_the_metrics_are_what_a_scraper_takes_and_name_nobody(province: Flask) -> None:
    from prometheus_client.parser import text_string_to_metric_families

    sent(NOW, full_name="Nguyễn Thị Không Nêu Tên")
    jobs.drain()

    page = province.test_client().get("/metrics").get_data(as_text=True)

    assert len(list(text_string_to_metric_families(page))) > 15
    assert not re.search(r"Nguyễn|PAKN-2026|dan\.example|\+84", page)


def test_whole_tables_are_counted_at_most_every_ten_seconds(province: Flask) -> None:
    client = province.test_client()
    sent(NOW)
    before = values(client)['pakn_petitions{state="received"}']
    sent(NOW)

    assert values(client)['pakn_petitions{state="received"}'] == before
    assert values(client)["pakn_outbox_due"] > 0
    db.session.remove()

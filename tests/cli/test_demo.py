"""`pakn demo`: a sample commune, on any day it is started, and never on somebody's real data."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from pakn.cli import sample
from pakn.cli.demo import password
from pakn.identity import passwords
from pakn.identity.models import Membership, Officer
from pakn.kernel import audit, clock, codes
from pakn.kernel.db import prepare
from pakn.petitions.models import Petition, StateSpell
from pakn.petitions.workflow import State
from pakn.settings import Env, Settings
from pakn.sla import queries as sla
from pakn.sla.models import Result
from tests.cli.conftest import Run, command, outside
from tests.services import run
from tests.services.waiting import PATIENCE_S, until

KEY = b"k" * 40
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def opened(url: str) -> Session:
    engine = create_engine(url)
    prepare(engine)
    return Session(engine)


@pytest.fixture
def session(sqlite_url: str) -> Iterator[Session]:
    with opened(sqlite_url) as made:
        yield made


def petitions(session: Session) -> list[Petition]:
    return list(session.scalars(select(Petition).order_by(Petition.received_at)).unique())


# --- what is in it -------------------------------------------------------------------------------------------------


def test_the_sample_has_a_petition_in_every_state_on_each_database(database_url: str) -> None:
    with opened(database_url) as session:
        sample.make(session, key=KEY, now=NOW)

        assert {petition.state for petition in petitions(session)} == set(State)
        assert len(petitions(session)) >= 25


# A weekday morning, the same day after midnight, a Saturday night, the first days of a year, the middle of Tết.
@pytest.mark.parametrize(
    "now",
    [
        "2026-11-20T10:00:00+07:00",
        "2026-11-20T00:30:00+07:00",
        "2026-11-21T23:10:00+07:00",
        "2027-01-02T12:00:00+07:00",
        "2027-02-08T05:00:00+07:00",
        "2029-06-15T16:00:00+07:00",
    ],
)
def test_whatever_the_day_some_are_near_one_is_late_and_nothing_lies_in_the_future(
    session: Session, now: str
) -> None:
    moment = datetime.fromisoformat(now)
    sample.make(session, key=KEY, now=moment)

    today, calendar = clock.day_of(moment), sla.calendar(session)
    due = [petition.due_on for petition in petitions(session) if petition.state is State.IN_PROGRESS]
    left = [calendar.working_days_between(today, day) for day in due if day and day >= today]
    assert sum(day is not None and day < today for day in due) == 1
    assert min(left) <= 3
    moments = [*session.scalars(select(StateSpell.from_at)), *session.scalars(select(audit.AuditEntry.at))]
    assert max(moments) <= moment


def test_codes_run_in_the_order_of_arrival(session: Session) -> None:
    sample.make(session, key=KEY, now=NOW)

    found = [petition.code for petition in petitions(session)]
    assert found == sorted(found)


def test_one_answer_was_late_and_says_so_in_its_deadline(session: Session) -> None:
    sample.make(session, key=KEY, now=NOW)

    results = [
        deadline.result
        for petition in petitions(session)
        if petition.state is State.PUBLISHED
        for deadline in sla.deadlines(session, petition.leg)
    ]
    assert results.count(Result.MISSED) == 1
    assert Result.MET in results


def test_the_history_of_every_sample_petition_holds(session: Session) -> None:
    sample.make(session, key=KEY, now=NOW)

    faults = [
        audit.first_fault(session, audit.Subject("petition", petition.id)) for petition in petitions(session)
    ]
    assert set(faults) == {None}


def test_people_are_invented_and_one_holds_two_posts(session: Session) -> None:
    sample.make(session, key=KEY, now=NOW)

    assert all(" Mẫu " in name for name in session.scalars(select(Officer.full_name)))
    assert all(" Mẫu " in petition.petitioner.full_name for petition in petitions(session))
    assert all(email.endswith(".example") for email in session.scalars(select(Officer.email)))
    posts = session.execute(
        select(func.count()).select_from(Membership).group_by(Membership.officer_id)
    ).scalars()
    assert sorted(posts)[-1] == 2


def test_the_secret_that_is_shown_opens_the_petition_that_is_shown(session: Session) -> None:
    sample.make(session, key=KEY, now=NOW)

    shown = sample.to_try(session, KEY)

    assert shown is not None
    code, secret = shown
    petition = session.scalars(select(Petition).where(Petition.code == code)).unique().one()
    assert codes.same_secret(KEY, code, secret, petition.secret_digest)


def test_importing_a_calendar_moves_the_open_days_it_touches(
    pakn: Run, session: Session, tmp_path: Path
) -> None:
    sample.make(session, key=KEY, now=NOW)
    session.commit()
    notice = tmp_path / "thong-bao.csv"
    notice.write_text(
        "date,status,kind,name,provisional\n"
        "2026-11-24,off,holiday,Ngày Văn hóa Việt Nam,no\n2026-12-02,off,swapped,Nghỉ thử,no\n",
        encoding="utf-8",
    )

    said = pakn("calendar", "import", str(notice))

    assert said.exit_code == 0
    assert int(said.stdout.split("đổi ")[1].split(". ")[1].split(" ")[0]) > 0


# --- the password --------------------------------------------------------------------------------------------------


def test_a_password_is_made_up_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(env=Env.TEST, data_dir=tmp_path / "var")

    first = password(settings)

    assert password(settings) == first
    kept = tmp_path / "var" / "demo-password"
    assert kept.stat().st_mode & 0o077 == 0
    assert len(first) >= passwords.MIN_LENGTH


def test_the_password_that_was_set_goes_before_the_one_kept(tmp_path: Path) -> None:
    settings = Settings(env=Env.TEST, data_dir=tmp_path / "var", demo_password="mật khẩu của tôi")

    assert password(settings) == "mật khẩu của tôi"
    assert not (tmp_path / "var").exists()


# --- the process ---------------------------------------------------------------------------------------------------


@pytest.fixture
def demo_settings(tmp_path: Path) -> dict[str, str]:
    return {
        "PAKN_DATA_DIR": str(tmp_path / "var"),
        "PORT": str(run.free_port()),
        "PAKN_DEMO_PASSWORD": "mật khẩu thử",
    }


@contextmanager
def served(settings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A running demo that answers; it is told to stop at the end."""
    process = subprocess.Popen(command("demo"), env=outside(settings), stdout=subprocess.PIPE, text=True)
    try:
        _wait_for(f"http://127.0.0.1:{settings['PORT']}/healthz", process)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_S)


def _wait_for(url: str, process: subprocess.Popen[str]) -> None:
    def answered() -> str:
        assert process.poll() is None, "the demo ended before it answered"
        with suppress(URLError), urllib.request.urlopen(url) as answer:
            return str(json.load(answer)["status"])
        return ""

    assert until(answered, lambda: "the demo did not answer") == "ok"


def test_the_demo_serves_says_where_and_stops_when_told(demo_settings: dict[str, str]) -> None:
    with served(demo_settings) as process:
        other = subprocess.run(
            command("demo"),
            env=outside(demo_settings),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    assert process.returncode == 0
    said = process.stdout.read() if process.stdout else ""
    assert f"http://127.0.0.1:{demo_settings['PORT']}/can-bo" in said
    assert "mật khẩu thử" in said
    assert "chutich" in said
    assert other.returncode == 1
    assert len(other.stderr.splitlines()) == 1
    assert demo_settings["PORT"] in other.stderr

    url = f"sqlite:///{Path(demo_settings['PAKN_DATA_DIR']) / 'pakn.sqlite3'}"
    with opened(url) as session:
        before = session.scalar(select(func.count()).select_from(Petition))
        assert passwords.matches(session.scalars(select(Officer)).all()[0].password_hash, "mật khẩu thử")

    with served(demo_settings | {"PAKN_DEMO_PASSWORD": "mật khẩu khác"}):
        pass

    with opened(url) as session:
        assert session.scalar(select(func.count()).select_from(Petition)) == before
        assert passwords.matches(session.scalars(select(Officer)).all()[0].password_hash, "mật khẩu khác")


def test_the_demo_leaves_a_database_with_other_data_alone(pakn: Run, settings: dict[str, str]) -> None:
    pakn("agency", "load", "--preset", "phuong")

    said = pakn("demo", "--port", str(run.free_port()))

    assert said.exit_code == 1
    assert "phuong-mau" in said.stderr


def test_the_demo_does_not_run_in_production(pakn: Run) -> None:
    said = pakn("demo", "--port", str(run.free_port()), PAKN_ENV="production", PAKN_CLOCK=None)

    assert said.exit_code == 1
    assert "PAKN_ENV=production" in said.stderr


def test_a_password_that_is_too_short_is_a_sentence(pakn: Run) -> None:
    said = pakn("demo", "--port", str(run.free_port()), PAKN_DEMO_PASSWORD="ngắn")

    assert said.exit_code == 1
    assert "ít nhất 10 ký tự" in said.stderr


@pytest.mark.parametrize("name", ["demo", "web"])
def test_a_port_in_use_is_a_sentence(pakn: Run, name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        said = pakn(name, "--port", str(taken.getsockname()[1]))

    assert said.exit_code == 1
    assert "PORT=" in said.stderr
    assert "PAKN_ENV" not in os.environ

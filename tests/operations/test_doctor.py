"""`pakn doctor`: each part is broken for real, and the doctor says which and what to do."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from redis.exceptions import ResponseError
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from pakn.app import create_app
from pakn.kernel.db import reading, transaction
from pakn.operations.examining import broker, database, everything, machine, organisation
from pakn.operations.health import Status
from tests import sample
from tests.cli.conftest import Process, Run
from tests.cli.conftest import pakn as pakn
from tests.cli.conftest import process as process
from tests.cli.conftest import settings as settings
from tests.operations.examined import KEY, chosen, only
from tests.services.postgres import Postgres
from tests.services.valkey import RedisServer
from tests.workers.looking import NOW

TODAY = date(2026, 3, 2)


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """The database of a real installation; SQLite has a test of its own."""
    return postgres_url


# The machine


@pytest.mark.parametrize(
    ("key", "status"),
    [(KEY, Status.OK), ("k" * 40, Status.ERROR), ("short", Status.ERROR), ("abcabcabc" * 5, Status.ERROR)],
)
def test_a_key_that_can_be_guessed_is_wrong_and_never_shown(key: str, status: Status) -> None:
    check = machine.secret_key(key)

    assert check.status is status
    assert key not in check.says


@pytest.mark.parametrize(
    ("env", "url", "status"),
    [
        ("production", "https://pakn.xa.example", Status.OK),
        ("production", "http://pakn.xa.example", Status.ERROR),
        ("production", "http://127.0.0.1:8000", Status.WARNING),
        ("demo", "http://pakn.xa.example", Status.WARNING),
    ],
)
def test_what_citizens_write_must_travel_safely(tmp_path: Path, env: str, url: str, status: Status) -> None:
    assert machine.base_url(chosen(tmp_path, env=env, base_url=url)).status is status


def test_a_folder_that_others_read_or_nobody_can_write_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert machine.folder(chosen(tmp_path)).status is Status.OK

    tmp_path.chmod(0o755)
    assert "chmod 700" in machine.folder(chosen(tmp_path)).says

    assert machine.folder(chosen(tmp_path / "not-there")).status is Status.ERROR


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert only(machine.free_space(chosen(tmp_path)), "disk").value
    monkeypatch.setattr(machine, "_LEAST_FREE", 2**62)
    assert only(machine.free_space(chosen(tmp_path)), "disk").status is Status.ERROR


# The database


def test_a_good_database_is_good(province: Flask) -> None:
    found = list(database.examine(reading(), datetime.now(UTC)))

    assert {check.status for check in found} == {Status.OK}


def test_a_database_without_utf8_is_wrong(postgres: Postgres) -> None:
    postgres.tell(
        "CREATE DATABASE {} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0", "latin"
    )
    engine = create_engine(postgres.url("latin"))
    with Session(engine) as session:
        found = only(database.examine(session, datetime.now(UTC)), "database_encoding")
    engine.dispose()
    postgres.tell("DROP DATABASE {} WITH (FORCE)", "latin")

    assert (found.status, found.value) == (Status.ERROR, "LATIN1")


@pytest.mark.parametrize(
    ("number", "status"), [(150004, Status.OK), (170002, Status.OK), (140011, Status.ERROR)]
)
def test_an_old_postgresql_is_wrong(number: int, status: Status) -> None:
    assert database.version(number).status is status


@pytest.mark.parametrize(("seconds", "status"), [(2, Status.OK), (-30, Status.WARNING), (600, Status.ERROR)])
def test_clocks_that_are_apart_are_said(seconds: int, status: Status) -> None:
    assert database.skew(NOW + timedelta(seconds=seconds), NOW).status is status


def test_a_journal_other_than_wal_is_wrong(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'plain.sqlite3'}")
    with Session(engine) as session:
        assert database.journal(session).status is Status.ERROR
    engine.dispose()


def test_sqlite_with_its_journal_is_good(sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    with Session(engine) as session:
        session.execute(text("PRAGMA journal_mode=WAL"))
        assert [check.status for check in database.examine(session, NOW)] == [Status.OK]
    engine.dispose()


# The organisation


def test_an_installation_without_agencies_says_how_to_load_one(app: Flask) -> None:
    with app.app_context():
        found = only(organisation.examine(reading(), TODAY), "agencies")

    assert found.status is Status.ERROR
    assert "pakn agency load" in found.says


def test_agencies_that_take_no_petitions_are_said(province: Flask) -> None:
    with transaction() as session:
        session.execute(text("UPDATE agency SET takes_petitions = false"))

    assert only(organisation.examine(reading(), TODAY), "agencies").value == 0


def test_a_missing_leader_office_or_head_is_named(province: Flask) -> None:
    assert only(organisation.examine(reading(), TODAY), "people:xa-dong").status is Status.OK

    with transaction() as session:
        sample.unit(session, "xa-dong", "kinh-te").head_id = None
    headless = only(organisation.examine(reading(), TODAY), "people:xa-dong")
    assert (headless.status, "Phòng Kinh tế" in headless.says) == (Status.WARNING, True)

    with transaction() as session:
        sample.officer(session, "dong-chu-tich").active = False
        sample.officer(session, "dong-pho").active = False
    leaderless = only(organisation.examine(reading(), TODAY), "people:xa-dong")
    assert (leaderless.status, "lãnh đạo" in leaderless.says) == (Status.ERROR, True)


def test_a_year_without_a_notice_is_a_warning(province: Flask) -> None:
    found = {check.name: check.status for check in organisation.calendar(reading(), TODAY)}

    assert found == {"calendar:2026": Status.OK, "calendar:2027": Status.WARNING}


# Redis


def test_a_redis_at_work_is_good_and_one_that_evicts_is_not(
    redis_server: RedisServer, tmp_path: Path
) -> None:
    settings = chosen(tmp_path, redis_url=redis_server.url)
    assert {check.status for check in broker.examine(settings)} == {Status.OK}

    redis_server.client.config_set("maxmemory-policy", "allkeys-lru")
    assert only(broker.examine(settings), "redis_eviction").status is Status.ERROR

    redis_server.kill()
    assert only(broker.examine(settings), "redis").status is Status.ERROR


def test_a_redis_with_another_password_is_said_without_ours(
    redis_server: RedisServer, tmp_path: Path
) -> None:
    redis_server.client.config_set("requirepass", "theirs")
    url = redis_server.url.replace("redis://", "redis://:ours-is-secret@")

    found = only(broker.examine(chosen(tmp_path, redis_url=url)), "redis")

    assert found.status is Status.ERROR
    assert "ours-is-secret" not in found.says


def test_a_redis_that_takes_nothing_more_is_wrong(redis_server: RedisServer, tmp_path: Path) -> None:
    redis_server.client.config_set("maxmemory", "1")

    found = only(broker.examine(chosen(tmp_path, redis_url=redis_server.url)), "redis")

    assert (found.status, "OutOfMemoryError" in found.says) == (Status.ERROR, True)


def test_a_redis_without_a_database_of_that_number_is_said_so(
    redis_server: RedisServer, tmp_path: Path
) -> None:
    elsewhere = f"{redis_server.url.rpartition('/')[0]}/99"

    found = only(broker.examine(chosen(tmp_path, redis_url=elsewhere)), "redis")

    assert found.status is Status.ERROR
    assert "không có cơ sở dữ liệu mang số cuối trong PAKN_REDIS_URL" in found.says


def test_a_replica_or_a_user_who_may_not_write_is_said_so(redis_server: RedisServer, tmp_path: Path) -> None:
    redis_server.client.acl_setuser("reader", enabled=True, nopass=True, keys=["*"], commands=["+info"])
    reader = redis_server.url.replace("redis://", "redis://reader:any@")
    refused = only(broker.examine(chosen(tmp_path, redis_url=reader)), "redis")
    redis_server.client.replicaof("127.0.0.1", "1")
    replica = only(broker.examine(chosen(tmp_path, redis_url=redis_server.url)), "redis")

    assert (refused.status, "không được phép ghi" in refused.says) == (Status.ERROR, True)
    assert (replica.status, "bản sao chỉ đọc" in replica.says) == (Status.ERROR, True)


def test_an_answer_of_redis_that_nobody_foresaw_is_repeated() -> None:
    assert "“MISCONF can't save”" in broker.refusal(ResponseError("MISCONF can't save"))


def test_an_old_redis_is_a_warning() -> None:
    assert [broker.version(number).status for number in ("9.1.2", "6.2.0", "5.0.14")] == [
        Status.OK,
        Status.OK,
        Status.WARNING,
    ]


# All together


def test_everything_is_asked_though_the_database_is_away(tmp_path: Path) -> None:
    settings = chosen(tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none")
    with create_app(settings).app_context():
        checks = list(everything.examine(reading(), settings, NOW))
    found = {check.name: check.status for check in checks}

    assert found["database"] is Status.ERROR
    assert "systemctl status postgresql" in only(checks, "database").says
    assert "PAKN_DATABASE_URL" in only(checks, "database").says
    assert {"settings", "secret_key", "redis", "smtp", "mailboxes"} <= set(found)
    assert "agencies" not in found


def test_everything_else_is_asked_though_a_table_is_missing(
    province: Flask, database_url: str, tmp_path: Path
) -> None:
    with transaction() as session:
        session.execute(text("ALTER TABLE outbox RENAME TO outbox_x"))

    checks = list(everything.examine(reading(), chosen(tmp_path, database_url=database_url), NOW))

    broken = [check.says for check in checks if check.value == "broken"]
    assert (len(broken), "outbox" in broken[0]) == (1, True)
    assert {"people:xa-dong", "redis", "smtp", "mailboxes"} <= {check.name for check in checks}


@pytest.mark.parametrize("there", ["nothing", "the folder"])
@pytest.mark.parametrize("key", ["k" * 40, ""])
def test_the_doctor_makes_nothing_of_what_is_missing(pakn: Run, tmp_path: Path, there: str, key: str) -> None:
    place = tmp_path / "x" / "y"
    if there == "the folder":
        place.mkdir(parents=True)
    before = set(tmp_path.rglob("*"))
    env = {"PAKN_SECRET_KEY": key, "PAKN_DATA_DIR": str(place)}

    own = pakn("doctor", PAKN_DATABASE_URL="", **env)
    given = pakn("doctor", PAKN_DATABASE_URL=f"sqlite:///{place}/db/x.db", **env)

    assert set(tmp_path.rglob("*")) == before
    missing = f"thư mục {place}" if there == "nothing" else f"tệp cơ sở dữ liệu {place / 'pakn.sqlite3'}"
    for said, what in ((own, missing), (given, f"thư mục {place / 'db'}")):
        assert said.exit_code == 1
        assert f"lỗi    Không thấy {what}" in said.stdout
        assert "pakn db upgrade" in said.stdout
        assert "tốt    Không dùng Redis" in said.stdout


def test_a_database_file_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.db"
    file.touch()
    address = f"sqlite:///{file}"
    assert database.place(address) is None

    monkeypatch.setattr(database.os, "access", lambda path, mode: mode == os.F_OK or path != file)

    assert f"Không ghi được vào {file}." in database.place(address).says


def test_the_command_says_a_line_for_each_part_and_ends_with_1_when_one_is_wrong(pakn: Run) -> None:
    said = pakn("doctor")

    assert said.exit_code == 1
    assert "lỗi    Chưa có cơ quan nào." in said.stdout
    assert all(line.startswith(("tốt ", "lưu ý ", "lỗi ")) for line in said.stdout.splitlines())


def test_the_command_gives_programs_the_same(pakn: Run) -> None:
    said = pakn("doctor", "--json", PAKN_SMTP_URL="smtp://user:mat-khau-kin@127.0.0.1:1")

    told = json.loads(said.stdout)
    assert told["status"] == "error"
    assert {"name", "status", "value", "says"} == set(told["checks"][0])
    assert "mat-khau-kin" not in said.output


def test_a_setting_that_cannot_be_read_is_the_only_line(pakn: Run) -> None:
    said = pakn("doctor", PAKN_BASE_URL="pakn.example")

    assert (said.exit_code, len(said.stdout.splitlines())) == (1, 1)
    assert "PAKN_BASE_URL" in said.stdout


def test_a_shell_without_any_setting_is_told_which_file_holds_them(
    process: Process, settings: dict[str, str]
) -> None:
    bare = process("doctor", **dict.fromkeys(settings, ""))
    keyless = process("doctor", PAKN_ENV="production", PAKN_SECRET_KEY="", PAKN_CLOCK="")

    assert (bare.returncode, "/etc/pakn/pakn.env" in bare.stdout) == (1, True)
    assert (keyless.returncode, "/etc/pakn/pakn.env" in keyless.stdout) == (1, False)

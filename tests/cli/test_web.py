"""`pakn web` and `wsgi`: what stops the start with a sentence, where it listens, how it ends."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError

import pytest
from sqlalchemy import create_engine, text

from tests.cli.conftest import Run, command, outside
from tests.services import run
from tests.services.waiting import PATIENCE_S, until

NOT_MIGRATED = "Cơ sở dữ liệu chưa tạo hoặc chưa nâng cấp. Chạy: pakn db upgrade"


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def _port() -> str:
    return str(run.free_port())


def test_a_database_without_tables_is_not_served(pakn: Run, empty_database_url: str) -> None:
    said = pakn("web", "--port", _port(), PAKN_DATABASE_URL=empty_database_url)

    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.strip() == NOT_MIGRATED


def test_a_database_of_another_version_is_not_served(pakn: Run, database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    engine.dispose()

    said = pakn("web", "--port", _port(), PAKN_DATABASE_URL=database_url)

    assert (said.exit_code, said.stderr.strip()) == (1, NOT_MIGRATED)


def test_a_database_that_does_not_answer_is_a_sentence(pakn: Run) -> None:
    said = pakn("web", "--port", _port(), PAKN_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")

    assert said.exit_code == 1
    assert said.stderr.startswith("Cơ sở dữ liệu báo lỗi: ")
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.parametrize("port", ["0", "65536", "tám nghìn"])
def test_a_port_that_is_none_is_wrong_use(pakn: Run, port: str) -> None:
    for name in ("web", "demo"):
        assert pakn(name, PORT=port).exit_code == 2


@pytest.mark.parametrize("host", ["khong-co.invalid", "192.0.2.1", "a" * 300])
def test_a_host_that_is_not_ours_is_a_sentence(pakn: Run, host: str) -> None:
    said = pakn("web", "--host", host, "--port", _port())

    assert said.exit_code == 1
    assert said.stderr.startswith("Không mở được cổng")


def test_a_wsgi_server_is_told_in_one_sentence_what_is_missing(settings: dict[str, str]) -> None:
    wrong = settings | {"PAKN_ENV": "production", "PAKN_SECRET_KEY": "", "PAKN_CLOCK": ""}

    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        env=outside(wrong),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 1
    assert done.stderr.splitlines() == ["PAKN_SECRET_KEY: cần đặt ít nhất 32 ký tự ngẫu nhiên"]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_it_listens_where_it_says_and_ends_when_told(
    settings: dict[str, str], tmp_path: Path, host: str
) -> None:
    if ":" in host and not _has_ipv6():
        pytest.skip("this machine has no IPv6")
    port, said = _port(), tmp_path / "said"
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    with said.open("w") as out:
        process = subprocess.Popen(
            command("web", "--host", host), env=outside(settings | {"PORT": port}), stdout=out, stderr=out
        )
    try:
        assert _answer(f"{address}/healthz", process) == 200
    finally:
        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=PATIENCE_S)

    assert status == 0
    assert said.read_text() == f"PAKN đang chạy ở {address}\n"


def _answer(url: str, process: subprocess.Popen[bytes]) -> int:
    def answered() -> int:
        assert process.poll() is None, "it ended before it answered"
        with suppress(URLError), urllib.request.urlopen(url) as answer:
            return int(answer.status)
        return 0

    return until(answered, lambda: "it did not answer")


def test_the_folder_made_for_a_new_database_is_for_its_owner_alone(pakn: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "var"

    done = pakn("db", "upgrade", PAKN_DATA_DIR=str(folder), PAKN_DATABASE_URL=None)

    assert done.exit_code == 0
    assert (folder / "pakn.sqlite3").exists()
    assert folder.stat().st_mode & 0o077 == 0

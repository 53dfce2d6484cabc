"""A setting that is missing or wrong stops the start with one sentence that names it."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pakn import settings
from pakn.settings import Env, WrongSettings

KEY = "k" * 32


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment with only a data folder in it."""
    monkeypatch.setenv("PAKN_DATA_DIR", str(tmp_path / "var"))
    return monkeypatch


def test_production_needs_nothing_but_a_key(say: pytest.MonkeyPatch, tmp_path: Path) -> None:
    say.setenv("PAKN_SECRET_KEY", KEY)
    say.delenv("PAKN_RATE_LIMITS")

    loaded = settings.load()

    assert loaded.env is Env.PRODUCTION
    assert loaded.database == f"sqlite:///{tmp_path / 'var' / 'pakn.sqlite3'}"
    assert loaded.key == KEY.encode()
    assert loaded.rate_limits


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"SECRET_KEY": ""}, "PAKN_SECRET_KEY: cần đặt ít nhất 32 ký tự ngẫu nhiên"),
        ({"SECRET_KEY": "short"}, "PAKN_SECRET_KEY: cần đặt ít nhất 32 ký tự ngẫu nhiên"),
        ({"ENV": "staging"}, "PAKN_ENV: cần là production, demo hoặc test"),
        ({"CLOCK": "2026-12-14T08:00:00+07:00"}, "PAKN_CLOCK: chỉ dùng để kiểm thử, cần PAKN_ENV=test"),
        (
            {"CLOCK": "2026-12-14T08:00:00+07:00", "ENV": "demo"},
            "PAKN_CLOCK: chỉ dùng để kiểm thử, cần PAKN_ENV=test",
        ),
        ({"CLOCK": "2026-12-14T08:00:00", "ENV": "test"}, "PAKN_CLOCK: cần có múi giờ"),
        ({"CLOCK": "yesterday", "ENV": "test"}, "PAKN_CLOCK: cần có dạng 2026-12-14T08:00:00+07:00"),
        ({"BASE_URL": "pakn.example"}, "PAKN_BASE_URL: cần bắt đầu bằng http:// hoặc https://"),
        ({"LOG_LEVEL": "LOUD"}, "PAKN_LOG_LEVEL: cần là DEBUG, INFO, WARNING hoặc ERROR"),
        ({"TRUSTED_PROXIES": "one"}, "PAKN_TRUSTED_PROXIES: cần là một số nguyên"),
        ({"TRUSTED_PROXIES": "-1"}, "PAKN_TRUSTED_PROXIES: cần từ 0 trở lên"),
        ({"RATE_LIMITS": "sometimes"}, "PAKN_RATE_LIMITS: cần là true hoặc false"),
        ({"DATABASE_URL": "pakn.sqlite3"}, "PAKN_DATABASE_URL: cần có dạng"),
        ({"DATABASE_URL": "mysql://x/y"}, "PAKN_DATABASE_URL: cần có dạng"),
        ({"SMTP_URL": "mail.example"}, "PAKN_SMTP_URL: cần có dạng smtp://user:password@host:port"),
        ({"SMTP_URL": "smtp://mail.example:many"}, "PAKN_SMTP_URL: cần có dạng"),
        ({"SMTP_URL": "http://mail.example"}, "PAKN_SMTP_URL: cần có dạng"),
        ({"MAIL_DELIMITER": "*"}, "PAKN_MAIL_DELIMITER: chỉ nhận một trong các dấu + - = _ hoặc để trống"),
        ({"REDIS_URL": "127.0.0.1:6379"}, "PAKN_REDIS_URL: cần có dạng redis://127.0.0.1:6379/0"),
        ({"MAIL_FROM": ""}, "PAKN_MAIL_FROM: cần có dạng pakn@xa.example hoặc Tên <pakn@xa.example>"),
        ({"MAIL_FROM": "pakn"}, "PAKN_MAIL_FROM: cần có dạng"),
        ({"MAIL_FROM": "UBND xã pakn@xa.example"}, "PAKN_MAIL_FROM: cần có dạng"),
        ({"MAIL_FROM": "UBND xã <pakn@xa.example"}, "PAKN_MAIL_FROM: cần có dạng"),
        ({"MAIL_FROM": "a@xa.example, b@xa.example"}, "PAKN_MAIL_FROM: cần có dạng"),
        ({"MAIL_FROM": "xã@xa.example"}, "PAKN_MAIL_FROM: cần có dạng"),
        ({"MAIL_FROM": "UBND\nBcc: x@y <pakn@xa.example>"}, "PAKN_MAIL_FROM: cần có dạng"),
        ({"MAIL_DOMAIN": ""}, "PAKN_MAIL_DOMAIN: cần có dạng xa.example"),
        ({"MAIL_DOMAIN": "@xa.example"}, "PAKN_MAIL_DOMAIN: cần có dạng"),
        ({"MAIL_DOMAIN": "xa .example"}, "PAKN_MAIL_DOMAIN: cần có dạng"),
        ({"OUTBOX_LEASE_S": "0"}, "PAKN_OUTBOX_LEASE_S: cần lớn hơn 0"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(
    say: pytest.MonkeyPatch, given: dict[str, str], sentence: str
) -> None:
    for name, value in ({"SECRET_KEY": KEY} | given).items():
        say.setenv(f"PAKN_{name}", value)

    with pytest.raises(WrongSettings) as wrong:
        settings.load()

    said = str(wrong.value)
    assert said.startswith(sentence)
    assert "\n" not in said
    assert not re.search(r"Value error|Input|should", said)
    assert KEY not in said


def test_a_database_address_as_hosts_give_it_is_understood(say: pytest.MonkeyPatch) -> None:
    say.setenv("PAKN_SECRET_KEY", KEY)
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        say.setenv("PAKN_DATABASE_URL", f"{scheme}://u:p@db/pakn")
        assert settings.load().database == "postgresql+psycopg://u:p@db/pakn"


def test_the_clock_is_read_in_any_zone_and_kept_in_utc(say: pytest.MonkeyPatch) -> None:
    say.setenv("PAKN_ENV", "test")
    say.setenv("PAKN_CLOCK", "2026-12-14T08:00:00+07:00")

    assert settings.load().clock == datetime(2026, 12, 14, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "name", "address"),
    [
        ("pakn@xa.example", "", "pakn@xa.example"),
        ("<pakn@xa.example>", "", "pakn@xa.example"),
        ("UBND xã <pakn@xa.example>", "UBND xã", "pakn@xa.example"),
        (
            '"UBND xã Đông, tỉnh Mẫu" <pakn+tin@mail.xa.example>',
            "UBND xã Đông, tỉnh Mẫu",
            "pakn+tin@mail.xa.example",
        ),
    ],
)
def test_the_sender_is_an_address_or_a_name_with_one(
    say: pytest.MonkeyPatch, given: str, name: str, address: str
) -> None:
    say.setenv("PAKN_SECRET_KEY", KEY)
    say.setenv("PAKN_MAIL_FROM", given)

    loaded = settings.load()

    assert (loaded.sender_name, loaded.sender_address) == (name, address)


def test_links_are_written_without_a_second_slash(say: pytest.MonkeyPatch) -> None:
    say.setenv("PAKN_SECRET_KEY", KEY)
    say.setenv("PAKN_BASE_URL", "https://pakn.example/")

    assert settings.load().base_url == "https://pakn.example"


def test_a_demo_makes_itself_a_key_once_and_keeps_it(say: pytest.MonkeyPatch, tmp_path: Path) -> None:
    say.setenv("PAKN_ENV", "demo")

    first, second = settings.load(), settings.load()

    kept = tmp_path / "var" / "secret-key"
    assert len(first.secret_key) >= 32
    assert first.secret_key == second.secret_key == kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.parent.stat().st_mode & 0o077 == 0


def test_a_key_is_nobody_elses_from_its_first_moment(
    say: pytest.MonkeyPatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even before a byte is in it, whatever the umask."""
    say.setenv("PAKN_ENV", "demo")
    seen: list[int] = []
    open_it = os.open

    def opened(path: Path, flags: int, mode: int) -> int:
        handle = open_it(path, flags, mode)
        seen.append(os.fstat(handle).st_mode & 0o777)
        return handle

    monkeypatch.setattr(os, "open", opened)
    umask = os.umask(0)
    try:
        settings.load()
    finally:
        os.umask(umask)

    assert seen == [0o600]


@pytest.mark.parametrize(
    ("stands_there", "words"),
    [("", "trống; xóa tệp này"), (None, "không tạo được"), ("folder", "không đọc được")],
)
def test_a_key_that_cannot_be_kept_or_read_is_a_sentence(
    say: pytest.MonkeyPatch, tmp_path: Path, stands_there: str | None, words: str
) -> None:
    say.setenv("PAKN_ENV", "demo")
    data = tmp_path / "var"
    if stands_there is None:
        data.write_text("a file where the folder should be")
        say.setenv("PAKN_DATA_DIR", str(data / "below"))
    else:
        data.mkdir()
        key = data / "secret-key"
        key.mkdir() if stands_there else key.touch()

    with pytest.raises(WrongSettings, match=words) as wrong:
        settings.load()

    assert str(wrong.value).startswith("PAKN_DATA_DIR: ")

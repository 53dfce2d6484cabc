"""The settings of an installation, read from the environment (prefix PAKN_), checked once when a process starts."""

from __future__ import annotations

import os
import re
import secrets
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import NonNegativeInt, PositiveInt, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_KEY_FILE = "secret-key"
_DELIMITERS = ("", "+", "-", "=", "_")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_NAME_AND_ADDRESS = re.compile(r'(?:"(?P<quoted>[^"<>]*)"|(?P<name>[^"<>]*))\s*<(?P<address>[^<>]*)>')

# What the library finds wrong by itself, by the beginning of its code for it.
_WRONG = {
    "enum": "cần là production, demo hoặc test",
    "bool": "cần là true hoặc false",
    "datetime": "cần có dạng 2026-12-14T08:00:00+07:00",
    "int": "cần là một số nguyên",
    "greater_than_equal": "cần từ 0 trở lên",
    "greater_than": "cần lớn hơn 0",
}


class Env(StrEnum):
    """What the installation is for."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


class WrongSettings(Exception):
    """A setting is missing or wrong; the message is one sentence that names it."""


class Settings(BaseSettings):
    """Every setting of PAKN; README documents each under its environment name."""

    model_config = SettingsConfigDict(env_prefix="PAKN_", extra="ignore")

    env: Env = Env.PRODUCTION
    data_dir: Path = Path("var")
    database_url: str = ""
    secret_key: str = ""
    base_url: str = "http://127.0.0.1:8000"
    smtp_url: str = ""
    mail_from: str = "pakn@localhost"
    mail_domain: str = "localhost"
    mail_delimiter: str = "+"
    imap_url: str = ""
    redis_url: str = ""
    clock: datetime | None = None
    rate_limits: bool = True
    outbox_lease_s: PositiveInt = 60
    mail_poll_s: PositiveInt = 60
    trusted_proxies: NonNegativeInt = 0
    log_level: str = "INFO"
    demo_password: str = ""

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, folder: Path) -> Path:
        return folder.resolve()

    @field_validator("database_url")
    @classmethod
    def _psycopg(cls, url: str) -> str:
        for scheme in ("postgres://", "postgresql://"):
            if url.startswith(scheme):
                return "postgresql+psycopg://" + url.removeprefix(scheme)
        if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError(
                "cần có dạng sqlite:////folder/pakn.sqlite3 hoặc postgresql://user:password@host/name"
            )
        return url

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, url: str) -> str:
        if url and not _is_mail_server(url):
            raise ValueError("cần có dạng smtp://user:password@host:port?starttls=1")
        return url

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, sender: str) -> str:
        local, _, domain = _sender_parts(sender)[1].rpartition("@")
        if not (sender.isprintable() and _LOCAL_PART.fullmatch(local) and _DOMAIN.fullmatch(domain)):
            raise ValueError("cần có dạng pakn@xa.example hoặc Tên <pakn@xa.example>")
        return sender.strip()

    @field_validator("mail_domain")
    @classmethod
    def _domain(cls, domain: str) -> str:
        if not _DOMAIN.fullmatch(domain):
            raise ValueError("cần có dạng xa.example")
        return domain

    @field_validator("mail_delimiter")
    @classmethod
    def _delimiter(cls, sign: str) -> str:
        if sign not in _DELIMITERS:
            raise ValueError("chỉ nhận một trong các dấu + - = _ hoặc để trống")
        return sign

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, url: str) -> str:
        if url and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("cần có dạng redis://127.0.0.1:6379/0 hoặc unix:///run/redis/redis.sock")
        return url

    @field_validator("base_url")
    @classmethod
    def _no_slash(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("cần bắt đầu bằng http:// hoặc https://")
        return url.rstrip("/")

    @field_validator("clock", mode="before")
    @classmethod
    def _unset(cls, typed: object) -> object:
        return typed or None

    @field_validator("clock")
    @classmethod
    def _zoned(cls, moment: datetime | None) -> datetime | None:
        if moment is not None and moment.tzinfo is None:
            raise ValueError("cần có múi giờ, ví dụ 2026-12-14T08:00:00+07:00")
        return moment.astimezone(UTC) if moment else None

    @field_validator("log_level")
    @classmethod
    def _level(cls, level: str) -> str:
        if level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("cần là DEBUG, INFO, WARNING hoặc ERROR")
        return level.upper()

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.clock is not None and self.env is not Env.TEST:
            raise ValueError("PAKN_CLOCK: chỉ dùng để kiểm thử, cần PAKN_ENV=test")
        if self.env is Env.PRODUCTION and len(self.secret_key) < 32:
            raise ValueError("PAKN_SECRET_KEY: cần đặt ít nhất 32 ký tự ngẫu nhiên")
        return self

    @property
    def database(self) -> str:
        """The SQLAlchemy URL: the one given, or an SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'pakn.sqlite3'}"

    @property
    def sender_name(self) -> str:
        """The name in MAIL_FROM; empty when it is an address alone."""
        return _sender_parts(self.mail_from)[0]

    @property
    def sender_address(self) -> str:
        """The address in MAIL_FROM."""
        return _sender_parts(self.mail_from)[1]

    @property
    def key(self) -> bytes:
        """The key that signs and digests; in a demo one is kept in the data folder, see `load`."""
        return self.secret_key.encode()


def load() -> Settings:
    """The settings of this process; raises WrongSettings with one sentence for the first fault."""
    settings = _told()
    if not settings.secret_key:
        settings.secret_key = _kept_key(settings.data_dir)
    return settings


def look() -> Settings:
    """The same for who must leave nothing behind: where a key would be made and kept, it is not kept."""
    settings = _told()
    if not settings.secret_key:
        path = settings.data_dir / _KEY_FILE
        settings.secret_key = _read_key(path) if os.access(path, os.F_OK) else secrets.token_urlsafe(48)
    return settings


def _told() -> Settings:
    try:
        return Settings()
    except ValidationError as fault:
        raise WrongSettings(_sentence(fault)) from None


def _sentence(fault: ValidationError) -> str:
    first = fault.errors()[0]
    name = "".join(f"PAKN_{part}: ".upper() for part in first["loc"][:1])
    said = first["msg"].removeprefix("Value error, ")
    return name + next((words for kind, words in _WRONG.items() if first["type"].startswith(kind)), said)


def _sender_parts(sender: str) -> tuple[str, str]:
    found = _NAME_AND_ADDRESS.fullmatch(sender.strip())
    if found is None:
        return "", sender.strip()
    return (found["quoted"] or found["name"] or "").strip(), found["address"].strip()


def _is_mail_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _kept_key(data_dir: Path) -> str:
    """A key made once for a demo or a test, kept beside its database so that sessions survive a restart.

    Nobody but its owner can read it at any moment. Raises WrongSettings when it can be neither read nor kept.
    """
    path = data_dir / _KEY_FILE
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as kept:
            kept.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError as fault:
        raise WrongSettings(f"PAKN_DATA_DIR: không tạo được {path} ({fault.strerror})") from None
    return _read_key(path)


def _read_key(path: Path) -> str:
    try:
        key = path.read_text().strip()
    except OSError as fault:
        raise WrongSettings(f"PAKN_DATA_DIR: không đọc được {path} ({fault.strerror})") from None
    if not key:
        raise WrongSettings(f"PAKN_DATA_DIR: {path} trống; xóa tệp này đi thì khóa mới được tạo")
    return key

"""The settings of an installation, read from the environment (prefix PAKN_), checked once when a process starts."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import NonNegativeInt, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    clock: datetime | None = None
    rate_limits: bool = True
    trusted_proxies: NonNegativeInt = 0
    log_level: str = "INFO"
    demo_password: str = ""

    @field_validator("database_url")
    @classmethod
    def _psycopg(cls, url: str) -> str:
        for scheme in ("postgres://", "postgresql://"):
            if url.startswith(scheme):
                return "postgresql+psycopg://" + url.removeprefix(scheme)
        if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError(
                "must look like sqlite:////folder/pakn.sqlite3 or postgresql://user:password@host/name"
            )
        return url

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, url: str) -> str:
        if url and not _is_mail_server(url):
            raise ValueError("must look like smtp://user:password@host:port?starttls=1")
        return url

    @field_validator("base_url")
    @classmethod
    def _no_slash(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return url.rstrip("/")

    @field_validator("clock", mode="before")
    @classmethod
    def _unset(cls, typed: object) -> object:
        return typed or None

    @field_validator("clock")
    @classmethod
    def _zoned(cls, moment: datetime | None) -> datetime | None:
        if moment is not None and moment.tzinfo is None:
            raise ValueError("needs a time zone, for example 2026-12-14T08:00:00+07:00")
        return moment.astimezone(UTC) if moment else None

    @field_validator("log_level")
    @classmethod
    def _level(cls, level: str) -> str:
        if level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return level.upper()

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.clock is not None and self.env is not Env.TEST:
            raise ValueError("PAKN_CLOCK is for tests: it needs PAKN_ENV=test")
        if self.env is Env.PRODUCTION and len(self.secret_key) < 32:
            raise ValueError("PAKN_SECRET_KEY must be set to at least 32 random characters")
        return self

    @property
    def database(self) -> str:
        """The SQLAlchemy URL: the one given, or an SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'pakn.sqlite3'}"

    @property
    def key(self) -> bytes:
        """The key that signs and digests; in a demo one is kept in the data folder, see `load`."""
        return self.secret_key.encode()


def load() -> Settings:
    """The settings of this process; raises WrongSettings with one sentence for the first fault."""
    try:
        settings = Settings()
    except ValidationError as fault:
        raise WrongSettings(_sentence(fault)) from None
    if not settings.secret_key:
        settings.secret_key = _kept_key(settings.data_dir)
    return settings


def _sentence(fault: ValidationError) -> str:
    first = fault.errors()[0]
    name = "".join(f"PAKN_{part}: ".upper() for part in first["loc"][:1])
    return name + first["msg"].removeprefix("Value error, ")


def _is_mail_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _kept_key(data_dir: Path) -> str:
    """A key made once for a demo or a test, kept beside its database so that sessions survive a restart."""
    path = data_dir / "secret-key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        data_dir.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48))
        path.chmod(0o600)
        return path.read_text().strip()

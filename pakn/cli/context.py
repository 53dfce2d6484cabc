"""What a command needs around it: the settings, the application, the database, a file as text."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from pakn.cli.said import Said

if TYPE_CHECKING:
    from flask import Flask

    from pakn.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")
LARGEST_FILE = 5 * 1024 * 1024
_NOT_MIGRATED = "Cơ sở dữ liệu chưa tạo hoặc chưa nâng cấp. Chạy: pakn db upgrade"


def settings_or_say() -> Settings:
    """The settings of the environment; a wrong one ends the command with its sentence."""
    from pakn import settings

    try:
        return settings.load()
    except settings.WrongSettings as fault:
        raise Said(str(fault)) from None


def redis_or_say(settings: Settings) -> str:
    """The address of Redis; without one the command ends with a sentence."""
    if not settings.redis_url:
        raise Said(
            "Lệnh này cần Redis hoặc Valkey: đặt PAKN_REDIS_URL, ví dụ redis://127.0.0.1:6379/0."
            " Không có Redis thì pakn web tự làm việc nền."
        )
    return settings.redis_url


def in_app(command: Callable[P, R]) -> Callable[P, R]:
    """Run a command inside the application, for one that only asks."""

    @wraps(command)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        with _application().app_context():
            return _on_the_database(command, *args, **kwargs)

    return within


def in_app_then_tell(command: Callable[P, R]) -> Callable[P, R]:
    """The same for one that changes something: what it put into the outbox is told before it ends."""

    @wraps(command)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        app = _application()
        with app.app_context():
            done = _on_the_database(command, *args, **kwargs)
        _tell(app)
        return done

    return within


def _application() -> Flask:
    from pakn.app import create_app

    return create_app(settings_or_say())


def refuse_old_database(app: Flask) -> None:
    """End the command with a sentence when the database is missing, or not of the shape this program needs."""
    from pakn.kernel import migrate
    from pakn.kernel.db import reading

    def current() -> bool:
        return migrate.is_current(reading().connection())

    with app.app_context():
        if not _on_the_database(current):
            raise Said(_NOT_MIGRATED)


def _on_the_database(command: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The command's result; a database that is missing, old or busy becomes a sentence."""
    from sqlalchemy.exc import DBAPIError, ProgrammingError

    from pakn.kernel.db import is_busy

    try:
        return command(*args, **kwargs)
    except DBAPIError as fault:
        if is_busy(fault):
            raise Said("Cơ sở dữ liệu đang bận. Chạy lại lệnh này sau ít phút.") from None
        if isinstance(fault, ProgrammingError) or "no such table" in str(fault):
            raise Said(_NOT_MIGRATED) from None
        raise Said(f"Cơ sở dữ liệu báo lỗi: {str(fault.orig).splitlines()[0]}") from None


def _tell(app: Flask) -> None:
    from workers import embedded

    embedded.drain(app)


def text_of(path: Path) -> str:
    """The content of a UTF-8 file of at most 5 MB; anything else ends the command with a sentence."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Said(f"Tệp {path} lớn hơn 5 MB.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Said(f"Tệp {path} không phải văn bản UTF-8. Lưu lại với mã UTF-8 rồi nạp lại.") from None
    except OSError as fault:
        raise Said(f"Không đọc được tệp {path}: {fault.strerror}.") from None


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="In ra JSON.")

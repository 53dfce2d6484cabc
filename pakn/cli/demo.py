"""`pakn demo`: a sample commune on this machine, with nothing else to install or to start."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pakn.cli.context import settings_or_say
from pakn.cli.db import bring_up
from pakn.cli.said import Said
from pakn.cli.serving import listen, serve, stop_when_told

if TYPE_CHECKING:
    from flask import Flask

    from pakn.settings import Settings

_HOST = "127.0.0.1"


@click.command(short_help="Chạy thử một xã mẫu trên máy này.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, envvar="PORT", help="Cổng nghe."
)
def demo(port: int) -> None:
    """Tạo một xã mẫu có cán bộ và phản ánh, rồi chạy ở http://127.0.0.1:8000 cho đến khi dừng bằng Ctrl+C.

    Dữ liệu nằm ở thư mục var/. Mật khẩu chung đặt bằng PAKN_DEMO_PASSWORD.
    """
    socket = listen(_HOST, port)
    os.environ.setdefault("PAKN_ENV", "demo")
    os.environ.setdefault("PAKN_BASE_URL", f"http://{_HOST}:{port}")
    settings = settings_or_say()
    _refuse_production(settings)
    app = _prepared(settings)
    click.echo(_welcome(app, settings))
    stop_when_told()
    serve(app, socket)


def _refuse_production(settings: Settings) -> None:
    from pakn.settings import Env

    if settings.env is Env.PRODUCTION:
        raise Said("Bản dùng thử không chạy với PAKN_ENV=production. Bỏ biến này, hoặc chạy pakn web.")
    others = _other_agencies(settings.database)
    if others:
        raise Said(f"Cơ sở dữ liệu này có dữ liệu khác ({', '.join(others)}), không chạy thử trên đó được.")


def _other_agencies(url: str) -> list[str]:
    """Codes of agencies that are not the sample's, before anything is changed."""
    from sqlalchemy import create_engine, inspect, make_url, select
    from sqlalchemy.exc import SQLAlchemyError

    from pakn.cli.stage import AGENCY
    from pakn.identity.models import Agency

    if url.startswith("sqlite") and not Path(make_url(url).database or "").exists():
        return []
    engine = create_engine(url)
    try:
        if not inspect(engine).has_table(Agency.__tablename__):
            return []
        with engine.connect() as connection:
            return [code for code in connection.scalars(select(Agency.code)) if code != AGENCY]
    except SQLAlchemyError as fault:
        raise Said(
            f"Không mở được cơ sở dữ liệu: {str(getattr(fault, 'orig', fault)).splitlines()[0]}"
        ) from None
    finally:
        engine.dispose()


def _prepared(settings: Settings) -> Flask:
    """The application on a database that holds the sample commune."""
    from pakn.app import create_app
    from pakn.cli import sample
    from pakn.kernel import clock
    from pakn.kernel.db import reading, transaction

    bring_up(settings.database)
    app = create_app(settings)
    with app.app_context():
        if not sample.is_there(reading()):
            click.echo("Đang tạo xã mẫu, mất vài giây…")
            with transaction() as session:
                sample.make(session, key=settings.key, now=clock.now())
        _set_password(password(settings))
    return app


def password(settings: Settings) -> str:
    """The password of all sample accounts: the one that was set, or one made up once and kept beside the database."""
    from pakn.identity import passwords

    if settings.demo_password:
        return settings.demo_password
    kept = settings.data_dir / "demo-password"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(f"{passwords.made_up()}\n", encoding="utf-8")
    return kept.read_text(encoding="utf-8").strip()


def _set_password(chosen: str) -> None:
    """Give every sample account this password, unless they have it; one hash serves all, they share it anyway."""
    from sqlalchemy import select

    from pakn.identity import passwords
    from pakn.identity.models import Officer
    from pakn.kernel.db import reading, transaction

    first = reading().scalars(select(Officer).order_by(Officer.id)).first()
    if first is None or passwords.matches(first.password_hash, chosen):
        return
    try:
        made = passwords.hashed(chosen)
    except ValueError:
        raise Said(f"PAKN_DEMO_PASSWORD cần ít nhất {passwords.MIN_LENGTH} ký tự.") from None
    with transaction() as session:
        for officer in session.scalars(select(Officer)):
            officer.password_hash = made
            officer.session_epoch += 1


def _welcome(app: Flask, settings: Settings) -> str:
    """The addresses and accounts, as a small table."""
    from sqlalchemy import select

    from pakn.cli import sample
    from pakn.identity.models import Officer
    from pakn.kernel.db import reading

    with app.app_context():
        agency = sample.name(reading())
        accounts = [(one.username, one.full_name, one.title) for one in reading().scalars(select(Officer))]
        tried = sample.to_try(reading(), settings.key)
    lines = [
        f"\nBản dùng thử: {agency}",
        f"  Trang người dân  {settings.base_url}/",
        f"  Trang cán bộ     {settings.base_url}/can-bo",
        f"  Thư gửi đi       {settings.base_url}/demo/thu-di",
    ]
    if tried is not None:
        lines.append(f"  Tra cứu thử      {tried[0]}, mã bí mật {tried[1]}")
    lines.append(f"\nTài khoản, mật khẩu chung: {password(settings)}")
    lines += [f"  {username:15}{name:18}{title}" for username, name, title in accounts]
    return "\n".join([*lines, "\nDừng bằng Ctrl+C.\n"])

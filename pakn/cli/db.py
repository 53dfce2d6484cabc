"""`pakn db`: the shape of the database."""

from __future__ import annotations

import click

from pakn.cli.context import in_app, settings_or_say
from pakn.cli.said import Said

_MOST_LOST = 10_000


@click.group(short_help="Tạo và nâng cấp cơ sở dữ liệu.")
def db() -> None:
    """Tạo và nâng cấp cơ sở dữ liệu."""


@db.command(short_help="Đưa cơ sở dữ liệu lên bản mới nhất.")
def upgrade() -> None:
    """Tạo cơ sở dữ liệu nếu chưa có, rồi chạy mọi bước nâng cấp chưa chạy."""
    bring_up(settings_or_say().database)
    click.echo("Cơ sở dữ liệu đã ở bản mới nhất.")


@db.command(short_help="Sau khi phục hồi bản lưu: không phát lại mã đã phát.")
@in_app
def restored() -> None:
    """Chạy một lần sau khi phục hồi bản lưu, trước khi mở lại cho người dân.

    Mã phiếu và số hiệu phát ra sau bản lưu đã nằm trong tay người khác, trong thư và đường dẫn gửi cho họ. Lệnh này bỏ
    cách 10000 số để không mã nào được phát cho hai người.
    """
    from pakn.kernel import clock, numbers
    from pakn.kernel.db import transaction

    with transaction() as session:
        for series in (f"petition_{clock.day_of(clock.now()).year}", "publication"):
            numbers.next_number(session, series)
        numbers.skip(session, _MOST_LOST)
    click.echo(f"Đã bỏ cách {_MOST_LOST} số: mã phát ra sau bản lưu không bị phát lại.")


def bring_up(url: str) -> None:
    """Run the migrations; a database that cannot be reached or changed ends the command with a sentence."""
    from pathlib import Path

    from alembic.util import CommandError
    from sqlalchemy import make_url
    from sqlalchemy.exc import SQLAlchemyError

    from pakn.kernel import migrate

    try:
        database = make_url(url).database
        if url.startswith("sqlite") and database:
            Path(database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        migrate.upgrade(url)
    except (SQLAlchemyError, CommandError, OSError) as fault:
        words = str(getattr(fault, "orig", None) or fault).splitlines()
        raise Said(
            f"Không nâng cấp được cơ sở dữ liệu: {words[0] if words else type(fault).__name__}"
        ) from None

"""`pakn beat`: hands out the work and watches the deadlines."""

from __future__ import annotations

import click


@click.command(short_help="Giao việc nền và canh thời hạn.")
def beat() -> None:
    """Giao việc nền qua Redis, nhắc hạn mỗi phút và cho đọc hộp thư, đến khi dừng bằng Ctrl+C hoặc SIGTERM.

    Chạy nhiều tiến trình thì một tiến trình làm, các tiến trình khác chờ để thay.
    """
    from pakn.app import create_app
    from pakn.cli.context import redis_or_say, refuse_old_database, settings_or_say
    from workers import leading

    settings = settings_or_say()
    redis_or_say(settings)
    app = create_app(settings)
    refuse_old_database(app)
    click.echo("PAKN canh thời hạn và giao việc nền.")
    leading.lead(app, settings)

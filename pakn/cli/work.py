"""`pakn work`: runs jobs, in as many processes as there is work for."""

from __future__ import annotations

import click


@click.command(short_help="Chạy việc nền do pakn beat giao qua Redis.")
@click.option("--burst", is_flag=True, help="Làm hết việc đang chờ rồi dừng.")
def work(burst: bool) -> None:
    """Chạy việc nền (gửi thư, đọc hộp thư) cho đến khi dừng bằng Ctrl+C hoặc SIGTERM.

    Nhận lệnh dừng thì làm xong việc đang làm rồi mới dừng; nhận lần thứ hai thì dừng ngay. Chạy được nhiều tiến trình.
    """
    from redis.exceptions import RedisError

    from pakn.app import create_app
    from pakn.cli.context import redis_or_say, refuse_old_database, settings_or_say
    from pakn.cli.said import Said
    from workers import main

    settings = settings_or_say()
    url = redis_or_say(settings)
    app = create_app(settings)
    refuse_old_database(app)
    click.echo("PAKN nhận việc nền.")
    try:
        main.work(app, url, burst=burst)
    except RedisError as fault:
        raise Said(f"Không kết nối được Redis ({type(fault).__name__}). Xem PAKN_REDIS_URL.") from None

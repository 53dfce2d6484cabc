"""`pakn web`: the pages, served by waitress."""

from __future__ import annotations

import click


@click.command(short_help="Chạy trang web.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ nghe.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, envvar="PORT", help="Cổng nghe."
)
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="Số luồng.")
def web(host: str, port: int, threads: int) -> None:
    """Chạy trang web cho đến khi dừng bằng Ctrl+C.

    Không có PAKN_REDIS_URL thì việc nền chạy trong cùng tiến trình; có thì pakn work và pakn beat làm.
    """
    from pakn.app import create_app
    from pakn.cli.context import refuse_old_database, settings_or_say
    from pakn.cli.serving import address, listen, serve, stop_when_told

    socket = listen(host, port)
    settings = settings_or_say()
    app = create_app(settings)
    refuse_old_database(app)
    click.echo(f"PAKN đang chạy ở {address(host, port)}")
    works_too = not settings.redis_url
    if not works_too:
        click.echo("Việc nền do pakn work và pakn beat làm, vì có PAKN_REDIS_URL.")
    stop_when_told()
    serve(
        app,
        socket,
        threads=threads,
        behind_proxies=settings.trusted_proxies > 0,
        works_too=works_too,
    )

"""`pakn doctor`: what is wrong, and what to do about it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click

from pakn.cli.context import AS_JSON

if TYPE_CHECKING:
    from pakn.operations.health import Check

_MARKS = {"ok": "tốt", "warning": "lưu ý", "error": "lỗi"}


@click.command(short_help="Kiểm tra cài đặt và các máy chủ liên quan.")
@AS_JSON
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Kiểm tra cài đặt, cơ sở dữ liệu, Redis, máy chủ thư và việc nền; mỗi phần một dòng, lỗi thì nói cách sửa.

    Không gửi thư nào, không đụng thư nào, không tạo tệp hay thư mục nào. Mã kết thúc 0 khi không có lỗi, 1 khi có.
    """
    from pakn.operations import health

    checks = _examined()
    if as_json:
        told = [
            {"name": each.name, "status": each.status, "value": each.value, "says": each.says}
            for each in checks
        ]
        click.echo(
            json.dumps({"status": health.overall(checks), "checks": told}, ensure_ascii=False, indent=2)
        )
    else:
        for each in checks:
            click.echo(f"{_MARKS[each.status]:6} {each.says}")
    ctx.exit(1 if health.overall(checks) == "error" else 0)


def _without_any() -> str:
    """What somebody forgot whose command knows no setting at all."""
    if any(name.startswith("PAKN_") for name in os.environ):
        return ""
    return " (Không thấy biến PAKN_… nào: nạp /etc/pakn/pakn.env trước, xem docs/operations.md.)"


def _examined() -> list[Check]:
    """Every check; settings that cannot be read are the only one then.

    An application makes the folder of its database: where that is missing, it gets one in memory.
    """
    from pakn import settings
    from pakn.app import create_app
    from pakn.kernel import clock
    from pakn.kernel.db import reading
    from pakn.operations.examining import database, everything
    from pakn.operations.examining.saying import wrong

    try:
        chosen = settings.look()
        missing = database.place(chosen.database)
        app = create_app(chosen.model_copy(update={"database_url": "sqlite://"}) if missing else chosen)
    except settings.WrongSettings as fault:
        return [wrong("settings", f"{fault}{_without_any()}")]
    with app.app_context():
        return list(everything.examine(reading(), chosen, clock.now()))

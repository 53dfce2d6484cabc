"""`pakn audit`: whether the history still is what was written."""

from __future__ import annotations

import json
from typing import IO

import click

from pakn.cli.context import AS_JSON, in_app
from pakn.cli.said import Said


@click.group(short_help="Kiểm tra chuỗi nhật ký và các neo.")
def audit() -> None:
    """Kiểm tra nhật ký. Mỗi phản ánh có một chuỗi, mục sau mang dấu của mục trước; mỗi ngày một neo giữ đầu các
    chuỗi đã dài thêm, neo sau mang dấu của neo trước.
    """


@audit.command(short_help="Tính lại mọi chuỗi và mọi neo, nêu chỗ không khớp.")
@click.option("--petition", "code", metavar="MÃ", default="", help="Chỉ chuỗi của phản ánh này.")
@click.option(
    "--anchors",
    "kept",
    metavar="TỆP",
    type=click.File(encoding="utf-8", errors="replace"),
    help="So với các dòng neo giữ ở nơi khác, mỗi dòng một neo; - là đọc từ đầu vào.",
)
@AS_JSON
@in_app
def verify(code: str, kept: IO[str] | None, as_json: bool) -> None:
    """Đọc lại nhật ký và các neo từ đầu; có gì không khớp thì kết thúc với mã 1.

    Tìm ra mục bị sửa, bị xóa hoặc chen vào giữa, phản ánh bị xóa mà còn nhật ký; và với những mục đã neo: mục cuối bị
    cắt, chuỗi được tính lại sau khi sửa, phản ánh bị xóa cùng nhật ký. Neo bị sửa hoặc xóa cũng được nêu. Mỗi chuỗi
    hỏng nêu một lần, mỗi loại nhiều nhất 20. Với --petition chỉ xem một chuỗi, không xem các neo có bị sửa không.

    Không tìm ra: mục cuối chưa neo bị cắt mà trạng thái cũng bị đưa lại; nội dung bị xóa trắng, vì xóa dữ liệu cá
    nhân theo luật cũng như vậy. Người ghi được vào cơ sở dữ liệu còn có thể tính lại cả các neo: chỉ các dòng giữ ở
    nơi khác, đưa vào bằng --anchors, mới cho thấy điều đó.
    """
    from pakn.cli import auditing

    if code and kept:
        raise click.UsageError("Chỉ dùng một trong hai: --petition hoặc --anchors.")
    session = auditing.opened()
    if code:
        found = auditing.of_chains(session, auditing.subject_of(session, code))
    else:
        found = auditing.of_all(session, auditing.lines_of(kept.read()) if kept else [])
    if as_json:
        click.echo(json.dumps(found.as_data(), ensure_ascii=False, indent=2))
    elif found.hold:
        click.echo(found.praise())
    if not found.hold:
        raise Said("\n".join(found.sentences()))


@audit.command(short_help="Liệt kê các neo, để giữ một bản ở nơi khác.")
@AS_JSON
@in_app
def anchors(as_json: bool) -> None:
    """Mỗi dòng một neo, cũ trước mới sau: ngày, số mục nhật ký đã giữ đến lúc đó, dấu.

    Việc nền cũng ghi dòng ấy vào nhật ký của máy (audit_anchored). Giữ các dòng này ở nơi mà người sửa được cơ sở dữ
    liệu không sửa được, để so lại bằng pakn audit verify --anchors.
    """
    from pakn.kernel.anchors import lines
    from pakn.kernel.db import reading

    found = lines(reading())
    if as_json:
        data = [{"day": each.day.isoformat(), "entries": each.entries, "value": each.value} for each in found]
        click.echo(json.dumps(data, indent=2))
        return
    for line in found:
        click.echo(str(line))

"""`pakn agency`: agencies from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pakn.cli.context import FILE, in_app_then_tell, text_of

if TYPE_CHECKING:
    from pakn.routing.loading import Loaded

_PRESETS = ("xa", "phuong", "xa-truoc-2025", "so")


@click.group(short_help="Nạp cơ quan, đơn vị, quy tắc phân luồng từ tệp.")
def agency() -> None:
    """Nạp cơ quan, đơn vị, quy tắc phân luồng từ tệp."""


@agency.command(short_help="Nạp một tệp YAML hoặc một mô hình có sẵn.")
@click.argument("file", metavar="[TỆP.yaml]", type=FILE, required=False)
@click.option("--preset", type=click.Choice(_PRESETS), help="Mô hình tổ chức có sẵn, thay cho tệp.")
def load(file: Path | None, preset: str | None) -> None:
    """Nạp cơ quan từ TỆP.yaml hoặc --preset. Nạp lại không sao: đơn vị, quy tắc thay bằng nội dung mới của tệp."""
    if (file is None) == (preset is None):
        raise click.UsageError("Chọn một: TỆP.yaml hoặc --preset.")
    for loaded in _load(text_of(file) if file else None, preset):
        click.echo(
            f"Đã nạp {loaded.name} (mã {loaded.code}): {loaded.units} đơn vị, {loaded.rules} quy tắc phân luồng, "
            f"{loaded.areas} địa bàn, {loaded.posts} chức vụ."
        )


@in_app_then_tell
def _load(text: str | None, preset: str | None) -> list[Loaded]:
    from pakn.kernel import clock
    from pakn.kernel.db import transaction
    from pakn.routing import loading

    content = text if text is not None else loading.preset_text(str(preset))
    with transaction() as session:
        return loading.load(session, content, clock.now())

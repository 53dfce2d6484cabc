"""The command `pakn`. Each command imports what it needs when it runs, so that the quick ones start quickly."""

from __future__ import annotations

import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from pakn.cli.said import Said
from pakn.kernel.errors import Refused

_COMMANDS = {
    "demo": ("pakn.cli.demo:demo", "Chạy thử một xã mẫu trên máy này."),
    "web": ("pakn.cli.web:web", "Chạy trang web."),
    "work": ("pakn.cli.work:work", "Chạy việc nền do pakn beat giao qua Redis."),
    "beat": ("pakn.cli.beat:beat", "Giao việc nền và canh thời hạn."),
    "db": ("pakn.cli.db:db", "Tạo và nâng cấp cơ sở dữ liệu."),
    "doctor": ("pakn.cli.doctor:doctor", "Kiểm tra cài đặt và các máy chủ liên quan."),
    "agency": ("pakn.cli.agency:agency", "Nạp cơ quan, đơn vị, quy tắc phân luồng từ tệp."),
    "officer": ("pakn.cli.officer:officer", "Thêm, khóa cán bộ, đặt lại mật khẩu."),
    "calendar": ("pakn.cli.calendar:calendar", "Nạp và xem lịch làm việc."),
    "mail": ("pakn.cli.mail:mail", "Nhận phản ánh gửi bằng thư điện tử."),
    "due": ("pakn.cli.due:due", "Tính ngày đến hạn và giải thích."),
    "classify": ("pakn.cli.classify:classify", "Phân loại văn bản theo lĩnh vực."),
    "report": ("pakn.cli.report:report", "Lập báo cáo."),
    "audit": ("pakn.cli.audit:audit", "Kiểm tra chuỗi nhật ký và các neo."),
    "seed": ("pakn.cli.seed:seed", "Đổ nhiều phản ánh mẫu vào để đo và thử."),
}


class Pakn(click.Group):
    """A group that loads a command when it is asked for, and turns a refusal into a sentence and exit status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order of the table."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help, without importing anything."""
        with formatter.section("Lệnh"):
            formatter.write_dl([(name, words) for name, (_, words) in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Refused ends it with its sentence."""
        try:
            return super().invoke(ctx)
        except Refused as refused:
            raise Said(refused) from None


@click.command(cls=Pakn, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="pakn", prog_name="pakn", message="%(prog)s %(version)s")
def cli() -> None:
    """Tiếp nhận, xử lý, trả lời và công khai phản ánh, kiến nghị của người dân."""


def main() -> None:
    """Where the process starts: Vietnamese goes out as UTF-8 whatever the terminal says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    cli(prog_name="pakn")

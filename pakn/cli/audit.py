"""`pakn audit`: whether the history still is what was written."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

import click

from pakn.cli.context import AS_JSON, in_app
from pakn.cli.progress import bar_of
from pakn.cli.said import Said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pakn.kernel.audit import Fault, Subject

_MOST = 20


@click.group(short_help="Kiểm tra chuỗi nhật ký.")
def audit() -> None:
    """Kiểm tra nhật ký: mỗi phản ánh có một chuỗi, mục sau mang dấu của mục trước."""


@audit.command(short_help="Tính lại mọi chuỗi, nêu chỗ không khớp.")
@click.option("--petition", "code", metavar="MÃ", default="", help="Chỉ chuỗi của phản ánh này.")
@AS_JSON
@in_app
def verify(code: str, as_json: bool) -> None:
    """Đọc lại nhật ký từ đầu và so từng mục với dấu đã ghi; có mục bị sửa, bị xóa hoặc chen vào thì kết thúc với mã 1.

    Mỗi chuỗi hỏng nêu một lần, ở mục đầu tiên không khớp; nêu nhiều nhất 20 chuỗi. Dấu của toàn bộ nhật ký chưa được
    neo ra ngoài: người sửa được cả cơ sở dữ liệu và tính lại mọi dấu thì lệnh này không phát hiện được.
    """
    from pakn.kernel import audit as chains
    from pakn.kernel.db import reading

    session = reading()
    subject = _subject(session, code) if code else None
    total = chains.count(session, subject)
    broken = _looked_through(session, subject, total)
    names = {fault: _name(session, fault.subject) for fault in broken}
    if as_json:
        click.echo(json.dumps(_as_data(total, names), ensure_ascii=False, indent=2))
    elif not broken:
        click.echo(f"Đã kiểm tra {total} mục nhật ký: không có mục nào sai.")
    if broken:
        raise Said("\n".join(_sentence(fault, names[fault]) for fault in broken))


def _subject(session: Session, typed: str) -> Subject:
    """Raises Said when there is no petition of this code."""
    from sqlalchemy import select

    from pakn.kernel.audit import Subject
    from pakn.kernel.codes import parse_tracking_code
    from pakn.petitions.models import Petition

    code = parse_tracking_code(typed)
    found = session.scalar(select(Petition.id).where(Petition.code == code)) if code else None
    if found is None:
        raise Said(f"Không có phản ánh nào mang mã “{typed[:64]}”.")
    return Subject("petition", found)


def _looked_through(session: Session, subject: Subject | None, total: int) -> list[Fault]:
    from pakn.kernel import audit as chains

    with bar_of(total, "Nhật ký") as bar:
        return list(islice(chains.faults(session, subject, lambda: bar.update(1)), _MOST))


def _name(session: Session, subject: Subject) -> str:
    """The petition's code, or the kind and number of anything else."""
    from sqlalchemy import select

    from pakn.petitions.models import Petition

    known = subject.kind == "petition"
    code = session.scalar(select(Petition.code).where(Petition.id == subject.id)) if known else None
    return code or f"{subject.kind} {subject.id}"


def _sentence(fault: Fault, name: str) -> str:
    return f"{name}: mục nhật ký số {fault.number} không khớp với chuỗi."


def _as_data(total: int, names: dict[Fault, str]) -> dict[str, object]:
    broken = [
        {"subject": f"{fault.subject.kind} {fault.subject.id}", "name": name, "entry": fault.number}
        for fault, name in names.items()
    ]
    return {"entries": total, "holds": not broken, "faults": broken}

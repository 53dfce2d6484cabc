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
    """Đọc lại nhật ký từ đầu và so từng mục với dấu đã ghi; có mục bị sửa, bị xóa hoặc chen vào giữa thì kết thúc với
    mã 1.

    Mỗi chuỗi hỏng nêu một lần, ở mục đầu tiên không khớp; nêu nhiều nhất 20 chuỗi. Phản ánh không còn mục nào, hoặc đổi
    trạng thái sau mục cuối cùng, cũng được nêu, nhiều nhất 20. Dấu của toàn bộ nhật ký chưa được neo ra ngoài, nên lệnh
    này không phát hiện được: các mục cuối bị xóa mà trạng thái không đổi sau đó; nội dung bị xóa trắng, vì xóa dữ liệu
    cá nhân theo luật cũng như vậy; cả chuỗi được tính lại sau khi sửa.
    """
    from pakn.kernel import audit as chains
    from pakn.kernel.db import reading

    session = reading()
    subject = _subject(session, code) if code else None
    total = chains.count(session, subject)
    broken = _looked_through(session, subject, total)
    short = _cut_short(session, subject)
    names = {fault: _name(session, fault.subject) for fault in broken}
    if as_json:
        click.echo(json.dumps(_as_data(total, names, short), ensure_ascii=False, indent=2))
    elif not (broken or short):
        click.echo(f"Đã kiểm tra {total} mục nhật ký: không có mục nào sai.")
    if broken or short:
        cut = (f"{name}: nhật ký thiếu mục cuối, hoặc không còn mục nào." for name in short)
        raise Said("\n".join([*(_sentence(fault, names[fault]) for fault in broken), *cut]))


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


def _cut_short(session: Session, subject: Subject | None) -> list[str]:
    """Codes of petitions that have no entry, or came into a state after their last one; at most 20."""
    from sqlalchemy import func, or_, select

    from pakn.kernel.audit import AuditEntry
    from pakn.petitions.models import Leg, Petition, StateSpell

    of_it = (AuditEntry.subject_kind == "petition", AuditEntry.subject_id == Petition.id)
    last = select(func.max(AuditEntry.at)).where(*of_it).correlate(Petition).scalar_subquery()
    moved = select(func.max(StateSpell.from_at)).join(Leg).where(Leg.petition_id == Petition.id)
    query = select(Petition.code).where(
        or_(last.is_(None), last < moved.correlate(Petition).scalar_subquery())
    )
    if subject is not None:
        query = query.where(Petition.id == subject.id)
    return list(session.scalars(query.order_by(Petition.id).limit(_MOST)))


def _name(session: Session, subject: Subject) -> str:
    """The petition's code, or the kind and number of anything else."""
    from sqlalchemy import select

    from pakn.petitions.models import Petition

    known = subject.kind == "petition"
    code = session.scalar(select(Petition.code).where(Petition.id == subject.id)) if known else None
    return code or f"{subject.kind} {subject.id}"


def _sentence(fault: Fault, name: str) -> str:
    return f"{name}: mục nhật ký số {fault.number} không khớp với chuỗi."


def _as_data(total: int, names: dict[Fault, str], short: list[str]) -> dict[str, object]:
    broken = [
        {"subject": f"{fault.subject.kind} {fault.subject.id}", "name": name, "entry": fault.number}
        for fault, name in names.items()
    ]
    return {"entries": total, "holds": not (broken or short), "faults": broken, "cut_short": short}

"""What `pakn audit verify` looks at, and how it says what it finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from pakn.cli.progress import bar_of
from pakn.cli.said import Said
from pakn.kernel import anchors, audit
from pakn.kernel.anchors import Altered, AnchorFault, Line, Wrong
from pakn.kernel.audit import AuditEntry, Fault, Subject
from pakn.kernel.codes import parse_tracking_code
from pakn.kernel.db import reading
from pakn.petitions.models import Leg, Petition, StateSpell

_MOST = 20
_WRONG = {
    Wrong.MISSING: "đã mất",
    Wrong.CHANGED: "không khớp với dấu của chính nó",
    Wrong.UNLINKED: "không nối tiếp neo trước: neo trước đã bị sửa",
}
_NO_ANCHOR = "Chưa có neo nào: việc nền (pakn beat, hoặc pakn web) đặt mỗi ngày một neo."


@dataclass(frozen=True)
class Findings:
    """What was looked at and what was wrong with it: at most twenty of each kind.

    When all was looked at, `newest` is the last anchor and `not_anchored` the number of entries behind it; `unlike`
    are lines kept elsewhere that no anchor here has, `gone` are petitions that have entries and are no more.
    """

    entries: int
    chains: list[Fault]
    altered: list[Altered]
    cut_short: list[str]
    names: dict[Subject, str]
    anchors: list[AnchorFault] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    newest: Line | None = None
    not_anchored: int | None = None

    @property
    def hold(self) -> bool:
        """Whether nothing was wrong."""
        wrong = (self.chains, self.altered, self.cut_short, self.gone, self.anchors, self.unlike)
        return not any(wrong)

    def sentences(self) -> Iterator[str]:
        """What is wrong and where, one sentence for each."""
        for fault in self.chains:
            yield f"{self.names[fault.subject]}: mục nhật ký số {fault.number} không khớp với chuỗi."
        for part in self.altered:
            yield f"{self.names[part.subject]}: {_numbers(part)} không còn như khi neo{_on(part.day)}."
        for name in self.cut_short:
            yield f"{name}: nhật ký thiếu mục cuối, hoặc không còn mục nào."
        for name in self.gone:
            yield f"{name}: còn nhật ký nhưng phản ánh đã bị xóa."
        for wrong in self.anchors:
            yield f"Neo số {wrong.number}{_when(wrong)} {_WRONG[wrong.wrong]}."
        for line in self.unlike:
            yield f"Dòng giữ ở nơi khác không có trong cơ sở dữ liệu này: {line}"

    def praise(self) -> str:
        """What to say when all holds."""
        said = f"Đã kiểm tra {self.entries} mục nhật ký: không có mục nào sai."
        if self.newest:
            kept = f"Neo cuối ngày {_spelt(self.newest.day)} giữ {self.newest.entries} mục"
            return f"{said}\n{kept}; {self.not_anchored} mục mới hơn chưa neo."
        return said if self.not_anchored is None else f"{said}\n{_NO_ANCHOR}"

    def as_data(self) -> dict[str, object]:
        """The same for programs."""
        return {
            "entries": self.entries,
            "holds": self.hold,
            "faults": [self._told(each.subject) | {"entry": each.number} for each in self.chains],
            "altered": [
                self._told(each.subject)
                | {
                    "first": each.first,
                    "last": each.last,
                    "anchored_on": each.day.isoformat() if each.day else None,
                }
                for each in self.altered
            ],
            "cut_short": self.cut_short,
            "gone": self.gone,
            "anchors": [{"anchor": each.number, "wrong": each.wrong.value} for each in self.anchors],
            "unlike": self.unlike,
            "last_anchor": str(self.newest) if self.newest else None,
            "not_anchored": self.not_anchored,
        }

    def _told(self, subject: Subject) -> dict[str, object]:
        return {"subject": f"{subject.kind} {subject.id}", "name": self.names[subject]}


def opened() -> Session:
    """The session to look with; SQLite, which stops at a letter that is no UTF-8, goes on with � in its place."""
    session = reading()
    connection: Any = session.connection().connection.dbapi_connection
    if isinstance(connection, sqlite3.Connection):
        connection.text_factory = lambda raw: raw.decode(errors="replace")
    return session


def subject_of(session: Session, typed: str) -> Subject:
    """The petition of this code. Raises Said when there is none."""
    code = parse_tracking_code(typed)
    found = session.scalar(select(Petition.id).where(Petition.code == code)) if code else None
    if found is None:
        raise Said(f"Không có phản ánh nào mang mã “{typed[:64]}”.")
    return Subject("petition", found)


def lines_of(text: str) -> list[str]:
    """The lines that were kept elsewhere, without empty ones and remarks (#).

    Raises Said when there is none: nothing would be compared, and it would seem that all fits.
    """
    lines = [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#")]
    if not lines:
        raise Said("Không có dòng neo nào để so: tệp rỗng, hoặc chưa lấy được các dòng giữ ở nơi khác.")
    return lines


def of_all(session: Session, kept: Sequence[str]) -> Findings:
    """Every chain, every anchor, and whether the anchors are those of lines kept elsewhere."""
    known = anchors.lines(session)
    newest = known[-1] if known else None
    found = of_chains(session)
    return replace(
        found,
        gone=_gone(session),
        anchors=list(islice(anchors.faults(session), _MOST)),
        unlike=list(islice(_unlike(known, kept), _MOST)),
        newest=newest,
        not_anchored=max(0, found.entries - (newest.entries if newest else 0)),
    )


def of_chains(session: Session, subject: Subject | None = None) -> Findings:
    """Every chain, or that of one subject. The anchors it is compared with are not looked at themselves."""
    total = audit.count(session, subject)
    with bar_of(total, "Nhật ký") as bar:
        chains = list(islice(audit.faults(session, subject, lambda: bar.update(1)), _MOST))
    altered = list(islice(anchors.altered(session, subject), _MOST))
    named = {*(each.subject for each in chains), *(each.subject for each in altered)}
    names = {each: _name(session, each) for each in named}
    return Findings(total, chains, altered, _cut_short(session, subject), names)


def _unlike(lines: Sequence[Line], kept: Sequence[str]) -> Iterator[str]:
    """Lines that say what no anchor says."""
    known = set(lines)
    return (line[:200] for line in kept if Line.read(line) not in known)


def _cut_short(session: Session, subject: Subject | None) -> list[str]:
    """Codes of petitions that have no entry, or came into a state after their last one."""
    of_it = (AuditEntry.subject_kind == "petition", AuditEntry.subject_id == Petition.id)
    last = select(func.max(AuditEntry.at)).where(*of_it).correlate(Petition).scalar_subquery()
    moved = select(func.max(StateSpell.from_at)).join(Leg).where(Leg.petition_id == Petition.id)
    query = select(Petition.code).where(
        or_(last.is_(None), last < moved.correlate(Petition).scalar_subquery())
    )
    if subject is not None:
        query = query.where(Petition.id == subject.id)
    return list(session.scalars(query.order_by(Petition.id).limit(_MOST)))


def _gone(session: Session) -> list[str]:
    """Petitions that have a history and are no more; the program itself removes none."""
    query = select(AuditEntry.subject_id).distinct().where(AuditEntry.subject_kind == "petition")
    lost = query.outerjoin(Petition, Petition.id == AuditEntry.subject_id).where(Petition.id.is_(None))
    return [f"petition {each}" for each in session.scalars(lost.order_by(AuditEntry.subject_id).limit(_MOST))]


def _name(session: Session, subject: Subject) -> str:
    """The petition's code, or the kind and number of anything else."""
    known = subject.kind == "petition"
    code = session.scalar(select(Petition.code).where(Petition.id == subject.id)) if known else None
    return code or f"{subject.kind} {subject.id}"


def _numbers(part: Altered) -> str:
    if part.first == part.last:
        return f"mục nhật ký số {part.first}"
    return f"các mục nhật ký số {part.first}–{part.last}"


def _when(fault: AnchorFault) -> str:
    if fault.day is None:
        return ""
    return f", sau neo{_on(fault.day)}," if fault.wrong is Wrong.MISSING else _on(fault.day)


def _on(day: date | None) -> str:
    return f" ngày {_spelt(day)}" if day else ""


def _spelt(day: date) -> str:
    return f"{day:%d/%m/%Y}"

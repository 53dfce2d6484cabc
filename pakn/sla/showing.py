"""A deadline as a page shows it: words first, then ticks, then the date and why it is that date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from pakn.catalogue.models import BasisKind
from pakn.kernel import clock
from pakn.sla import explain, queries
from pakn.sla.calendar import Cell, DueDate, WorkingCalendar, weeks
from pakn.sla.models import Deadline, Result, Step
from pakn.web.i18n import _

_SOON = 3


@dataclass(frozen=True)
class Showing:
    """`state` is ok, soon, late, met, wait or closed (no longer owed); `total`, `done`, `late_by` are working days."""

    state: str
    words: str
    due_on: date
    started_on: date
    total: int
    done: int
    late_by: int
    provisional: bool
    basis_label: str
    explanation: list[str]
    weeks: list[list[Cell]]
    step: Step = Step.ANSWER


def show(session: Session, deadline: Deadline, now: datetime, *, why: bool = True) -> Showing:
    """How a deadline stands at this moment; a list does without the reasons (`why`)."""
    calendar = queries.calendar(session)
    until = clock.day_of(deadline.met_at or now)
    late_by = max(0, calendar.working_days_between(deadline.due_on, until)) if until > deadline.due_on else 0
    gone = calendar.working_days_between(deadline.started_on, min(until, deadline.due_on))
    left = _left(calendar, deadline, until)
    state = _state(deadline, until, left)
    return Showing(
        state=state,
        words=_words(deadline, state, max(late_by, int(until > deadline.due_on)), left),
        due_on=deadline.due_on,
        started_on=deadline.started_on,
        total=deadline.working_days,
        done=min(gone, deadline.working_days),
        late_by=late_by,
        provisional=deadline.provisional,
        basis_label=basis_label(deadline),
        explanation=_explanation(deadline) if why else [],
        weeks=weeks(_promised(deadline), calendar) if why else [],
        step=deadline.step,
    )


def _left(calendar: WorkingCalendar, deadline: Deadline, until: date) -> int:
    return calendar.working_days_between(until, deadline.due_on) if until < deadline.due_on else 0


def _state(deadline: Deadline, until: date, left: int) -> str:
    if deadline.step is Step.SUPPLY:
        return "wait"
    if deadline.result is Result.CLOSED:
        return "closed"
    if deadline.result is Result.MET:
        return "met"
    if until > deadline.due_on:
        return "late"
    return "soon" if left <= _SOON else "ok"


def _words(deadline: Deadline, state: str, late_by: int, left: int) -> str:
    if deadline.result is Result.CLOSED:
        return _("Không còn đếm hạn")
    if state == "met":
        return _("Sớm %(n)d ngày làm việc", n=left) if left else _("Đúng hạn")
    if state == "late" and deadline.met_at:
        return _("Muộn %(n)d ngày làm việc", n=late_by)
    if state == "late":
        return _("Quá hạn %(n)d ngày làm việc", n=late_by)
    if state == "wait":
        return _waiting(late_by, left)
    return _("Còn %(n)d ngày làm việc", n=left) if left else _("Hết hạn hôm nay")


def _waiting(late_by: int, left: int) -> str:
    if late_by:
        return _("Chờ bổ sung, đã hết hạn")
    if not left:
        return _("Chờ bổ sung, hết hạn hôm nay")
    return _("Chờ bổ sung, còn %(n)d ngày làm việc", n=left)


def basis_label(deadline: Deadline) -> str:
    """On whose word the term stands; only the law is called "Căn cứ"."""
    if deadline.term is None:
        return ""
    if deadline.term.basis_kind is BasisKind.LAW:
        return _("Căn cứ %(basis)s", basis=deadline.term.basis)
    if deadline.term.basis_kind is BasisKind.SCORING:
        return _("Thời hạn dự kiến theo cách tính của Bộ chỉ số 766")
    own = _("Thời hạn cơ quan tự đặt")
    return (
        own
        if deadline.term.basis == own
        else _("Thời hạn cơ quan tự đặt: %(basis)s", basis=deadline.term.basis)
    )


def _promised(deadline: Deadline) -> DueDate:
    """The counting as it was stored, up to the day that was promised, which a new calendar never makes earlier."""
    return replace(explain.from_json(deadline.explanation), due_on=deadline.due_on)


def _explanation(deadline: Deadline) -> list[str]:
    due = explain.from_json(deadline.explanation)
    said = explain.sentences(_promised(deadline))
    if due.due_on < deadline.due_on:
        said.append(
            _(
                "Tính lại theo lịch mới thì là %(day)s, nhưng ngày đã hẹn không dời sớm hơn.",
                day=explain.long_date(due.due_on),
            )
        )
    return said

"""Why a due date is that date, in sentences for the receipt and as plain data for the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from pakn.kernel.clock import WEEKDAYS
from pakn.sla.calendar import DueDate, Step

_WEEKEND = frozenset({"thứ Bảy", "Chủ nhật"})


def sentences(due: DueDate, *, event: str = "Ngày gửi") -> list[str]:
    """Short Vietnamese sentences that name every skipped day (BLDS 2015, Điều 147-148); ``event`` is what day 0 is."""
    if due.working_days == 0:
        return [*_at_once(due, event), *_skipped(due, with_year=False), *_provisional(due)]
    counted = [step for step in due.steps if step.counted]
    return [
        f"{event}, {long_date(due.event_on)}, không tính.",
        f"Đếm {due.working_days} ngày làm việc từ {long_date(counted[0].on)}.",
        *_skipped(due, with_year=due.event_on.year != due.due_on.year),
        *(
            f"{_capital(long_date(step.on))} là ngày làm bù nên được tính."
            for step in counted
            if step.made_up
        ),
        f"Hạn là hết {long_date(due.due_on)}.",
        *_provisional(due),
    ]


def long_date(day: date) -> str:
    """The date with its weekday: thứ Năm 19/11/2026."""
    return f"{WEEKDAYS[day.weekday()]} {_full(day)}"


def as_json(due: DueDate) -> dict[str, Any]:
    """Plain data for storage; ``from_json`` gives the same due date back."""
    return {
        "event_on": due.event_on.isoformat(),
        "working_days": due.working_days,
        "due_on": due.due_on.isoformat(),
        "provisional": due.provisional,
        "provisional_years": list(due.provisional_years),
        "steps": [
            {
                "on": step.on.isoformat(),
                "counted": step.counted,
                "reason": step.reason,
                "made_up": step.made_up,
            }
            for step in due.steps
        ],
    }


def from_json(stored: Mapping[str, Any]) -> DueDate:
    """The due date stored by ``as_json``. Raises ValueError when the data is not that."""
    try:
        return DueDate(
            event_on=date.fromisoformat(stored["event_on"]),
            working_days=int(stored["working_days"]),
            due_on=date.fromisoformat(stored["due_on"]),
            provisional=bool(stored["provisional"]),
            steps=tuple(_step(step) for step in stored["steps"]),
            provisional_years=tuple(int(year) for year in stored["provisional_years"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("this is not a stored due date") from error


def _step(stored: Mapping[str, Any]) -> Step:
    return Step(
        date.fromisoformat(stored["on"]), stored["counted"], stored["reason"], bool(stored["made_up"])
    )


def _at_once(due: DueDate, event: str) -> list[str]:
    if due.due_on == due.event_on:
        return [f"Thời hạn kết thúc ngay trong ngày, {long_date(due.due_on)}."]
    return [f"{event}, {long_date(due.event_on)}, là ngày nghỉ nên hạn chuyển sang {long_date(due.due_on)}."]


def _skipped(due: DueDate, *, with_year: bool) -> list[str]:
    weekends = [step.on for step in due.steps if step.reason in _WEEKEND]
    said = [_weekends(weekends, with_year=with_year)] if weekends else []
    holidays = [step for step in due.steps if step.reason and step.reason not in _WEEKEND]
    return said + [_holiday(run) for run in _runs_of_one_name(holidays)]


def _weekends(days: list[date], *, with_year: bool) -> str:
    runs = ", ".join(_short(run, with_year=with_year) for run in _runs(days))
    return f"Bỏ {'ngày' if len(days) == 1 else 'các ngày'} cuối tuần: {runs}."


def _short(run: list[date], *, with_year: bool) -> str:
    first, last = run[0], run[-1]
    end = _full(last) if with_year else f"{last:%d/%m}"
    if first == last:
        return end
    if first.year != last.year:
        return f"{_full(first)}–{end}"
    return f"{first:%d}–{end}" if first.month == last.month else f"{first:%d/%m}–{end}"


def _holiday(run: list[Step]) -> str:
    name = run[0].reason
    if len(run) == 1:
        return f"Bỏ {long_date(run[0].on)}: {name}."
    return f"Bỏ từ {long_date(run[0].on)} đến {long_date(run[-1].on)}: {name}."


def _provisional(due: DueDate) -> list[str]:
    if not due.provisional:
        return []
    years = ", ".join(str(year) for year in due.provisional_years) or str(due.due_on.year)
    which = "các năm" if len(due.provisional_years) > 1 else "năm"
    return [f"Lịch nghỉ {which} {years} chưa công bố nên ngày này là dự kiến."]


def _runs(days: Iterable[date]) -> list[list[date]]:
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _runs_of_one_name(steps: Iterable[Step]) -> list[list[Step]]:
    runs: list[list[Step]] = []
    for step in steps:
        last = runs[-1][-1] if runs else None
        if last and last.reason == step.reason and step.on - last.on == timedelta(days=1):
            runs[-1].append(step)
        else:
            runs.append([step])
    return runs


def _full(day: date) -> str:
    """dd/mm/yyyy also for years before 1000, which strftime does not pad."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]

"""The table of days off and make-up days: what a row is, and how a file of them is read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pakn.kernel.clock import WEEKDAYS
from pakn.kernel.text import one_line

SATURDAY = 5

KINDS = ("holiday", "compensatory", "swapped", "make_up")
_COLUMNS = ("date", "status", "kind", "name", "provisional")
_OPTIONAL_COLUMNS = ("source",)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEARS = range(2000, 2101)


class DayStatus(StrEnum):
    """What the table says of a day that differs from its weekday."""

    OFF = "off"
    WORKING = "working"


@dataclass(frozen=True)
class CalendarDay:
    """A row of the table: a weekday off, or a day of the weekend worked to make up for one."""

    on: date
    status: DayStatus
    kind: str
    name: str
    provisional: bool
    source: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong on a line of the file (the header is line 1), as a Vietnamese sentence."""

    line: int
    sentence: str


class CalendarFileError(ValueError):
    """A calendar file that cannot be taken in; says everything that is wrong with it at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"Dòng {problem.line}: {problem.sentence}" for problem in self.problems))


def parse_csv(text: str) -> list[CalendarDay]:
    """The days of a file with the columns date, status, kind, name, provisional and, if it likes, source.

    A byte order mark, CRLF line ends and semicolons are accepted. Raises CalendarFileError, and takes nothing in, when
    any line is wrong.
    """
    lines, problems = _read_lines(text)
    if not lines:
        raise CalendarFileError(problems or [Problem(1, "Tệp không có dòng nào.")])
    (first, header), body = lines[0], lines[1:]
    names = [one_line(name).lower() for name in header]
    wrong = _wrong_header(names)
    if wrong:
        raise CalendarFileError([Problem(first, wrong)])
    days: dict[date, CalendarDay] = {}
    for line, cells in body:
        day, sentences = _read_day(names, cells)
        if day and day.on in days:
            sentences.append(f"Ngày {day.on:%d/%m/%Y} đã có ở một dòng trên; mỗi ngày chỉ ghi một dòng.")
        problems += [Problem(line, sentence) for sentence in sentences]
        if day:
            days.setdefault(day.on, day)
    if not days and not problems:
        problems.append(Problem(first, "Tệp chỉ có dòng tiêu đề, chưa có ngày nào."))
    if problems:
        raise CalendarFileError(sorted(problems, key=lambda problem: problem.line))
    return list(days.values())


def _read_lines(text: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """The lines that hold something, numbered, and the place where the file stops being a table."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    header = next((line for line in plain.split("\n") if line.strip()), "")
    reader = csv.reader(plain.split("\n"), delimiter=";" if ";" in header else ",", strict=True)
    lines: list[tuple[int, list[str]]] = []
    read_to = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((read_to + 1, cells))
            read_to = reader.line_num
    except csv.Error:
        return lines, [Problem(read_to + 1, "Dấu ngoặc kép không khép lại, từ đây không đọc tiếp được.")]
    return lines, []


def _wrong_header(names: list[str]) -> str | None:
    missing = [name for name in _COLUMNS if name not in names]
    unknown = [name for name in names if name not in _COLUMNS + _OPTIONAL_COLUMNS]
    if missing:
        return f"Thiếu cột {', '.join(missing)}. Dòng đầu cần có: {', '.join(_COLUMNS)} (và source nếu có)."
    if unknown or len(set(names)) != len(names):
        return f"Dòng đầu chỉ được có mỗi cột một lần: {', '.join(_COLUMNS + _OPTIONAL_COLUMNS)}."
    return None


def _read_day(names: list[str], cells: list[str]) -> tuple[CalendarDay | None, list[str]]:
    """The day of a line, when its date can be read, and what is wrong with the line."""
    if len(cells) != len(names):
        return None, [
            f"Cần {len(names)} ô, dòng này có {len(cells)}. Tên có dấu phẩy thì đặt trong ngoặc kép."
        ]
    row = {name: one_line(cell) for name, cell in zip(names, cells, strict=True)}
    on = _read_date(row["date"])
    sentences = list(_wrong_values(row))
    if on is None:
        return None, [
            f"Không hiểu ngày “{row['date'][:40]}”. Viết năm-tháng-ngày, ví dụ 2026-09-02.",
            *sentences,
        ]
    if row["status"] == DayStatus.WORKING and on.weekday() < SATURDAY:
        sentences.append(
            f"{WEEKDAYS[on.weekday()]} {on:%d/%m/%Y} vốn là ngày làm việc; chỉ ghi ngày cuối tuần làm bù."
        )
    if (row["status"] == DayStatus.WORKING) != (row["kind"] == "make_up") and not sentences:
        sentences.append("Ngày working phải có kind là make_up, ngày off thì không.")
    status = DayStatus.WORKING if row["status"] == DayStatus.WORKING else DayStatus.OFF
    provisional = row["provisional"] == "yes"
    return CalendarDay(on, status, row["kind"], row["name"], provisional, row.get("source", "")), sentences


def _wrong_values(row: dict[str, str]) -> Iterator[str]:
    if row["status"] not in tuple(DayStatus):
        yield f"Cột status phải là off hoặc working, không phải “{row['status'][:40]}”."
    if row["kind"] not in KINDS:
        yield f"Cột kind phải là một trong {', '.join(KINDS)}, không phải “{row['kind'][:40]}”."
    if not 0 < len(row["name"]) <= 200:
        yield "Ghi tên ngày, ví dụ Quốc khánh, không quá 200 ký tự."
    if row["provisional"] not in ("yes", "no"):
        yield f"Cột provisional phải là yes hoặc no, không phải “{row['provisional'][:40]}”."


def _read_date(typed: str) -> date | None:
    try:
        on = date.fromisoformat(typed) if _ISO_DATE.fullmatch(typed) else None
    except ValueError:
        return None
    return on if on and on.year in _YEARS else None

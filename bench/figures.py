"""Figures of one run: as a table to read, as Markdown to paste, as JSON to keep."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One line: what was measured, its values in words, and the aim it is held against."""

    what: str
    value: str
    aim: str = ""


@dataclass(frozen=True)
class Times:
    """How long each of many took, in seconds, and how long all took together."""

    each: tuple[float, ...]
    seconds: float

    @property
    def per_second(self) -> float:
        """How many a second."""
        return len(self.each) / self.seconds

    @property
    def p50(self) -> float:
        """Half were as fast as this, in milliseconds."""
        return median(self.each) * 1000

    @property
    def p95(self) -> float:
        """Nineteen of twenty were as fast as this, in milliseconds."""
        ordered = sorted(self.each)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000

    def __str__(self) -> str:
        return f"p50 {self.p50:.1f} ms, p95 {self.p95:.1f} ms, n {len(self.each)}"


def together(rounds: list[Times]) -> Times:
    """Several rounds as one."""
    return Times(tuple(time for each in rounds for time in each.each), sum(each.seconds for each in rounds))


def table(figures: list[Figure]) -> str:
    """For a terminal."""
    widths = [max(len(getattr(each, name)) for each in figures) for name in ("what", "value")]
    return "\n".join(
        f"{each.what:<{widths[0]}}  {each.value:<{widths[1]}}  {each.aim}".rstrip() for each in figures
    )


def markdown(figures: list[Figure], about: str) -> str:
    """For bench/README.md."""
    rows = [f"| {each.what} | {each.value} | {each.aim} |" for each in figures]
    return "\n".join([about, "", "| measured | figure | aim |", "|---|---|---|", *rows, ""])


def keep(folder: Path, name: str, figures: list[Figure], machine: dict[str, str]) -> None:
    """The figures beside each other as JSON and Markdown; the folder is not committed."""
    folder.mkdir(exist_ok=True)
    kept = {"machine": machine, "figures": [asdict(each) for each in figures]}
    (folder / f"{name}.json").write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", "utf-8")
    about = "; ".join(machine.values())
    (folder / f"{name}.md").write_text(markdown(figures, about), "utf-8")

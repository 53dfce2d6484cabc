"""Settings that a doctor has nothing to say about, and one check out of many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pakn.operations.health import Check
from pakn.settings import Settings

KEY = "Vd9k2mQ-x7Lr4TzPq1WcYb8NsHf3JgUo6EaKi0Rt"


def chosen(folder: Path, **changes: Any) -> Settings:
    return Settings(**({"env": "production", "secret_key": KEY, "data_dir": folder} | changes))


def only(checks: Iterator[Check] | list[Check], name: str) -> Check:
    (found,) = [check for check in checks if check.name == name]
    return found

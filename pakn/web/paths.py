"""Where templates and static files lie, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent

STATIC = Path(__file__).parent / "static"


def template_folder() -> Path:
    """`templates/` beside the package in a checkout, `pakn/_templates` in a wheel."""
    installed = _PACKAGE / "_templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"

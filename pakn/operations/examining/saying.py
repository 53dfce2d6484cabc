"""How a check is said."""

from __future__ import annotations

from pakn.operations.health import Check, Status


def good(name: str, says: str, value: str | int | None = None) -> Check:
    """All is well."""
    return Check(name, Status.OK, value, says)


def warn(name: str, says: str, value: str | int | None = None) -> Check:
    """It works, and somebody should look."""
    return Check(name, Status.WARNING, value, says)


def wrong(name: str, says: str, value: str | int | None = None) -> Check:
    """It does not work, or it is not safe."""
    return Check(name, Status.ERROR, value, says)

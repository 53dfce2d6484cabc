"""What the citizen's side has to know before it takes something in."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pakn.kernel.files import StoredFile


def unowned_bytes(session: Session) -> int:
    """The size of all files in the installation that were sent and belong to no petition yet."""
    staged = select(func.coalesce(func.sum(StoredFile.size), 0)).where(StoredFile.staged_until.is_not(None))
    return int(session.scalar(staged) or 0)

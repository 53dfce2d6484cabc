"""Insert a row or change the one that is there, in one statement, on either database."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pakn.kernel.tables import Base


def insert(session: Session, table: type[Base]) -> Any:
    """The dialect's INSERT, which knows ON CONFLICT; both dialects spell it alike."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)

"""What a transaction knows already and need not ask for again; forgotten when it ends, and with every savepoint."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

_KEPT = "pakn_memory"


def of(session: Session) -> dict[Any, Any]:
    """The notes of the transaction that is open in this session; each user has a key of its own."""
    notes: dict[Any, Any] = session.info.setdefault(_KEPT, {})
    return notes


def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None or transaction.nested:
        session.info.pop(_KEPT, None)


event.listen(Session, "after_transaction_end", _forget)

"""The one event of this package: a message stands in the ledger and wants to leave."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MessageQueued:
    """A message was written into the ledger."""

    message_id: int

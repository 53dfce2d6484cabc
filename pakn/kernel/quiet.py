"""Events that stand in the history and are told to nobody."""

from __future__ import annotations


class Quiet:
    """Mixed into such an event: it gets no row in the outbox."""

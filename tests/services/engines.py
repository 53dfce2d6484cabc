"""A way into a database beside the application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine

from pakn.kernel.db import engine_options, prepare


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    """An engine as the application has it, let go of at the end."""
    made = create_engine(url, **engine_options(url))
    prepare(made)
    yield made
    made.dispose()

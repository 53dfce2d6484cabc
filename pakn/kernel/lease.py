"""Being the only process that does something, for as long as it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from pakn.kernel.db import db

_TAKE = "SELECT pg_try_advisory_lock(hashtextextended(:name, 0))"
_GIVE_BACK = "SELECT pg_advisory_unlock(hashtextextended(:name, 0))"
# A machine that vanishes would hold what it has for hours: the server asks for it after ten idle seconds.
_NOTICE_DEATH = ("tcp_keepalives_idle = 10", "tcp_keepalives_interval = 5", "tcp_keepalives_count = 3")


@dataclass
class Lease:
    """What its holder asks from time to time: whether it is still the only one."""

    _connection: Connection | None

    def held(self) -> bool:
        """False when the connection that held it has been lost, for instance because the database was restarted."""
        if self._connection is None:
            return True
        try:
            self._connection.exec_driver_sql("SELECT 1")
        except SQLAlchemyError:
            return False
        return not self._connection.invalidated


@contextmanager
def lease(name: str) -> Iterator[Lease | None]:
    """The lease of this name until the block ends, or None while another process holds it.

    PostgreSQL gives it back when the process that held it is gone, however it went. On SQLite everybody gets it: what
    runs there twice at once is told apart by its one writer.
    """
    if db.engine.dialect.name != "postgresql":
        yield Lease(None)
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for setting in _NOTICE_DEATH:
            connection.exec_driver_sql(f"SET {setting}")
        if not connection.scalar(text(_TAKE), {"name": name}):
            yield None
            return
        try:
            yield Lease(connection)
        finally:
            with suppress(SQLAlchemyError):
                connection.execute(text(_GIVE_BACK), {"name": name})
                for setting in _NOTICE_DEATH:
                    connection.exec_driver_sql(f"RESET {setting.partition(' ')[0]}")

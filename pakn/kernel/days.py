"""The days of Viet Nam inside a query: the same on either database as `clock` counts them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import FunctionElement

from pakn.kernel import clock
from pakn.kernel.tables import UtcDateTime


class _EndOf(FunctionElement[datetime]):
    """24:00 of the day in a column."""

    type = UtcDateTime()
    inherit_cache = True


def end_of(day: ColumnElement[date | None] | InstrumentedAttribute[date]) -> ColumnElement[datetime]:
    """What `clock.end_of` gives for the day in a column: the moment in UTC at which it is over in Viet Nam."""
    return _EndOf(day)


@compiles(_EndOf)
def _as_text(element: _EndOf, compiler: Any, **options: Any) -> str:
    """As SQLite keeps moments. Viet Nam has been seven hours ahead since 1975."""
    day = compiler.process(element.clauses, **options)
    return f"strftime('%Y-%m-%d %H:%M:%S.000000', {day}, '+1 day', '-7 hours')"


@compiles(_EndOf, "postgresql")
def _as_moment(element: _EndOf, compiler: Any, **options: Any) -> str:
    day = compiler.process(element.clauses, **options)
    return f"(({day} + 1)::timestamp AT TIME ZONE '{clock.VIETNAM.key}')"

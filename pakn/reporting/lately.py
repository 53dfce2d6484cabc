"""The numbers of a finished period for a page that everybody opens: read again after five minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pakn.identity.models import Agency
from pakn.kernel.db import is_writing
from pakn.reporting import on_time, periods
from pakn.reporting.periods import Period
from pakn.reporting.rates import Rates

KEPT_FOR = timedelta(minutes=5)
"""Of a finished period only a correction changes anything; so long may it take until such a page shows it."""


@dataclass(frozen=True)
class _Read:
    period: Period
    at: datetime
    total: Rates

    def still_holds(self, period: Period, now: datetime) -> bool:
        return self.period == period and timedelta(0) <= now - self.at < KEPT_FOR


_read: WeakKeyDictionary[Engine, dict[int, _Read]] = WeakKeyDictionary()


def total(session: Session, period: Period, agency: Agency, now: datetime) -> Rates:
    """The total of the on-time report. While a period runs it is always counted anew."""
    _start, end = periods.bounds(period)
    if now < end or is_writing(session):
        return _total(session, period, agency, now)
    by_agency = _read.setdefault(session.connection().engine, {})
    known = by_agency.get(agency.id)
    if known is None or not known.still_holds(period, now):
        known = by_agency[agency.id] = _Read(period, now, _total(session, period, agency, now))
    return known.total


def _total(session: Session, period: Period, agency: Agency, now: datetime) -> Rates:
    return on_time.build(session, period, [agency], now).total

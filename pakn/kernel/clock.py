"""What time it is: asked at the edges, told to everything inside."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

_fixed: datetime | None = None


def fix(moment: datetime | None) -> None:
    """Stop the clock at a moment (the setting CLOCK, tests only), or let it run again with None."""
    global _fixed
    _fixed = moment


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _fixed or datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment on a clock in Viet Nam."""
    return moment.astimezone(VIETNAM)


def day_of(moment: datetime) -> date:
    """The calendar day of a moment in Viet Nam, which is day 0 of every deadline (BLDS 2015, Điều 147)."""
    return local(moment).date()


def end_of(day: date) -> datetime:
    """24:00 of a day in Viet Nam (BLDS 2015, Điều 148.6), in UTC."""
    return start_of(day + timedelta(days=1))


def start_of(day: date) -> datetime:
    """00:00 of a day in Viet Nam, in UTC."""
    return datetime.combine(day, time(0), VIETNAM).astimezone(UTC)

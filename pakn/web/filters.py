"""Vietnamese dates, numbers and masks for templates."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from flask import Flask

from pakn.kernel import clock
from pakn.kernel.clock import WEEKDAYS
from pakn.kernel.text import mask_phone


def date_vi(day: date) -> str:
    """02/12/2026."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def weekday_vi(day: date) -> str:
    """Thứ Tư."""
    return WEEKDAYS[day.weekday()]


def long_date(day: date) -> str:
    """Thứ Tư, 02/12/2026."""
    return f"{weekday_vi(day)}, {date_vi(day)}"


def moment(at: datetime) -> str:
    """19/11/2026, 7 giờ 52, on a clock in Viet Nam."""
    here = clock.local(at)
    return f"{date_vi(here.date())}, {here.hour} giờ {here.minute:02d}"


def when(at: datetime) -> str:
    """Thứ Năm, 19/11/2026, 7 giờ 52."""
    return f"{weekday_vi(clock.local(at).date())}, {moment(at)}"


def decimal_vi(number: float | Decimal, places: int = 2) -> str:
    """98,08: a decimal comma, rounded half up."""
    exact = Decimal(str(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return str(exact).replace(".", ",")


def filesize(size: int) -> str:
    """2,1 MB."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{decimal_vi(size / 1024 / 1024, 1)} MB"


def init_app(app: Flask) -> None:
    """Give the filters to every template."""
    for each in (date_vi, weekday_vi, long_date, moment, when, decimal_vi, filesize, mask_phone):
        app.add_template_filter(each)

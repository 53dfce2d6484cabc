"""The on-time report as the command works it out."""

from __future__ import annotations

import time

from flask import Flask
from sqlalchemy import select

from bench.figures import Figure

_TIMES = 3


def figures(app: Flask, period: str) -> list[Figure]:
    """Of every agency, and the best of some goes: the first one also reads the program."""
    from pakn.identity.models import Agency
    from pakn.kernel import clock
    from pakn.kernel.db import reading
    from pakn.reporting import on_time, periods

    taken = []
    for _ in range(_TIMES):
        with app.app_context():
            session = reading()
            agencies = list(session.scalars(select(Agency).order_by(Agency.id)))
            begun = time.perf_counter()
            on_time.build(session, periods.parse(period), agencies, clock.now())
            taken.append(time.perf_counter() - begun)
    shown = ", ".join(f"{seconds:.2f} s" for seconds in taken)
    return [Figure(f"on-time report of {period}, all agencies", shown, "< 1 s")]

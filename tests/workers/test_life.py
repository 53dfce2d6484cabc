"""Signs of life: who is busy with one thing is there all the same, and who is gone is not missed for ever."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from pakn.kernel import clock, pulse
from pakn.kernel.db import reading, transaction
from tests.services.waiting import until
from workers import beat, life

NAME = "worker:1@here"


def signs() -> list[str]:
    reading().rollback()
    return [each.name for each in pulse.beginning_with(reading(), "worker:")]


def forget_it() -> None:
    with transaction() as session:
        pulse.forget(session, NAME, clock.now())


def test_one_long_job_does_not_make_its_worker_look_dead(app: Flask) -> None:
    with app.app_context():
        with life.kept_up(app, NAME, every_s=0.1):
            for _ in range(2):  # signs that come while this thread does nothing for it
                assert until(signs) == [NAME]
                forget_it()

        assert signs() == []


def test_the_signs_of_workers_that_fell_are_forgotten_and_those_of_others_are_not(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            pulse.mark(session, "worker:2@here", clock.now() - timedelta(hours=2))
            pulse.mark(session, NAME, clock.now())

        beat.clear_away()

        assert signs() == [NAME]

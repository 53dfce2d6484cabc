"""The sample commune of `pakn demo`: an organisation, people, and petitions played through the real services.

Every petition takes the way a real one takes; only the clock is turned back, so that some are near their last day,
one is late and some are public, whatever the day on which the demo is started.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.cli.stage import AGENCY, Act, Data, Stage, token
from pakn.identity import queries as identity
from pakn.identity.loading import document
from pakn.identity.loading.document import Document
from pakn.kernel import clock, codes
from pakn.petitions.models import Petition
from pakn.routing import loading
from pakn.sla import queries as sla

_TRIAGED_AT = time(7, 45)


def is_there(session: Session) -> bool:
    """Whether the sample commune has been made already."""
    return identity.agency_by_code(session, AGENCY) is not None


def name(session: Session) -> str:
    """What the sample commune is called."""
    agency = identity.agency_by_code(session, AGENCY)
    return agency.name if agency else ""


def make(session: Session, *, key: bytes, now: datetime) -> None:
    """Make the commune, its people and its petitions, in the caller's transaction."""
    loading.load_document(session, _organisation(), now)
    told = packaged_petitions()
    stage = Stage(session, key, told)
    for act in _acts(session, told, now):
        stage.play(act)


def packaged_petitions() -> list[Data]:
    """What is told in the packaged file, in its order."""
    found: list[Data] = yaml.safe_load(_text("petitions.yaml"))
    return found


def to_try(session: Session, key: bytes) -> tuple[str, str] | None:
    """Code and secret of the first sample petition, to look at as its citizen would."""
    code = session.scalar(select(Petition.code).where(Petition.submission_key == token(0)))
    return (code, codes.new_secret(key, token(0))) if code else None


def _text(name: str) -> str:
    return (files("pakn") / "data" / "demo" / name).read_text(encoding="utf-8")


def _organisation() -> Document:
    """The packaged model of a commune with the sample's contact, people and heads put in."""
    data = document.read(loading.preset_text("xa")).data
    added = document.read(_text("organisation.yaml")).data
    units = [unit | {"head": added["heads"].get(unit["code"])} for unit in data["units"]]
    merged = data | {"agency": data["agency"] | added["agency"], "units": units}
    return Document(merged | {"officers": added["officers"], "posts": added["posts"]}, {})


# --- when ----------------------------------------------------------------------------------------------------------


def _acts(session: Session, told: list[Data], now: datetime) -> list[Act]:
    """Everything that happens, in the order of time and none of it later than now."""
    acts = [act for number, each in enumerate(told) for act in _of_one(session, number, each, now)]
    latest, ordered = now.astimezone(UTC), []
    for act in sorted(acts, key=lambda each: each.at, reverse=True):
        latest = min(act.at, latest - timedelta(seconds=1))
        ordered.append(Act(latest, act.petition, act.step))
    return ordered[::-1]


def _of_one(session: Session, number: int, told: Data, now: datetime) -> Iterator[Act]:
    arrived = _moment(session, told["day"], told["at"], now)
    yield Act(arrived, number, None)
    triaged = _first_thing_next_day(session, arrived)
    if not told.get("waits") and triaged < now:
        yield Act(triaged, number, {"do": "triage"})
    for step in told.get("steps", ()):
        yield Act(_moment(session, step["day"], step["at"], now), number, step)


def _moment(session: Session, days_ago: int, at: str, now: datetime) -> datetime:
    today = clock.day_of(now)
    return _at(sla.calendar(session).add(today, -days_ago) if days_ago else today, time.fromisoformat(at))


def _first_thing_next_day(session: Session, moment: datetime) -> datetime:
    return _at(sla.calendar(session).next_working_day(clock.day_of(moment)), _TRIAGED_AT)


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, clock.VIETNAM).astimezone(UTC)

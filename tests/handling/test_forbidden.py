"""Every state, verb and role: what the rules forbid is refused by the service and by HTTP, what they allow is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.identity.permissions import Role
from pakn.kernel import audit, clock
from pakn.kernel.audit import Subject
from pakn.kernel.db import reading, rehearsal, transaction
from pakn.kernel.errors import NotAllowed
from pakn.petitions import queries
from pakn.petitions.models import Assignment, Leg, Petition, StateSpell
from pakn.petitions.visibility import may_see
from pakn.petitions.workflow import State, Verb
from pakn.sla.models import Deadline
from tests import sample
from tests.handling import road
from tests.petitions.rules import RULES
from tests.province import NOW

PEOPLE = {
    "assignee": "dong-kt2",
    "colleague": "dong-kt3",
    "unit_head": "dong-kt",
    "other_unit": "dong-vh",
    "office": "dong-vp",
    "leader": "dong-chu-tich",
    "admin": "dong-quan-tri",
    "viewer": "dong-xem",
    "other_agency": "tay-vp",
}
SEE_NOTHING = {"other_unit", "admin", "other_agency"}
BY_HTTP = tuple(road.ADDRESSES)


def allowed(state: State, verb: Verb, role: str) -> bool:
    """Whether the rules let this role do it."""
    _target, by = RULES.get((state.value, verb.value), ("", ""))
    return role in by.split()


ALLOWED = [
    (state, verb, role) for state in State for verb in Verb for role in PEOPLE if allowed(state, verb, role)
]


@dataclass(frozen=True)
class Stage:
    """The application, one petition in each state by code, and everybody signed in, by role."""

    app: Flask
    codes: dict[State, str]
    people: dict[str, sample.Person]

    @contextmanager
    def petition(self, state: State) -> Iterator[tuple[Session, Petition]]:
        """The petition of a state in a transaction that is never kept."""
        with self.app.app_context(), rehearsal() as session:
            yield session, queries.by_code(session, self.codes[state])


@pytest.fixture(scope="module")
def stage(province: Flask) -> Stage:
    clock.fix(NOW)
    with province.app_context(), transaction() as session:
        sample.hire(session, "dong-kt3")
        sample.post(session, "dong-kt3", "xa-dong", Role.OFFICER, unit_code="kinh-te")
        codes = {state: road.brought(session, state, NOW).code for state in State}
    return Stage(province, codes, {role: sample.signed_in(province, name) for role, name in PEOPLE.items()})


@pytest.fixture(autouse=True)
def _morning(_at_now: None) -> None:
    """Every test begins at NOW."""


def _rows(session: Session, petition: Petition) -> list[Any]:
    """Everything a verb could change."""
    legs = select(Leg.id).where(Leg.petition_id == petition.id)
    tables: list[Any] = [
        select(Petition.__table__).where(Petition.__table__.c.id == petition.id),
        select(Leg.__table__).where(Leg.__table__.c.petition_id == petition.id),
    ]
    tables += [
        select(each.__table__).where(each.__table__.c.leg_id.in_(legs))
        for each in (StateSpell, Assignment, Deadline)
    ]
    return [[tuple(row) for row in session.execute(table.order_by("id"))] for table in tables]


def _refusals(session: Session, petition: Petition) -> list[tuple[int | None, str, int]]:
    """Who was refused what with which status, as it is written down."""
    entries = audit.entries(session, Subject("petition", petition.id))
    refusals = [each for each in entries if each.event == "AccessRefused"]
    return [(each.officer_id, each.payload["wanted"], each.payload["status"]) for each in refusals]


def _others(session: Session, petition: Petition) -> list[str]:
    return [event for event in road.said(session, petition) if event != "AccessRefused"]


@pytest.mark.parametrize("role", PEOPLE)
def test_the_service_refuses_whatever_the_rules_forbid_and_nothing_changes(stage, role):
    for state in State:
        with stage.petition(state) as (session, petition):
            by = sample.acting(session, petition, PEOPLE[role])
            before = _rows(session, petition), road.said(session, petition)
            for verb in Verb:
                if not allowed(state, verb, role) and verb not in (Verb.LAPSE, Verb.WITHDRAW):
                    with pytest.raises(NotAllowed) as refused:
                        road.do(session, petition, verb, by, NOW)
                    assert refused.value.code in ("verb_not_now", "verb_not_yours"), (state, verb)

            assert (_rows(session, petition), road.said(session, petition)) == before, state


@pytest.mark.parametrize("verb", [Verb.LAPSE, Verb.WITHDRAW])
def test_the_machine_and_the_citizen_are_refused_in_every_state_but_theirs(stage, verb):
    for state in State:
        if (state.value, verb.value) not in RULES:
            with stage.petition(state) as (session, petition):
                before = _rows(session, petition), road.said(session, petition)

                with pytest.raises(NotAllowed):
                    road.do(session, petition, verb, road.acting(session, petition, None), NOW)

                assert (_rows(session, petition), road.said(session, petition)) == before, state


@pytest.mark.parametrize("role", PEOPLE)
def test_whoever_may_see_a_petition_is_who_the_rules_say(stage, role):
    for state in State:
        with stage.petition(state) as (session, petition):
            seen = may_see(session, petition, sample.viewer(session, PEOPLE[role]))

            assert seen == (role not in SEE_NOTHING), state


def _way(app: Flask, verb: Verb) -> str:
    """GET for every other verb, POST for the rest; what one database is asked by GET, the other is by POST."""
    on_sqlite = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    return ("GET", "POST")[(BY_HTTP.index(verb) + on_sqlite) % 2]


@pytest.mark.parametrize("role", PEOPLE)
def test_http_refuses_whatever_the_rules_forbid_and_writes_it_down(stage, role):
    client = stage.people[role].client
    token = sample.token(client)
    status = 404 if role in SEE_NOTHING else 403
    for state in State:
        address = f"/can-bo/pakn/{stage.codes[state]}"
        forbidden = [verb for verb in BY_HTTP if not allowed(state, verb, role)]
        with stage.petition(state) as (session, petition):
            officer = sample.officer(session, PEOPLE[role]).id
            before = _rows(session, petition), _others(session, petition), _refusals(session, petition)

        for verb in forbidden:
            where, filled = f"{address}/{road.ADDRESSES[verb]}", {"csrf_token": token, **road.FIELDS[verb]}
            answer = client.open(where, method=_way(stage.app, verb), data=filled)
            assert answer.status_code == status, (state, verb)

        wanted = ["see" if status == 404 else verb.value for verb in forbidden]
        written = [(officer, each, status) for each in wanted]
        with stage.petition(state) as (session, petition):
            after = _rows(session, petition), _others(session, petition), _refusals(session, petition)
        assert after == (before[0], before[1], before[2] + written), state


def test_whoever_has_not_signed_in_is_sent_to_sign_in_and_nothing_changes(stage):
    visitor = stage.app.test_client()
    token = sample.token(visitor)
    for state in State:
        with stage.petition(state) as (session, petition):
            before = _rows(session, petition), road.said(session, petition)

        for verb in BY_HTTP:
            where = f"/can-bo/pakn/{stage.codes[state]}/{road.ADDRESSES[verb]}"
            for answer in (
                visitor.get(where),
                visitor.post(where, data={"csrf_token": token, **road.FIELDS[verb]}),
            ):
                assert answer.status_code == 302, (state, verb)
                assert answer.location.startswith("/can-bo/dang-nhap"), (state, verb)

        with stage.petition(state) as (session, petition):
            assert (_rows(session, petition), road.said(session, petition)) == before


def test_whatever_the_rules_allow_is_done_and_leaves_one_entry(stage):
    for state, verb, role in ALLOWED:
        with stage.petition(state) as (session, petition):
            before = road.said(session, petition)
            by = sample.acting(session, petition, PEOPLE[role])

            road.do(session, petition, verb, by, NOW)

            assert petition.state.value == RULES[state.value, verb.value][0], (state, verb, role)
            assert road.said(session, petition) == [*before, road.SAYS[verb]], (state, verb, role)


def test_the_pages_of_whatever_the_rules_allow_open(stage):
    for state, verb, role in ALLOWED:
        answer = stage.people[role].client.get(f"/can-bo/pakn/{stage.codes[state]}/{road.ADDRESSES[verb]}")

        assert answer.status_code == 200, (state, verb, role)


@pytest.mark.parametrize("verb", BY_HTTP)
def test_a_form_filled_in_rightly_does_its_verb_for_each_who_may(stage, verb):
    for state, each, role in ALLOWED:
        if each is verb:
            with stage.app.app_context(), transaction() as session:
                fresh = road.brought(session, state, NOW)
                code, before = fresh.code, road.said(session, fresh)
            address = f"/can-bo/pakn/{code}/{road.ADDRESSES[verb]}"

            answer = stage.people[role].post(address, **road.FIELDS[verb])

            assert answer.status_code == 303, (state, role, answer.get_data(as_text=True))
            with stage.app.app_context():
                petition = queries.by_code(reading(), code)
                assert petition.state.value == RULES[state.value, verb.value][0], (state, role)
                assert road.said(reading(), petition) == [*before, road.SAYS[verb]], (state, role)

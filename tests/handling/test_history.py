"""Whatever happens in whatever order, the history says for every moment what was so, and nobody can rewrite it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from pakn.handling import verbs
from pakn.kernel import audit
from pakn.kernel.audit import AuditEntry, Subject
from pakn.kernel.db import rehearsal
from pakn.kernel.errors import NotAllowed, Refused
from pakn.petitions import workflow
from pakn.petitions.models import Assignment, Filing, Leg, Petition, StateSpell, SubjectScope
from pakn.petitions.workflow import OPEN, State, Verb
from pakn.sla import queries as sla
from pakn.sla.models import Result, Step
from tests import province as provinces
from tests import sample
from tests.handling import road
from tests.province import NOW
from tests.services import web

PEOPLE = ("dong-vp", "dong-chu-tich", "dong-kt", "dong-kt2", "tay-vp", "tay-chu-tich", None)
HOLDERS = {
    "xa-dong": (("kinh-te", "dong-kt2"), ("kinh-te", "dong-kt"), ("van-hoa", "dong-vh"), (None, None)),
    "xa-tay": (("van-phong", "tay-vp"), (None, None)),
}


@pytest.fixture(scope="module")
def small(sqlite_url_of_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = provinces.opened(sqlite_url_of_module, tmp_path_factory.mktemp("var"))
    yield app
    web.close(app)


class Life(RuleBasedStateMachine):
    """One petition between two communes, moved by whoever, whenever."""

    app: Flask

    def __init__(self) -> None:
        super().__init__()
        self._context = self.app.app_context()
        self._context.push()
        self._transaction = rehearsal()
        self.session: Session = self._transaction.__enter__()
        self.now = NOW
        self.known: dict[datetime, tuple[Any, ...]] = {}

    def teardown(self) -> None:
        self._transaction.__exit__(None, None, None)
        self._context.pop()

    @initialize()
    def a_petition_arrives(self) -> None:
        self.petition = sample.submit(self.session, at=self.now)
        self._note()

    @rule(hours=st.integers(0, 100))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(data=st.data())
    def somebody_does_what_they_may(self, data: st.DataObject) -> None:
        choices = [(verb, name) for name in PEOPLE for verb in self._may(name)]
        if choices:
            self._do(*data.draw(st.sampled_from(choices)), data)

    @rule(data=st.data(), verb=st.sampled_from(Verb), name=st.sampled_from(PEOPLE))
    def somebody_tries_anything(self, data: st.DataObject, verb: Verb, name: str | None) -> None:
        self._do(verb, name, data)

    @rule(scope=st.sampled_from(SubjectScope), name=st.sampled_from(PEOPLE[:-1]))
    def somebody_files_it(self, scope: SubjectScope, name: str) -> None:
        by = sample.acting(self.session, self.petition, name)
        try:
            verbs.refile(
                self.session,
                self.petition,
                field=self.petition.field,
                kind=None,
                scope=scope,
                by=by,
                now=self.now,
            )
        except NotAllowed:
            assert not by.capacities or self.petition.state not in workflow.OPEN
        self._note()

    def _may(self, name: str | None) -> tuple[Verb, ...]:
        by = road.acting(self.session, self.petition, name)
        return workflow.verbs(self.petition.state, by.capacities)

    def _do(self, verb: Verb, name: str | None, data: st.DataObject) -> None:
        by = road.acting(self.session, self.petition, name)
        allowed, before = verb in self._may(name), self._told()
        try:
            self._carry_out(verb, by, data)
        except Refused:
            assert self._told() == before, "what is refused leaves no trace"
            return
        assert allowed or verb in (Verb.LAPSE, Verb.WITHDRAW), (verb, name)
        assert self._told()[: len(before) + 1] == [*before, road.SAYS[verb]]
        self._note()

    def _carry_out(self, verb: Verb, by: Any, data: st.DataObject) -> None:
        it, here = self.petition, self.petition.agency.code
        if verb is Verb.ASSIGN:
            unit, officer = data.draw(st.sampled_from(HOLDERS[here]))
            unit = sample.unit(self.session, here, unit) if unit else None
            officer = sample.officer(self.session, officer) if officer else None
            verbs.assign(self.session, it, unit=unit, officer=officer, reason="", by=by, now=self.now)
        elif verb is Verb.FORWARD:
            to = data.draw(st.sampled_from((None, "xa-tay", "xa-dong")))
            agency = sample.agency(self.session, to) if to else None
            verbs.forward(self.session, it, to=agency, to_name="Sở Mẫu", reason="x", by=by, now=self.now)
        else:
            road.do(self.session, it, verb, by, self.now)

    def _told(self) -> list[str]:
        return road.said(self.session, self.petition)

    def _note(self) -> None:
        """What is so from this moment on."""
        it = self.petition
        open_leg = it.leg.ended_at is None
        holder = (it.unit_id, it.officer_id) if open_leg else None
        self.known[self.now] = (it.state, it.agency_id, holder, it.scope)

    def _of(self, table: Any, leg: Leg) -> list[Any]:
        rows = self.session.scalars(select(table).where(table.leg_id == leg.id))
        return sorted(rows, key=lambda row: (row.from_at, row.id))

    def _filings(self) -> list[Filing]:
        rows = self.session.scalars(select(Filing).where(Filing.petition_id == self.petition.id))
        return sorted(rows, key=lambda row: (row.from_at, row.id))

    @invariant()
    def every_moment_that_was_is_remembered(self) -> None:
        for moment, was in self.known.items():
            assert self._as_of(moment) == was, moment

    def _as_of(self, moment: datetime) -> tuple[Any, ...]:
        leg = [leg for leg in self.petition.legs if leg.opened_at <= moment][-1]
        state = _only(self._of(StateSpell, leg), moment).state
        held = (
            _only(self._of(Assignment, leg), moment)
            if leg.ended_at is None or leg.ended_at > moment
            else None
        )
        scope = _only(self._filings(), moment).scope
        return state, leg.agency_id, (held.unit_id, held.officer_id) if held else None, scope

    @invariant()
    def each_leg_is_in_one_state_at_a_time_without_a_gap(self) -> None:
        for leg in self.petition.legs:
            spells = self._of(StateSpell, leg)
            _follow_each_other(spells, leg.opened_at)
            if leg is self.petition.leg:
                assert spells[-1].to_at is None
                assert spells[-1].state is self.petition.state

    @invariant()
    def each_leg_is_held_once_at_a_time_until_it_ends(self) -> None:
        for leg in self.petition.legs:
            held = self._of(Assignment, leg)
            _follow_each_other(held, leg.opened_at)
            assert held[-1].to_at == leg.ended_at
        if self.petition.leg.ended_at is None:
            assert (held[-1].unit_id, held[-1].officer_id) == (
                self.petition.unit_id,
                self.petition.officer_id,
            )

    @invariant()
    def legs_follow_each_other(self) -> None:
        for earlier, later in pairwise(self.petition.legs):
            assert earlier.ended_at is not None
            assert earlier.end_act is not None
            assert earlier.ended_at <= later.opened_at
        assert self.petition.agency_id == self.petition.leg.agency_id

    @invariant()
    def it_is_filed_once_at_a_time(self) -> None:
        filings = self._filings()
        _follow_each_other(filings, self.petition.received_at)
        now = filings[-1]
        assert now.to_at is None
        assert (now.field_id, now.kind, now.scope) == (
            self.petition.field_id,
            self.petition.kind,
            self.petition.scope,
        )

    @invariant()
    def the_deadlines_that_run_are_those_of_the_state(self) -> None:
        it = self.petition
        for leg in it.legs[:-1]:
            assert _running(self.session, leg) == []
        steps = {
            Step.ANSWER: it.leg.ended_at is None,
            Step.SUPPLY: it.state is State.AWAITING_SUPPLEMENT,
            Step.PUBLISH: it.state is State.AWAITING_PUBLICATION,
        }
        running = _running(self.session, it.leg)
        assert sorted(each.step for each in running) == sorted(step for step, runs in steps.items() if runs)
        assert it.due_on == (sla.running(self.session, it.leg).due_on if running else None)
        assert it.state in OPEN or not running

    @invariant()
    def the_chain_holds(self) -> None:
        assert audit.first_fault(self.session, Subject("petition", self.petition.id)) is None


def _only(rows: list[Any], moment: datetime) -> Any:
    found = [row for row in rows if row.from_at <= moment and (row.to_at is None or row.to_at > moment)]
    assert len(found) == 1, (moment, [(row.from_at, row.to_at) for row in rows])
    return found[0]


def _follow_each_other(rows: list[Any], first: datetime) -> None:
    assert rows[0].from_at == first
    for row, following in pairwise(rows):
        assert row.to_at == following.from_at
    assert rows[-1].to_at is None or rows[-1].to_at >= rows[-1].from_at


def _running(session: Session, leg: Leg) -> list[Any]:
    return [each for each in sla.deadlines(session, leg) if each.result is Result.OPEN]


@pytest.mark.usefixtures("_at_now")
def test_a_petition_that_lives_any_life_can_be_counted_as_of_any_moment(small):
    lives = type("Lives", (Life,), {"app": small})
    chosen = settings(
        max_examples=60,
        stateful_step_count=18,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )

    run_state_machine_as_test(lives, settings=chosen)


def _chain(petition: Petition) -> Subject:
    return Subject("petition", petition.id)


def test_a_chain_nobody_touched_holds(session):
    petition = road.brought(session, State.PUBLISHED, NOW)

    assert audit.first_fault(session, _chain(petition)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"payload": {"petition_id": 1, "reason": "khác"}},
        {"at": NOW + timedelta(hours=1)},
        {"officer_id": 999},
        {"actor_kind": "citizen"},
        {"event": "PetitionRefused"},
        {"digest": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_entry_that_was_changed_is_found(session, change):
    petition = road.brought(session, State.PUBLISHED, NOW)
    third = audit.entries(session, _chain(petition))[2]

    session.execute(update(AuditEntry).where(AuditEntry.id == third.id).values(**change))
    session.expire_all()

    assert audit.first_fault(session, _chain(petition)) == 3


def test_an_entry_that_was_taken_out_is_found(session):
    petition = road.brought(session, State.PUBLISHED, NOW)
    third = audit.entries(session, _chain(petition))[2]

    session.execute(delete(AuditEntry).where(AuditEntry.id == third.id))
    session.expire_all()

    assert audit.first_fault(session, _chain(petition)) == 3


def test_a_payload_that_was_erased_leaves_the_chain_whole(session):
    petition = road.brought(session, State.PUBLISHED, NOW)
    third = audit.entries(session, _chain(petition))[2]

    session.execute(update(AuditEntry).where(AuditEntry.id == third.id).values(payload={}))
    session.expire_all()

    assert audit.first_fault(session, _chain(petition)) is None

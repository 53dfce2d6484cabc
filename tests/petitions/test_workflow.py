"""The table of states and verbs, against the rules written out a second time by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pakn.petitions import workflow
from pakn.petitions.workflow import ANSWERED, OPEN, TABLE, Capacity, State, Verb
from tests.petitions.rules import RULES, STATES, VERBS_FROM

SOMEBODY = st.frozensets(st.sampled_from(Capacity))
STEP = st.tuples(st.sampled_from(Verb), SOMEBODY)


def test_the_table_knows_exactly_the_states_of_the_rules():
    assert {state.value for state in State} == STATES


@pytest.mark.parametrize("state", State)
def test_each_state_knows_exactly_the_verbs_of_the_rules(state):
    known = {verb.value for verb in Verb if workflow.transition(state, verb)}

    assert known == VERBS_FROM[state.value]


def test_each_row_leads_where_the_rules_say_and_may_be_done_by_whom_they_say():
    table = {(row.source.value, row.verb.value): (row.target.value, set(row.by)) for row in TABLE}

    assert table == {place: (target, set(by.split())) for place, (target, by) in RULES.items()}


def test_no_state_has_two_rows_for_one_verb():
    assert len({(row.source, row.verb) for row in TABLE}) == len(TABLE)


def test_what_has_ended_knows_no_verb():
    for state in State:
        if state not in OPEN:
            assert workflow.verbs(state, frozenset(Capacity)) == ()


def test_every_state_can_be_reached():
    reached = {State.RECEIVED}
    while further := {row.target for row in TABLE if row.source in reached} - reached:
        reached |= further

    assert reached == set(State)


def test_every_open_state_can_be_brought_to_an_end():
    ending = {state for state in State if state not in OPEN}
    while earlier := {row.source for row in TABLE if row.target in ending} - ending:
        ending |= earlier

    assert ending == set(State)


def test_whatever_is_answered_was_approved():
    into = {row.source for row in TABLE if row.target in ANSWERED and row.source not in ANSWERED}

    assert into == {State.AWAITING_APPROVAL}


@given(st.sampled_from(State), st.sampled_from(Verb), SOMEBODY)
def test_asking_for_one_verb_and_for_all_verbs_agree(state, verb, capacities):
    assert workflow.may(state, verb, capacities) == (verb in workflow.verbs(state, capacities))


@given(st.sampled_from(State), st.sampled_from(Verb))
def test_nobody_in_particular_may_do_nothing(state, verb):
    assert not workflow.may(state, verb, frozenset())


@given(st.sampled_from(State), st.sampled_from(Verb), SOMEBODY, SOMEBODY)
def test_one_more_capacity_never_takes_a_right_away(state, verb, some, more):
    if workflow.may(state, verb, some):
        assert workflow.may(state, verb, some | more)


@given(st.lists(STEP, max_size=30))
def test_a_random_walk_never_leaves_the_rules(walk):
    state = State.RECEIVED
    for verb, capacities in walk:
        row = workflow.transition(state, verb)
        if workflow.may(state, verb, capacities):
            target, by = RULES[state.value, verb.value]
            assert row is not None
            assert (row.target.value, bool(capacities & set(by.split()))) == (target, True)
            state = row.target

    assert state.value in STATES

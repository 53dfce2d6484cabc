"""The states of a petition and the verbs that move it: one table, read by the service, the pages and the tests."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a petition stands."""

    RECEIVED = "received"
    AWAITING_SUPPLEMENT = "awaiting_supplement"
    IN_PROGRESS = "in_progress"
    AWAITING_APPROVAL = "awaiting_approval"
    AWAITING_PUBLICATION = "awaiting_publication"
    PUBLISHED = "published"
    ANSWERED_UNPUBLISHED = "answered_unpublished"
    REFUSED = "refused"
    RETURNED = "returned"
    FORWARDED = "forwarded"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What can be done to a petition."""

    ASSIGN = "assign"
    ACCEPT = "accept"
    REFUSE = "refuse"
    ASK_SUPPLEMENT = "ask_supplement"
    SUPPLEMENT = "supplement"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    FORWARD = "forward"
    RETURN = "return"
    HAND_BACK = "hand_back"
    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    PUBLISH = "publish"
    KEEP_PRIVATE = "keep_private"


class Capacity(StrEnum):
    """In what capacity somebody acts on one petition."""

    ASSIGNEE = "assignee"
    UNIT_HEAD = "unit_head"
    OFFICE = "office"
    LEADER = "leader"
    CITIZEN = "citizen"
    MACHINE = "machine"


@dataclass(frozen=True)
class Transition:
    """One row of the table: in `source`, these capacities may do `verb`, and the petition is then in `target`."""

    source: State
    verb: Verb
    target: State
    by: frozenset[Capacity]


def _row(source: State, verb: Verb, target: State, *by: Capacity) -> Transition:
    return Transition(source, verb, target, frozenset(by))


_S, _V, _C = State, Verb, Capacity

TABLE: tuple[Transition, ...] = (
    _row(_S.RECEIVED, _V.ASSIGN, _S.RECEIVED, _C.OFFICE, _C.LEADER, _C.UNIT_HEAD, _C.ASSIGNEE),
    _row(_S.RECEIVED, _V.ACCEPT, _S.IN_PROGRESS, _C.ASSIGNEE, _C.OFFICE),
    _row(_S.RECEIVED, _V.REFUSE, _S.REFUSED, _C.ASSIGNEE, _C.OFFICE),
    _row(_S.RECEIVED, _V.ASK_SUPPLEMENT, _S.AWAITING_SUPPLEMENT, _C.ASSIGNEE, _C.OFFICE, _C.MACHINE),
    _row(_S.RECEIVED, _V.FORWARD, _S.FORWARDED, _C.ASSIGNEE, _C.OFFICE),
    _row(_S.RECEIVED, _V.RETURN, _S.RETURNED, _C.ASSIGNEE, _C.OFFICE),
    _row(_S.RECEIVED, _V.WITHDRAW, _S.WITHDRAWN, _C.CITIZEN),
    _row(_S.AWAITING_SUPPLEMENT, _V.SUPPLEMENT, _S.RECEIVED, _C.CITIZEN, _C.OFFICE, _C.ASSIGNEE),
    _row(_S.AWAITING_SUPPLEMENT, _V.LAPSE, _S.LAPSED, _C.MACHINE),
    _row(_S.AWAITING_SUPPLEMENT, _V.WITHDRAW, _S.WITHDRAWN, _C.CITIZEN),
    _row(_S.IN_PROGRESS, _V.ASSIGN, _S.IN_PROGRESS, _C.OFFICE, _C.LEADER, _C.UNIT_HEAD),
    _row(_S.IN_PROGRESS, _V.HAND_BACK, _S.IN_PROGRESS, _C.ASSIGNEE),
    _row(_S.IN_PROGRESS, _V.ASK_SUPPLEMENT, _S.AWAITING_SUPPLEMENT, _C.ASSIGNEE, _C.OFFICE),
    _row(_S.IN_PROGRESS, _V.FORWARD, _S.FORWARDED, _C.ASSIGNEE, _C.OFFICE),
    _row(_S.IN_PROGRESS, _V.RETURN, _S.RETURNED, _C.ASSIGNEE, _C.OFFICE),
    _row(_S.IN_PROGRESS, _V.SUBMIT, _S.AWAITING_APPROVAL, _C.ASSIGNEE),
    _row(_S.AWAITING_APPROVAL, _V.APPROVE, _S.AWAITING_PUBLICATION, _C.LEADER),
    _row(_S.AWAITING_APPROVAL, _V.SEND_BACK, _S.IN_PROGRESS, _C.LEADER),
    _row(_S.AWAITING_PUBLICATION, _V.PUBLISH, _S.PUBLISHED, _C.OFFICE, _C.LEADER),
    _row(_S.AWAITING_PUBLICATION, _V.KEEP_PRIVATE, _S.ANSWERED_UNPUBLISHED, _C.OFFICE, _C.LEADER),
)

_BY_PLACE = {(row.source, row.verb): row for row in TABLE}

OPEN = frozenset(
    {
        State.RECEIVED,
        State.AWAITING_SUPPLEMENT,
        State.IN_PROGRESS,
        State.AWAITING_APPROVAL,
        State.AWAITING_PUBLICATION,
    }
)
ANSWERED = frozenset({State.AWAITING_PUBLICATION, State.PUBLISHED, State.ANSWERED_UNPUBLISHED})


def transition(state: State, verb: Verb) -> Transition | None:
    """The row for a verb in a state, or None when the state does not know the verb."""
    return _BY_PLACE.get((state, verb))


def may(state: State, verb: Verb, capacities: Collection[Capacity]) -> bool:
    """Whether somebody acting in these capacities may do this now."""
    row = transition(state, verb)
    return row is not None and not row.by.isdisjoint(capacities)


def verbs(state: State, capacities: Collection[Capacity]) -> tuple[Verb, ...]:
    """What somebody acting in these capacities may do now, in the order of the table."""
    return tuple(row.verb for row in TABLE if row.source is state and not row.by.isdisjoint(capacities))

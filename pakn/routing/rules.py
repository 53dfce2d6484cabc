"""Whose petition is this: the first rule that fits says which unit, or a person decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from pakn.routing.classifier import Classification

OTHER_FIELD = "khac"
PETITION_SCOPE = "pakn"
SURE_OF_SCOPE = 0.6
"""Below it a person reads whether it is a petition at all; field reports are the texts most often mistaken for one."""


@dataclass(frozen=True)
class Rule:
    """A line of an agency's routing table; None fits anything. The lowest position that fits decides."""

    position: int
    unit: str
    officer: str | None = None
    field: str | None = None
    area: str | None = None
    kind: str | None = None
    scope: str | None = None


class Reason(StrEnum):
    """Why a petition was routed, or waits in the triage queue."""

    CONFIDENT = "confident"
    UNSURE = "unsure"
    FIELD_KHAC = "field_khac"
    OUT_OF_SCOPE = "out_of_scope"
    NO_RULE = "no_rule"
    NAMES_OFFICER = "names_officer"


@dataclass(frozen=True)
class Route:
    """Where a petition goes; without a rule it goes to the triage queue."""

    rule: Rule | None
    reason: Reason


def first_match(
    rules: Iterable[Rule], *, field: str, area: str | None, kind: str | None, scope: str
) -> Rule | None:
    """The lowest rule that fits. The field "khac" and whatever is not a petition are left to a person."""
    if field == OTHER_FIELD or scope != PETITION_SCOPE:
        return None
    asked = (field, area, kind, scope)
    for rule in sorted(rules, key=lambda one: one.position):
        wanted = (rule.field, rule.area, rule.kind, rule.scope)
        if all(want is None or want == have for want, have in zip(wanted, asked, strict=True)):
            return rule
    return None


def decide(
    classification: Classification,
    rules: Iterable[Rule],
    area: str | None,
    *,
    threshold: float,
    taken: Collection[str] = (PETITION_SCOPE,),
) -> Route:
    """The route of a classified petition; `threshold` is the least probability of its field, `taken` the scopes that
    the agency lets a machine route.

    What is no petition at all is said first (Điều 1, Nghị định 20/2008/NĐ-CP leaves complaints and
    denunciations to other laws), then doubt about the field.
    """
    best, scope = classification.best, classification.scope
    if scope.code not in taken:
        return Route(None, Reason.OUT_OF_SCOPE)
    if best.probability < threshold or scope.probability < SURE_OF_SCOPE:
        return Route(None, Reason.UNSURE)
    if best.code == OTHER_FIELD:
        return Route(None, Reason.FIELD_KHAC)
    rule = first_match(rules, field=best.code, area=area, kind=classification.kind.code, scope=PETITION_SCOPE)
    return Route(rule, Reason.CONFIDENT if rule else Reason.NO_RULE)

"""Which officers are told. Whoever a petition is about is told nothing of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from pakn.identity import queries as identity
from pakn.identity.models import Agency, Officer
from pakn.identity.permissions import Role
from pakn.petitions import visibility
from pakn.petitions.models import Petition


def eligible(petition: Petition, officers: Iterable[Officer | None]) -> list[Officer]:
    """Those of them who may know of the petition and still work here, each once."""
    hidden_from = visibility.concerned(petition)
    found = {each.id: each for each in officers if each is not None and each.active}
    return [officer for officer_id, officer in found.items() if officer_id not in hidden_from]


def office(session: Session, petition: Petition, on: date) -> list[Officer]:
    """The people of the office of the agency where the petition lies."""
    return eligible(petition, identity.holders(session, petition.agency_id, on, Role.OFFICE))


def holder(session: Session, petition: Petition, on: date) -> list[Officer]:
    """Who has it in hand: the officer, else the head of the unit, else the office."""
    head = petition.unit.head if petition.unit else None
    return (
        eligible(petition, [petition.officer]) or eligible(petition, [head]) or office(session, petition, on)
    )


def leaders(session: Session, petition: Petition, on: date) -> list[Officer]:
    """Who may approve: the leaders; when it is about every one of them, the leaders of the agency above."""
    agency: Agency | None = petition.agency
    while agency is not None:
        chairs = identity.leaders(session, agency.id, on)
        if found := eligible(petition, chairs):
            return found
        if not chairs:
            return []
        agency = agency.parent
    return []


def answerable(session: Session, petition: Petition, on: date) -> list[Officer]:
    """Who answers for a deadline: whoever has it in hand, the head of the unit, the leaders."""
    head = petition.unit.head if petition.unit else None
    chain = [*holder(session, petition, on), head, *leaders(session, petition, on)]
    return eligible(petition, chain)

"""Petitions that came by mail, as far as this side of the mailbox is concerned."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from pakn.handling import verbs
from pakn.kernel import audit, clock, signing
from pakn.kernel.audit import MACHINE, AuditEntry, Subject
from pakn.kernel.db import transaction
from pakn.petitions import queries
from pakn.petitions.models import Channel, Petition
from pakn.petitions.service import Acting
from pakn.petitions.workflow import Capacity
from tests import sample
from tests.services.web import SECRET_KEY

BY_MACHINE = Acting(MACHINE, frozenset({Capacity.MACHINE}))
UNKNOWN: dict[str, Any] = {"full_name": "", "address": "", "phone": ""}
MISSING = "Họ và tên người gửi."


def arrived(session: Session, **changes: Any) -> Petition:
    """A petition by mail in the register; nobody knows who wrote it unless the test says so."""
    return sample.submit(session, **({"channel": Channel.EMAIL.value} | UNKNOWN | changes))


def asked(session: Session, **changes: Any) -> Petition:
    """The same, and the machine has asked for what is missing."""
    petition = arrived(session, **changes)
    verbs.ask_supplement(session, petition, items=MISSING, by=BY_MACHINE, now=clock.now())
    return petition


def asked_in(app: Flask, **changes: Any) -> str:
    """The same, committed; its code."""
    with app.app_context(), transaction() as session:
        return asked(session, **changes).code


def form_of(code: str) -> str:
    """The address of the short form, as the letter has it."""
    return f"/bo-sung/{signing.sign(SECRET_KEY.encode(), 'supplement', code, now=clock.now())}"


def entries(session: Session, petition: Petition) -> list[AuditEntry]:
    """The history of a petition, oldest first."""
    return audit.entries(session, Subject("petition", petition.id))


def by_code(session: Session, code: str) -> Petition:
    """A petition, read fresh."""
    return queries.for_change(session, code)

"""Petitions brought to their answer, for what is shown of them afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.handling import verbs
from pakn.kernel import clock
from pakn.petitions.models import Petition
from pakn.publishing import service
from pakn.publishing.models import Publication
from tests import sample

OUTCOME = "chua_du_co_so"


def approved(
    session: Session,
    *,
    answer: str = "Xã đã kiểm tra và trả kết quả.",
    grounds: str = "",
    outcome: str = OUTCOME,
    field: str | None = None,
    now: datetime | None = None,
    **sent: object,
) -> tuple[Petition, Publication]:
    """A petition whose answer is signed, and the snapshot that stands ready."""
    at = now or clock.now()
    petition = sample.submit(session, at=at, **sent)
    chosen = catalogue.outcome(session, outcome)
    assert chosen is not None
    office = sample.acting(session, petition, "dong-vp")
    if field is not None:
        filed = catalogue.field(session, petition.agency.field_set, field)
        verbs.refile(
            session, petition, field=filed, kind=petition.kind, scope=petition.scope, by=office, now=at
        )
    unit, officer = sample.unit(session, "xa-dong", "kinh-te"), sample.officer(session, "dong-kt")
    verbs.assign(session, petition, unit=unit, officer=officer, reason="", by=office, now=at)
    verbs.accept(session, petition, by=office, now=at)
    writer = sample.acting(session, petition, "dong-kt")
    verbs.submit(session, petition, outcome=chosen, text=answer, grounds=grounds, by=writer, now=at)
    signer = sample.acting(session, petition, "dong-chu-tich")
    verbs.approve(session, petition, publish_now=False, by=signer, now=at)
    shown = service.of_petition(session, petition)
    assert shown is not None
    return petition, shown


def public(session: Session, **facts: object) -> Publication:
    """The same, put on the public page."""
    petition, shown = approved(session, **facts)
    at = facts.get("now") or clock.now()
    verbs.publish(session, petition, by=sample.acting(session, petition, "dong-vp"), now=at)
    return shown

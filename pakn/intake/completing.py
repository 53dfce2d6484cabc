"""Filling in what the law requires to know of a petitioner, when their first letter did not say it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from pakn.intake.submission import Contacts
from pakn.kernel.audit import Actor
from pakn.petitions import events, timeline
from pakn.petitions import service as petitions
from pakn.petitions.models import Petition, Petitioner, SubmitterType


def known(petitioner: Petitioner) -> Contacts:
    """What is known of a petitioner so far."""
    return Contacts(
        full_name=petitioner.full_name,
        address=petitioner.address,
        phone=petitioner.phone,
        contact_by_post=petitioner.contact_by_post,
        organization=petitioner.organization,
    )


def gaps_filled(petitioner: Petitioner, said: Contacts) -> Contacts:
    """What is known, and where nothing is, what a letter says."""
    before = known(petitioner)
    return Contacts(
        full_name=before.full_name or said.full_name,
        address=before.address or said.address,
        phone=before.phone or said.phone,
        contact_by_post=before.contact_by_post or said.contact_by_post,
        organization=before.organization or said.organization,
    )


def complete(session: Session, petition: Petition, to: Contacts, *, actor: Actor, now: datetime) -> None:
    """Write these down as the petitioner's; the history names what changed, never the values.

    A person who names an organisation writes for it; one who takes it out again writes for nobody else.
    """
    who = petition.petitioner
    changed = [name for name, value in asdict(to).items() if getattr(who, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(who, name, getattr(to, name))
    if who.organization and who.submitter_type is SubmitterType.PERSON:
        who.submitter_type = SubmitterType.ORGANIZATION
    elif "organization" in changed and not who.organization:
        who.submitter_type = SubmitterType.PERSON
    petition.search_text = petitions.search_text(petition.code, petition)
    timeline.record(session, petition, events.PetitionerCompleted(petition.id, changed), actor, now)

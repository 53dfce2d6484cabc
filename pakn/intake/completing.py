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
    return joined(known(petitioner), said)


def joined(first: Contacts, second: Contacts) -> Contacts:
    """What the first says, and where it says nothing, the second."""
    return Contacts(
        full_name=first.full_name or second.full_name,
        address=first.address or second.address,
        phone=first.phone or second.phone,
        contact_by_post=first.contact_by_post or second.contact_by_post,
        organization=first.organization or second.organization,
    )


def lacking(said: Contacts) -> frozenset[str]:
    """Which of the fields that Điều 7 of Nghị định 20/2008/NĐ-CP requires nobody knows yet."""
    known_fields = {
        "full_name": said.full_name,
        "address": said.address,
        "phone": said.phone or said.contact_by_post,
    }
    return frozenset(name for name, value in known_fields.items() if not value)


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

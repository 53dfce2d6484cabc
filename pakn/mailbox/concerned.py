"""Officers named in a mail that became no petition: as with a petition about them, they may not know of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from pakn.identity import queries as identity
from pakn.identity.models import Agency
from pakn.mailbox.letters import Letter, Understood
from pakn.mailbox.models import mail_about_officer
from pakn.routing import naming


def write_down(
    session: Session, mail_id: int, agency_id: int | None, letter: Letter, understood: Understood, on: date
) -> None:
    """Hide a mail from the officers it names. One of no agency may name an officer of any of them."""
    here = session.get(Agency, agency_id) if agency_id is not None else None
    text = f"{letter.subject}\n{letter.full_text}"
    named = {
        officer.id
        for agency in ([here] if here else identity.receiving_agencies(session))
        for officer in naming.officers_named(session, agency, text, sender=understood.full_name, on=on)
    }
    session.execute(
        delete(mail_about_officer).where(mail_about_officer.c.mail_id == mail_id)
    )  # of an earlier try
    if named:
        rows = [{"mail_id": mail_id, "officer_id": each} for each in sorted(named)]
        session.execute(insert(mail_about_officer), rows)

"""What happens because time passes: reminders, lapses, and the clearing away of what nobody needs."""

from __future__ import annotations

from contextlib import suppress

from pakn.handling import verbs
from pakn.intake import tracking
from pakn.kernel import clock, files
from pakn.kernel.db import reading, transaction
from pakn.kernel.errors import NotAllowed
from pakn.petitions import queries as petitions
from pakn.sla import escalation
from pakn.web.config import file_store


def tick() -> None:
    """One round of the periodic work; every part may run as often as it likes."""
    with transaction() as session:
        escalation.scan(session, clock.now())
    lapse_overdue_supplements()
    with transaction() as session:
        files.sweep(session, file_store(), clock.now())
        tracking.forget_old_tries(session, clock.now())


def lapse_overdue_supplements() -> None:
    """Close each petition whose citizen let the day pass, one transaction each."""
    overdue = [petition.code for petition in escalation.supplements_overdue(reading(), clock.now())]
    for code in overdue:
        with suppress(NotAllowed), transaction() as session:  # the supplement came in this very moment
            verbs.lapse(session, petitions.for_change(session, code), now=clock.now())

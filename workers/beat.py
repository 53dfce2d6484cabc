"""What happens because time passes: reminders, lapses, and the clearing away of what nobody needs."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import structlog

from pakn.handling import verbs
from pakn.intake import tracking
from pakn.kernel import clock, faults, files, outbox, pulse
from pakn.kernel.db import if_nobody_else, reading, transaction
from pakn.kernel.errors import NotAllowed
from pakn.petitions import queries as petitions
from pakn.sla import escalation
from pakn.web.config import file_store
from workers import life

_MISSED_FOR = timedelta(hours=1)  # a worker that fell without a word is shown as missing so long
_log = structlog.get_logger()


def tick() -> bool:
    """One round of the periodic work, as often as you like; False when another process is at it already."""
    with if_nobody_else("round") as alone:
        if alone:
            tell_what_is_due()
            life.show("scan")
            lapse_overdue_supplements()
            clear_away()
    return alone


def tell_what_is_due() -> None:
    """Near and passed deadlines, decisions and supplements owed: one short transaction for each petition."""
    found = escalation.look(reading(), clock.now())
    for code in found.codes:
        with transaction() as session:
            escalation.tell(session, code, found)


def lapse_overdue_supplements() -> None:
    """Close each petition whose citizen let the day pass, one transaction each, unless it was moved meanwhile."""
    overdue = [petition.code for petition in escalation.supplements_overdue(reading(), clock.now())]
    for code in overdue:
        with suppress(NotAllowed), transaction() as session:  # the supplement came in this very moment
            petition = petitions.for_change(session, code)
            if escalation.is_supplement_overdue(session, petition, clock.now()):
                verbs.lapse(session, petition, now=clock.now())


def clear_away() -> None:
    """Files nobody sent, wrong guesses of days gone by, and events told long ago."""
    with transaction() as session:
        keys = files.sweep(session, clock.now())
        tracking.forget_old_tries(session, clock.now())
        outbox.forget_told(session, clock.now())
        pulse.forget(session, "worker:", clock.now() - _MISSED_FOR)
    for key in keys:
        _remove(key)


def _remove(key: str) -> None:
    try:
        file_store().remove(key)
    except OSError as fault:  # the row is gone: say which file stays behind, and go on with the next
        _log.warning("file_not_removed", key=key, fault=faults.kind(fault))

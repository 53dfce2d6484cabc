"""What happens because time passes: reminders, lapses, and the clearing away of what nobody needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from pakn.handling import verbs
from pakn.intake import tracking
from pakn.kernel import anchors, clock, faults, files, outbox, pulse
from pakn.kernel.db import if_nobody_else, reading, transaction, will_pass
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
            life.show("scan", tell_what_is_due())
            lapse_overdue_supplements()
            clear_away()
            anchor_history()
    return alone


def tell_what_is_due() -> str:
    """Near and passed deadlines, decisions and supplements owed; the kind of the last fault, or nothing."""
    found = escalation.look(reading(), clock.now())
    return _one_by_one(found.codes, lambda session, code: escalation.tell(session, code, found))


def lapse_overdue_supplements() -> None:
    """Close each petition whose citizen let the day pass, unless it was moved meanwhile."""
    overdue = [petition.code for petition in escalation.supplements_overdue(reading(), clock.now())]
    _one_by_one(overdue, _lapse)


def _lapse(session: Session, code: str) -> None:
    petition = petitions.for_change(session, code)
    if escalation.is_supplement_overdue(session, petition, clock.now()):
        verbs.lapse(session, petition, now=clock.now())


def _one_by_one(codes: Iterable[str], act: Callable[[Session, str], object]) -> str:
    """One short transaction for each petition; the kind of the last fault, or nothing.

    What breaks on one must not keep the others waiting for ever; a database that is away is raised.
    """
    last = ""
    for code in codes:
        try:
            with transaction() as session:
                act(session, code)
        except NotAllowed:  # it was moved in this very moment
            continue
        except Exception as fault:
            if will_pass(fault):
                raise
            last = faults.kind(fault)
            _log.warning("petition_passed_over", code=code, trace=faults.trace(fault))
    return last


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


def anchor_history() -> None:
    """Once a day fix what was written until then; the line in the log is one to keep elsewhere."""
    try:
        with transaction() as session:
            line = anchors.make(session, clock.now())
    except Exception as fault:
        if will_pass(fault):
            raise
        _log.warning("audit_not_anchored", trace=faults.trace(fault))
        return
    if line:
        _log.info("audit_anchored", anchor=str(line))

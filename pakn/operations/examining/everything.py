"""All the checks, in the order in which one would mend what is broken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from pakn.kernel import clock
from pakn.notifications.models import Message, MessageState
from pakn.operations import health, queries, service
from pakn.operations.examining import broker, database, machine, mail, organisation
from pakn.operations.examining.saying import good, warn
from pakn.operations.health import Check, Status
from pakn.settings import Settings

_LATELY = timedelta(days=7)


def examine(session: Session, settings: Settings, now: datetime) -> Iterator[Check]:
    """Ask everything; what leans on a database that is away is left out. `now` is this machine's clock."""
    yield from machine.examine(settings)
    found = database.place(settings.database) or health.database(service.database_fault(session))
    answers = found.status is Status.OK
    yield found
    if answers:
        yield from _asked(session, database.examine(session, now))
        yield from _asked(session, organisation.examine(session, clock.day_of(now)))
    yield from broker.examine(settings)
    if answers:
        yield from _asked(session, _work(session, settings, now))
    yield mail.examine_outgoing(settings)
    yield from _asked(session, mail.examine_incoming(session if answers else None, settings))


def _asked(session: Session, checks: Iterator[Check]) -> Iterator[Check]:
    """These checks as far as the database answers, then what it said instead."""
    try:
        yield from checks
    except (SQLAlchemyError, ValueError, LookupError) as fault:  # no such table, no such value
        session.rollback()
        said = str(getattr(fault, "orig", None) or fault).splitlines()
        yield health.database_broken(said[0] if said else type(fault).__name__)


def _work(session: Session, settings: Settings, now: datetime) -> Iterator[Check]:
    """What health checks say of beat, scan, workers and queues, and what failed; mailboxes are asked themselves."""
    figures = queries.figures(session, now)
    yield from health.of_workers(bool(settings.redis_url), figures.workers, now)
    for check in health.of_figures(figures, now, poll_s=settings.mail_poll_s):
        if not check.name.startswith("mailbox:"):
            yield check
    yield failed_messages(session, now)


def failed_messages(session: Session, now: datetime) -> Check:
    """Mails that nobody will ever take; each citizen's is a task of the office."""
    failed = (Message.state == MessageState.FAILED, Message.queued_at > now - _LATELY)
    number = session.scalar(select(func.count()).select_from(Message).where(*failed)) or 0
    if number:
        words = f"{number} thư bị từ chối hẳn trong 7 ngày; văn phòng có việc gọi điện cho từng người dân."
        return warn("failed_messages", words, number)
    return good("failed_messages", "Không thư nào bị từ chối hẳn trong 7 ngày.", 0)

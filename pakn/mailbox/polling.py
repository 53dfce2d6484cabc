"""Fetching: every mailbox in turn, one that fails says so and the others go on."""

from __future__ import annotations

import hashlib
import imaplib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import structlog

from pakn.identity import queries as identity
from pakn.kernel import clock, faults, mailboxes, pulse
from pakn.kernel.db import if_nobody_else, transaction
from pakn.kernel.errors import Refused
from pakn.kernel.mailboxes import Mailbox
from pakn.mailbox import imap, service, storing
from pakn.mailbox.door import Door, door_of
from pakn.mailbox.imap import Drawer, Lying
from pakn.mailbox.models import Outcome
from pakn.mailbox.storing import Arrived
from pakn.mailbox.verdicts import Taken
from pakn.settings import Settings

_EXPECTED = (*imap.FAULTS, Refused)
_log = structlog.get_logger()


@dataclass(frozen=True)
class Polled:
    """What came of one mailbox. `fault` is a kind and its codes, or empty; `alone` is False when another process is
    at it, and then nothing was done."""

    address: str
    taken: tuple[Taken, ...] = ()
    fault: str = ""
    alone: bool = True


def poll(settings: Settings, *, by_hand: bool = False) -> list[Polled]:
    """Fetch from every mailbox, after going on with what an earlier process had left; never raises for a mailbox.

    Done `by_hand`, a server that is away is told to the caller only, and not to the log.
    """
    door = door_of(settings)
    service.resume(door)
    return [poll_one(door, box, by_hand=by_hand) for box in mailboxes.read(settings.imap_url)]


def poll_one(door: Door, box: Mailbox, *, by_hand: bool = False) -> Polled:
    """Fetch from one mailbox, unless another process is at it; never raises for the mailbox."""
    with if_nobody_else(f"mailbox {box.address}") as alone:
        if not alone:
            return Polled(box.address, alone=False)
        taken: list[Taken] = []
        try:
            for each in _fetch(door, box):
                taken.append(each)
        except Exception as fault:  # whatever is wrong with it must not keep the others from theirs
            if not by_hand or not isinstance(fault, _EXPECTED):
                _log_failure(box, fault)
            return _told(Polled(box.address, tuple(taken), faults.kind(fault)))
        return _told(Polled(box.address, tuple(taken)))


def _log_failure(box: Mailbox, fault: Exception) -> None:
    """What a mail server does says enough by its name; anything else by where it arose."""
    known = isinstance(fault, _EXPECTED)
    where = {} if known else {"trace": faults.trace(fault)}
    _log.warning("mailbox_failed", address=box.address, fault=faults.kind(fault), **where)


def _told(polled: Polled) -> Polled:
    """Leave a sign of life; a database that is away keeps none, and is no fault of the mailbox."""
    with suppress(Exception), transaction() as session:
        pulse.mark(session, f"poll:{polled.address}", clock.now(), polled.fault)
    return polled


def _fetch(door: Door, box: Mailbox) -> Iterator[Taken]:
    """Mail by mail; one that the server cannot give does not keep the next ones, and is told at the end."""
    agency_id = _agency_id(box)
    refused: list[Exception] = []
    with imap.opened(box.source) as drawer:
        for uid in drawer.waiting():
            try:
                if lying := drawer.look(uid):
                    yield from _take(door, drawer, box, agency_id, lying)
            except imaplib.IMAP4.abort:  # the connection has ended
                raise
            except imap.REFUSALS as fault:
                refused.append(fault)
    if refused:
        raise refused[0]


def _agency_id(box: Mailbox) -> int | None:
    """None for a mailbox that names no agency: each mail is then asked. Raises Refused for a code nobody has."""
    if not box.agency:
        return None
    with transaction() as session:
        found = identity.agency_by_code(session, box.agency)
        if found is None:
            raise Refused("no_agency")
        return found.id


def _take(door: Door, drawer: Drawer, box: Mailbox, agency_id: int | None, lying: Lying) -> Iterator[Taken]:
    """Only what is safe in the database leaves the folder."""
    if lying.size > storing.LARGEST:
        yield _too_large(door, drawer, box, agency_id, lying)
        return
    raw = drawer.read(lying.uid)
    if raw is None:
        return
    taken = service.take_in(door, Arrived(raw, box.address, agency_id, "imap", lying.received_at))
    if taken.outcome is not None:
        drawer.put_away(lying.uid, imap.ASIDE if taken.outcome is Outcome.SET_ASIDE else imap.TAKEN)
    yield taken


def _too_large(door: Door, drawer: Drawer, box: Mailbox, agency_id: int | None, lying: Lying) -> Taken:
    """It stays where it is, for the office to look at with a mail program."""
    head = drawer.head(lying.uid)
    digest = hashlib.sha256(head + str(lying.size).encode()).hexdigest()
    arrived = Arrived(b"", box.address, agency_id, "imap", lying.received_at)
    taken = service.refuse_large(door, arrived, head, digest)
    drawer.mark(lying.uid)
    return taken

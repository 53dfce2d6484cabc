"""Looking into the mailboxes: as jobs handed to the workers, or, without Redis, here and now."""

from __future__ import annotations

import structlog
from redis import Redis
from redis.exceptions import RedisError

from pakn.kernel import broker, faults, mailboxes
from pakn.kernel.db import if_nobody_else
from pakn.mailbox import polling, service
from pakn.mailbox.door import door_of
from pakn.settings import Settings
from pakn.web.config import settings
from workers import relay

_RESUME = "resume"
_log = structlog.get_logger()


def ask(client: Redis, chosen: Settings) -> int:
    """Let the workers look into each mailbox and take up what was left half understood; how many jobs that makes.

    What is still being done is not asked for again. Raises RedisError.
    """
    every = chosen.mail_poll_s
    asked = [
        relay.ask(client, _name(box.address), "workers.mail.poll_mailbox", box.address, every_s=every)
        for box in mailboxes.read(chosen.imap_url)
    ]
    asked.append(relay.ask(client, _RESUME, "workers.mail.resume_mail", every_s=every))
    return sum(asked)


def poll_mailbox(address: str) -> None:
    """The job that looks into one mailbox, unless somebody else does at this moment."""
    try:
        for box in mailboxes.read(settings().imap_url):
            if box.address == address:
                polling.poll_one(door_of(settings()), box)
    finally:
        _answered(_name(address))


def resume_mail() -> None:
    """The job that takes up mail that was stored and not understood, because something failed or fell."""
    try:
        _resume()
    finally:
        _answered(_RESUME)


def look() -> None:
    """Everything that the jobs do, one after another: for a process that has no workers."""
    polling.poll(settings())


def _resume() -> None:
    with if_nobody_else(_RESUME) as alone:
        if alone:
            service.resume(door_of(settings()))


def _name(address: str) -> str:
    return f"poll:{address}"


def _answered(name: str) -> None:
    """A marker that stays because Redis is away only delays the next look."""
    try:
        with broker.connection(settings().redis_url) as client:
            relay.answered(client, name)
    except RedisError as fault:
        _log.warning("redis_away", fault=faults.kind(fault))

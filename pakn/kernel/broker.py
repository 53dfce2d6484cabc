"""The Redis that hands jobs to the workers. It knows nothing that the database does not know: it may be lost."""

from __future__ import annotations

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

QUEUE = "pakn"
_PREFIX = "pakn"


def connection(url: str, patience_s: float = 5.0) -> Redis:
    """A client for a Redis address; it connects with the first question.

    It waits `patience_s` seconds for an answer and never asks twice: whoever uses it decides what a lost Redis means.
    """
    return Redis.from_url(
        url,
        socket_timeout=patience_s,
        socket_connect_timeout=min(patience_s, 2.0),
        retry=Retry(NoBackoff(), 0),
        retry_on_timeout=False,
    )


def key(*parts: object) -> str:
    """The name of one of our own keys, as in `pakn:relayed:12:0`."""
    return ":".join([_PREFIX, *map(str, parts)])


def depth(client: Redis) -> int:
    """How many jobs wait in the queue. Raises RedisError."""
    return int(client.llen(f"rq:queue:{QUEUE}"))

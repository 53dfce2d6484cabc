"""From the outbox into Redis: each try of an event becomes a job once, and again when the job must have been lost.

A job is only a hint that a row is due. One too many finds nothing to do; one too few is made up for after the lease,
so Redis may be flushed, restarted or gone, and nothing is lost but a moment.
"""

from __future__ import annotations

from redis import Redis
from rq import Queue
from rq.queue import EnqueueData
from rq.serializers import JSONSerializer

from pakn.kernel import broker, clock, outbox
from pakn.kernel.db import reading
from workers import jobs

BATCH = 500
_ENOUGH = 2 * BATCH
_PERIODIC_LIMIT_S = 600


def queue(client: Redis) -> Queue:
    """The one queue there is."""
    return Queue(broker.QUEUE, connection=client, serializer=JSONSerializer)


def hand_out(client: Redis, lease_s: int) -> int:
    """Make a job of every due event that has none; returns how many, BATCH meaning that there may be more.

    Nothing is added to a queue that is long already: whoever comes next is in the outbox. Raises RedisError.
    """
    due = outbox.tries(reading(), clock.now(), BATCH)
    reading().rollback()
    if not due or broker.depth(client) >= _ENOUGH:
        return 0
    fresh = _not_handed_out(client, due, lease_s)
    queue(client).enqueue_many([_job(row_id, tries, lease_s) for row_id, tries in fresh])
    return len(fresh)


def ask(client: Redis, name: str, job: str, *args: str, every_s: int) -> bool:
    """Put a job of its own name into the queue, unless one is there or at work; False then. Raises RedisError.

    After three times `every_s` seconds it counts as lost.
    """
    if not client.set(broker.key("asked", name), 1, nx=True, ex=3 * every_s):
        return False
    made = Queue.prepare_data(
        job, args, timeout=_PERIODIC_LIMIT_S, result_ttl=0, failure_ttl=0, description=name
    )
    queue(client).enqueue_many([made])
    return True


def answered(client: Redis, name: str) -> None:
    """The job of this name is done: it may be asked for again. Raises RedisError."""
    client.delete(broker.key("asked", name))


def _not_handed_out(client: Redis, due: list[tuple[int, int]], lease_s: int) -> list[tuple[int, int]]:
    """Mark each try as handed out until the lease ends; those that were not marked yet."""
    pipeline = client.pipeline(transaction=False)
    for row_id, tries in due:
        pipeline.set(broker.key("relayed", row_id, tries), 1, nx=True, ex=lease_s)
    return [each for each, marked in zip(due, pipeline.execute(), strict=True) if marked]


def _job(row_id: int, tries: int, lease_s: int) -> EnqueueData:
    name = f"event-{row_id}-{tries}"
    return Queue.prepare_data(
        "workers.jobs.handle_event",
        (row_id,),
        timeout=jobs.limit_s(lease_s),
        result_ttl=0,
        failure_ttl=0,
        description=name,
        job_id=name,
    )

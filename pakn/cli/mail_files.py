"""Mails lying in files: single ones, folders, Maildirs and mboxes, and the moment each arrived."""

from __future__ import annotations

import mailbox
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parsedate_to_datetime
from pathlib import Path

STDIN = "-"
_LARGEST_HEAD = 256 * 1024
_AT_ONCE = 25
_BYTES_AT_ONCE = 8 * 1024 * 1024


@dataclass(frozen=True)
class Found:
    """One mail: `name` is its path, with the number of the mail in an mbox behind it."""

    name: str
    raw: bytes


def mails(path: str) -> Iterator[Found]:
    """The mails of a path, in the order of their names; `-` is one mail on standard input. Raises OSError."""
    if path == STDIN:
        yield Found(STDIN, sys.stdin.buffer.read())
        return
    place = Path(path)
    files = _inside(place) if place.is_dir() else [place]
    for file in files:
        yield from _of_file(file)


def all_mails(paths: Iterable[str], unread: list[tuple[str, str]]) -> Iterator[Found]:
    """The mails of all these paths; one that cannot be read goes into `unread` with the reason."""
    for path in paths:
        try:
            yield from mails(path)
        except OSError as fault:
            unread.append((path, fault.strerror or type(fault).__name__))


def batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    """A few at a time, and never much more than 8 MB."""
    batch: list[Found] = []
    for each in found:
        batch.append(each)
        if len(batch) == _AT_ONCE or sum(len(one.raw) for one in batch) > _BYTES_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _inside(folder: Path) -> list[Path]:
    """Every .eml and .mbox below a folder, and what a Maildir keeps in `new` and `cur`."""
    found = {each for pattern in ("*.eml", "*.mbox") for each in folder.rglob(pattern) if each.is_file()}
    for part in ("new", "cur"):
        found |= {each for each in folder.glob(f"**/{part}/*") if each.is_file()}
    return sorted(found)


def _of_file(file: Path) -> Iterator[Found]:
    raw = file.read_bytes()
    if not (raw.startswith(b"From ") and (file.suffix == ".mbox" or _is_mbox(raw))):
        yield Found(str(file), raw)
        return
    box = mailbox.mbox(file, create=False)
    try:
        for number, key in enumerate(box.keys(), start=1):
            yield Found(f"{file}#{number}", box.get_bytes(key))
    finally:
        box.close()


def _is_mbox(raw: bytes) -> bool:
    """Whether a mail begins after the first line, as in an mbox."""
    first, _, rest = raw.partition(b"\n")
    return first.count(b" ") >= 2 and b":" in rest.partition(b"\n")[0]


def arrived_at(raw: bytes) -> datetime | None:
    """When the last server took the mail (the topmost Received header, RFC 5321); None when it does not say."""
    try:
        head = BytesHeaderParser(policy=compat32).parsebytes(raw[:_LARGEST_HEAD])
        stamp = str(head.get("Received", "")).rpartition(";")[2].strip()
        moment = parsedate_to_datetime(stamp)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except Exception:  # whatever stands there instead of a date, the mail has arrived now
        return None

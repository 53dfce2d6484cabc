"""Mails lying in files: single ones, folders, Maildirs and mboxes, and the moment each arrived."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO

STDIN = "-"
_LARGEST_HEAD = 256 * 1024
_AT_ONCE = 25
_BYTES_AT_ONCE = 8 * 1024 * 1024
# What mail servers keep beside the folders of a Maildir.
_BOOKKEEPING = ("dovecot", "maildir", "courier", "subscriptions")
# "From ", an address or a dash, and a moment as asctime writes it (RFC 4155) or as the header of a mail does.
_SEPARATOR = re.compile(
    rb"From +(?:\S+ +(?:at +\S+ +)?)?[A-Z][a-z]{2},? +"
    rb"(?:[A-Z][a-z]{2} +\d?\d +\d?\d:\d\d.{0,20} \d{4}\b|\d?\d +[A-Z][a-z]{2} +\d{4} +\d?\d:\d\d)"
)
# What every mail begins with, and hardly a file that is none.
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")
_ESCAPED = re.compile(rb">+From ")


@dataclass(frozen=True)
class Found:
    """One mail: `name` is its path, with the number of the mail in an mbox behind it."""

    name: str
    raw: bytes


@dataclass
class Missed:
    """What gave no mail: paths that cannot be read, with the reason, folders in which nothing lies, and files that
    nobody named and that do not begin like a mail."""

    unread: list[tuple[str, str]] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    def note(self, path: str, fault: OSError) -> None:
        """Write down that a path cannot be read."""
        self.unread.append((path, fault.strerror or type(fault).__name__))


def all_mails(paths: Iterable[str], missed: Missed) -> Iterator[Found]:
    """The mails of all these paths, a folder's in the order of their names; `-` is standard input. What cannot be
    read is written down in `missed`, and the others are still given."""
    for path in paths:
        if path == STDIN:
            yield from _of_file(None, missed)
            continue
        for file in _files(Path(path), missed):
            yield from _of_file(file, missed, named=file == Path(path))


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


def _files(place: Path, missed: Missed) -> list[Path]:
    """The path itself, or every regular file below a folder."""
    if not stat.S_ISDIR(_mode(place)):
        return [place]
    unread = len(missed.unread)
    found = sorted(each for each in _below(place, missed) if stat.S_IFMT(_mode(each)) in (0, stat.S_IFREG))
    if not found and len(missed.unread) == unread:
        missed.empty.append(str(place))
    return found


def _mode(path: Path) -> int:
    """What a path is; 0 when that cannot be seen, and then opening it says why."""
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _below(top: Path, missed: Missed) -> Iterator[Path]:
    """All that lies below a folder, without what is hidden and, in a Maildir, what is no mail or not yet one. A
    hidden folder that is a Maildir is one of its parts (Maildir++)."""
    for here, folders, names in os.walk(top, onerror=lambda fault: missed.note(fault.filename, fault)):
        folder, is_maildir = Path(here), "cur" in folders
        if folder != top and folder.name.startswith(".") and not is_maildir:
            folders.clear()
            continue
        if is_maildir:
            folders[:] = [name for name in folders if name != "tmp"]
            names = [name for name in names if not name.startswith(_BOOKKEEPING)]
        yield from (folder / name for name in names if not name.startswith("."))


def _of_file(file: Path | None, missed: Missed, *, named: bool = True) -> Iterator[Found]:
    """The mails of a file, or of standard input when it is None; of one that nobody `named` only if it is meant."""
    name = STDIN if file is None else str(file)
    try:
        with nullcontext(sys.stdin.buffer) if file is None else file.open("rb") as stream:
            first = stream.readline(_LARGEST_HEAD)
            if named or _is_mail(Path(name), first):
                yield from _mails(name, first, stream)
            else:
                missed.strange.append(name)
    except OSError as fault:
        missed.note(name, fault)


def _is_mail(file: Path, first: bytes) -> bool:
    """By its name, its place in a Maildir, or its first line: a folder may hold anything."""
    meant = file.suffix.lower() == ".eml" or file.parent.name in ("cur", "new")
    return meant or _HEADER.match(first) is not None or _SEPARATOR.match(first) is not None


def _mails(name: str, first: bytes, stream: BinaryIO) -> Iterator[Found]:
    """One mail, or those of an mbox if it begins like one; `first` is the line that was read of it."""
    if not _SEPARATOR.match(first):
        yield Found(name, first + stream.read())
        return
    for number, raw in enumerate(_of_mbox(stream), start=1):
        yield Found(f"{name}#{number}", raw)


def _of_mbox(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The mails after the first separator; a line ">From " gives back the sign an mbox put before it, once."""
    mail: list[bytes] = []
    for line in lines:
        if _SEPARATOR.match(line):
            yield _joined(mail)
            mail = []
        else:
            mail.append(line[1:] if _ESCAPED.match(line) else line)
    yield _joined(mail)


def _joined(mail: list[bytes]) -> bytes:
    """Without the empty line with which an mbox ends each mail."""
    ends = bool(mail) and not mail[-1].strip(b"\r\n")
    return b"".join(mail[:-1] if ends else mail)


def arrived_at(raw: bytes, earliest: datetime) -> datetime | None:
    """When the last server took the mail (the topmost Received header, RFC 5321), in UTC.

    None when it does not say, or names a moment before `earliest`: its clock was wrong, and the mail has arrived now.
    """
    try:
        head = BytesHeaderParser(policy=compat32).parsebytes(raw[:_LARGEST_HEAD])
        stamp = str(head.get("Received", "")).rpartition(";")[2].strip()
        moment = parsedate_to_datetime(stamp)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except Exception:  # whatever stands there instead of a date
        return None
    return moment if moment >= earliest else None

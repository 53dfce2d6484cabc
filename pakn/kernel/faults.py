"""What may be written down about a fault: its kind, its codes and where it arose, never its words.

A database quotes the row it refused and a mail server the address, so the words may hold what a citizen wrote.
"""

from __future__ import annotations

import errno
import re
import smtplib
from collections.abc import Iterator
from traceback import StackSummary, walk_tb

from pakn.kernel.errors import Refused

_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")


def kind(fault: BaseException) -> str:
    """Its type and the codes it carries, as in `IntegrityError UniqueViolation 23505` or `SMTPDataError 451 4.3.2`."""
    return " ".join([type(fault).__name__, *_codes(fault)])


def trace(fault: BaseException) -> str:
    """The kinds and the places of a fault and of what led to it, the last one first."""
    return "\n".join(line for each in _chain(fault) for line in (kind(each), *_places(each)))


def smtp_reply(code: int, said: bytes | str) -> str:
    """A mail server's reply without its words: the code and the enhanced status (RFC 3463), as in `550 5.1.1`."""
    words = said.decode("ascii", "replace") if isinstance(said, bytes) else said
    status = _ENHANCED.match(words)
    return f"{code} {status[0]}" if status else str(code)


def _codes(fault: BaseException) -> Iterator[str]:
    original = getattr(fault, "orig", None)
    if isinstance(original, BaseException):
        yield from kind(original).split()
    for name in ("sqlstate", "sqlite_errorname"):
        if code := getattr(fault, name, None):
            yield str(code)
    if isinstance(fault, smtplib.SMTPResponseException):
        yield smtp_reply(fault.smtp_code, fault.smtp_error)
    elif isinstance(fault, smtplib.SMTPRecipientsRefused):
        yield from sorted({smtp_reply(*reply) for reply in fault.recipients.values()})
    elif isinstance(fault, OSError) and fault.errno:
        yield errno.errorcode.get(fault.errno, str(fault.errno))
    elif isinstance(fault, Refused):
        yield fault.code


def _chain(fault: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = fault
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _places(fault: BaseException) -> Iterator[str]:
    frames = StackSummary.extract(walk_tb(fault.__traceback__), lookup_lines=False)
    return (f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)

"""What a mail turned out to be: the values that the parser gives and the rest of this package takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True)
class Attached:
    """A file as it came with a mail: its name as sent, on one line, and its bytes; the type is not believed."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """A mail that a person wrote, decoded and cleaned: NFC, LF line ends, no control characters.

    `content` is what was newly written, without quotes and sign-off; `full_text` keeps everything. `message_id` and
    `references` stand in angle brackets, `references` with the one replied to last; `to` are all addresses of ours it
    may have come to, lower case. `fingerprint` (hexadecimal SHA-256) is the same for every delivery of the same mail,
    whatever the servers on the way added. `written_at` is the Date header, aware, for showing only. A letter that
    holds `only_quotes` has them in its content.
    """

    sender: str
    sender_name: str
    to: tuple[str, ...]
    subject: str
    content: str
    full_text: str
    attachments: tuple[Attached, ...]
    message_id: str
    references: tuple[str, ...]
    fingerprint: str
    written_at: datetime | None = None
    only_quotes: bool = False


@dataclass(frozen=True)
class Understood:
    """What the law requires (Điều 7, Nghị định 20/2008/NĐ-CP), as far as the mail says it; `phone` is E.164."""

    full_name: str = ""
    address: str = ""
    phone: str = ""
    contact_by_post: bool = False
    organization: str = ""


@dataclass(frozen=True)
class Submission:
    """A letter that begins a matter of its own."""

    letter: Letter
    understood: Understood


@dataclass(frozen=True)
class FollowUp:
    """A letter that says it belongs to an earlier one; whether it does, the register decides.

    `petition_id` comes from a signed reply address and may be believed; `references` and `codes` (tracking codes in
    the subject) are only claims. When none leads anywhere it is a submission like any other.
    """

    letter: Letter
    understood: Understood
    petition_id: int | None
    references: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Automatic:
    """A machine wrote it (RFC 3834 and what is usual beside it); `reason` is a code. It is never answered."""

    reason: str
    sender: str
    subject: str
    message_id: str
    fingerprint: str


@dataclass(frozen=True)
class Bounce:
    """A mail of ours could not be delivered (RFC 3464, and what servers write that do not follow it).

    `number` is the ledger row in a signed return address, `message_ids` what the report quotes of our mail, `recipient`
    and `status` (as in "5.1.1", or empty) what it says of the fault.
    """

    number: int | None
    message_ids: tuple[str, ...]
    recipient: str
    status: str
    sender: str
    subject: str
    message_id: str
    fingerprint: str


@dataclass(frozen=True)
class Unusable:
    """Nothing a program could act on; `reason` is a code, the rest what could still be read.

    `letter` is what a person can read in it all the same, its sender empty when the mail names none.
    """

    reason: str
    sender: str
    subject: str
    message_id: str
    fingerprint: str
    letter: Letter | None = None
    understood: Understood = Understood()


Parsed: TypeAlias = Submission | FollowUp | Automatic | Bounce | Unusable


@dataclass(frozen=True)
class Ours:
    """How the parser knows our own: `domain` of our Message-IDs, our `addresses` (lower case), the `key` that signs
    reply and return addresses, and the `delimiter` before the signed part ("" when the server knows none)."""

    domain: str
    addresses: frozenset[str]
    key: bytes = field(repr=False)
    delimiter: str = "+"

"""A mail as bytes, and what it is: what a person wrote, what a machine wrote, or nothing that can be used."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property

from pakn.kernel.addresses import Mark, Purpose, read_mark, unmarked
from pakn.mailbox.letters import (
    Automatic,
    Bounce,
    FollowUp,
    Letter,
    Ours,
    Parsed,
    Submission,
    Understood,
    Unusable,
)
from pakn.mailbox.parsing import (
    body,
    bounces,
    charsets,
    details,
    fingerprint,
    legible,
    machines,
    parts,
    people,
    quoting,
    subjects,
)
from pakn.mailbox.parsing.body import Contents
from pakn.mailbox.parsing.bounces import Report
from pakn.mailbox.parsing.machines import Seen
from pakn.mailbox.parsing.parts import Part
from pakn.mailbox.parsing.people import Person
from pakn.mailbox.parsing.quoting import Written

MOST_REFERENCES = 50
_MOST_RECIPIENTS = 500
_LONGEST_HEADER = 100_000
_SENTENCE = 6
_MESSAGE_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f]{1,250}>")
_BARE_MESSAGE_ID = re.compile(r"[^<>\s\x00-\x1f\x7f]{1,250}@[^<>\s\x00-\x1f\x7f@]{1,250}")
_RECIPIENTS = (
    "to",
    "cc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "bcc",
)
# A file with none of these was never a mail.
_KNOWN = (
    "from", "sender", "to", "cc", "subject", "date", "message-id", "received", "return-path", "delivered-to", "reply-to"
)  # fmt: skip


def parse(raw: bytes, ours: Ours) -> Parsed:
    """What a mail is. Raises nothing, whatever the bytes."""
    return _Mail(parts.read(raw), ours, raw).parsed()


@dataclass(frozen=True)
class _Mail:
    root: Part
    ours: Ours
    raw: bytes = field(repr=False)

    def parsed(self) -> Parsed:
        if not any(name in self.root.headers for name in _KNOWN):
            return self._for_a_person("not_a_mail", legible.text_of(self.raw))
        report = bounces.read(self._seen, to_return_address=self._mark(Purpose.BOUNCE) is not None)
        if report is not None:
            return self._automatic(report.harmless) if report.harmless else self._bounce(report)
        reason = machines.reason(self._seen) or self._returned_by_machine()
        if reason:
            return self._automatic(reason)
        return self._from_a_person()

    def _from_a_person(self) -> Parsed:
        if not self._author.address:
            return self._for_a_person("no_sender", self._written.content)
        if self._contents.encrypted:
            return self._unusable("encrypted")
        if not self._written.content and not self._has_files:
            return self._unusable("empty")
        petition = self._mark(Purpose.REPLY)
        codes = subjects.codes(self._subject)
        if petition is None and not self._references and not codes:
            return Submission(self._letter, self._understood)
        number = petition.number if petition is not None else None
        return FollowUp(self._letter, self._understood, number, self._references, codes)

    @cached_property
    def _author(self) -> Person:
        """From, else Sender; never Reply-To, which anybody could set to have our answers sent elsewhere."""
        found = [
            person for name in ("from", "sender") for person in people.people(self.root.headers.raw(name))
        ]
        return found[0] if found else Person("", "")

    @cached_property
    def _subject(self) -> str:
        return self.root.headers.line("subject")

    @cached_property
    def _shown_subject(self) -> str:
        return subjects.bare(self._subject)

    @cached_property
    def _message_id(self) -> str:
        typed = charsets.readable_line(self.root.headers.raw("message-id")[:_LONGEST_HEADER])
        if found := _MESSAGE_ID.search(typed):
            return found[0]
        bare = _BARE_MESSAGE_ID.fullmatch(typed)
        return f"<{bare[0]}>" if bare and len(bare[0]) <= 250 else ""

    @cached_property
    def _references(self) -> tuple[str, ...]:
        """The mails this one answers, the last one last."""
        typed = " ".join(self.root.headers.all("references", "in-reply-to"))
        found = _MESSAGE_ID.findall(charsets.readable_line(typed[-_LONGEST_HEADER:]))
        latest_first = dict.fromkeys(reversed(found))
        return tuple(reversed([*latest_first][:MOST_REFERENCES]))

    @cached_property
    def _recipients(self) -> tuple[str, ...]:
        named = (
            person.address
            for value in self.root.headers.all(*_RECIPIENTS)[:_MOST_RECIPIENTS]
            for person in people.people(value)
        )
        return tuple(dict.fromkeys(named))[:_MOST_RECIPIENTS]

    @cached_property
    def _marks(self) -> tuple[Mark, ...]:
        key, delimiter = self.ours.key, self.ours.delimiter
        found = (read_mark(address, key=key, delimiter=delimiter) for address in self._recipients)
        return tuple(mark for mark in found if mark is not None)

    def _mark(self, purpose: Purpose) -> Mark | None:
        return next((mark for mark in self._marks if mark.purpose is purpose), None)

    @cached_property
    def _seen(self) -> Seen:
        own = f"@{self.ours.domain.lower()}>"
        answers_us = bool(self._marks) or any(each.lower().endswith(own) for each in self._references)
        message_id = self._message_id.lower()
        return Seen(self.root, self._author.address, message_id, self._subject, answers_us, self.ours)

    def _returned_by_machine(self) -> str:
        """Only machines answer the address for bounces; a person's program would show whom it answers."""
        if self._mark(Purpose.BOUNCE) is None:
            return ""
        return "" if self._references and not machines.away(self._seen) else "return_address"

    @cached_property
    def _contents(self) -> Contents:
        return body.read(self.root)

    @property
    def _has_files(self) -> bool:
        return any(each.data for each in self._contents.files)

    @cached_property
    def _written(self) -> Written:
        own, full = self._contents.own_text, self._contents.full_text
        if not own.strip():
            return Written(full.strip(), quoted=True) if full.strip() else Written(self._said_in_subject)
        return quoting.trim(own, forwarded=subjects.is_forward(self._subject))

    @property
    def _said_in_subject(self) -> str:
        """The subject when it is a sentence that somebody wrote instead of a letter, not the title of an answer."""
        said = self._subject
        tells = len(said.split()) >= _SENTENCE and subjects.bare(said) == subjects.shortened(said)
        return said if tells and not self._references else ""

    @cached_property
    def _understood(self) -> Understood:
        written = self._written
        if written.quoted:
            return details.understand("", self._author.name)
        own = f"{written.content}\n--\n{written.signature}" if written.signature else written.content
        return details.understand(own, self._author.name)

    @cached_property
    def _letter(self) -> Letter:
        content = self._written.content
        mine = (unmarked(each, delimiter=self.ours.delimiter) for each in self._recipients)
        return Letter(
            sender=self._author.address,
            sender_name=self._author.name,
            to=tuple(dict.fromkeys(each for each in mine if each in self.ours.addresses)),
            subject=self._shown_subject or subjects.from_text(content),
            content=content,
            full_text=self._contents.full_text.strip(),
            attachments=tuple(self._contents.files),
            message_id=self._message_id,
            references=self._references,
            fingerprint=self._fingerprint,
            written_at=_moment(self.root.headers.raw("date")),
            only_quotes=self._written.quoted and not subjects.is_forward(self._subject),
        )

    @cached_property
    def _fingerprint(self) -> str:
        headers = self.root.headers
        fields = (headers.line("message-id"), self._author.address, self._subject, headers.line("date"))
        return fingerprint.of(fields, self._contents.full_text, self._contents.files, self.root.body)

    def _automatic(self, reason: str) -> Automatic:
        return Automatic(reason, *self._essence)

    def _unusable(self, reason: str) -> Unusable:
        return Unusable(reason, *self._essence)

    def _for_a_person(self, reason: str, text: str) -> Unusable:
        """What a program cannot act on, and what a person may read in it, if it says anything."""
        if not legible.says_something(text) and not self._has_files:
            return self._unusable(reason)
        letter = replace(self._letter, content=text, full_text=self._letter.full_text or text)
        return replace(self._unusable(reason), letter=letter, understood=self._understood)

    def _bounce(self, report: Report) -> Bounce:
        mark = self._mark(Purpose.BOUNCE)
        number = mark.number if mark is not None else None
        return Bounce(number, report.message_ids, report.recipient, report.status, *self._essence)

    @property
    def _essence(self) -> tuple[str, str, str, str]:
        return self._author.address, self._shown_subject, self._message_id, self._fingerprint


def _moment(typed: str) -> datetime | None:
    """The Date header, in its own offset (UTC where it says none); None when it is no date or offset."""
    try:
        moment = parsedate_to_datetime(typed[:200])
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        # A date at either end of the calendar cannot be shown in another zone.
        return (
            moment
            if timedelta() <= moment - datetime(1970, 1, 1, tzinfo=UTC) and moment.year < 9999
            else None
        )
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

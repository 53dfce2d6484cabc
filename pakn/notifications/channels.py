"""The ways out of the house: a mail server, a folder, or a memory."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from pakn.kernel import clock, faults
from pakn.notifications.compose import OutgoingMail, compose, return_address, to_bytes
from pakn.settings import Settings, WrongSettings

_TIMEOUT_S = 20
_PORTS = {"smtp": 25, "smtps": 465}
_SENDERS_FAULT = (" 5.1.7", " 5.1.8")  # RFC 3463: bad sender's mailbox, bad sender's system


class Undeliverable(Exception):
    """The other side will never take this mail; the message is its code and status, never the address."""


class Channel(Protocol):
    """Something that takes a mail away, or raises: Undeliverable for good, anything else for now."""

    def send(self, mail: OutgoingMail) -> None:
        """Hand one mail over; returns when the other side has it."""


@dataclass
class MemoryChannel:
    """Remembers what it was given."""

    sent: list[OutgoingMail] = field(default_factory=list)

    def send(self, mail: OutgoingMail) -> None:
        """Keep the mail."""
        self.sent.append(mail)


@dataclass(frozen=True)
class FolderChannel:
    """Writes each mail as a file that any mail program opens; a repeat writes the same file again."""

    folder: Path

    def send(self, mail: OutgoingMail) -> None:
        """Write the whole file or none."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{clock.local(mail.queued_at):%Y%m%d-%H%M%S}-{mail.number:06d}.eml"
        draft = self.folder / f".{name}.part"
        with draft.open("wb") as out:
            out.write(to_bytes(compose(mail)))
            out.flush()
            os.fsync(out.fileno())
        draft.replace(self.folder / name)


@dataclass(frozen=True)
class SmtpChannel:
    """Speaks to a mail server: `smtp://user:password@host:port`, `smtps://…`, `?starttls=1`."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    starttls: bool = False

    @classmethod
    def from_url(cls, url: str) -> SmtpChannel:
        """Read the setting SMTP_URL; raises WrongSettings."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise WrongSettings("PAKN_SMTP_URL: cần có dạng smtp://user:password@host:port?starttls=1")
        return cls(
            host=parts.hostname,
            port=_port(parts),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=parts.scheme == "smtps",
            starttls=parse_qs(parts.query).get("starttls") == ["1"],
        )

    def send(self, mail: OutgoingMail) -> None:
        """One connection, one mail. Raises Undeliverable when the recipient or the mail is refused for good (5xx)."""
        data = to_bytes(compose(mail))
        with self._connected() as server:
            try:
                server.sendmail(return_address(mail), [mail.to], data)
            except smtplib.SMTPRecipientsRefused as refused:
                _give_up(*refused.recipients[mail.to])
                raise
            except smtplib.SMTPDataError as refused:
                _give_up(refused.smtp_code, refused.smtp_error)
                raise

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        with self._opened() as server:
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            yield server

    def _opened(self) -> smtplib.SMTP:
        if self.tls:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_TIMEOUT_S, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT_S)


def channel_for(settings: Settings) -> Channel:
    """The mail server of the settings, or the folder for outgoing mail; raises WrongSettings."""
    if settings.smtp_url:
        return SmtpChannel.from_url(settings.smtp_url)
    return FolderChannel(settings.data_dir / "outgoing")


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or _PORTS[parts.scheme]
    except ValueError:
        raise WrongSettings("PAKN_SMTP_URL: cổng cần là số từ 1 đến 65535") from None


def _give_up(code: int, said: bytes | str) -> None:
    reply = faults.smtp_reply(code, said)
    if code >= 500 and not reply.endswith(_SENDERS_FAULT):
        raise Undeliverable(reply)

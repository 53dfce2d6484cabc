"""A real mail server on loopback that keeps what it is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services import run, waiting

_ACCEPTED = "250 2.0.0 Accepted"
_TRY_LATER = "451 4.3.2 Try again later"


@dataclass(frozen=True)
class Delivery:
    """One transfer as the server saw it: the envelope and the message with its bytes."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class SmtpServer:
    """The mailbox of the test; `refusing` and `rejecting` make it a bad day at the post office."""

    port: int = 0
    deliveries: list[Delivery] = field(default_factory=list)
    refused: int = 0
    _answer: str = _ACCEPTED
    _rejected: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def messages(self) -> list[EmailMessage]:
        """Every message accepted so far, oldest first."""
        return [delivery.message for delivery in self.deliveries]

    def wait_for(self, number: int) -> list[EmailMessage]:
        """The messages, once there are so many; fails when they do not come in time."""
        waiting.until(
            lambda: len(self.deliveries) >= number,
            lambda: f"{len(self.deliveries)} of {number} messages came",
        )
        return self.messages

    @contextmanager
    def refusing(self, answer: str = _TRY_LATER) -> Iterator[None]:
        """For a while nothing is accepted."""
        self._answer = answer
        try:
            yield
        finally:
            self._answer = _ACCEPTED

    def rejecting(self, address: str, answer: str = "550 5.1.1 No such mailbox") -> None:
        """This address does not exist, its mail bounces for good; or the server answers as said here."""
        self._rejected[address] = answer

    async def handle_RCPT(  # noqa: N802 - the name is given by the protocol library
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self._rejected:
            return self._rejected[address]
        envelope.rcpt_tos.append(address)
        return _ACCEPTED

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        if self._answer == _ACCEPTED:
            content = envelope.content
            assert isinstance(content, bytes)
            self.deliveries.append(Delivery(envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
        else:
            self.refused += 1
        return self._answer


@contextmanager
def serving(mailbox: SmtpServer) -> Iterator[None]:
    """The server answers until the block ends."""
    controller = _serve(mailbox)
    try:
        yield
    finally:
        controller.stop()


def _serve(mailbox: SmtpServer) -> Controller:
    """On a free port; another one is tried when somebody was quicker."""
    for attempt in range(5):
        mailbox.port = run.free_port()
        controller = Controller(
            mailbox,
            hostname="127.0.0.1",
            port=mailbox.port,
            enable_SMTPUTF8=True,
            ready_timeout=waiting.PATIENCE_S,
        )
        try:
            controller.start()
        except OSError:
            if attempt == 4:
                raise
        else:
            return controller
    raise AssertionError("unreachable")


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    """A mail server for this test alone."""
    mailbox = SmtpServer()
    with serving(mailbox):
        yield mailbox

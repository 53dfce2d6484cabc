"""A mailbox on a mail server: each mail is read without a mark, stored, understood, and only then put away."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted

from pakn.kernel import clock
from pakn.kernel.mailboxes import ImapSource

TIMEOUT_S = 30
ROOT, TAKEN, ASIDE = "PAKN", "Da-nhan", "De-rieng"
_KEYWORD = "PaknDaNhan"
_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_WHEN = re.compile(rb'INTERNALDATE "([^"]+)"')
_DATE = "%d-%b-%Y %H:%M:%S %z"
REFUSALS = (ImapToolsError, imaplib.IMAP4.error)
FAULTS = (ImapToolsError, imaplib.IMAP4.error, OSError, ssl.SSLError)


@dataclass(frozen=True)
class Lying:
    """A mail as the server knows it: `received_at` is its INTERNALDATE, aware; `size` in bytes."""

    uid: str
    size: int
    received_at: datetime


@contextmanager
def opened(source: ImapSource) -> Iterator[Drawer]:
    """The folder of a mailbox, over TLS where the server offers it.

    Raises one of FAULTS when the server does not answer within 30 seconds, refuses the name, or has no such folder.
    """
    with _signed_in(source, source.folder) as box:
        yield Drawer(box)


def folders(source: ImapSource) -> list[str]:
    """The folders there are, by name, for one who named another; raises as `opened` does."""
    with _signed_in(source, None) as box:
        return sorted(each.name for each in box.folder.list())


@contextmanager
def _signed_in(source: ImapSource, folder: str | None) -> Iterator[BaseMailBox]:
    box = _connected(source)
    try:
        login = box.login if (source.user + source.password).isascii() else box.login_utf8
        login(source.user, source.password, initial_folder=folder)
        yield box
    finally:
        with suppress(*FAULTS):
            box.logout()


def _connected(source: ImapSource) -> BaseMailBox:
    secure = ssl.create_default_context()
    if source.host in _THIS_MACHINE:  # nobody is in between, and such servers sign their own certificates
        secure.check_hostname, secure.verify_mode = False, ssl.CERT_NONE
    if source.tls:
        return MailBox(source.host, source.port, timeout=TIMEOUT_S, ssl_context=secure)
    box = MailBoxUnencrypted(source.host, source.port, timeout=TIMEOUT_S)
    if "STARTTLS" in box.client.capabilities:
        box.client.starttls(ssl_context=secure)
    return box


class Drawer:
    """An open folder. Nothing in it is marked as read by looking at it (BODY.PEEK)."""

    def __init__(self, box: BaseMailBox) -> None:
        self._box = box
        self._folders: dict[str, str] = {}

    @property
    def can_move(self) -> bool:
        """Whether the server moves mails in one step (RFC 6851); else they are copied and deleted."""
        _answer, told = self._box.client.capability()  # servers tell all they can only after the sign-in
        return b"MOVE" in b" ".join(part for part in told if isinstance(part, bytes)).split()

    def waiting(self) -> list[str]:
        """The UIDs of the mails that nobody has taken in yet, oldest first."""
        return list(self._box.uids(f"UNDELETED UNKEYWORD {_KEYWORD}", charset=None))

    def look(self, uid: str) -> Lying | None:
        """Its size and when it arrived; None when it has gone in the meantime."""
        told = b" ".join(_parts(self._fetch(uid, "(RFC822.SIZE INTERNALDATE)")))
        size, when = _SIZE.search(told), _WHEN.search(told)
        if size is None or when is None:
            return None
        return Lying(uid, int(size[1]), _moment(when[1].decode("ascii", "replace")))

    def read(self, uid: str) -> bytes | None:
        """The whole mail."""
        return self._literal(uid, "(BODY.PEEK[])")

    def head(self, uid: str) -> bytes:
        """Its headers alone."""
        return self._literal(uid, "(BODY.PEEK[HEADER])") or b""

    def put_away(self, uid: str, folder: str) -> None:
        """Move it to a folder of ours; where that cannot be done, mark it where it lies.

        Neither is needed for safety: whatever lies there twice is recognised.
        """
        try:
            self._box.move(uid, self._made(folder))
        except FAULTS:
            self.mark(uid)

    def mark(self, uid: str) -> None:
        """Leave it and mark it as taken in; a server without keywords keeps it as read."""
        for flag in (_KEYWORD, r"\Seen"):
            with suppress(*FAULTS):
                answer, _data = self._box.client.uid("STORE", uid, "+FLAGS", f"({flag})")
                if answer == "OK":
                    return

    def _made(self, folder: str) -> str:
        """The folder's whole name; asked for, and made, once."""
        if folder not in self._folders:
            delimiter = next((each.delim for each in self._box.folder.list()), "/") or "/"
            name = delimiter.join((ROOT, folder))
            if not self._box.folder.exists(name):
                self._create(name)
            self._folders[folder] = name
        return self._folders[folder]

    def _create(self, name: str) -> None:
        self._box.folder.create(name)
        with suppress(*FAULTS):
            self._box.folder.subscribe(name, True)

    def _fetch(self, uid: str, what: str) -> list[object]:
        answer, data = self._box.client.uid("FETCH", uid, what)
        if answer != "OK":
            raise imaplib.IMAP4.error("FETCH failed")
        return list(data)

    def _literal(self, uid: str, what: str) -> bytes | None:
        pairs = [each for each in self._fetch(uid, what) if isinstance(each, tuple)]
        return bytes(pairs[0][1]) if pairs else None


def _moment(stamp: str) -> datetime:
    """An INTERNALDATE; now, when the server writes something else."""
    try:
        return datetime.strptime(stamp.strip(), _DATE).astimezone(UTC)
    except ValueError:
        return clock.now()


def _parts(answer: list[object]) -> Iterator[bytes]:
    for each in answer:
        if isinstance(each, tuple):
            yield from (part for part in each if isinstance(part, bytes))
        elif isinstance(each, bytes):
            yield each

"""The mailboxes petitions come to, read from the setting IMAP_URL."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

_PORTS = {"imap": 143, "imaps": 993}
_KNOWN = {"address", "agency"}


@dataclass(frozen=True)
class ImapSource:
    """Where a mailbox lies: `imap` (with STARTTLS when the server offers it) or `imaps` (TLS from the start)."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    tls: bool = True


@dataclass(frozen=True)
class Mailbox:
    """An address of ours, the code of the agency it belongs to (empty: the only one that takes petitions), and where
    its mail is fetched."""

    address: str
    agency: str
    source: ImapSource


def read(setting: str) -> tuple[Mailbox, ...]:
    """The mailboxes of a setting: addresses with white space between, or `file:/path` with one on each line.

    `imaps://user:password@host:993/INBOX?address=pakn@xa.example&agency=xa-dong`; the address is the user's name when
    that is one. In a file lines that begin with # are skipped. Raises ValueError; its sentence quotes no
    password.
    """
    text = setting.strip()
    if text.startswith("file:"):
        text = _lines(Path(text.removeprefix("file:")))
    boxes = tuple(_mailbox(each) for each in text.split())
    addresses = [box.address for box in boxes]
    for address in addresses:
        if addresses.count(address) > 1:
            raise ValueError(f"{address} có hai lần")
    return boxes


def _lines(path: Path) -> str:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise ValueError(f"không đọc được {path} ({type(fault).__name__})") from None
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


def _mailbox(url: str) -> Mailbox:
    wrong = ValueError(
        "cần có dạng imaps://user:password@host:993/INBOX?address=pakn@xa.example&agency=xa-dong"
    )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise wrong from None
    asked = parse_qs(parts.query)
    user = unquote(parts.username or "")
    address = asked.get("address", [user])[0].lower()
    if (
        parts.scheme not in _PORTS
        or not parts.hostname
        or not user
        or "@" not in address
        or set(asked) - _KNOWN
    ):
        raise wrong
    source = ImapSource(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        user=user,
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        tls=parts.scheme == "imaps",
    )
    return Mailbox(address, asked.get("agency", [""])[0], source)

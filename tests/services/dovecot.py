"""A real mail server with mailboxes (IMAP), on loopback."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.services import processes, run
from tests.services.waiting import PATIENCE_S

PASSWORD = "mat-khau-hop-thu"
_CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{home}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/home/%u
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@dataclass(frozen=True)
class ImapServer:
    """A running server; every user exists, with PASSWORD and an empty mailbox."""

    port: int

    def url(self, user: str, *, password: str = PASSWORD, folder: str = "INBOX") -> str:
        """The address of a user's mailbox, as the setting IMAP_URL wants it."""
        return f"imap://{quote(user, safe='')}:{quote(password, safe='')}@127.0.0.1:{self.port}/{folder}"

    def append(self, user: str, raw: bytes, *, at: datetime | None = None, folder: str = "INBOX") -> None:
        """A mail arrives, now or at a moment (aware)."""
        with self._opened(user) as client:
            stamp = imaplib.Time2Internaldate(at or datetime.now(UTC))
            answer, said = client.append(folder, "", stamp, raw)
            assert answer == "OK", said

    def messages(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """What lies in a folder, oldest first; looking marks nothing as read."""
        return [raw for raw, _flags in self._read(user, folder)]

    def flags(self, user: str, folder: str = "INBOX") -> list[str]:
        """The flags of each mail in a folder, oldest first."""
        return [flags for _raw, flags in self._read(user, folder)]

    def folders(self, user: str) -> dict[str, int]:
        """Every folder of a mailbox and how many mails lie in it."""
        with self._opened(user) as client:
            lines = [line for line in client.list()[1] if isinstance(line, bytes)]
        names = [line.decode().rpartition(" ")[2].strip('"') for line in lines]
        return {name: len(self.messages(user, name)) for name in names}

    @contextmanager
    def _opened(self, user: str) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=60)
        client.login(user, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def _read(self, user: str, folder: str) -> list[tuple[bytes, str]]:
        with self._opened(user) as client:
            if client.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            numbers = b",".join(client.search(None, "ALL")[1][0].split()).decode()
            data = client.fetch(numbers, "(FLAGS BODY.PEEK[])")[1] if numbers else []
        return [(each[1], each[0].decode()) for each in data if isinstance(each, tuple)]


@pytest.fixture(scope="session")
def _dovecot() -> Iterator[tuple[ImapServer, Path]]:
    """The server of this process, and the folder of its mail."""
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None or not Path("/usr/lib/dovecot/imap").exists():
        run.missing("dovecot", "no dovecot with IMAP (Debian package dovecot-imapd)")
    account = _account()
    home = _home(account)
    pid, server = _start(program, home, account)
    yield server, home / "mail"
    processes.end(pid)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def imap_server(_dovecot: tuple[ImapServer, Path]) -> ImapServer:
    """A mail server whose mailboxes are empty."""
    server, mail = _dovecot
    for mailbox in mail.glob("*"):
        shutil.rmtree(mailbox)
    return server


def _account() -> dict[str, Any]:
    """As root it runs under an ordinary account: it trusts nobody else with mail."""
    if os.getuid() != 0:
        return {}
    for name in ("dovecot", "nobody"):
        with suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    run.missing("dovecot", "root has no ordinary account to run it under")


def _home(account: dict[str, Any]) -> Path:
    """A short path: the sockets in it must fit into 108 bytes."""
    number = len(list(run.shared_folder().glob("d*")))
    home = run.shared_folder() / f"d{os.getpid()}-{number}"
    home.mkdir(mode=0o755)
    if account:
        run.shared_folder().chmod(0o711)
        os.chown(home, account["user"], account["group"])
    return home


def _start(program: str, home: Path, account: dict[str, Any]) -> tuple[int, ImapServer]:
    for _ in range(3):
        port = run.free_port()
        config = home / "dovecot.conf"
        names = {
            "user": pwd.getpwuid(account.get("user", os.getuid())).pw_name,
            "group": grp.getgrgid(account.get("group", os.getgid())).gr_name,
        }
        config.write_text(_CONFIG.format(home=home, port=port, password=PASSWORD, **names))
        process = processes.start([program, "-F", "-c", config], home / "out", cwd=home, **account)
        if _answers(process, port):
            return process.pid, ImapServer(port)
        processes.end(process.pid)
    told = "".join(path.read_text()[-2000:] for path in (home / "out", home / "log") if path.exists())
    run.missing("dovecot", f"did not start: {told}")


def _answers(process: Any, port: int) -> bool:
    end = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < end:
        with suppress(OSError, imaplib.IMAP4.error):
            imaplib.IMAP4("127.0.0.1", port, timeout=PATIENCE_S).logout()
            return True
        time.sleep(0.05)
    return False

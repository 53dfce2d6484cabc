"""The doctor asks mail servers as the program does, and leaves nothing behind there."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pakn.kernel.db import reading
from pakn.operations.examining import mail
from pakn.operations.health import Check, Status
from tests.operations.examined import chosen, only
from tests.services.dovecot import ImapServer
from tests.services.smtp import SmtpServer
from tests.services.waiting import PATIENCE_S


def test_a_mail_server_is_asked_everything_and_given_nothing(smtp_server: SmtpServer, tmp_path: Path) -> None:
    found = mail.examine_outgoing(
        chosen(tmp_path, smtp_url=smtp_server.url, mail_from="UBND xã <pakn@xa.example>")
    )

    assert found.status is Status.OK
    assert "pakn+b1-" in found.says
    assert smtp_server.deliveries == []


def test_a_mail_server_that_does_not_let_us_send_says_so(tmp_path: Path) -> None:
    with talking(b"MAIL", b"550 5.7.1 Not yours\r\n") as url:
        found = mail.examine_outgoing(chosen(tmp_path, smtp_url=url, mail_from="pakn@xa.example"))

    assert found.status is Status.ERROR
    assert "550 5.7.1" in found.says
    assert "PAKN_MAIL_DELIMITER" in found.says


def test_a_mail_server_that_refuses_the_sender_only_once_it_knows_for_whom_says_so(
    smtp_server: SmtpServer, tmp_path: Path
) -> None:
    smtp_server.rejecting("pakn@xa.example", "553 5.7.1 Not owned by user pakn")

    found = mail.examine_outgoing(chosen(tmp_path, smtp_url=smtp_server.url, mail_from="pakn@xa.example"))

    assert (found.status, "553 5.7.1" in found.says) == (Status.ERROR, True)
    assert smtp_server.deliveries == []


@pytest.mark.parametrize("asked", ["user:mat-khau-kin@", ""])
def test_a_mail_server_without_what_is_asked_says_so(
    smtp_server: SmtpServer, tmp_path: Path, asked: str
) -> None:
    url = f"smtp://{asked}127.0.0.1:{smtp_server.port}" + ("" if asked else "?starttls=1")

    found = mail.examine_outgoing(chosen(tmp_path, smtp_url=url))

    assert found.status is Status.ERROR
    assert "mat-khau-kin" not in found.says


def test_a_password_that_smtp_cannot_carry_is_said(tmp_path: Path) -> None:
    with talking(b"EHLO", b"250-xa.example\r\n250 AUTH PLAIN LOGIN\r\n") as url:
        found = mail.examine_outgoing(chosen(tmp_path, smtp_url=url.replace("//", "//pakn:m%E1%BA%ADt@")))

    assert (found.status, "ASCII" in found.says, "mật@" in found.says) == (Status.ERROR, True, False)


def test_a_mail_server_that_is_away_or_none_at_all_is_said(tmp_path: Path) -> None:
    away = mail.examine_outgoing(chosen(tmp_path, smtp_url="smtp://127.0.0.1:1"))
    none = mail.examine_outgoing(chosen(tmp_path))

    assert (away.status, "ECONNREFUSED" in away.says) == (Status.ERROR, True)
    assert ("PAKN_SMTP_URL" in away.says, "systemctl status" in away.says) == (True, True)
    assert (none.status, "PAKN_SMTP_URL" in none.says) == (Status.ERROR, True)


BOX = "pakn@xa.example"


def looked(server: ImapServer, place: Path, session: Session | None = None, **changes: str) -> list[Check]:
    agency = changes.pop("agency", "xa-dong")
    url = f"{server.url(BOX, **changes)}?address={BOX}&agency={agency}"
    return list(mail.examine_incoming(session, chosen(place, imap_url=url)))


def test_a_mailbox_is_opened_and_nothing_in_it_is_touched(
    imap_server: ImapServer, province: Flask, tmp_path: Path
) -> None:
    imap_server.append(BOX, b"Subject: thu\r\n\r\nThu.\r\n")

    found = looked(imap_server, tmp_path, reading())

    assert only(found, f"mailbox:{BOX}").status is Status.OK
    assert "pakn+thu@xa.example" in only(found, "subaddressing").says
    assert imap_server.folders(BOX) == {"INBOX": 1}
    assert "Seen" not in imap_server.flags(BOX)[0]


def test_what_is_wrong_with_a_mailbox_is_said(
    imap_server: ImapServer, province: Flask, tmp_path: Path
) -> None:
    def says(**changes: str) -> str:
        check = only(looked(imap_server, tmp_path, reading(), **changes), f"mailbox:{BOX}")
        assert check.status is Status.ERROR
        return check.says

    refused = says(password="khong-dung")
    assert ("mật khẩu" in refused, "khong-dung" in refused) == (True, False)
    folder, agency = says(folder="Khong-Co"), says(agency="xa-nao")
    assert ("Khong-Co" in folder, "INBOX" in folder) == (True, True)
    assert ("xa-nao" in agency, "xa-dong" in agency) == (True, True)


def test_a_mailbox_of_an_agency_though_none_is_loaded_says_how_to_load_one(
    imap_server: ImapServer, app: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        found = only(looked(imap_server, tmp_path, reading()), f"mailbox:{BOX}")

    assert (found.status, "pakn agency load" in found.says) == (Status.ERROR, True)


def test_a_mailbox_whose_server_is_away_is_said(tmp_path: Path) -> None:
    settings = chosen(tmp_path, imap_url=f"imap://u:kin@127.0.0.1:1/INBOX?address={BOX}")

    found = only(mail.examine_incoming(None, settings), f"mailbox:{BOX}")

    assert (found.status, "kin" in found.says.split()) == (Status.ERROR, False)
    assert ("PAKN_IMAP_URL" in found.says, "systemctl status" in found.says) == (True, True)


@contextmanager
def talking(to: bytes, answer: bytes) -> Iterator[str]:
    """A mail server of a few lines: it says yes to everything but one command."""

    def serve() -> None:
        line, _ = listener.accept()
        with line, line.makefile("rwb") as spoken:
            spoken.write(b"220 xa.example ESMTP\r\n")
            spoken.flush()
            for command in spoken:
                others = b"221 Bye\r\n" if command.upper().startswith(b"QUIT") else b"250 OK\r\n"
                spoken.write(answer if command.upper().startswith(to) else others)
                spoken.flush()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(timeout=PATIENCE_S)

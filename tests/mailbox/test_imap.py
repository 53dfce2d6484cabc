"""Mailboxes on a real mail server: nothing leaves a folder before it is safe, nothing comes in twice."""

from __future__ import annotations

import imaplib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from structlog.testing import CapturingLogger

from pakn.kernel import mailboxes, pulse
from pakn.kernel.db import if_nobody_else, reading
from pakn.mailbox import polling, service, storing
from pakn.mailbox.door import door_of
from pakn.mailbox.imap import Drawer
from pakn.mailbox.models import Outcome
from pakn.mailbox.polling import Polled
from pakn.mailbox.storing import Arrived
from pakn.web.config import settings
from tests.mailbox.post import ADDRESS, DETAILS, fresh_sender, mail, petition, take
from tests.services import run
from tests.services.dovecot import ImapServer

ARRIVED = datetime(2026, 2, 27, 1, 30, tzinfo=UTC)


def _poll(*urls: str) -> list[Polled]:
    chosen = settings().model_copy(update={"imap_url": " ".join(urls)})
    return polling.poll(chosen)


def _url(server: ImapServer, **options: Any) -> str:
    return server.url(ADDRESS, **options) + "?agency=xa-dong"


def test_a_mail_is_taken_in_with_the_day_it_arrived_and_put_away(
    office: Flask, imap_server: ImapServer
) -> None:
    imap_server.append(ADDRESS, mail(sender=fresh_sender()), at=ARRIVED)

    (polled,) = _poll(_url(imap_server))

    (taken,) = polled.taken
    assert taken.outcome is Outcome.ACCEPTED
    assert petition(taken).received_at == ARRIVED
    assert imap_server.messages(ADDRESS) == []
    assert imap_server.folders(ADDRESS)["PAKN.Da-nhan"] == 1
    assert "Seen" not in "".join(imap_server.flags(ADDRESS, "PAKN.Da-nhan"))
    told = pulse.last(reading(), f"poll:{ADDRESS}")
    assert told is not None
    assert told.fault == ""


def test_a_server_that_is_away_is_logged_by_name_and_a_fault_of_ours_with_its_place(
    office: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = f"imap://{ADDRESS.replace('@', '%40')}:x@127.0.0.1:9/INBOX"
    log = CapturingLogger()
    monkeypatch.setattr(polling, "_log", log)

    _poll(away)
    monkeypatch.setattr("pakn.mailbox.imap.opened", lambda _source: 1 / 0)
    _poll(away)

    server, ours = (each.kwargs for each in log.calls)
    assert (server["fault"], "trace" in server) == ("ConnectionRefusedError ECONNREFUSED", False)
    assert "polling.py" in ours["trace"]


def test_what_waits_for_the_office_lies_in_a_folder_of_its_own(
    office: Flask, imap_server: ImapServer
) -> None:
    offer = "Dear Sir or Madam, we would like to offer you a very good loan for your company today. " * 2
    imap_server.append(ADDRESS, mail(offer, subject="A loan", sender=fresh_sender()))

    (polled,) = _poll(_url(imap_server))

    assert polled.taken[0].outcome is Outcome.SET_ASIDE
    assert imap_server.folders(ADDRESS)["PAKN.De-rieng"] == 1


def test_the_same_mail_by_file_and_five_times_by_imap_is_one_petition(
    office: Flask, imap_server: ImapServer
) -> None:
    raw = mail(sender=fresh_sender())
    first = take(raw)
    for number in range(5):
        imap_server.append(
            ADDRESS, f"Received: from a{number} by b; Mon, 02 Mar 2026 08:00:00 +0700\r\n".encode() + raw
        )

    (polled,) = _poll(_url(imap_server))

    assert [each.outcome for each in polled.taken] == [Outcome.DUPLICATE] * 5
    assert {each.code for each in polled.taken} == {first.code}
    assert imap_server.messages(ADDRESS) == []


def test_a_process_that_dies_before_the_mail_is_put_away_loses_nothing(
    office: Flask, imap_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap_server.append(ADDRESS, mail(sender=fresh_sender()))
    with monkeypatch.context() as dying:
        dying.setattr("pakn.mailbox.imap.Drawer.put_away", _dies)
        (first,) = _poll(_url(imap_server))

    (second,) = _poll(_url(imap_server))

    assert first.fault == "ConnectionResetError"
    assert len(imap_server.messages(ADDRESS)) == 0
    assert [each.outcome for each in second.taken] == [Outcome.DUPLICATE]


def test_a_process_that_dies_before_the_mail_is_understood_loses_nothing(
    office: Flask, imap_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap_server.append(ADDRESS, mail(sender=fresh_sender()))
    with monkeypatch.context() as dying:
        dying.setattr(service, "_understand", _dies)
        (first,) = _poll(_url(imap_server))
        left = len(imap_server.messages(ADDRESS))

    (second,) = _poll(_url(imap_server))

    assert (len(first.taken), left) == (0, 1)
    assert [each.outcome for each in second.taken] == [Outcome.ACCEPTED]


def _dies(*_args: object) -> None:
    raise ConnectionResetError


def test_a_mailbox_that_fails_says_so_and_the_others_go_on(office: Flask, imap_server: ImapServer) -> None:
    good = "khac@xa.example"
    imap_server.append(good, mail(sender=fresh_sender(), to=good))
    closed = f"imap://tat@xa.example:x@127.0.0.1:{run.free_port()}/INBOX".replace("tat@xa", "tat%40xa")

    polled = _poll(
        _url(imap_server, password="sai"),
        closed,
        imap_server.url("la@xa.example", folder="Khong-co"),
        imap_server.url("ma@xa.example") + "?agency=khong-co",
        imap_server.url(good) + "?agency=xa-dong",
    )

    assert [each.fault.split(" ")[0] for each in polled] == [
        "MailboxLoginError",
        "ConnectionRefusedError",
        "MailboxFolderSelectError",
        "Refused",
        "",
    ]
    assert len(polled[-1].taken) == 1
    told = pulse.last(reading(), f"poll:{ADDRESS}")
    assert told is not None
    assert told.fault == "MailboxLoginError"


def test_two_at_one_mailbox_never_cross(office: Flask, imap_server: ImapServer) -> None:
    imap_server.append(ADDRESS, mail(sender=fresh_sender()))

    with if_nobody_else(f"mailbox {ADDRESS}"):
        (polled,) = _poll(_url(imap_server))

    on_postgresql = reading().get_bind().dialect.name == "postgresql"
    assert polled.alone is not on_postgresql


def test_a_mail_that_is_too_large_stays_and_is_told_once(
    office: Flask, imap_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "LARGEST", 3_000)
    imap_server.append(ADDRESS, mail(f"{DETAILS}\n" + "dài " * 2_000, Message_ID=f"<{fresh_sender()}>"))

    (first,), (second,) = _poll(_url(imap_server)), _poll(_url(imap_server))

    assert [(each.outcome, each.reason) for each in first.taken] == [(Outcome.SET_ASIDE, "too_large")]
    assert second.taken == ()
    assert len(imap_server.messages(ADDRESS)) == 1


def test_a_server_that_cannot_move_gets_a_mark(
    office: Flask, imap_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap_server.append(ADDRESS, mail(sender=fresh_sender()))
    monkeypatch.setattr("imap_tools.BaseMailBox.move", _dies)

    (first,), (second,) = _poll(_url(imap_server)), _poll(_url(imap_server))

    assert (len(first.taken), len(second.taken)) == (1, 0)
    assert "PaknDaNhan" in imap_server.flags(ADDRESS)[0]


def test_a_mail_the_server_cannot_give_does_not_keep_the_next_one(
    office: Flask, imap_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        imap_server.append(ADDRESS, mail(sender=fresh_sender()))
    read = Drawer.read

    def damaged(drawer: Drawer, uid: str) -> bytes | None:
        if uid == "1":
            raise imaplib.IMAP4.error("FETCH failed")
        return read(drawer, uid)

    monkeypatch.setattr(Drawer, "read", damaged)

    (polled,) = _poll(_url(imap_server))

    assert [each.outcome for each in polled.taken] == [Outcome.ACCEPTED]
    assert polled.fault == "error"
    assert len(imap_server.messages(ADDRESS)) == 1


def test_an_address_that_names_no_agency_asks_each_mail(office: Flask, imap_server: ImapServer) -> None:
    raw = mail(sender=fresh_sender())
    imap_server.append(ADDRESS, raw)

    (polled,) = _poll(imap_server.url(ADDRESS))

    assert polled.taken[0].reason == "no_agency"


def test_a_mail_in_a_file_goes_to_the_agency_of_the_address_it_names(office: Flask) -> None:
    boxes = "imap://tay%40xa.example:x@127.0.0.1/INBOX?agency=xa-tay"
    door = door_of(settings().model_copy(update={"imap_url": boxes}))
    raw = mail(sender=fresh_sender(), to="Xã Tây <tay+r1-aaaaaaaaaaaaaaaa@xa.example>")
    arrived = Arrived(raw, "", None, "file", ARRIVED)

    taken = service.take_in(door, arrived)

    assert [each.address for each in mailboxes.read(boxes)] == ["tay@xa.example"]
    assert petition(taken).agency.code == "xa-tay"
    assert service.take_in(door, replace(arrived, raw=raw + b"\r\n")).outcome is Outcome.DUPLICATE

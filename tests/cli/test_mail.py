"""`pakn mail`: mails from files, one line each."""

from __future__ import annotations

import json
import mailbox
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.mailbox.post import STORY, fresh_sender, mail
from tests.services.dovecot import ImapServer

Run = Callable[..., Result]


def _records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def _write(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    return path


def test_a_file_becomes_one_line_of_json(place: Run, tmp_path: Path) -> None:
    path = _write(tmp_path, "thu.eml", mail(sender="nguoi-gui@dan.example"))

    result = place("mail", "ingest", str(path), "--json")

    (record,) = _records(result)
    assert result.exit_code == 0
    assert record["outcome"] == "accepted"
    assert record["code"].startswith("PAKN-2026-")
    assert record["content"].startswith(STORY)
    assert (record["path"], record["sender"], record["subject"], record["reason"]) == (
        str(path),
        "nguoi-gui@dan.example",
        "Cấp sổ đỏ chậm",
        None,
    )


def test_the_receipt_has_left_when_the_command_ends(
    place: Run, tmp_path: Path, settings: dict[str, str]
) -> None:
    path = _write(tmp_path, "thu.eml", mail(sender="nguoi-gui@dan.example"))

    place("mail", "ingest", str(path))

    letters = list((Path(settings["PAKN_DATA_DIR"]) / "outgoing").glob("*.eml"))
    assert any(b"nguoi-gui@dan.example" in letter.read_bytes() for letter in letters)


def test_folders_mboxes_maildirs_and_standard_input(place: Run, tmp_path: Path) -> None:
    _write(tmp_path, "ho-so/sau/a.eml", mail(sender=fresh_sender()))
    _write(tmp_path, "ho-so/ghi-chu.txt", b"khong phai thu")
    _write(tmp_path, "may/Maildir/cur/1.x:2,S", mail(sender=fresh_sender()))
    box = mailbox.mbox(tmp_path / "hop.mbox")
    for _ in range(2):
        box.add(mail(sender=fresh_sender()))
    box.close()

    folders = place(
        "mail", "ingest", str(tmp_path / "ho-so"), str(tmp_path / "may"), str(tmp_path / "hop.mbox"), "--json"
    )
    piped = place("mail", "ingest", "-", "--json", stdin=mail(sender=fresh_sender()))

    assert [record["outcome"] for record in _records(folders)] == ["accepted"] * 4
    assert [record["path"].rpartition("hop.mbox")[2] for record in _records(folders)][2:] == ["#1", "#2"]
    assert _records(piped)[0]["outcome"] == "accepted"


@pytest.mark.parametrize(
    ("options", "day"), [((), "2026-11-17"), (("--received-at", "2026-11-18T08:00:00+07:00"), "2026-11-18")]
)
def test_a_mail_counts_from_the_day_it_arrived(
    place: Run, tmp_path: Path, settings: dict[str, str], options: tuple[str, ...], day: str
) -> None:
    relayed = b"Received: from a by b; Tue, 17 Nov 2026 09:00:00 +0700\r\nReceived: from c by a; nonsense\r\n"
    path = _write(tmp_path, "thu.eml", relayed + mail(sender=fresh_sender()))

    place("mail", "ingest", str(path), *options)

    assert _received_on(settings) == day


def _received_on(settings: dict[str, str]) -> str:
    import sqlite3

    with sqlite3.connect(settings["PAKN_DATABASE_URL"].removeprefix("sqlite:///")) as connection:
        (moment,) = connection.execute("SELECT received_at FROM petition").fetchone()
    return str(moment)[:10]


def test_a_path_that_cannot_be_read_is_said_and_the_others_are_taken(place: Run, tmp_path: Path) -> None:
    path = _write(tmp_path, "thu.eml", mail(sender=fresh_sender()))

    result = place("mail", "ingest", str(tmp_path / "khong-co.eml"), str(path), "--json")

    assert result.exit_code == 1
    assert "khong-co.eml" in result.stderr
    assert [record["outcome"] for record in _records(result)] == ["accepted"]


def test_without_json_a_line_says_what_became_of_it(place: Run, tmp_path: Path) -> None:
    offer = "Dear Sir or Madam, we would like to offer you a very good loan for your company today. " * 2
    path = _write(tmp_path, "thu.eml", mail(offer, subject="A loan", sender=fresh_sender()))

    result = place("mail", "ingest", str(path))

    assert result.exit_code == 0
    assert "Để riêng cho văn phòng · Máy không thấy chữ nào rõ là tiếng Việt." in result.stdout


def test_what_broke_comes_through_after_a_repair(
    place: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _write(tmp_path, "thu.eml", mail(sender=fresh_sender()))
    with monkeypatch.context() as broken:
        broken.setattr("pakn.intake.service.submit", lambda *_args, **_options: 1 / 0)
        first = place("mail", "ingest", str(path), "--json")

    again, idle, unknown = (
        place("mail", "retry", "--json"),
        place("mail", "retry"),
        place("mail", "retry", "99"),
    )

    assert [record["outcome"] for record in _records(first)] == ["set_aside"]
    assert [record["outcome"] for record in _records(again)] == ["accepted"]
    assert (idle.exit_code, idle.stdout) == (0, "")
    assert (unknown.exit_code, unknown.stderr) == (1, "Không có thư số 99.\n")


def test_a_number_greater_than_any_mails_is_nobodys(place: Run) -> None:
    result = place("mail", "retry", "99999999999999999999")

    assert (result.exit_code, result.stderr) == (1, "Không có thư số 99999999999999999999.\n")


def test_a_mailbox_is_fetched_and_what_fails_beside_it_is_said(place: Run, imap_server: ImapServer) -> None:
    imap_server.append("pakn@xa.example", mail(sender=fresh_sender()))
    urls = f"{imap_server.url('pakn@xa.example')} {imap_server.url('khac@xa.example', password='sai')}"

    result = place("mail", "poll", "--json", PAKN_IMAP_URL=urls)

    assert [(each["path"], each["outcome"]) for each in _records(result)] == [("pakn@xa.example", "accepted")]
    assert result.exit_code == 1
    assert result.stderr == "khac@xa.example: máy chủ thư không nhận tên hoặc mật khẩu.\n"


def test_polling_without_a_mailbox_says_what_is_missing(place: Run) -> None:
    result = place("mail", "poll")

    assert (result.exit_code, result.stderr) == (1, "Chưa có hộp thư nào: đặt PAKN_IMAP_URL.\n")


def test_a_mailbox_that_does_not_answer_is_said(place: Run) -> None:
    result = place("mail", "poll", "--json", PAKN_IMAP_URL="imap://a%40xa.example:x@127.0.0.1:9/INBOX")

    assert result.exit_code == 1
    assert result.stderr == "a@xa.example: máy chủ thư không mở cổng đã đặt.\n"


def test_a_mailbox_that_is_away_is_said_in_one_line_by_whatever_log(place: Run) -> None:
    result = place(
        "mail",
        "poll",
        PAKN_IMAP_URL="imap://a%40xa.example:x@127.0.0.1:9/INBOX",
        PAKN_LOG_LEVEL="INFO",
    )

    assert result.stderr == "a@xa.example: máy chủ thư không mở cổng đã đặt.\n"
    assert result.stdout == ""


def test_a_sender_is_asked_once_a_day_also_by_one_command_after_the_other(place: Run, tmp_path: Path) -> None:
    paths = [_write(tmp_path, f"{n}.eml", mail(STORY, sender="an@dan.example")) for n in range(2)]

    first, second = (_records(place("mail", "ingest", str(path), "--json"))[0] for path in paths)

    assert (first["outcome"], second["outcome"]) == ("awaiting_supplement", "set_aside")
    assert second["reason"] == "asked_today"


def test_an_agency_nobody_knows_is_said(place: Run, tmp_path: Path) -> None:
    path = _write(tmp_path, "thu.eml", mail(sender=fresh_sender()))

    result = place("mail", "ingest", str(path), "--agency", "khong-co")

    assert (result.exit_code, result.stderr) == (1, "Không có cơ quan nào mang mã khong-co.\n")

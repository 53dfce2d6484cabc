"""`pakn mail ingest`: no mail in a folder, an mbox or on standard input is passed over in silence."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from pakn.cli import mail_files
from pakn.cli.mail_files import Missed
from tests.mailbox.post import fresh_sender, mail

Run = Callable[..., Result]
SEPARATOR = b"From nguoidan@dan.example Mon Nov 16 09:12:00 2026\n"


def _taken(place: Run, *args: str, **options: Any) -> list[dict[str, Any]]:
    return [
        json.loads(line) for line in place("mail", "ingest", "--json", *args, **options).stdout.splitlines()
    ]


HEADER = b"X-Name: "


def _found(*paths: Path | str) -> tuple[list[bytes], Missed]:
    missed = Missed()
    return [each.raw.removeprefix(HEADER) for each in mail_files.all_mails(map(str, paths), missed)], missed


def _files(folder: Path, *names: str) -> Path:
    """Each is a mail that holds its own name."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(HEADER + name.encode())
    return folder


@contextmanager
def _nobody() -> Iterator[None]:
    """Root may read everything."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_every_mail_of_an_mbox_on_standard_input_is_taken(place: Run) -> None:
    box = b"".join(SEPARATOR + mail(sender=fresh_sender()) + b"\n" for _ in range(2))

    records = _taken(place, "-", stdin=box)

    assert [(each["path"], each["outcome"]) for each in records] == [("-#1", "accepted"), ("-#2", "accepted")]


def test_a_mail_in_a_folder_may_have_any_name_and_other_files_are_named_and_passed_over(
    place: Run, tmp_path: Path
) -> None:
    for name in ("A.EML", "khong-duoi", "thu.msg"):
        (tmp_path / "thu" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "thu" / name).write_bytes(mail(sender=fresh_sender()))
    (tmp_path / "thu" / "anh.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    (tmp_path / "thu" / "hong.eml").write_bytes(b"\x00\x01")

    result = place("mail", "ingest", "--json", str(tmp_path / "thu"))

    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert {Path(each["path"]).name: each["outcome"] for each in records} == {
        "A.EML": "accepted",
        "hong.eml": "refused",
        "khong-duoi": "accepted",
        "thu.msg": "accepted",
    }
    assert result.stderr == f"Bỏ qua 1 tệp không phải thư: {tmp_path / 'thu' / 'anh.png'}.\n"
    assert result.exit_code == 0


def test_what_a_mail_server_keeps_for_itself_is_no_mail(tmp_path: Path) -> None:
    _files(tmp_path, "cur/1:2,S", "new/2", ".PAKN.Da-nhan/cur/3", ".PAKN.Da-nhan/maildirfolder")
    _files(
        tmp_path, "tmp/dang-den", "dovecot-uidlist", "dovecot.index.log", "subscriptions", "cur/.an", ".git/x"
    )

    found, missed = _found(tmp_path)

    assert found == [b".PAKN.Da-nhan/cur/3", b"cur/1:2,S", b"new/2"]
    assert missed == Missed()


def test_one_part_of_a_maildir_may_be_given_directly(tmp_path: Path) -> None:
    _files(tmp_path, "new/1", "cur/2")

    assert _found(tmp_path / "new")[0] == [b"new/1"]


def test_outside_a_maildir_no_name_is_a_mail_servers(tmp_path: Path) -> None:
    _files(tmp_path, "subscriptions", "tmp/a")

    assert _found(tmp_path)[0] == [b"subscriptions", b"tmp/a"]


def test_a_file_called_minus_in_a_folder_is_not_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(_files(tmp_path, "-"))

    assert _found(".")[0] == _found("./-")[0] == [b"-"]


def test_a_link_that_leads_nowhere_is_said_and_the_others_are_taken(place: Run, tmp_path: Path) -> None:
    folder = tmp_path / "thu"
    folder.mkdir()
    (folder / "dut.eml").symlink_to(tmp_path / "khong-co")
    (folder / "thu.eml").write_bytes(mail(sender=fresh_sender()))

    result = place("mail", "ingest", str(folder))

    assert result.exit_code == 1
    assert result.stderr.startswith(f"Không đọc được {folder / 'dut.eml'}: ")
    assert "Đã nhập thành phản ánh" in result.stdout


def test_what_may_not_be_read_is_said_and_the_others_are_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(_files(tmp_path, "a", "kin", "ngan/b"))
    tmp_path.chmod(0o755)
    (tmp_path / "kin").chmod(0)
    (tmp_path / "ngan").chmod(0)

    with _nobody():
        found, missed = _found(".")
    (tmp_path / "ngan").chmod(0o755)

    assert found == [b"a"]
    assert sorted(Path(path) for path, _why in missed.unread) == [Path("kin"), Path("ngan")]


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(_files(tmp_path, "a") / "ong")

    assert _found(tmp_path)[0] == [b"a"]


def test_a_folder_without_mails_is_said(place: Run, tmp_path: Path) -> None:
    (tmp_path / "trong").mkdir()

    result = place("mail", "ingest", str(tmp_path / "trong"))

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"Thư mục {tmp_path / 'trong'} không có thư nào.\n"


def test_an_empty_path_is_not_the_working_directory(
    place: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(_files(tmp_path, "a.eml"))

    result = place("mail", "ingest", "")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "PATH đang để trống." in result.stderr


@pytest.mark.parametrize(
    "separator",
    [
        SEPARATOR,
        SEPARATOR.replace(b"\n", b"\r\n"),
        b"From - Fri Nov  6 09:12:00 2026\n",
        b"From 158@xxx Mon Nov 16 09:12:00 +0000 2026\n",
        b"From nguoidan at dan.example  Mon Nov 16 09:12:00 2026\n",
        b"From nguoidan@dan.example Mon, 16 Nov 2026 09:12:00 +0700\n",
        b"From MAILER-DAEMON Mon Nov 16 09:12 ICT 2026 remote from x\n",
    ],
)
def test_a_separator_as_programs_write_it_divides_an_mbox(tmp_path: Path, separator: bytes) -> None:
    (tmp_path / "hop").write_bytes(separator + b"To: a\n\nMot\n\n" + separator + b"To: b\n\nHai")

    assert _found(tmp_path)[0] == [b"To: a\n\nMot\n", b"To: b\n\nHai"]


def test_a_line_of_a_letter_that_begins_with_from_does_not_divide_it(tmp_path: Path) -> None:
    letter = b"Subject: a\n\nChao.\n\nFrom thang 9 nam 2026 12:00, duong ngap.\n"
    (tmp_path / "hop.mbox").write_bytes(SEPARATOR + letter + b"\n" + SEPARATOR + b"Subject: b\n\nHai\n\n")

    assert _found(tmp_path)[0] == [letter, b"Subject: b\n\nHai\n"]


def test_a_line_an_mbox_had_to_mark_is_given_back_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "hop").write_bytes(SEPARATOR + b"To: a\n\n>From day\n>>From do\n> From xa\na >From b\n")
    (tmp_path / "le").write_bytes(b"To: a\n\n>From day\n")

    assert _found(tmp_path)[0] == [
        b"To: a\n\nFrom day\n>From do\n> From xa\na >From b\n",
        b"To: a\n\n>From day\n",
    ]


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        ("0001-01-01T00:00:00+14:00", "thời điểm quá xa hôm nay."),
        ("9999-12-31T23:59:59-12:00", "thời điểm quá xa hôm nay."),
        ("1900-01-01", "trước ngày 23/06/2022 chưa có thời hạn trả lời nào."),
        ("2022-06-22T23:59:59", "trước ngày 23/06/2022 chưa có thời hạn trả lời nào."),
    ],
)
def test_a_moment_at_which_no_mail_can_have_come_is_wrong_use(
    place: Run, tmp_path: Path, moment: str, why: str
) -> None:
    (tmp_path / "thu.eml").write_bytes(mail(sender=fresh_sender()))

    result = place("mail", "ingest", str(tmp_path / "thu.eml"), "--received-at", moment)

    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr


def test_from_the_first_day_of_the_terms_a_mail_can_have_come(place: Run, tmp_path: Path) -> None:
    (tmp_path / "thu.eml").write_bytes(mail(sender=fresh_sender()))

    records = _taken(place, str(tmp_path / "thu.eml"), "--received-at", "2022-06-23T00:00:00")

    assert [each["outcome"] for each in records] == ["accepted"]


def test_a_server_whose_clock_was_wrong_does_not_keep_a_mail_out(place: Run, tmp_path: Path) -> None:
    relayed = b"Received: from a by b; Thu, 1 Jan 1970 00:00:00 +0000\r\n" + mail(sender=fresh_sender())
    (tmp_path / "thu.eml").write_bytes(relayed)

    assert [each["outcome"] for each in _taken(place, str(tmp_path / "thu.eml"))] == ["accepted"]
    assert mail_files.arrived_at(relayed, datetime(2022, 6, 23, tzinfo=UTC)) is None

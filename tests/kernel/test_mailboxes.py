"""The mailboxes of the setting IMAP_URL."""

from __future__ import annotations

from pathlib import Path

import pytest

from pakn.kernel.mailboxes import ImapSource, Mailbox, read


def test_nothing_set_is_no_mailbox():
    assert read("  ") == ()


def test_an_address_says_where_the_mail_lies_and_whose_it_is():
    (box,) = read(
        "imaps://pakn%40xa.example:m%3At%2Fkhau@mail.example/Ph%E1%BA%A3n%20%C3%A1nh?agency=xa-dong"
    )

    source = ImapSource("mail.example", 993, "pakn@xa.example", "m:t/khau", "Phản ánh", tls=True)
    assert box == Mailbox("pakn@xa.example", "xa-dong", source)
    assert "khau" not in repr(box)


def test_the_address_need_not_be_the_users_name():
    (box,) = read("imap://hop-thu:x@127.0.0.1:1143?address=Pakn@Xa.example")

    assert (box.address, box.source.user, box.source.port, box.source.folder) == (
        "pakn@xa.example",
        "hop-thu",
        1143,
        "INBOX",
    )


def test_several_stand_beside_each_other_or_in_a_file(tmp_path: Path):
    listed = tmp_path / "mailboxes"
    listed.write_text(
        "# xã Đông\nimaps://a@xa.example:x@h\n\n  # xã Tây\nimaps://b@xa.example:y@h?agency=xa-tay\n"
    )

    assert read(f"file:{listed}") == read("imaps://a@xa.example:x@h imaps://b@xa.example:y@h?agency=xa-tay")
    assert [box.agency for box in read(f"file:{listed}")] == ["", "xa-tay"]


@pytest.mark.parametrize(
    "setting",
    [
        "pakn@xa.example",
        "pop3://pakn@xa.example:secret@h",
        "imaps://h",
        "imaps://user:secret@h",
        "imaps://pakn@xa.example:secret@h:port",
        "imaps://pakn@xa.example:secret@h?agenci=xa-dong",
        "imaps://[pakn@xa.example:secret@h",
        "file:/there/is/no/such/file",
        "imaps://a@xa.example:secret@h imaps://A@xa.example:secret@h2",
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_without_the_password(setting: str):
    with pytest.raises(ValueError, match=r"cần có dạng|không đọc được|có hai lần") as fault:
        read(setting)

    assert "secret" not in str(fault.value)

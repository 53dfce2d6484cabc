from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pakn.mailbox.letters import Automatic, Bounce, FollowUp, Letter, Parsed, Submission, Unusable
from pakn.mailbox.parsing import parse
from tests.mailbox.hostile import HOSTILE
from tests.mailbox.written import OURS, TEXT, part, parts, raw

REASONS = {"empty", "no_sender", "encrypted", "not_a_mail"}
REPORT = parts(
    part("Không gửi được."),
    part("Reporting-MTA: dns; mx\r\n\r\nAction: failed\r\nStatus: 5.1.1", "message/delivery-status"),
    part("Message-ID: <notice-7@xa.example>\r\n\r\nx", "message/rfc822"),
    kind="report",
    From="MAILER-DAEMON@dan.example",
)
SEEDS = (
    raw(
        f"{TEXT}\r\n\r\nHọ tên: Nguyễn Văn An\r\nĐịa chỉ: thôn Đông\r\nĐT: 0912 345 678",
        References="<a@b.example>",
    ),
    parts(
        part(TEXT),
        part(f"<p>{TEXT}</p><blockquote type=cite>cũ</blockquote>", "text/html; charset=windows-1258"),
        part(
            "eHh4",
            "image/png",
            Content_Transfer_Encoding="base64",
            Content_Disposition="inline; filename*=utf-8''a%20b",
        ),
        Subject="=?utf-8?B?xJDGsOG7nW5n?= =?windows-1258?Q?b=F2?=",
    ),
    REPORT,
)


def _texts(parsed: Parsed) -> list[str]:
    if not isinstance(parsed, Submission | FollowUp):
        ids = parsed.message_ids if isinstance(parsed, Bounce) else ()
        return [parsed.sender, parsed.subject, parsed.message_id, *ids]
    letter: Letter = parsed.letter
    understood = parsed.understood
    names = [file.name for file in letter.attachments]
    return [letter.sender, letter.sender_name, letter.subject, letter.content, letter.full_text, *names,
            understood.full_name, understood.address, understood.organization, *letter.references]  # fmt: skip


def _is_sound(parsed: Parsed) -> None:
    assert isinstance(parsed, Submission | FollowUp | Automatic | Bounce | Unusable)
    if isinstance(parsed, Unusable):
        assert parsed.reason in REASONS
    for text in _texts(parsed):
        assert unicodedata.is_normalized("NFC", text)
        assert not any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text)
    for line in _texts(parsed)[:3]:
        assert "\n" not in line


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_one_thing_or_another(name):
    _is_sound(parse(HOSTILE[name], OURS))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("NUL bytes in the text", Submission),
        ("unknown charset", Submission),
        ("broken quoted-printable", Submission),
        ("a hundred thousand nested elements", Submission),
        ("a From with ten thousand comments", Submission),
        ("two hundred nested multiparts", Submission),
        ("a Date in the year 99999", Submission),
        ("ten thousand references", FollowUp),
        ("signed addresses nobody signed", Submission),
        ("our own mail come back", Automatic),
        ("a machine that answers our answer", Automatic),
        ("a report with ten thousand recipients", Bounce),
        ("a From without a domain", Unusable),
        ("an empty file", Unusable),
        ("a binary file", Unusable),
        ("a mail in UTF-16", Submission),
    ],
)
def test_a_hostile_mail_is_what_it_is(name, kind):
    assert isinstance(parse(HOSTILE[name], OURS), kind)


@pytest.mark.parametrize(
    "name",
    [
        "a subject that injects headers",
        "an encoded word that hides line breaks",
        "a Message-ID that injects headers",
    ],
)
def test_nothing_is_injected_into_a_header(name):
    parsed = parse(HOSTILE[name], OURS)

    assert isinstance(parsed, Submission)
    assert not any(
        "\n" in value for value in (parsed.letter.subject, parsed.letter.message_id, parsed.letter.sender)
    )


def test_a_text_among_hidden_depths_is_found():
    parsed = parse(HOSTILE["a hundred thousand nested elements"], OURS)

    assert isinstance(parsed, Submission)
    assert parsed.letter.content.startswith("Kính gửi Ủy ban nhân dân xã")


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sound mail with bytes turned, pieces cut out, lines exchanged and headers doubled."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.integers(0, max(len(data) - 1, 0)))
        match draw(st.sampled_from(["turn", "cut", "double", "exchange", "insert"])):
            case "turn" if data:
                data[place] = draw(st.integers(0, 255))
            case "cut":
                del data[place : place + draw(st.integers(0, 60))]
            case "double":
                data[place:place] = data[place : place + draw(st.integers(0, 200))]
            case "insert":
                data[place:place] = draw(
                    st.sampled_from([b"\r\n\r\n", b"--ranh\r\n", b'"', b"=?", b"\0", b"\xff", b"(", b";"])
                )
            case _:
                lines = bytes(data).split(b"\r\n")
                lines.insert(place % len(lines), lines.pop(place * 7 % len(lines)))
                data = bytearray(b"\r\n".join(lines))
    return bytes(data)


@given(mutated())
def test_a_mail_damaged_on_its_way_never_raises(data):
    _is_sound(parse(data, OURS))


@given(st.binary(max_size=400))
@example("From: a@b.c\nMessage-ID: <e\u0301@b.c>\nReferences: <e\u0301@b.c>\n\nx".encode())
@example(b"From: a@b.c\nContent-Type: multipart/mixed; boundary=\n\n--")
def test_no_bytes_raise(data):
    _is_sound(parse(data, OURS))
    _is_sound(parse(b"From: an@dan.example\nContent-Type: text/html; charset=utf-8\n\n" + data, OURS))
    _is_sound(parse(b"From: an@dan.example\nSubject: " + data, OURS))

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest

from pakn.kernel.addresses import Mark, Purpose, marked
from pakn.kernel.codes import tracking_code
from pakn.mailbox.letters import FollowUp, Ours, Submission, Unusable
from pakn.mailbox.parsing import parse
from tests.mailbox.written import OUR_ADDRESS, OURS, TEXT, letter, part, parts, raw

CODE = tracking_code(2026, 123)
REPLY = marked(OUR_ADDRESS, Mark(Purpose.REPLY, 1234), key=OURS.key, delimiter="+")
DETAILS = "Họ và tên: Nguyễn Văn An\nĐịa chỉ: Thôn Đông\nĐiện thoại: 0912 345 678"


def test_a_letter_is_understood():
    parsed = parse(raw(f"{TEXT}\r\n\r\n{DETAILS}"), OURS)

    assert isinstance(parsed, Submission)
    assert (parsed.letter.sender, parsed.letter.sender_name) == ("an@dan.example", "Nguyễn Văn An")
    assert (parsed.letter.subject, parsed.letter.content) == ("Đường bị ngập", f"{TEXT}\n\n{DETAILS}")
    assert (parsed.letter.message_id, parsed.letter.to) == ("<mot@dan.example>", (OUR_ADDRESS,))
    assert parsed.letter.written_at == datetime(2026, 11, 16, 9, 12, tzinfo=timezone(timedelta(hours=7)))
    assert (parsed.understood.full_name, parsed.understood.address) == ("Nguyễn Văn An", "Thôn Đông")
    assert parsed.understood.phone == "+84912345678"


def test_what_the_quoted_mail_says_is_not_the_senders():
    quoted = "\r\n".join(f"> {line}" for line in DETAILS.split("\n"))

    opening = "Vào 16/11/2026 09:12, Xã <pakn@xa.example> đã viết:"
    parsed = parse(raw(f"{TEXT}\r\n\r\n{opening}\r\n{quoted}", From="x@dan.example"), OURS)

    assert isinstance(parsed, Submission)
    assert (parsed.understood.full_name, parsed.understood.phone) == ("", "")
    assert parsed.letter.content == TEXT
    assert "0912 345 678" in parsed.letter.full_text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("\r\n".join(f"> {line}" for line in DETAILS.split("\n")), "text/plain; charset=utf-8"),
        (f"<blockquote type=cite>{DETAILS}</blockquote>", "text/html; charset=utf-8"),
    ],
)
def test_a_letter_of_quotes_only_is_shown_but_says_nothing_of_its_sender(body, kind):
    parsed = parse(raw(body, From="x@dan.example", Content_Type=kind), OURS)

    assert isinstance(parsed, Submission)
    assert "Nguyễn Văn An" in parsed.letter.content
    assert (parsed.understood.full_name, parsed.understood.phone) == ("", "")


def test_the_signature_tells_who_writes():
    parsed = parse(raw(f"{TEXT}\r\n-- \r\nĐT: 0912 345 678", Content_Transfer_Encoding="8bit"), OURS)

    assert isinstance(parsed, Submission)
    assert (parsed.letter.content, parsed.understood.phone) == (TEXT, "+84912345678")


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered_To", "X_Original_To", "Envelope_To"])
@pytest.mark.parametrize("change", [str, str.upper])
def test_a_signed_address_leads_to_the_petition(header, change):
    parsed = parse(raw(**{"To": OUR_ADDRESS, header: f"Xã <{change(REPLY)}>"}), OURS)

    assert isinstance(parsed, FollowUp)
    assert parsed.petition_id == 1234
    assert parsed.letter.to == (OUR_ADDRESS,)


def test_an_address_somebody_else_signed_leads_nowhere():
    assert isinstance(parse(raw(To=REPLY), Ours(OURS.domain, OURS.addresses, b"khac")), Submission)


def test_references_are_kept_with_the_last_one_last():
    parsed = parse(
        raw(References="<a@x.example>\r\n\t<b@x.example> rac", In_Reply_To="<c@x.example> (thu)"), OURS
    )

    assert isinstance(parsed, FollowUp)
    assert parsed.petition_id is None
    assert parsed.references == ("<a@x.example>", "<b@x.example>", "<c@x.example>")


def test_of_many_references_the_last_are_kept():
    parsed = parse(raw(References=" ".join(f"<{number}@x.example>" for number in range(80))), OURS)

    assert isinstance(parsed, FollowUp)
    assert (len(parsed.references), parsed.references[-1]) == (50, "<79@x.example>")


@pytest.mark.parametrize(
    "subject", [f"Re: Biên nhận {CODE}", f"[{CODE.lower()}] hỏi", CODE.replace("-", " ") + " về đường"]
)
def test_a_code_in_the_subject_is_found(subject):
    parsed = parse(raw(Subject=subject), OURS)

    assert isinstance(parsed, FollowUp)
    assert parsed.codes == (CODE,)


def test_a_wrong_code_in_the_subject_is_none():
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")

    assert isinstance(parse(raw(Subject=f"Re: {wrong}"), OURS), Submission)


@pytest.mark.parametrize(
    ("reason", "data"),
    [
        ("empty", raw("")),
        ("empty", raw(" \r\n\t\r\n\u00a0")),
        ("empty", raw("<p>&nbsp;</p>", Content_Type="text/html; charset=utf-8")),
        ("no_sender", raw(From=None)),
        ("no_sender", raw(From=None, Reply_To="an@dan.example")),
        ("no_sender", raw(From="ai đó", Reply_To="an@dan.example")),
        ("not_a_mail", b""),
        ("not_a_mail", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
        ("not_a_mail", TEXT.encode()),
        ("not_a_mail", b"Ghi-chu: mot\n\nhai"),
    ],
)
def test_what_nobody_could_act_on_cannot_be_used(reason, data):
    parsed = parse(data, OURS)

    assert isinstance(parsed, Unusable)
    assert parsed.reason == reason
    assert len(parsed.fingerprint) == 64


SAID = "Đường vào thôn Đông ngập nặng, đề nghị xã sửa gấp"


@pytest.mark.parametrize("body", ["", " \r\n"])
def test_a_sentence_in_the_subject_stands_for_a_letter_that_is_empty(body):
    found = letter(raw(body, Subject=SAID))

    assert (found.subject, found.content) == (SAID, SAID)


@pytest.mark.parametrize(
    "headers", [{"Subject": f"Re: {SAID}"}, {"Subject": SAID, "In_Reply_To": "<x@xa.example>"}]
)
def test_the_subject_of_an_empty_answer_says_nothing(headers):
    parsed = parse(raw("", **headers), OURS)

    assert isinstance(parsed, Unusable)
    assert parsed.reason == "empty"


def test_the_sender_stands_in_for_a_from_that_names_nobody():
    assert letter(raw(From="Văn thư", Sender="vanthu@so.example")).sender == "vanthu@so.example"


def test_reply_to_is_never_the_sender():
    assert letter(raw(Reply_To="khac@dan.example")).sender == "an@dan.example"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("<a@x.example>", "<a@x.example>"),
        (" <a@x.example> (thu)", "<a@x.example>"),
        ("a@x.example", "<a@x.example>"),
        ("<>", ""),
        (None, ""),
        ("<" + "m" * 5_000 + "@x.example>", ""),
    ],
)
def test_the_message_id_is_cleaned(typed, read):
    assert letter(raw(Message_ID=typed)).message_id == read


@pytest.mark.parametrize(
    "typed", [None, "hôm qua", "Mon, 16 Nov 99999 09:12:00 +0700", "Mon, 16 Nov 2026 09:12:00 +9999", "16"]
)
def test_a_date_that_is_none_is_left_out(typed):
    assert letter(raw(Date=typed)).written_at is None


def test_a_date_without_offset_is_in_utc():
    assert letter(raw(Date="Mon, 16 Nov 2026 09:12:00 -0000")).written_at == datetime(
        2026, 11, 16, 9, 12, tzinfo=UTC
    )


def _encoded(width: int) -> bytes:
    text = base64.b64encode(f"{TEXT}\r\n".encode())
    return b"\r\n".join(text[start : start + width] for start in range(0, len(text), width))


def test_the_fingerprint_is_that_of_the_mail_not_of_its_way():
    first = letter(raw(_encoded(76), Content_Transfer_Encoding="base64")).fingerprint

    again = [
        raw(_encoded(60), Content_Transfer_Encoding="base64"),
        raw(_encoded(76), Content_Transfer_Encoding="base64", end=b"\n"),
        raw(f"{TEXT}\r\n\r\n", Content_Transfer_Encoding="8bit"),
        raw(
            _encoded(76),
            Content_Transfer_Encoding="base64",
            Received="from a by b",
            Delivered_To=OUR_ADDRESS,
            X_Spam="no",
        ),
    ]

    assert {letter(data).fingerprint for data in again} == {first}


@pytest.mark.parametrize(
    "other",
    [
        raw(f"{TEXT} Thêm."),
        raw(Subject="Khác"),
        raw(From="Nguyễn Văn An <khac@dan.example>"),
        raw(Message_ID="<hai@dan.example>"),
        raw(Date="Mon, 16 Nov 2026 09:13:00 +0700"),
        parts(part(TEXT), part("a", "application/pdf", Content_Disposition="attachment; filename=a.pdf")),
    ],
)
def test_another_mail_has_another_fingerprint(other):
    assert letter(other).fingerprint != letter(raw()).fingerprint

"""The bytes of a mail, and the ways out."""

from __future__ import annotations

import email
import email.policy
import random
import smtplib
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pakn.kernel.text import one_line
from pakn.notifications.channels import FolderChannel, SmtpChannel, channel_for
from pakn.notifications.compose import BadAddress, BadSender, OutgoingMail, compose, is_message_id, to_bytes
from pakn.settings import Settings, WrongSettings
from tests.services.smtp import SmtpServer

MAIL = OutgoingMail(
    number=7,
    message_id="<abc@xa.example>",
    sender="pakn@xa.example",
    sender_name="Ủy ban nhân dân xã Đăk Tờ Re, huyện Kon Rẫy, tỉnh Kon Tum",
    to="dan@nha.example",
    subject="Xã đã nhận phản ánh",
    text="Kính gửi ông/bà,\n\nFrom đây là dòng thử.\n.\nHết.\n",
    html="<p>Kính gửi ông/bà</p>",
    queued_at=datetime(2026, 11, 10, 3, 0, tzinfo=UTC),
)

SYLLABLES = (
    "phản ánh kiến nghị đường ngập nước thải trường học giấy khai sinh đất đai xã thôn ổ gà Đèn ướt Ủy ban nhân dân "
    'trả lời chậm nhất thứ Tư PAKN-2026-000123-K 02/12/2026 a, (b) "c" =?utf-8?q?d?= <e@f.g> ; : 100%'
)
subjects = st.lists(st.sampled_from(SYLLABLES.split()), min_size=1, max_size=40).map(" ".join)


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def sent(mail: OutgoingMail) -> EmailMessage:
    return parsed(to_bytes(compose(mail)))


def read_by_rfc_2047(header: Any) -> str:
    """What a mail program shows; the newer parser of 3.11 adds a space between the two halves of a long name."""
    return str(make_header(decode_header(header.encode())))


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_mail_says_what_it_is() -> None:
    message = sent(MAIL)

    assert message.get_content_type() == "multipart/alternative"
    assert read_by_rfc_2047(compose(MAIL)["From"]) == f"{MAIL.sender_name} <{MAIL.sender}>"
    assert message["From"].addresses[0].addr_spec == MAIL.sender
    assert message["To"] == MAIL.to
    assert message["Message-ID"] == MAIL.message_id
    assert message["Date"].datetime == MAIL.queued_at
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "vi"
    assert body(message, "plain") == MAIL.text
    assert body(message, "html").strip() == MAIL.html


def test_a_mail_without_html_is_text_alone() -> None:
    message = sent(replace(MAIL, html=""))

    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain"]


@given(subjects)
def test_no_subject_loses_a_letter_or_a_space(subject: str) -> None:
    raw = to_bytes(compose(replace(MAIL, subject=subject)))

    assert parsed(raw)["Subject"] == subject
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert raw.isascii()


@given(st.text(max_size=120))
def test_whatever_a_subject_holds_it_adds_no_header(text: str) -> None:
    names = [name for name, _ in sent(MAIL).items()]

    message = sent(replace(MAIL, subject=text, sender_name=text))

    assert [name for name, _ in message.items()] == names
    assert len(message["From"].addresses) == 1
    assert message["From"].addresses[0].addr_spec == MAIL.sender
    assert "\n" not in one_line(message["Subject"])


@pytest.mark.parametrize("address", ["", "x", "a b@c", "a@b\nBcc: d@e", "a@b,c@d", "<a@b>", "dân@nhà.vn"])
def test_a_wrong_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddress) as refused:
        compose(replace(MAIL, to=address))

    assert not address or address not in str(refused.value).split()
    with pytest.raises(BadSender):
        compose(replace(MAIL, sender=address))


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(subject=subjects)
def test_a_subject_survives_a_real_mail_server(smtp_server: SmtpServer, subject: str) -> None:
    before = len(smtp_server.deliveries)

    SmtpChannel.from_url(smtp_server.url).send(replace(MAIL, subject=subject))

    (delivery,) = smtp_server.deliveries[before:]
    assert delivery.message["Subject"] == subject
    assert (delivery.sender, delivery.recipients) == (MAIL.sender, (MAIL.to,))
    assert body(delivery.message, "plain") == MAIL.text


def test_a_file_in_the_folder_is_a_whole_mail(tmp_path: Path) -> None:
    folder = tmp_path / "outgoing"

    FolderChannel(folder).send(MAIL)
    FolderChannel(folder).send(MAIL)

    (path,) = folder.iterdir()
    assert path.name == "20261110-100000-000007.eml"
    assert body(parsed(path.read_bytes()), "plain") == MAIL.text


@pytest.mark.parametrize(
    ("url", "channel"),
    [
        ("smtp://mail.xa.example", SmtpChannel("mail.xa.example", 25)),
        ("smtps://mail.xa.example", SmtpChannel("mail.xa.example", 465, tls=True)),
        (
            "smtp://a%40b:p%2Fw@mail.xa.example:587?starttls=1",
            SmtpChannel("mail.xa.example", 587, "a@b", "p/w", starttls=True),
        ),
    ],
)
def test_the_address_of_a_mail_server_is_read(url: str, channel: SmtpChannel) -> None:
    assert SmtpChannel.from_url(url) == channel


@pytest.mark.parametrize("url", ["mail.xa.example", "http://mail.xa.example", "smtp://", "smtp://a:99999"])
def test_a_wrong_address_of_a_mail_server_is_named(url: str) -> None:
    with pytest.raises(WrongSettings, match="PAKN_SMTP_URL"):
        SmtpChannel.from_url(url)


def test_a_password_is_not_printed() -> None:
    assert "geheim" not in repr(SmtpChannel.from_url("smtp://a:geheim@b"))


def test_the_settings_choose_the_way_out(tmp_path: Path) -> None:
    chosen = Settings(env="test", data_dir=tmp_path, secret_key="k")

    assert channel_for(chosen) == FolderChannel(tmp_path / "outgoing")
    with_server = chosen.model_copy(update={"smtp_url": "smtp://mail.xa.example"})
    assert channel_for(with_server) == SmtpChannel("mail.xa.example", 25)


def two_thousand_subjects() -> list[str]:
    """Long and short, with every mark, sign and code a subject may hold; the same ones at each run."""
    dice = random.Random(2026)
    odd = [
        "“trả lời”",
        "'x'",
        '"đ"',
        "😀",
        "👨‍👩‍👧",
        "ĐƯỜNG",
        "PAKN-2026-000123-K",
        "=?utf-8?q?d?=",
        "a,b;c",
        "Ẳ",
        "…",
        "–",
    ]
    words = SYLLABLES.split() + odd
    made = []
    for number in range(2_000):
        text = (" " * dice.choice((1, 1, 1, 3))).join(dice.choices(words, k=1 + number % 60))
        made.append(unicodedata.normalize(dice.choice(("NFC", "NFD")), text))
    return made


def test_two_thousand_subjects_arrive_as_they_were_sent(smtp_server: SmtpServer) -> None:
    subjects = [one_line(each) for each in two_thousand_subjects()]

    with smtplib.SMTP("127.0.0.1", smtp_server.port) as server:
        for subject in subjects:
            server.sendmail(
                MAIL.sender, [MAIL.to], to_bytes(compose(replace(MAIL, subject=subject, html="")))
            )

    arrived = [
        email.message_from_bytes(each.raw, policy=email.policy.default) for each in smtp_server.deliveries
    ]
    assert [each["Subject"] for each in arrived] == subjects
    plain = [email.message_from_bytes(each.raw)["Subject"] for each in smtp_server.deliveries]
    assert [str(make_header(decode_header(each))) for each in plain] == subjects
    for each in smtp_server.deliveries:
        head = each.raw.partition(b"\r\n\r\n")[0]
        assert head.isascii()
        assert max(map(len, head.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    "name",
    [
        'UBND xã "Bình An", huyện Nam',
        "Văn phòng; phản ánh <kiến nghị>",
        "O'Hà (văn phòng)",
        "Trung tâm Phục vụ hành chính công " * 8,
    ],
)
def test_whatever_an_agency_is_called_its_mail_has_one_sender(name: str) -> None:
    made = compose(replace(MAIL, sender_name=name))
    (sender,) = parsed(to_bytes(made))["From"].addresses

    assert sender.addr_spec == MAIL.sender
    assert read_by_rfc_2047(made["From"]) == f"{one_line(name)} <{MAIL.sender}>"
    assert max(len(each) for each in to_bytes(made).split(b"\r\n")) <= 78


def test_long_addresses_of_ours_stand_whole_in_their_headers() -> None:
    mark = "pakn+r123456789012345678-abcdefghijklmnop@" + "mot-ten-mien-dai." * 8 + "example"
    thread = f"<{'0' * 32}@{'mot-ten-mien-dai.' * 8}example>"

    message = sent(replace(MAIL, reply_to=mark, envelope=mark, conversation=(thread,)))

    assert str(message["Reply-To"]) == mark
    assert str(message["References"]).strip() == thread
    assert "Return-Path" not in message


WRITTEN = "<CAF+p=x_y.z-1@mail.gmail.example>"
HOSTILE = (
    "",
    "la@dan.example",
    "<la@dan.example",
    "<la dan@dan.example>",
    "<la@dan.example>\r\nBcc: <ai-do@noi-khac.example>",
    "<la@dan.example>\n",
    "<la@dan.example> <la2@dan.example>",
    "<là@dan.example>",
    "<la..dan@dan.example>",
    "<la@>",
    "<@dan.example>",
    "<la@[dan]example]>",
    f"<{'a' * 250}@dan.example>",
)


def test_a_letter_names_the_mail_it_answers_and_where_the_conversation_began() -> None:
    ours = "<0123@xa.example>"

    message = sent(replace(MAIL, conversation=(WRITTEN, ours, "<2@[192.0.2.7]>")))

    assert str(message["In-Reply-To"]).strip() == "<2@[192.0.2.7]>"
    assert str(message["References"]).split() == [WRITTEN, ours, "<2@[192.0.2.7]>"]


def test_the_first_letter_of_a_conversation_answers_nothing() -> None:
    message = sent(MAIL)

    assert "In-Reply-To" not in message
    assert "References" not in message


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_message_id_that_is_none_is_not_repeated(hostile: str) -> None:
    raw = to_bytes(compose(replace(MAIL, conversation=(WRITTEN, hostile))))
    alone = to_bytes(compose(replace(MAIL, conversation=(hostile,))))

    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert str(message["References"]).strip() == str(message["In-Reply-To"]).strip() == WRITTEN
    assert "Bcc" not in message
    assert b"References" not in alone
    assert b"In-Reply-To" not in alone


@given(st.text(max_size=300))
def test_whatever_a_stranger_calls_a_mail_our_header_stays_one_line(text: str) -> None:
    for candidate in (text, f"<{text}@dan.example>", f"<la@{text}>"):
        if is_message_id(candidate):
            assert candidate.isascii()
            assert candidate.isprintable()
            assert not set(candidate[1:-1]) & set(" <>")

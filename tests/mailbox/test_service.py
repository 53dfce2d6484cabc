"""Mail comes in: stored, understood, and every one with its outcome."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from pakn.kernel.addresses import Mark, Purpose, marked
from pakn.kernel.db import reading
from pakn.mailbox import deciding, service, storing
from pakn.mailbox.models import Outcome
from pakn.mailbox.reasons import Reason
from pakn.mailbox.storing import Arrived
from pakn.petitions import queries as petitions
from pakn.petitions import timeline
from pakn.petitions.models import Channel, Petition
from pakn.petitions.workflow import State
from tests import sample
from tests.mailbox.post import (
    DETAILS,
    PDF,
    SENDER,
    STORY,
    count,
    door,
    fresh_sender,
    mail,
    petition,
    row,
    take,
)
from tests.province import NOW, wait


def test_a_mail_that_says_all_becomes_a_petition(office: Flask) -> None:
    raw = mail(sender=fresh_sender(), files={"don.pdf": PDF})

    taken = take(raw, at=NOW - timedelta(days=2))

    made = petition(taken)
    assert (taken.outcome, taken.sender, taken.subject) == (Outcome.ACCEPTED, taken.sender, "Cấp sổ đỏ chậm")
    assert made.channel is Channel.EMAIL
    assert made.received_at == NOW - timedelta(days=2)
    assert (made.petitioner.full_name, made.petitioner.phone) == ("Nguyễn Thị Người Gửi", "+84912345678")
    assert made.petitioner.email == taken.sender
    assert STORY in made.content
    assert [each.file.name for each in made.attachments] == ["don.pdf"]
    assert row(taken).raw.data == raw
    assert row(taken).petition == made


def test_a_mail_never_arrives_in_the_future(office: Flask) -> None:
    taken = take(mail(sender=fresh_sender()), at=NOW + timedelta(days=9))

    assert petition(taken).received_at == NOW


def test_the_same_mail_delivered_five_times_is_one_petition(office: Flask) -> None:
    raw = mail(sender=fresh_sender())
    relayed = b"Received: from a by b; Mon, 02 Mar 2026 08:30:00 +0700\r\n" + raw

    first, *others = [take(each) for each in (raw, raw, relayed, raw.replace(b"\r\n", b"\n"), relayed)]

    assert first.outcome is Outcome.ACCEPTED
    assert {each.outcome for each in others} == {Outcome.DUPLICATE}
    assert {each.code for each in others} == {first.code}
    assert count(Petition, Petition.petitioner.has(email=first.sender)) == 1


def test_mails_brought_together_are_told_apart(office: Flask) -> None:
    raw, other = mail(sender=fresh_sender()), mail(sender=fresh_sender())
    here = sample.agency(reading(), "xa-dong").id
    batch = [Arrived(each, "", here, "file", NOW) for each in (raw, raw, other, raw)]

    taken = list(service.take_in_batch(door(), batch))
    again = list(service.take_in_batch(door(), batch[:1]))

    assert [each.outcome for each in taken] == ["accepted", "duplicate", "accepted", "duplicate"]
    assert [each.code for each in (taken[1], taken[3], again[0])] == [taken[0].code] * 3


def test_a_mail_to_two_agencies_is_a_petition_at_each(office: Flask) -> None:
    raw = mail(sender=fresh_sender())

    codes = {take(raw, agency=agency).code for agency in ("xa-dong", "xa-tay", "xa-dong")}

    assert len(codes) == 2


def test_without_address_and_telephone_the_petition_waits_for_them(office: Flask) -> None:
    taken = take(mail(STORY, sender=fresh_sender()))

    made = petition(taken)
    asked = petitions.correspondence(reading(), made)[-1].text
    assert taken.outcome is Outcome.AWAITING_SUPPLEMENT
    assert made.state is State.AWAITING_SUPPLEMENT
    assert "Địa chỉ" in asked
    assert "Số điện thoại" in asked


def test_a_sender_is_asked_once_a_day(office: Flask) -> None:
    sender = fresh_sender()

    first, second = (take(mail(STORY, sender=each)) for each in (sender, sender.upper()))
    wait(days=1)
    third = take(mail(STORY, sender=sender))

    assert first.outcome is Outcome.AWAITING_SUPPLEMENT
    assert (second.outcome, second.reason) == (Outcome.SET_ASIDE, Reason.ASKED_TODAY)
    assert third.outcome is Outcome.AWAITING_SUPPLEMENT


def test_a_sender_is_asked_once_a_day_also_when_the_mails_are_brought_together(office: Flask) -> None:
    sender, here = fresh_sender(), sample.agency(reading(), "xa-dong").id
    batch = [Arrived(mail(STORY, sender=sender), "", here, "file", NOW) for _ in range(2)]

    first, second = service.take_in_batch(door(), batch)

    assert first.outcome is Outcome.AWAITING_SUPPLEMENT
    assert (second.outcome, second.reason) == (Outcome.SET_ASIDE, Reason.ASKED_TODAY)


def test_a_sender_is_asked_once_a_day_whatever_the_agency(office: Flask) -> None:
    sender = fresh_sender()
    batches = [
        [Arrived(mail(STORY, sender=sender), "", sample.agency(reading(), code).id, "file", at)]
        for code, at in (("xa-dong", NOW - timedelta(days=1)), ("xa-tay", NOW), ("xa-dong", NOW))
    ]

    first, *others = [next(service.take_in_batch(door(), each)) for each in batches]

    assert first.outcome is Outcome.AWAITING_SUPPLEMENT
    assert [each.reason for each in others] == [Reason.ASKED_TODAY] * 2


def test_a_day_ends_at_midnight_in_viet_nam(office: Flask) -> None:
    sender = fresh_sender()
    wait(hours=14)  # 23:00

    first = take(mail(STORY, sender=sender))
    wait(minutes=30)
    same_day = take(mail(STORY, sender=sender))
    wait(minutes=30)
    next_day = take(mail(STORY, sender=sender))

    assert [each.reason for each in (first, same_day, next_day)] == ["", Reason.ASKED_TODAY, ""]


_REPLY = marked("pakn@xa.example", Mark(Purpose.REPLY, 1), key=b"k" * 32, delimiter="+")


@pytest.mark.parametrize("address", ["PAKN@xa.example", _REPLY])
def test_what_comes_from_our_own_address_is_not_entered(office: Flask, address: str) -> None:
    taken = take(mail(sender=address))

    assert (taken.outcome, taken.reason, taken.code) == (Outcome.AUTOMATIC, "own_mail", "")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (mail().partition(b"\r\n")[2], "no_sender"),
        (STORY.encode(), "not_a_mail"),
        (f"Kính gửi: UBND xã\n\n{STORY}".encode(), "not_a_mail"),
    ],
)
def test_words_without_a_sender_wait_for_a_person(office: Flask, raw: bytes, reason: str) -> None:
    taken = take(raw)

    assert (taken.outcome, taken.reason, taken.sender) == (Outcome.SET_ASIDE, reason, "")
    assert STORY in taken.content


@pytest.mark.parametrize(
    "raw", [b"", b"\0" * 999, b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"To: a@b.c\r\n\r\n?"]
)
def test_what_holds_no_words_is_refused(office: Flask, raw: bytes) -> None:
    assert take(raw).outcome in (Outcome.REFUSED, Outcome.DUPLICATE)


def test_whoever_sends_without_end_is_stopped(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "NEW_A_DAY", 2)
    sender = fresh_sender()

    taken = [take(mail(sender=sender, subject=f"Việc thứ {number}")) for number in range(3)]

    assert [each.outcome for each in taken] == [Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.SET_ASIDE]
    assert taken[-1].reason == Reason.TOO_MANY


@pytest.mark.parametrize(
    ("subject", "text", "reason"),
    [
        (
            "A loan",
            "Dear Sir or Madam, we would like to offer you a very good loan for your company today.",
            "not_vietnamese",
        ),
        (
            "Dịch vụ SEO website",
            "Công ty chúng tôi cung cấp dịch vụ thiết kế website, SEO lên top Google giá rẻ, liên hệ Zalo.",
            "spam",
        ),
        ("", "", "empty"),
    ],
)
def test_what_nobody_here_can_use_makes_no_petition(
    office: Flask, subject: str, text: str, reason: str
) -> None:
    taken = take(mail(text, sender=fresh_sender(), subject=subject))

    assert taken.reason == reason
    assert not taken.code


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Return_Path": "<>"}]
)
def test_a_machine_is_never_answered(office: Flask, headers: dict[str, str]) -> None:
    before = count(Petition)

    taken = take(mail(STORY, sender=fresh_sender(), **headers))

    assert taken.outcome is Outcome.AUTOMATIC
    assert count(Petition) == before


def test_a_mail_that_names_no_agency_waits_for_a_person(office: Flask) -> None:
    taken = take(mail(sender=fresh_sender()), agency="")

    assert (taken.outcome, taken.reason) == (Outcome.SET_ASIDE, Reason.NO_AGENCY)


def test_what_is_not_kept_of_the_files_is_said(office: Flask) -> None:
    files = {"may.exe": b"MZ", "rong.pdf": b"", **{f"anh-{n}.pdf": PDF for n in range(12)}}

    taken = take(mail(sender=fresh_sender(), files=files))

    made = petition(taken)
    told = [each.payload for each in timeline.happenings(reading(), made) if each.event == "FilesNotTaken"]
    assert len(made.attachments) == 10
    assert "“rong.pdf” không gửi được: tệp trống" in str(told)


def test_long_texts_are_cut_and_say_so(office: Flask) -> None:
    taken = take(
        mail(DETAILS + "\n" + "Đường hỏng nặng. " * 1_000, sender=fresh_sender(), subject="dài " * 90)
    )

    made = petition(taken)
    assert len(made.subject) <= 200
    assert len(made.content) <= 10_000
    assert made.content.endswith("thư gốc.)")


def test_a_mail_over_fifty_megabytes_keeps_only_its_head(
    office: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "LARGEST", 2_000)

    first, again = (take(mail("dài " * 2_000, Message_ID="<lon@dan.example>")) for _ in range(2))

    assert (first.outcome, first.reason) == (Outcome.SET_ASIDE, Reason.TOO_LARGE)
    assert b"Message-ID: <lon@dan.example>" in row(first).raw.data
    assert len(row(first).raw.data) < 2_000
    assert (row(first).sender, row(first).subject) == (SENDER, "Cấp sổ đỏ chậm")
    assert again.outcome is Outcome.DUPLICATE

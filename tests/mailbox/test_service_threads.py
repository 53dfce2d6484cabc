"""A further letter finds its petition, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from pakn.handling import verbs
from pakn.kernel.addresses import Mark, Purpose, marked
from pakn.kernel.db import reading, transaction
from pakn.mailbox.models import Outcome
from pakn.mailbox.reasons import Reason
from pakn.mailbox.verdicts import Taken
from pakn.notifications.models import Message
from pakn.petitions import queries as petitions
from pakn.petitions import timeline
from pakn.petitions.models import Direction, LegCause, Petition
from pakn.petitions.workflow import State
from pakn.web.config import settings
from tests import sample
from tests.mailbox.post import DETAILS, PDF, STORY, fresh_sender, mail, petition, take
from tests.province import wait
from workers import jobs

MORE = "Tôi gửi thêm ảnh chụp giấy hẹn."


@pytest.fixture
def first(office: Flask) -> Taken:
    """A petition that came by mail, its sender told."""
    return _entered()


def _entered(**changes: str) -> Taken:
    taken = take(mail(sender=fresh_sender(), Message_ID=f"<{fresh_sender()}>", **changes))
    assert taken.outcome is Outcome.ACCEPTED
    jobs.drain()
    return taken


def _letters(taken: Taken) -> list[str]:
    return [
        each.text
        for each in petitions.correspondence(reading(), petition(taken))
        if each.direction is Direction.FROM_CITIZEN
    ]


def _reply_address(taken: Taken) -> str:
    mark = Mark(Purpose.REPLY, petition(taken).id)
    return marked("pakn@xa.example", mark, key=settings().key, delimiter="+")


def _told(taken: Taken) -> str:
    found = select(Message.message_id).where(
        Message.petition_id == petition(taken).id, Message.officer_id.is_(None)
    )
    return reading().scalars(found).first() or ""


def test_an_answer_to_the_signed_address_belongs_to_its_petition(first: Taken) -> None:
    answer = take(mail(MORE, sender=first.sender, to=_reply_address(first), files={"hen.pdf": PDF}))

    assert (answer.outcome, answer.code) == (Outcome.FOLLOW_UP, first.code)
    assert _letters(first) == [MORE]
    assert [each.file.name for each in petition(first).attachments] == ["hen.pdf"]


def test_an_answer_to_a_message_of_ours_belongs_to_its_petition(first: Taken) -> None:
    answer = take(mail(MORE, sender=fresh_sender(), In_Reply_To=_told(first)))

    assert (answer.outcome, answer.code) == (Outcome.FOLLOW_UP, first.code)


def test_an_answer_to_ones_own_mail_belongs_to_its_petition(office: Flask) -> None:
    sender, own = fresh_sender(), "<cua-toi@dan.example>"
    first = take(mail(sender=sender, Message_ID=own))

    answer = take(mail(MORE, sender=sender, References=f"<la@dan.example> {own}"))
    stranger = take(mail(MORE, sender=fresh_sender(), References=own))

    assert (answer.outcome, answer.code) == (Outcome.FOLLOW_UP, first.code)
    assert (stranger.outcome, stranger.reason) == (Outcome.SET_ASIDE, Reason.STRANGER)


def test_a_code_in_the_subject_is_believed_of_the_sender_who_is_known(first: Taken) -> None:
    answer = take(mail(MORE, sender=first.sender.upper(), subject=f"Về phiếu {first.code}"))

    assert (answer.outcome, answer.code) == (Outcome.FOLLOW_UP, first.code)


@pytest.mark.parametrize("complete", [True, False])
def test_a_stranger_with_a_code_touches_nothing(first: Taken, complete: bool) -> None:
    before = petition(first).search_text, _letters(first), petition(first).state
    text = f"{MORE} {STORY}\n\n{DETAILS}" if complete else MORE

    answer = take(mail(text, sender=fresh_sender(), subject=f"Về phiếu {first.code}"))

    assert (petition(first).search_text, _letters(first), petition(first).state) == before
    if complete:
        assert answer.outcome is Outcome.ACCEPTED
        assert answer.code != first.code
    else:
        assert (answer.outcome, answer.reason) == (Outcome.SET_ASIDE, Reason.STRANGER)


def test_a_forged_reply_address_leads_nowhere(first: Taken) -> None:
    forged = _reply_address(first)[:-20] + "aaaaaaaa@xa.example"

    answer = take(mail(MORE + " " + STORY, sender=fresh_sender(), to=forged))

    assert answer.outcome is not Outcome.FOLLOW_UP
    assert _letters(first) == []


def test_an_officer_who_answers_a_notice_makes_no_petition(first: Taken) -> None:
    notice = select(Message.message_id).where(Message.officer_id.is_not(None))

    answer = take(mail(sender="dong-vp@dong.example", In_Reply_To=reading().scalars(notice).first() or ""))

    assert (answer.outcome, answer.reason) == (Outcome.SET_ASIDE, Reason.OFFICER_REPLY)


def test_a_supplement_by_mail_counts_from_its_arrival_however_late_it_is_read(office: Flask) -> None:
    sender = fresh_sender()
    first = take(mail(STORY, sender=sender))
    jobs.drain()
    arrived = wait(days=1)
    wait(days=3)

    take(mail(DETAILS, sender=sender, In_Reply_To=_told(first)), at=arrived)

    assert petition(first).leg.opened_at == arrived
    assert petition(first).leg.cause is LegCause.SUPPLEMENTED


def test_the_missing_details_sent_by_mail_are_the_supplement(office: Flask) -> None:
    sender = fresh_sender()
    first = take(mail(STORY, sender=sender))
    jobs.drain()

    answer = take(mail(DETAILS, sender=sender, In_Reply_To=_told(first)))

    made = petition(first)
    assert (first.outcome, answer.outcome) == (Outcome.AWAITING_SUPPLEMENT, Outcome.FOLLOW_UP)
    assert made.state is State.RECEIVED
    assert made.petitioner.phone == "+84912345678"


def test_an_answer_with_nothing_in_it_leaves_the_petition_waiting(office: Flask) -> None:
    sender = fresh_sender()
    first = take(mail(STORY, sender=sender))
    jobs.drain()

    answer = take(mail("Vâng, tôi sẽ gửi sau.", sender=sender, In_Reply_To=_told(first)))
    states = [petition(first).state]
    for line in ("Nguyễn Thị Xuân", "Thôn Hai, xã Đông", "0912 345 678"):
        take(mail(line, sender=sender, In_Reply_To=_told(first)))
        states.append(petition(first).state)

    who = petition(first).petitioner
    assert answer.outcome is Outcome.FOLLOW_UP
    assert _letters(first)[0] == "Vâng, tôi sẽ gửi sau."
    assert states == [*[State.AWAITING_SUPPLEMENT] * 3, State.RECEIVED]
    assert (who.full_name, who.address, who.phone) == (
        "Nguyễn Thị Xuân",
        "Thôn Hai, xã Đông",
        "+84912345678",
    )


def test_an_answer_of_nothing_but_our_own_words_is_written_down_nowhere(first: Taken) -> None:
    before = len(timeline.happenings(reading(), petition(first)))
    quoted = "> Kính gửi ông/bà\n> Xã đã nhận phản ánh."

    empty = take(mail(quoted, sender=first.sender, In_Reply_To=_told(first)))
    after = len(timeline.happenings(reading(), petition(first)))
    full = take(mail(quoted, sender=first.sender, In_Reply_To=_told(first), files={"hen.pdf": PDF}))

    assert (empty.outcome, empty.code, after) == (Outcome.FOLLOW_UP, first.code, before)
    assert (full.outcome, len(_letters(first))) == (Outcome.FOLLOW_UP, 1)
    assert [each.file.name for each in petition(first).attachments] == ["hen.pdf"]


@pytest.mark.parametrize(
    ("sender", "reason"), [("dong-vp@dong.example", "officer_reply"), ("la@dan.example", "")]
)
def test_what_an_officer_writes_about_a_petition_is_for_a_person_to_read(
    first: Taken, sender: str, reason: str
) -> None:
    text = f"{STORY}\n\n{DETAILS}"

    about = take(mail(text, sender=sender.upper(), subject=f"Về {first.code}"))
    answer = take(mail(text, sender=sender, References="<gi-do@khac.example>"))
    new = take(mail(text, sender=sender))

    assert [about.reason, answer.reason, new.reason] == [reason, reason, ""]
    assert (about.outcome is Outcome.SET_ASIDE) is bool(reason)
    assert _letters(first) == []


def test_a_further_letter_delivered_twice_is_written_down_once(first: Taken) -> None:
    raw = mail(MORE, sender=first.sender, subject=first.code)

    kinds = [take(raw, agency=agency).outcome for agency in ("xa-dong", "xa-dong", "", "xa-tay")]

    assert kinds == [Outcome.FOLLOW_UP, *[Outcome.DUPLICATE] * 3]
    assert _letters(first) == [MORE]


def test_a_bounce_is_told_to_the_ledger(first: Taken) -> None:
    report = (
        f"From: MAILER-DAEMON@mx.example\r\nTo: pakn@xa.example\r\nSubject: Undelivered\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="r"\r\n\r\n--r\r\n\r\nfailed\r\n'
        "--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {first.sender}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"--r\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {_told(first)}\r\n\r\nx\r\n--r--\r\n"
    ).encode()

    taken = take(report)

    assert (taken.outcome, taken.reason, taken.code) == (Outcome.BOUNCE, "5.1.1", first.code)
    assert petitions.open_tasks(reading(), petition(first))


def test_a_letter_to_a_petition_that_was_answered_for_good_is_kept(first: Taken) -> None:
    with transaction() as session:
        found = petitions.for_change(session, first.code)
        by = sample.acting(session, found, "dong-vp")
        now = wait(hours=1)
        verbs.refuse(session, found, ground=_ground(session), reason="Nơi khác", by=by, now=now)

    answer = take(mail(MORE, sender=first.sender, subject=first.code), at=now + timedelta(hours=1))

    assert answer.outcome is Outcome.FOLLOW_UP
    assert reading().scalars(select(Petition.state).where(Petition.code == first.code)).one() is State.REFUSED
    assert _letters(first) == [MORE]


def _ground(session: object) -> str:
    from pakn.catalogue import queries as catalogue
    from pakn.catalogue.models import ClosingAct
    from pakn.kernel import clock

    return catalogue.grounds(session, ClosingAct.REFUSE, clock.day_of(clock.now()))[0].code

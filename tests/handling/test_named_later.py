"""An officer named in a further letter, a supplement or a withdrawal may not read it before the office has decided."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.handling import queries, verbs
from pakn.intake import concerned as naming
from pakn.kernel import clock, signing
from pakn.kernel.db import reading, transaction
from pakn.notifications.models import Message
from pakn.petitions import queries as petitions
from pakn.petitions import timeline, wording
from pakn.petitions.models import Petition
from pakn.petitions.visibility import may_see
from pakn.petitions.workflow import OPEN, State, Verb
from pakn.sla import queries as sla
from tests import sample
from tests.handling import road
from tests.mailbox.post import PDF, mail, take
from tests.province import NOW
from workers import embedded

ASSIGNEE, HEAD, COLLEAGUE, LEADER = "dong-kt2", "dong-kt", "dong-vp", "dong-chu-tich"
OTHER = "Trần Đông Văn Hóa"
NAMES = {
    ASSIGNEE: "Trần Đông Chuyên Viên Kinh Tế",
    HEAD: "Trần Đông Trưởng Kinh Tế",
    COLLEAGUE: "Trần Đông Văn Phòng",
    LEADER: "Trần Đông Chủ Tịch",
}


def about(username: str) -> str:
    return f"Tôi xin gửi thêm: cán bộ {NAMES[username]} đòi tôi nộp tiền ngoài quy định."


def heed(session: Session, petition: Petition, text: str) -> None:
    naming.heed(session, petition, text, clock.now())
    session.flush()


def sees(session: Session, petition: Petition, username: str) -> bool:
    return may_see(session, petition, sample.viewer(session, username))


@pytest.mark.parametrize("state", State)
def test_whoever_is_named_knows_nothing_of_it_any_more(session: Session, state: State) -> None:
    petition = road.brought(session, state, NOW)

    heed(session, petition, about(ASSIGNEE))

    assert not sees(session, petition, ASSIGNEE)
    assert petition.state is state
    assert (petition.officer is None) is (state in OPEN)


@pytest.mark.parametrize("named", [ASSIGNEE, HEAD])
@pytest.mark.parametrize("state", [State.RECEIVED, State.IN_PROGRESS])
def test_what_lies_with_whom_a_letter_names_waits_for_the_office(
    session: Session, named: str, state: State
) -> None:
    petition = road.brought(session, state, NOW)
    due = sla.running(session, petition.leg)

    heed(session, petition, about(named))

    waiting = queries.triage(session, sample.viewer(session, "dong-vp"), 1).items
    told = timeline.happenings(session, petition)[0]
    assert (petition.unit, petition.officer) == (None, None)
    assert petition in waiting
    assert "Thư gửi thêm nói tên cán bộ" in wording.detail(told)
    assert sla.running(session, petition.leg) is due


def test_whoever_has_it_in_hand_keeps_it_when_somebody_else_is_named(session: Session) -> None:
    petition = road.brought(session, State.IN_PROGRESS, NOW)

    heed(session, petition, about(COLLEAGUE))

    assert petition.officer is sample.officer(session, ASSIGNEE)
    assert not sees(session, petition, COLLEAGUE)


def test_a_letter_about_a_leader_goes_to_the_agency_above(session: Session) -> None:
    petition = road.brought(session, State.IN_PROGRESS, NOW)

    heed(session, petition, about(LEADER))

    assert petition.agency.code == "tinh"
    assert not sees(session, petition, LEADER)
    assert petition.leg.ended_at is None


def test_an_officer_of_the_agency_that_sent_it_on_may_not_read_it_either(session: Session) -> None:
    petition = road.held(session, NOW)
    by = sample.acting(session, petition, "dong-vp")
    to = sample.agency(session, "xa-tay")
    verbs.forward(session, petition, to=to, to_name="", reason=road.REASON, by=by, now=NOW)
    assert sees(session, petition, COLLEAGUE)

    heed(session, petition, about(COLLEAGUE))

    assert not sees(session, petition, COLLEAGUE)
    assert sees(session, petition, "tay-vp")


@pytest.mark.parametrize(
    "text",
    [
        "Tôi gửi thêm giấy hẹn.",
        f"Kính gửi ông {NAMES[ASSIGNEE]},\nTôi gửi thêm giấy hẹn.",
        f"Người gửi: {sample.SENT.full_name}",
    ],
)
def test_a_letter_that_names_nobody_changes_nothing(session: Session, text: str) -> None:
    petition = road.held(session, NOW)
    before = road.said(session, petition)

    heed(session, petition, text)

    assert road.said(session, petition) == before
    assert sees(session, petition, ASSIGNEE)


def test_whom_it_is_about_already_is_not_written_down_again(session: Session) -> None:
    petition = road.held(session, NOW)
    heed(session, petition, about(COLLEAGUE))
    before = road.said(session, petition)

    heed(session, petition, about(COLLEAGUE).upper())
    heed(session, petition, about(HEAD))

    assert road.said(session, petition)[len(before) :] == ["AboutOfficersSet", "PetitionAssigned"]
    assert {each.username for each in petition.about_officers} == {COLLEAGUE, HEAD}


def given(site: Flask, *roads: Verb) -> str:
    """A petition of somebody with an address for mail, held by the assignee; its code."""
    with site.app_context(), transaction() as session:
        petition = road.held(session, clock.now())
        for verb in roads:
            road.do(session, petition, verb, sample.acting(session, petition, ASSIGNEE), clock.now())
        return petition.code


def hidden(site: Flask, code: str, username: str = ASSIGNEE) -> bool:
    """Whether the officer's page of it is none, and no list of theirs holds it."""
    client = sample.signed_in(site, username).client
    page = client.get(f"/can-bo/pakn/{code}").status_code
    listed = code.removeprefix("PAKN-") in client.get("/can-bo?view=tat-ca").get_data(as_text=True)
    assert listed is (page == 200)
    return page == 404


def told_by_mail(site: Flask, code: str, template: str) -> set[str]:
    embedded.drain(site)
    with site.app_context():
        asked = select(Message.address).join(Petition, Petition.id == Message.petition_id)
        return set(reading().scalars(asked.where(Petition.code == code, Message.template == template)))


def test_a_further_mail_is_kept_from_whom_it_names(site: Flask) -> None:
    code = given(site)
    with site.app_context():
        take(mail(about(ASSIGNEE), sender=sample.SENT.email, subject=code))

    assert hidden(site, code)
    assert told_by_mail(site, code, "officer/citizen_wrote") == {"dong-vp@dong.example"}


def test_a_name_in_the_subject_of_a_mail_counts_too(site: Flask) -> None:
    code = given(site)
    with site.app_context():
        take(mail("Như tiêu đề.", sender=sample.SENT.email, subject=f"{code} {NAMES[ASSIGNEE]}"))

    assert hidden(site, code)


def test_what_a_mail_quotes_of_our_own_letter_names_nobody(site: Flask) -> None:
    code = given(site)
    text = f"Tôi sẽ đến.\n\n> Ông/bà gặp {NAMES[ASSIGNEE]} ở bộ phận một cửa."
    with site.app_context():
        take(mail(text, sender=sample.SENT.email, subject=code))

    assert not hidden(site, code)


def test_a_supplement_by_mail_is_kept_from_whom_it_names(site: Flask) -> None:
    code = given(site, Verb.ASK_SUPPLEMENT)
    with site.app_context():
        take(mail(about(ASSIGNEE), sender=sample.SENT.email, subject=code))
        found = petitions.by_code(reading(), code)
        assert (found.state, found.officer) == (State.RECEIVED, None)

    assert hidden(site, code)
    assert told_by_mail(site, code, "officer/supplemented") == {"dong-vp@dong.example"}


def test_a_supplement_on_the_page_is_kept_from_whom_it_names(site: Flask) -> None:
    code = given(site, Verb.ASK_SUPPLEMENT)
    with site.app_context():
        key = site.extensions["pakn_settings"].key
        address = f"/bo-sung/{signing.sign(key, 'supplement', code, now=clock.now())}"

    answer = sample.Person(site.test_client()).post(address, content=about(ASSIGNEE))

    assert answer.status_code == 303
    assert hidden(site, code)


def test_a_supplement_the_office_typed_in_is_kept_from_whom_it_names(site: Flask) -> None:
    code = given(site, Verb.ASK_SUPPLEMENT)

    address = f"/can-bo/pakn/{code}/{road.ADDRESSES[Verb.SUPPLEMENT]}"
    answer = sample.signed_in(site, "dong-vp").post(address, content=about(ASSIGNEE))

    assert answer.status_code == 303
    assert hidden(site, code)


def test_why_somebody_takes_a_petition_back_is_kept_from_whom_it_names(site: Flask) -> None:
    code = given(site)
    with site.app_context():
        key = site.extensions["pakn_settings"].key
        link = f"/tra-cuu/{signing.sign(key, 'track', code, now=clock.now())}"
    person = sample.Person(site.test_client())
    person.client.get(link)

    answer = person.post(f"/tra-cuu/{code}/rut", reason=about(ASSIGNEE))

    assert answer.status_code == 303
    assert hidden(site, code)


def test_the_office_is_asked_to_decide_and_may_let_them_read_again(site: Flask) -> None:
    code = given(site)
    with site.app_context():
        take(
            mail(
                about(HEAD).replace(NAMES[HEAD], "Trần Đông Văn Hóa"), sender=sample.SENT.email, subject=code
            )
        )
    asked = told_by_mail(site, code, "officer/officers_named")
    with site.app_context(), transaction() as session:
        petition = petitions.for_change(session, code)
        by = sample.acting(session, petition, "dong-vp")
        verbs.name_officers(session, petition, [], by=by, now=clock.now())

    assert asked == {"dong-vp@dong.example"}
    assert told_by_mail(site, code, "officer/officers_named") == asked
    with site.app_context():
        assert petitions.by_code(reading(), code).about_officers == []


def test_a_leader_is_told_that_a_letter_names_who_wrote_the_answer(site: Flask) -> None:
    code = given(site, Verb.ACCEPT, Verb.SUBMIT)
    leader = sample.signed_in(site, LEADER).client
    warning, address = "Người dân phản ánh chính người soạn", f"/can-bo/pakn/{code}/duyet"
    before = leader.get(address).get_data(as_text=True)
    with site.app_context():
        take(mail(about(ASSIGNEE), sender=sample.SENT.email, subject=code))

    after = leader.get(address).get_data(as_text=True)

    assert (warning in before, warning in after) == (False, True)


def test_a_petition_that_names_somebody_is_no_further_letter_however_late_it_is_told(site: Flask) -> None:
    with site.app_context(), transaction() as session:
        code = road.held(session, clock.now(), content=about(HEAD).replace(NAMES[HEAD], OTHER)).code

    assert told_by_mail(site, code, "officer/officers_named") == set()


@pytest.mark.parametrize(
    ("state", "may"), [(State.IN_PROGRESS, "bỏ tên"), (State.PUBLISHED, "không sửa được nữa")]
)
def test_the_office_is_told_what_it_can_still_do(site: Flask, state: State, may: str) -> None:
    with site.app_context(), transaction() as session:
        petition = road.brought(session, state, clock.now())
        heed(session, petition, about(HEAD).replace(NAMES[HEAD], OTHER))
        code = petition.code

    assert told_by_mail(site, code, "officer/officers_named")
    with site.app_context():
        asked = select(Message.text).where(Message.template == "officer/officers_named")
        (text,) = reading().scalars(asked.where(Message.petition_id == petitions.by_code(reading(), code).id))
        assert may in text


def test_files_above_our_own_letter_name_nobody(site: Flask) -> None:
    code = given(site)
    quoted = f"> Ông/bà gặp {NAMES[ASSIGNEE]} ở bộ phận một cửa."
    with site.app_context():
        take(mail(quoted, sender=sample.SENT.email, subject=code, files={"giay-hen.pdf": PDF}))
        letters = petitions.correspondence(reading(), petitions.by_code(reading(), code))

    assert [each.text for each in letters] == ["(Thư không có nội dung chữ.)"]
    assert not hidden(site, code)


def test_who_signed_an_answer_is_not_named_by_whoever_sends_it_back(site: Flask) -> None:
    with site.app_context(), transaction() as session:
        code = road.brought(session, State.PUBLISHED, clock.now(), transferred=False).code
    embedded.drain(site)
    with site.app_context():
        asked = select(Message.text).join(Petition, Petition.id == Message.petition_id)
        answer = (
            reading()
            .scalars(asked.where(Petition.code == code, Message.template == "citizen/answered"))
            .one()
        )
        assert f"Người duyệt: {NAMES[LEADER]}" in answer
        text = f"Tôi chưa hiểu câu trả lời này.\n\n{answer}"
        take(mail(text, sender=sample.SENT.email, subject=f"Fwd: {code}"))

    assert sample.signed_in(site, LEADER).client.get(f"/can-bo/pakn/{code}").status_code == 200


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Tôi gửi thêm giấy hẹn.\n{own}\n{own}", False),
        ("Tôi tên {own}. {officer} đòi tôi nộp tiền.", True),
        ("{officer} đòi tôi nộp tiền.\n{own}", True),
    ],
)
def test_an_officer_whose_name_is_part_of_the_senders_is_named_only_beside_it(
    session: Session, text: str, named: bool
) -> None:
    petition = road.held(session, NOW)
    petition.petitioner.full_name = f"{NAMES[ASSIGNEE]} Nhung"

    heed(session, petition, text.format(own=petition.petitioner.full_name, officer=NAMES[ASSIGNEE]))

    assert sees(session, petition, ASSIGNEE) is not named

"""From the first draft of an answer to the public page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pakn.catalogue import queries as catalogue
from pakn.catalogue.models import ReplyTemplate
from pakn.handling import verbs
from pakn.identity.permissions import Role
from pakn.kernel.db import reading, transaction
from pakn.kernel.errors import NotAllowed, Refused
from pakn.notifications.models import Message, MessageState
from pakn.petitions import queries as petitions
from pakn.petitions.models import EndAct
from pakn.petitions.workflow import State, Verb
from pakn.publishing import service as publishing
from pakn.publishing.models import PublicationState
from pakn.sla import queries as sla
from pakn.sla.models import Result, Step
from tests import sample
from tests.handling import road
from tests.handling.road import ASSIGNEE, LEADER, OFFICE, REASON, TEXT
from tests.province import NOW
from workers import embedded

DAY = timedelta(days=1)


def _submit(session, petition, username=ASSIGNEE, text=TEXT, at=NOW):
    outcome = catalogue.outcome(session, "giai_thich_huong_dan")
    by = sample.acting(session, petition, username)
    verbs.submit(session, petition, outcome=outcome, text=text, grounds="", by=by, now=at)


def _approve(session, petition, username=LEADER, *, publish_now=False, at=NOW):
    verbs.approve(
        session, petition, publish_now=publish_now, by=sample.acting(session, petition, username), now=at
    )


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_answer_is_not_laid_before_the_leader(session, text):
    petition = road.brought(session, State.IN_PROGRESS, NOW)

    with pytest.raises(Refused) as refused:
        _submit(session, petition, text=text)

    assert (refused.value.code, petition.state) == ("empty_reply", State.IN_PROGRESS)


def test_the_form_of_an_answer_without_an_outcome_comes_back_with_what_was_typed(site):
    with site.app_context(), transaction() as session:
        code = road.brought(session, State.IN_PROGRESS, NOW).code

    answer = sample.signed_in(site, ASSIGNEE).post(f"/can-bo/pakn/{code}/tra-loi", text=TEXT, basis="")

    assert answer.status_code == 422
    assert TEXT in answer.get_data(as_text=True)
    with site.app_context():
        assert petitions.by_code(reading(), code).state is State.IN_PROGRESS


def test_a_draft_is_kept_however_unfinished_and_leaves_the_state_alone(site):
    with site.app_context(), transaction() as session:
        code = road.brought(session, State.IN_PROGRESS, NOW).code

    answer = sample.signed_in(site, ASSIGNEE).post(
        f"/can-bo/pakn/{code}/tra-loi", text="Mới viết được", save="1"
    )

    assert answer.status_code == 303
    with site.app_context():
        petition = petitions.by_code(reading(), code)
        reply = petitions.reply(reading(), petition)
        assert (petition.state, reply.text, reply.submitted_at) == (State.IN_PROGRESS, "Mới viết được", None)


def test_a_template_is_added_to_what_is_written_and_nothing_is_submitted(site):
    with site.app_context(), transaction() as session:
        code = road.brought(session, State.IN_PROGRESS, NOW).code
    page = f"/can-bo/pakn/{code}/tra-loi"
    officer = sample.signed_in(site, ASSIGNEE)

    answer = officer.post(page, text="Đã viết trước.", template="giai_thich")
    shown = officer.client.get(answer.location).get_data(as_text=True)

    assert (answer.status_code, answer.location) == (303, page)
    assert "Đã viết trước.\n\n[Có / Không: trả lời thẳng" in shown
    with site.app_context():
        assert petitions.by_code(reading(), code).state is State.IN_PROGRESS


def test_an_answer_with_a_gap_of_its_template_is_not_laid_before_the_leader(site):
    with site.app_context(), transaction() as session:
        code = road.brought(session, State.IN_PROGRESS, NOW).code
    page, officer = f"/can-bo/pakn/{code}/tra-loi", sample.signed_in(site, ASSIGNEE)
    told = road.FIELDS[Verb.SUBMIT]

    gap = officer.post(page, **told | {"text": "Việc này làm theo [tên văn bản, điều, khoản]."})
    brackets = officer.post(page, **told | {"text": "Việc này làm theo Luật Đất đai [bản hợp nhất]."})

    assert gap.status_code == 422
    assert "Điền hoặc xóa những chỗ còn trong [ngoặc vuông]" in gap.get_data(as_text=True)
    assert brackets.status_code == 303


def test_a_template_that_does_not_exist_adds_nothing(site):
    with site.app_context(), transaction() as session:
        code = road.brought(session, State.IN_PROGRESS, NOW).code

    sample.signed_in(site, ASSIGNEE).post(f"/can-bo/pakn/{code}/tra-loi", text="Chỉ thế này.", template="x")

    with site.app_context():
        petition = petitions.by_code(reading(), code)
        assert petitions.reply(reading(), petition).text == "Chỉ thế này."


def test_an_agency_s_own_template_stands_for_the_common_one(session):
    dong = sample.agency(session, "xa-dong")
    own = ReplyTemplate(agency_id=dong.id, code="giai_thich", title="Giải thích", text="Lời xã Đông.")
    session.add(own)
    session.flush()

    here = catalogue.reply_templates(session, dong.id)
    elsewhere = catalogue.reply_templates(session, sample.agency(session, "xa-tay").id)

    assert [each.text for each in here if each.code == "giai_thich"] == ["Lời xã Đông."]
    assert len(here) == len(elsewhere) == 5
    assert own not in elsewhere


def test_only_who_may_submit_may_draft(session):
    petition = road.brought(session, State.IN_PROGRESS, NOW)

    with pytest.raises(NotAllowed):
        verbs.save_draft(
            session,
            petition,
            outcome=None,
            text="x",
            grounds="",
            by=sample.acting(session, petition, OFFICE),
            now=NOW,
        )


def _leader_who_writes(session):
    """A deputy who also holds a working post, and the petition they hold."""
    sample.post(session, "dong-pho", "xa-dong", Role.OFFICER, unit_code="kinh-te")
    petition = road.held(session, NOW)
    verbs.assign(
        session,
        petition,
        unit=sample.unit(session, "xa-dong", "kinh-te"),
        officer=sample.officer(session, "dong-pho"),
        reason="",
        by=sample.acting(session, petition, OFFICE),
        now=NOW,
    )
    verbs.accept(session, petition, by=sample.acting(session, petition, "dong-pho"), now=NOW)
    _submit(session, petition, "dong-pho")
    return petition


def test_whoever_wrote_the_answer_does_not_approve_it_but_another_leader_does(session):
    petition = _leader_who_writes(session)

    with pytest.raises(NotAllowed) as refused:
        _approve(session, petition, "dong-pho")
    assert (refused.value.code, petition.state) == ("writer_cannot_approve", State.AWAITING_APPROVAL)

    _approve(session, petition, LEADER)
    assert petition.state is State.AWAITING_PUBLICATION


def test_where_the_agency_allows_it_the_writer_approves(session):
    petition = _leader_who_writes(session)
    petition.agency.approver_not_writer = False

    _approve(session, petition, "dong-pho")

    assert petition.state is State.AWAITING_PUBLICATION


def test_a_writer_who_tries_to_approve_is_written_down(site):
    with site.app_context(), transaction() as session:
        petition = _leader_who_writes(session)
        code = petition.code

    answer = sample.signed_in(site, "dong-pho").client
    token = sample.token(answer)
    refused = answer.post(f"/can-bo/pakn/{code}/duyet", data={"csrf_token": token})

    assert refused.status_code == 403
    assert "Người soạn không tự duyệt được" in refused.get_data(as_text=True)
    with site.app_context(), transaction() as session:
        assert road.said(session, petitions.by_code(session, code))[-1] == "AccessRefused"
        for held in sample.officer(session, "dong-pho").memberships:
            if held.role is Role.OFFICER:
                session.delete(held)


def test_a_leader_does_not_sign_an_answer_that_was_changed_after_they_read_it(site):
    with site.app_context(), transaction() as session:
        petition = road.brought(session, State.AWAITING_APPROVAL, NOW)
        code = petition.code
    leader = sample.signed_in(site, LEADER)
    page = f"/can-bo/pakn/{code}/duyet"
    read = sample.hidden(leader.client.get(page).get_data(as_text=True), "shown")
    with site.app_context(), transaction() as session:
        petition = petitions.by_code(session, code)
        road.do(session, petition, Verb.SEND_BACK, sample.acting(session, petition, "dong-pho"), NOW)
        _submit(session, petition, text="Một câu trả lời khác hẳn.")

    refused = leader.post(page, shown=read)
    shown = refused.get_data(as_text=True)
    again = leader.post(page, shown=sample.hidden(shown, "shown"))

    assert refused.status_code == 409
    assert "Có người vừa sửa phần này" in shown
    assert "Một câu trả lời khác hẳn." in shown
    assert again.status_code == 303


def test_approving_ends_the_leg_meets_the_deadline_and_starts_the_two_days_of_publishing(session):
    petition = road.brought(session, State.AWAITING_APPROVAL, NOW)

    _approve(session, petition, at=NOW + DAY)

    answer, publish = (sla.standing(session, petition.leg, step) for step in (Step.ANSWER, Step.PUBLISH))
    assert (answer.result, answer.met_at) == (Result.MET, NOW + DAY)
    assert (publish.result, publish.due_on, petition.due_on) == (
        Result.OPEN,
        date(2026, 3, 5),
        date(2026, 3, 5),
    )
    assert (petition.leg.ended_at, petition.leg.end_act) == (NOW + DAY, EndAct.APPROVED)
    reply = petitions.reply(session, petition)
    assert (reply.approver.username, reply.approved_at) == (LEADER, NOW + DAY)


def test_an_answer_approved_after_its_day_missed_it(session):
    petition = road.brought(session, State.AWAITING_APPROVAL, NOW)

    _approve(session, petition, at=NOW + 22 * DAY)

    assert sla.standing(session, petition.leg, Step.ANSWER).result is Result.MISSED


def test_the_snapshot_is_prepared_with_the_approval_and_shows_neither_telephone_nor_name(session):
    petition = road.held(session, NOW, content=f"{sample.LAND} Tôi là Nguyễn Thị Người Gửi, gọi 0912345678.")
    verbs.accept(session, petition, by=sample.acting(session, petition, ASSIGNEE), now=NOW)
    _submit(session, petition)

    _approve(session, petition)

    draft = publishing.of_petition(session, petition)
    shown = f"{draft.title} {draft.question} {draft.answer}"
    assert draft.state is PublicationState.DRAFT
    assert "sổ đỏ" in shown
    for hidden in ("0912345678", "0987654321", "Người Gửi"):
        assert hidden not in shown


def test_the_approver_may_publish_at_once(session):
    petition = road.brought(session, State.AWAITING_APPROVAL, NOW)

    _approve(session, petition, publish_now=True)

    assert petition.state is State.PUBLISHED
    assert publishing.of_petition(session, petition).state is PublicationState.PUBLIC
    assert sla.standing(session, petition.leg, Step.PUBLISH).result is Result.MET
    assert petition.due_on is None


def test_an_answer_sent_back_can_be_changed_and_laid_before_the_leader_again(session):
    petition = road.brought(session, State.AWAITING_APPROVAL, NOW)
    due_on = petition.due_on

    verbs.send_back(session, petition, reason=REASON, by=sample.acting(session, petition, LEADER), now=NOW)
    reply = petitions.reply(session, petition)
    assert (petition.state, reply.submitted_at, reply.sent_back_reason) == (State.IN_PROGRESS, None, REASON)
    _submit(session, petition, text="Viết lại.")

    assert (petition.state, reply.text, reply.sent_back_reason) == (State.AWAITING_APPROVAL, "Viết lại.", "")
    assert petition.due_on == due_on


def test_keeping_it_private_needs_no_page_and_keeps_the_reason(session):
    petition = road.brought(session, State.AWAITING_PUBLICATION, NOW)

    verbs.keep_private(session, petition, reason=REASON, by=sample.acting(session, petition, OFFICE), now=NOW)

    kept = publishing.of_petition(session, petition)
    assert (kept.state, kept.private_reason, kept.published_at) == (PublicationState.PRIVATE, REASON, None)
    assert sla.standing(session, petition.leg, Step.PUBLISH).result is Result.MET


def test_the_answer_reaches_the_citizen_as_soon_as_it_is_approved_and_only_once(site):
    with site.app_context(), transaction() as session:
        code = road.brought(session, State.AWAITING_APPROVAL, NOW).code
    embedded.drain(site)

    answer = sample.signed_in(site, LEADER).post(f"/can-bo/pakn/{code}/duyet")
    embedded.drain(site)
    embedded.drain(site)

    assert answer.status_code == 303
    with site.app_context():
        petition = petitions.by_code(reading(), code)
        mails = (
            reading()
            .scalars(
                select(Message).where(
                    Message.petition_id == petition.id,
                    Message.address == "nguoi-gui@dan.example",
                    Message.template.contains("answered"),
                )
            )
            .all()
        )
        assert [mail.state for mail in mails] == [MessageState.SENT]
        assert "đã được giải quyết ngày 20/02/2026" in mails[0].text


def test_what_is_published_is_on_the_public_page_under_its_own_number(site):
    with site.app_context(), transaction() as session:
        petition = road.brought(session, State.AWAITING_PUBLICATION, NOW)
        code, number = petition.code, publishing.of_petition(session, petition).number
    before = site.test_client().get(f"/ket-qua/{number}")

    answer = sample.signed_in(site, OFFICE).post(
        f"/can-bo/pakn/{code}/cong-khai",
        title="Cấp sổ đỏ chậm",
        question="Hỏi, gọi 0912345678",
        answer="Trả lời",
    )

    shown = site.test_client().get(f"/ket-qua/{number}")
    assert (before.status_code, answer.status_code, shown.status_code) == (404, 303, 200)
    assert "0912345678" not in shown.get_data(as_text=True)
    assert code not in shown.get_data(as_text=True)

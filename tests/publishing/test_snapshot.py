"""What is frozen when an answer is signed, what is hidden in it for good, and what an editor cannot undo."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from pakn.handling import verbs
from pakn.identity.models import Membership
from pakn.kernel import clock
from pakn.petitions import queries as petition_queries
from pakn.petitions import service as petitions
from pakn.petitions.models import Direction, Petition, Reply
from pakn.publishing import queries, service
from pakn.publishing.models import Publication, PublicationState
from tests import sample
from tests.publishing.answering import approved, public

PRIVATE = ("0912 345 678", "0912345678", "Nguyễn Thị Người Gửi", "nguoi-gui@dan.example", "001085012345")
TELLING = (
    "Tôi là Nguyễn Thị Người Gửi, căn cước 001085012345, gọi 0912 345 678 hoặc nguoi-gui@dan.example. "
    "Tôi ở Thôn Một, xã Đông (mẫu). Ông Trần Đông Chuyên Viên Kinh Tế và bà trần đông văn hóa hẹn ba lần về sổ đỏ. "
)
ANSWER = (
    "Kính gửi bà NGUYEN THI NGUOI GUI, số 0912345678.\nTran Dong Truong Kinh Te đã kiểm tra. "
    "Trần Đông Quản Trị, Trần Đông Theo Dõi và Trần Đông Phó Chủ Tịch biết việc này."
)
STAFF = (
    "Trần Đông Văn Phòng",
    "Trần Đông Trưởng Kinh Tế",
    "Trần Đông Chuyên Viên Kinh Tế",
    "Trần Đông Văn Hóa",
    "Trần Đông Chủ Tịch",
    "Trần Đông Phó Chủ Tịch",
    "Trần Đông Quản Trị",
    "Trần Đông Theo Dõi",
)


def text_of(shown: Publication) -> str:
    return "\n".join(
        [shown.title, shown.question, shown.answer, shown.grounds, shown.petitioner, shown.search_text]
    )


def test_the_snapshot_holds_what_was_asked_and_answered_and_nothing_is_public_yet(session: Session) -> None:
    petition, shown = approved(session, grounds="Điều 30 Luật Đất đai")

    assert (shown.state, shown.published_at) == (PublicationState.DRAFT, None)
    assert shown.title == "Cấp sổ đỏ chậm"
    assert shown.answer == "Xã đã kiểm tra và trả kết quả."
    assert shown.grounds == "Điều 30 Luật Đất đai"
    assert shown.outcome.startswith("Chưa đủ cơ sở")
    assert shown.answered_by == "Phòng Kinh tế, UBND xã Đông (mẫu)"
    assert shown.field == petition.field
    assert (shown.received_on, shown.answered_on) == (clock.day_of(clock.now()),) * 2
    assert str(shown.number) != petition.code
    assert queries.by_number(session, shown.number) is None


def test_the_snapshot_does_not_follow_later_changes(session: Session) -> None:
    petition, shown = approved(session)
    before = text_of(shown), shown.answered_by, shown.field_id, shown.outcome

    petition.subject, petition.content, petition.publish_name = "Khác hẳn", "Nội dung khác", True
    petition.petitioner.full_name = "Tên Khác"
    reply_of(session, petition).text = "Câu trả lời khác"
    petitions.assign(session, petition, unit_id=None, officer=None, now=clock.now())
    verbs.publish(session, petition, by=sample.acting(session, petition, "dong-vp"), now=clock.now())

    assert (text_of(shown), shown.answered_by, shown.field_id, shown.outcome) == before
    assert queries.by_number(session, shown.number) is shown


def reply_of(session: Session, petition: Petition) -> Reply:
    reply = petition_queries.reply(session, petition)
    assert reply is not None
    return reply


def test_the_petitioner_s_data_are_hidden_everywhere(session: Session) -> None:
    _petition, shown = approved(
        session, content=TELLING + sample.LAND, subject="Nguyễn Thị Người Gửi: cấp sổ đỏ chậm", answer=ANSWER
    )

    for secret in PRIVATE:
        assert secret.casefold() not in text_of(shown).casefold(), secret
    assert "nguyen thi nguoi gui" not in text_of(shown).casefold()
    assert "thon mot" not in shown.search_text
    assert "⟦đã che tên người⟧" in shown.title
    assert "⟦đã che số điện thoại⟧" in shown.question
    assert "sổ đỏ" in shown.question


def test_the_names_of_all_officers_of_the_agency_are_hidden(session: Session) -> None:
    _petition, shown = approved(
        session,
        content=f"{sample.LAND} Hỏi {', '.join(STAFF[2:4])}.",
        answer=ANSWER,
        grounds=f"Theo {STAFF[0]}",
    )

    for name in STAFF:
        assert name.casefold() not in text_of(shown).casefold(), name
    assert "tran dong" not in text_of(shown).casefold()


def test_somebody_who_no_longer_works_there_is_hidden_too(session: Session) -> None:
    old = sample.hire(session, "nguoi-cu")
    old.full_name = "Phùng Văn Đã Nghỉ"
    session.add(
        Membership(
            officer_id=old.id,
            agency_id=sample.agency(session, "xa-dong").id,
            role="officer",
            from_on=clock.day_of(sample.SET_UP_AT).replace(year=2020),
            to_on=clock.day_of(sample.SET_UP_AT).replace(year=2021),
        )
    )
    session.flush()

    _petition, shown = approved(session, answer="phùng văn đã nghỉ ký biên nhận.")

    assert "phùng văn" not in shown.answer.casefold()


def test_a_leader_named_is_hidden_when_the_agency_above_answers(session: Session) -> None:
    petition = sample.submit(session, content=f"{sample.LAND} Việc này do Trần Đông Chủ Tịch ký.")
    assert petition.agency.code == "tinh"

    hidden = service.preview(session, petition, "trần đông chủ tịch đã nhận việc.", "")

    assert "Chủ Tịch" not in hidden.question.text
    assert "trần đông" not in hidden.answer.text


def test_the_name_is_given_only_with_its_owner_s_consent_and_only_in_its_place(session: Session) -> None:
    _petition, shown = approved(session, content=TELLING + sample.LAND, publish_name=True)

    assert shown.petitioner == "Nguyễn Thị Người Gửi"
    assert "Nguyễn Thị Người Gửi" not in shown.question
    assert approved(session)[1].petitioner == ""


def test_an_organisation_s_name_is_hidden(session: Session) -> None:
    _petition, shown = approved(
        session,
        submitter_type="doanh_nghiep",
        organization="Công ty Mẫu Xanh",
        answer="Công ty Mẫu Xanh đã nhận.",
    )

    assert "Mẫu Xanh" not in shown.answer


def test_an_editor_cannot_put_back_what_was_hidden(session: Session) -> None:
    _petition, shown = approved(session, content=TELLING + sample.LAND, answer=ANSWER)

    service.edit(
        session,
        shown,
        title="Gọi 0912.345.678",
        question=TELLING,
        answer=ANSWER + " 0912 345 678",
        grounds="Gọi 0912 345 678",
    )

    for secret in (*PRIVATE, *STAFF, "0912.345.678"):
        assert secret.casefold() not in text_of(shown).casefold(), secret
    assert shown.title == "Gọi ⟦đã che số điện thoại⟧"
    assert shown.grounds == "Gọi ⟦đã che số điện thoại⟧"


def test_an_editor_can_word_it_better_and_the_search_knows(session: Session) -> None:
    petition, shown = approved(session)
    verbs.publish(session, petition, by=sample.acting(session, petition, "dong-vp"), now=clock.now())

    service.edit(
        session,
        shown,
        title="Hồ sơ quá lâu",
        question="Một hộ hỏi về hồ sơ.",
        answer="Xã đã trả.",
        grounds="",
    )

    assert (shown.title, shown.question, shown.answer) == (
        "Hồ sơ quá lâu",
        "Một hộ hỏi về hồ sơ.",
        "Xã đã trả.",
    )
    assert found(session, "ho so qua lau") == [shown]
    assert found(session, "chuyen muc dich") == []


def found(session: Session, words: str) -> list[Publication]:
    return list(queries.search(session, queries.Search(words=words)).items)


def test_what_was_hidden_is_not_a_word_to_search_for(session: Session) -> None:
    hiding = public(session, content=TELLING + sample.LAND)

    for words in ("da che", "so dien thoai", "ten nguoi", "che so giay to"):
        assert hiding not in found(session, words), words
    assert hiding in found(session, "so do")


def test_keeping_private_needs_a_reason_and_shows_nothing(session: Session) -> None:
    petition, shown = approved(session)

    verbs.keep_private(
        session,
        petition,
        reason="Bí mật đời tư",
        by=sample.acting(session, petition, "dong-vp"),
        now=clock.now(),
    )

    assert (shown.state, shown.private_reason, shown.published_at) == (
        PublicationState.PRIVATE,
        "Bí mật đời tư",
        None,
    )
    assert queries.by_number(session, shown.number) is None
    assert queries.latest(session, 10) == []
    assert queries.search(session, queries.Search()).total == queries.total(session) == 0
    assert queries.fields(session) == queries.years(session) == queries.outcomes(session) == []


def test_what_was_never_answered_has_nothing_to_publish(session: Session) -> None:
    petition = sample.submit(session)

    with pytest.raises(LookupError):
        service.publish(session, petition, clock.now())


def test_an_internal_note_is_no_part_of_it(session: Session) -> None:
    petition = sample.submit(session)
    petitions.write_down(session, petition, Direction.NOTE, "Ghi chú kín", None, clock.now())

    shown = service.preview(session, petition, "Trả lời", "Căn cứ")

    assert (shown.answer.text, shown.grounds.text) == ("Trả lời", "Căn cứ")
    assert "Ghi chú kín" not in shown.title.text + shown.question.text
    assert shown.hidden == sum(
        len(each.spans) for each in (shown.title, shown.question, shown.answer, shown.grounds)
    )

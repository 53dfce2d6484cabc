"""Where a new petition goes: to the unit of the first rule that fits, or to the office when a person should say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.handling import verbs
from pakn.identity.models import Membership
from pakn.kernel import clock
from pakn.petitions import service as petitions
from pakn.petitions import timeline
from pakn.petitions.models import Assignment, Filing, Kind, LegCause, Petition, SubjectScope
from pakn.petitions.workflow import Capacity
from pakn.routing import service
from pakn.routing.classifier import Classification, Classifier, Guess
from pakn.routing.models import RoutingRule
from pakn.routing.rules import Reason
from tests import sample


def where(petition: Petition) -> tuple[str | None, str | None]:
    """The unit and the officer who have it."""
    return (
        petition.unit.code if petition.unit else None,
        petition.officer.username if petition.officer else None,
    )


def said(
    field: str = "dat_dai", probability: float = 0.9, *, scope: str = "pakn", kind: str = "hanh_vi"
) -> Classification:
    """What a classifier might say."""
    return Classification(
        (Guess(field, probability, ("sổ đỏ",)), Guess("khac", 0.05, ()), Guess("y_te_attp", 0.01, ())),
        Guess(scope, 0.9, ()),
        Guess(kind, 0.9, ()),
        "mẫu",
    )


def rules(session: Session, petition: Petition) -> list[RoutingRule]:
    query = select(RoutingRule).where(RoutingRule.agency_id == petition.agency_id)
    return list(session.scalars(query.order_by(RoutingRule.position)))


def land_rule(session: Session, petition: Petition) -> RoutingRule:
    return next(each for each in rules(session, petition) if each.field_code == "dat_dai")


def reasons(session: Session, petition: Petition) -> list[str]:
    """Why each assignment was made, oldest first."""
    told = reversed(timeline.happenings(session, petition))
    return [each.payload["reason"] for each in told if each.event == "PetitionAssigned"]


def test_a_petition_the_machine_is_sure_of_goes_to_the_head_of_its_unit(session: Session) -> None:
    petition = sample.submit(session)

    assert where(petition) == ("kinh-te", "dong-kt")
    assert petition.field is not None
    assert (petition.field.code, petition.kind, petition.scope) == (
        "dat_dai",
        Kind.CONDUCT,
        SubjectScope.PAKN,
    )
    assert reasons(session, petition) == ["confident"]
    (assignment,) = session.scalars(select(Assignment).where(Assignment.leg_id == petition.leg.id))
    assert (assignment.unit_id, assignment.officer_id) == (petition.unit_id, petition.officer_id)


def test_a_text_typed_without_marks_goes_the_same_way(session: Session) -> None:
    petition = sample.submit(
        session,
        subject="Cap so do cham",
        content="Toi nop ho so cap so do, chuyen muc dich su dung dat da ba thang ma chua co giay chung nhan.",
    )

    assert where(petition) == ("kinh-te", "dong-kt")


def test_a_rule_that_names_an_officer_comes_before_the_head(session: Session) -> None:
    petition = sample.submit(session)
    land_rule(session, petition).officer = sample.officer(session, "dong-kt2")

    assert service.route(session, petition, said(), clock.now()) is Reason.CONFIDENT
    assert where(petition) == ("kinh-te", "dong-kt2")


def test_a_unit_without_a_head_gets_it_all_the_same(session: Session) -> None:
    sample.unit(session, "xa-dong", "kinh-te").head = None
    session.flush()

    assert where(sample.submit(session)) == ("kinh-te", None)


def test_the_first_rule_that_fits_decides(session: Session) -> None:
    petition = sample.submit(session, area="thon-mot")
    culture = sample.unit(session, "xa-dong", "van-hoa")
    first = RoutingRule(agency_id=petition.agency_id, position=0, field_code="dat_dai", unit=culture)
    session.add(first)
    session.flush()

    for area, kind, expected in (
        ("thon-mot", None, "van-hoa"),
        ("thon-khac", None, "kinh-te"),
        (None, Kind.CONDUCT, "van-hoa"),
        (None, Kind.REGULATION, "kinh-te"),
    ):
        first.area_code, first.kind = area, kind
        session.flush()
        service.route(session, petition, said(), clock.now())
        assert where(petition)[0] == expected, (area, kind)


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (said(probability=0.01), Reason.UNSURE),
        (said("khac"), Reason.FIELD_KHAC),
        (said(scope="khieu_nai_to_cao"), Reason.OUT_OF_SCOPE),
        (said(scope="hoi_dap"), Reason.OUT_OF_SCOPE),
        (said(scope="phan_anh_hien_truong"), Reason.OUT_OF_SCOPE),
        (said(scope="thu_rac"), Reason.OUT_OF_SCOPE),
        (said("y_te_attp"), Reason.NO_RULE),
    ],
)
def test_what_the_machine_should_not_decide_waits_for_the_office(
    session: Session, what: Classification, reason: Reason
) -> None:
    petition = sample.submit(session)

    assert service.route(session, petition, what, clock.now()) is reason

    assert where(petition) == (None, None)
    assert reasons(session, petition)[-1] == reason.value


@pytest.mark.parametrize("above", [0.0, 0.01])
def test_at_the_threshold_it_goes_and_below_it_stays(session: Session, above: float) -> None:
    petition = sample.submit(session)
    threshold = Classifier.load().threshold

    assert (
        service.route(session, petition, said(probability=threshold + above), clock.now()) is Reason.CONFIDENT
    )
    assert service.route(session, petition, said(probability=threshold - 0.01), clock.now()) is Reason.UNSURE


def test_a_real_complaint_and_a_text_that_says_nothing_wait_for_the_office(session: Session) -> None:
    complaint = sample.submit(
        session,
        subject="Đơn tố cáo",
        content="Tôi làm đơn tố cáo ông A nhận hối lộ, đề nghị xử lý tố cáo theo Luật Tố cáo.",
    )
    nothing = sample.submit(session, subject="abc", content="xin chào")

    assert (where(complaint), complaint.scope) == ((None, None), SubjectScope.COMPLAINT)
    assert where(nothing) == (None, None)


def test_one_about_an_officer_is_never_routed_by_the_machine(session: Session) -> None:
    petition = sample.submit(session, content=f"{sample.LAND} Do ông tran dong chuyen vien kinh te làm.")

    assert [each.username for each in petition.about_officers] == ["dong-kt2"]
    assert petition.agency.code == "xa-dong"
    assert where(petition) == (None, None)
    assert reasons(session, petition) == ["names_officer"]
    assert petition.field is not None, "it is filed all the same"
    assert sample.acting(session, petition, "dong-kt2").capacities == frozenset()
    assert sample.acting(session, petition, "dong-vp").capacities == {Capacity.OFFICE}


@pytest.mark.parametrize(
    ("leader", "agency"), [("Trần Đông Chủ Tịch", "tinh"), ("TRAN DONG PHO CHU TICH", "tinh")]
)
def test_one_that_names_a_leader_goes_to_the_agency_above(session: Session, leader: str, agency: str) -> None:
    petition = sample.submit(session, content=f"{sample.LAND} Ông {leader} không tiếp dân.")

    assert petition.agency.code == petition.leg.agency.code == agency
    assert (where(petition), petition.leg.cause) == ((None, None), LegCause.RECEIVED)
    assert len(petition.legs) == 1, "it never lay with the agency of the leader"
    for username in ("dong-chu-tich", "dong-pho", "dong-vp"):
        assert sample.acting(session, petition, username).capacities == frozenset(), username


def test_a_sender_who_has_an_officer_s_name_complains_of_nobody(session: Session) -> None:
    petition = sample.submit(
        session, full_name="Trần Đông Chủ Tịch", content=f"Tôi là Trần Đông Chủ Tịch. {sample.LAND}"
    )

    assert petition.about_officers == []
    assert where(petition) == ("kinh-te", "dong-kt")


def test_an_officer_who_cannot_sign_in_is_skipped_for_the_head(session: Session) -> None:
    petition = sample.submit(session)
    land_rule(session, petition).officer = sample.officer(session, "dong-kt2")
    sample.officer(session, "dong-kt2").active = False
    session.flush()

    service.route(session, petition, said(), clock.now())
    assert where(petition) == ("kinh-te", "dong-kt")

    sample.officer(session, "dong-kt").active = False
    session.flush()
    service.route(session, petition, said(), clock.now())
    assert where(petition) == ("kinh-te", None)


def test_an_officer_whose_post_has_ended_is_skipped_too(session: Session) -> None:
    petition = sample.submit(session)
    land_rule(session, petition).officer = sample.officer(session, "dong-kt2")
    post = session.scalars(
        select(Membership).where(Membership.officer_id == sample.officer(session, "dong-kt2").id)
    ).one()
    post.to_on = clock.day_of(clock.now()) - timedelta(days=1)
    session.flush()

    service.route(session, petition, said(), clock.now())

    assert where(petition) == ("kinh-te", "dong-kt")


def test_the_three_best_are_kept_with_their_words_for_the_office_to_see(session: Session) -> None:
    petition = sample.submit(session)

    filing = petitions.current_filing(session, petition)

    assert filing is not None
    assert (filing.decided_by, filing.field) == (None, petition.field)
    kept = filing.suggestions
    assert kept["fields"][0]["code"] == "dat_dai"
    assert len(kept["fields"]) == 3
    chances = [each["probability"] for each in kept["fields"]]
    assert chances == sorted(chances, reverse=True)
    assert filing.probability == pytest.approx(chances[0], abs=0.0001)
    assert "sổ đỏ" in " ".join(kept["fields"][0]["words"])
    text = f"{petition.subject}\n{petition.content}"
    assert all(word in text for each in kept["fields"] for word in each["words"])
    assert (kept["scope"]["code"], kept["kind"]["code"]) == ("pakn", "hanh_vi")
    assert kept["model"] == Classifier.load().version


def test_a_person_s_filing_keeps_what_the_machine_had_said(session: Session) -> None:
    petition = sample.submit(session)
    before = petitions.current_filing(session, petition)
    assert before is not None
    field = next(each.field for each in _filings(session, petition))
    by = sample.acting(session, petition, "dong-vp")

    verbs.refile(
        session, petition, field=None, kind=Kind.BOTH, scope=SubjectScope.QUESTION, by=by, now=clock.now()
    )
    verbs.refile(
        session, petition, field=field, kind=Kind.BOTH, scope=SubjectScope.PAKN, by=by, now=clock.now()
    )

    machine, first, second = _filings(session, petition)
    assert machine.suggestions == first.suggestions == second.suggestions != {}
    assert (machine.decided_by, machine.to_at) == (None, clock.now())
    assert (second.decided_by, second.probability, second.to_at) == (by.actor.officer_id, None, None)
    assert (petition.field, petition.kind) == (field, Kind.BOTH)


def _filings(session: Session, petition: Petition) -> list[Filing]:
    rows = select(Filing).where(Filing.petition_id == petition.id)
    return list(session.scalars(rows.order_by(Filing.id)))


def test_the_rule_for_a_field_can_be_asked_for(session: Session) -> None:
    petition = sample.submit(session)

    rule = service.holder_for(session, petition, "chung_thuc")

    assert rule is not None
    assert rule.unit.code == "van-hoa"
    assert service.holder_for(session, petition, "y_te_attp") is None
    assert service.holder_for(session, petition, "khac") is None


def test_the_head_it_is_about_does_not_get_it_under_the_rule(session: Session) -> None:
    petition = sample.submit(session, content=f"{sample.LAND} Do bà Trần Đông Trưởng Kinh Tế làm.")
    rule, today = land_rule(session, petition), clock.day_of(clock.now())

    assert service.officer_for(session, petition, rule, today) is None
    rule.officer = sample.officer(session, "dong-kt2")
    assert service.officer_for(session, petition, rule, today) is rule.officer


def test_another_agency_s_rules_do_not_count(session: Session) -> None:
    petition = sample.submit(session, agency="xa-tay")

    assert where(petition) == (None, None)
    assert reasons(session, petition) == ["no_rule"]


def test_forwarded_on_it_is_routed_by_the_rules_there(session: Session) -> None:
    petition = sample.submit(session, agency="xa-tay")
    by = sample.acting(session, petition, "tay-vp")

    verbs.forward(
        session,
        petition,
        to=sample.agency(session, "xa-dong"),
        to_name="",
        reason="Đất ở xã Đông",
        by=by,
        now=clock.now(),
    )

    assert where(petition) == ("kinh-te", "dong-kt")

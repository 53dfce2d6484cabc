"""What comes with the program is complete, and says honestly where it is from."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pakn.catalogue import queries
from pakn.catalogue.models import BasisKind, ClosingAct, ClosureGround, Field, Outcome
from pakn.identity.models import Agency, Officer, UnitKind
from pakn.routing import loading
from pakn.routing.models import RoutingRule
from pakn.sla.loading import load_common
from pakn.sla.models import CalendarDate, CalendarYear, Step, Term
from tests.loading.conftest import NOW

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("name", loading.PRESETS)
def test_every_preset_loads_and_routes_every_field_but_the_rest(session: Session, name: str) -> None:
    (loaded,) = loading.load(session, loading.preset_text(name), NOW)

    agency = session.scalars(select(Agency).where(Agency.code == loaded.code)).one()
    routed = set(session.scalars(select(RoutingRule.field_code).where(RoutingRule.agency_id == agency.id)))
    assert routed == {field.code for field in queries.fields(session, agency.field_set)} - {"khac"}
    assert [unit.kind for unit in agency.units].count(UnitKind.OFFICE) == 1


@pytest.mark.parametrize("name", loading.PRESETS)
def test_a_preset_brings_no_people_and_no_contact_of_anybody(session: Session, name: str) -> None:
    (loaded,) = loading.load(session, loading.preset_text(name), NOW)

    agency = session.scalars(select(Agency).where(Agency.code == loaded.code)).one()
    assert "(mẫu)" in agency.name
    assert (agency.address, agency.hotline, agency.email, agency.website) == ("", "", "", "")
    assert session.scalar(select(func.count()).select_from(Officer)) == 0


def test_a_preset_that_does_not_exist_is_not_looked_for_on_the_disk() -> None:
    with pytest.raises(KeyError):
        loading.preset_text("../../../etc/passwd")


def test_the_packaged_presets_may_all_live_in_one_installation(session: Session) -> None:
    for name in loading.PRESETS:
        loading.load(session, loading.preset_text(name), NOW)

    assert session.scalar(select(func.count()).select_from(Agency)) == len(loading.PRESETS)


def test_the_terms_are_those_of_the_table_and_only_one_is_law(session: Session) -> None:
    load_common(session, NOW)

    terms = {term.code: term for term in session.scalars(select(Term))}
    assert {code: (term.step, term.kind, term.working_days) for code, term in terms.items()} == {
        "T1": (Step.FORWARD, "quy_dinh", 5),
        "T2": (Step.FORWARD, "hanh_vi", 5),
        "T3": (Step.REFUSE, None, 2),
        "T4": (Step.RETURN, None, 2),
        "T5": (Step.ASK_SUPPLEMENT, None, 5),
        "T6": (Step.ANSWER, None, 15),
        "T7": (Step.PUBLISH, None, 2),
        "S1": (Step.SUPPLY, None, 10),
    }
    assert [code for code, term in terms.items() if term.basis_kind is BasisKind.LAW] == ["T1"]
    assert all(term.basis and term.source for term in terms.values())


def test_what_must_be_checked_first_is_not_offered(session: Session) -> None:
    load_common(session, NOW)

    offered = {ground.code for ground in queries.grounds(session, ClosingAct.REFUSE, TODAY)}

    assert offered == {"R1", "R2", "R3", "R4", "R5", "R6", "R7"}
    disabled = session.scalars(select(ClosureGround).where(~ClosureGround.enabled)).all()
    assert {ground.code for ground in disabled} == {"R9", "R10"}
    assert all("cần đối chiếu" in ground.label for ground in disabled)


def test_every_ground_tells_the_citizen_where_to_go_in_whole_sentences(session: Session) -> None:
    load_common(session, NOW)

    for ground in session.scalars(select(ClosureGround)):
        assert ground.guidance.endswith("."), ground.code
        assert len(ground.guidance) > 60, ground.code
        assert ground.source, ground.code


@pytest.mark.parametrize(
    ("act", "codes"),
    [(ClosingAct.MERGE, ["R8"]), (ClosingAct.LAPSE, ["R11"]), (ClosingAct.WITHDRAW, ["R12"])],
)
def test_the_other_acts_have_their_ground(session: Session, act: ClosingAct, codes: list[str]) -> None:
    load_common(session, NOW)

    assert [ground.code for ground in queries.grounds(session, act, TODAY)] == codes


def test_a_ground_is_not_offered_before_it_is_in_force(session: Session) -> None:
    load_common(session, NOW)
    session.scalars(select(ClosureGround).where(ClosureGround.code == "R9")).one().enabled = True

    assert queries.ground(session, "R9", ClosingAct.REFUSE, date(2026, 6, 30)) is None
    assert queries.ground(session, "R9", ClosingAct.REFUSE, date(2026, 7, 1)) is not None


def test_a_ground_serves_only_its_act(session: Session) -> None:
    load_common(session, NOW)

    assert queries.ground(session, "R11", ClosingAct.REFUSE, TODAY) is None


def test_the_outcomes_of_the_law_stand_before_those_of_practice(session: Session) -> None:
    load_common(session, NOW)

    kinds = [outcome.basis_kind for outcome in queries.outcomes(session)]
    assert kinds == sorted(kinds, key=[BasisKind.LAW, BasisKind.OWN].index)
    assert Counter(kinds)[BasisKind.LAW] == 4
    unfinished = queries.outcome(session, "chua_du_co_so")
    assert unfinished is not None
    assert "tiếp tục tập hợp" in unfinished.label


def test_the_calendar_knows_2026_as_published_and_2027_as_provisional(session: Session) -> None:
    load_common(session, NOW)

    years = {each.year: each for each in session.scalars(select(CalendarYear))}
    assert years[2026].published
    assert not years[2027].published
    assert all(each.source for each in years.values() if each.published)


def test_loading_the_common_data_again_changes_nothing(session: Session) -> None:
    tables = (Field, ClosureGround, Outcome, Term, CalendarDate)
    load_common(session, NOW)
    before = [session.scalar(select(func.count()).select_from(table)) for table in tables]

    load_common(session, NOW)

    assert [session.scalar(select(func.count()).select_from(table)) for table in tables] == before


def test_what_an_administrator_changed_survives_the_next_loading(session: Session) -> None:
    load_common(session, NOW)
    term = session.scalars(select(Term).where(Term.code == "T2")).one()
    ground = session.scalars(select(ClosureGround).where(ClosureGround.code == "R10")).one()
    term.working_days, ground.enabled = 3, True

    load_common(session, NOW)
    session.expire_all()

    assert (term.working_days, ground.enabled) == (3, True)

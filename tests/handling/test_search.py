"""Officers find petitions by words, by their beginnings and by code, alike on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.handling import queries
from pakn.handling.queries import Asked, Desk
from pakn.kernel import clock, paging
from pakn.petitions import service as petitions
from pakn.petitions.models import Assignment, EndAct, LegCause, Petition
from pakn.petitions.queries import matching
from pakn.petitions.visibility import may_see, visible
from tests import sample


def found(session: Session, words: str, desk: Desk = Desk.ALL, page: int = 1) -> paging.Page[Petition]:
    viewer = sample.viewer(session, "dong-vp")
    border = queries.days(session, clock.now(), 3)
    return queries.inbox(session, viewer, Asked(desk=desk, words=words, page=page), border)


@pytest.fixture
def land(session: Session) -> Petition:
    return sample.submit(session, subject="Đo đạc đất đai", content="Ruộng ở thôn Một đo lại hai lần.")


@pytest.mark.parametrize(
    "words", ["đất đai", "dat dai", "DAI dat", "do dac", "ruo", "Người Gửi", "thon mot lai"]
)
def test_words_and_their_beginnings_find_a_petition_with_and_without_marks(
    session: Session, land: Petition, words: str
) -> None:
    sample.submit(session, subject="Rác thải", content="Xe không đến.", full_name="Trần Văn Khác")

    assert [each.id for each in found(session, words).items] == [land.id]


@pytest.mark.parametrize("words", ["uong", "dat xyz", "at dai"])
def test_the_middle_of_a_word_finds_nothing(session: Session, land: Petition, words: str) -> None:
    assert found(session, words).items == []


@pytest.mark.parametrize("words", ["%", "_", "dat_dai", "' OR 1=1 --dat", "đất & đai | !xyz:*"])
def test_signs_mean_nothing(session: Session, land: Petition, words: str) -> None:
    wanted = [] if "1=1" in words or "xyz" in words else [land.id]

    assert [each.id for each in found(session, words).items] == wanted


def test_a_code_finds_its_petition_however_it_is_typed(session: Session, land: Petition) -> None:
    other = sample.submit(session)
    prefix, year, number, check = land.code.split("-")

    for typed in (
        land.code,
        land.code.lower(),
        land.code.replace("-", ""),
        land.code.replace("-", " "),
        f"{year}-{number}-{check}",
        f"{year}{number}",
        f"{prefix}-{year}-{number}",
        number,
        number.lstrip("0"),
    ):
        ids = [each.id for each in found(session, typed).items]
        assert land.id in ids, typed
        assert other.id not in ids or typed == number.lstrip("0"), typed


def test_petitions_of_one_desk_come_in_the_order_of_their_deadlines_page_by_page(session: Session) -> None:
    sent = [sample.submit(session, subject=f"Việc chung {n}") for n in range(paging.PER_PAGE + 2)]

    first, second = (found(session, "viec chung", page=page) for page in (1, 2))

    assert [each.id for each in [*first.items, *second.items]] == [each.id for each in sent]
    assert (first.total, first.more, first.pages) == (len(sent), False, 2)


def test_of_many_finds_only_so_many_are_counted_and_the_page_is_full_all_the_same(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNTED", 20)
    sent = [sample.submit(session, subject=f"Việc chung {n}") for n in range(paging.PER_PAGE + 2)]

    page = found(session, "viec chung")

    assert (page.total, page.more, page.pages) == (20, True, 1)
    assert [each.id for each in page.items] == [each.id for each in sent[: paging.PER_PAGE]]


def test_the_desks_are_counted_in_one_look_and_each_count_is_the_length_of_its_list(session: Session) -> None:
    for _ in range(3):
        sample.submit(session)
    for who in ("dong-vp", "dong-chu-tich"):
        viewer, border = sample.viewer(session, who), queries.days(session, clock.now(), 3)
        counts = queries.counts(session, viewer, border)
        for desk, count in counts.items():
            assert queries.inbox(session, viewer, Asked(desk=desk), border).total == count, (who, desk)


@pytest.mark.parametrize("act", [EndAct.FORWARDED, EndAct.RETURNED])
def test_a_petition_that_went_to_another_agency_is_still_seen_by_the_one_it_left(
    session: Session, land: Petition, act: EndAct
) -> None:
    petitions.end_leg(session, land.leg, act, clock.now())
    petitions.open_leg(session, land, sample.agency(session, "xa-tay"), LegCause.FORWARDED, clock.now())
    session.flush()

    assert [each.id for each in found(session, land.code).items] == [land.id]
    assert may_see(session, land, sample.viewer(session, "tay-vp"))
    assert not may_see(session, sample.submit(session), sample.viewer(session, "tay-vp"))


def test_a_page_behind_the_last_is_empty_and_says_how_many_there_are(
    session: Session, land: Petition
) -> None:
    beyond = found(session, "dat dai", page=9)

    assert (list(beyond.items), beyond.total, beyond.more) == ([], 1, False)


@pytest.mark.parametrize(
    "words", ["đất đai", "thon mot", "lai", "ruo hai", "2026", "xyz", "100% rác!", "3 km", "1", "pakn"]
)
def test_the_index_and_a_look_into_each_text_find_the_same(
    session: Session, land: Petition, words: str
) -> None:
    sample.submit(
        session, subject="Rác 100 %", content="Cách 3km, 1.5 tấn; đường 12/3, số 0904-000, lại đầy."
    )
    sought = matching(words)

    by_index, by_reading = (
        set(session.scalars(select(Petition.id).where(way))) for way in (sought.found, sought.read)
    )

    assert by_index == by_reading


def test_what_an_officer_held_is_the_same_looked_up_one_by_one(session: Session, land: Petition) -> None:
    sample.submit(session)
    holder = sample.officer(session, "dong-kt2")
    session.add(Assignment(leg_id=land.leg.id, officer_id=holder.id, from_at=clock.now(), to_at=clock.now()))
    session.flush()

    for who in ("dong-vp", "dong-kt", "dong-kt2", "dong-vh", "tay-vp"):
        viewer = sample.viewer(session, who)
        gathered, looked_up = (
            set(session.scalars(select(Petition.id).where(visible(viewer, one_by_one=one_by_one))))
            for one_by_one in (False, True)
        )
        assert gathered == looked_up, who
        assert (land.id in gathered) == may_see(session, land, viewer)
    assert may_see(session, land, sample.viewer(session, "dong-kt2"))

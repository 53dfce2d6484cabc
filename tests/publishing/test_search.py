"""What was published is found with and without marks, and only what was asked for."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from pakn.kernel.paging import PER_PAGE
from pakn.publishing import queries
from pakn.publishing.queries import Search
from tests.publishing.answering import approved, public


@pytest.fixture
def searching(session: Session) -> Session:
    """Three published answers: land, waste, a certified copy."""
    public(session, subject="Cấp sổ đỏ chậm", field="dat_dai", answer="Đất đai thôn Một đã đo.")
    public(session, subject="Rác thải chưa thu", field="moi_truong", answer="Giảm 100% rác ở bãi a_b.")
    public(
        session,
        subject=unicodedata.normalize("NFD", "Chứng thực đất ở"),
        field="chung_thuc",
        outcome="kien_nghi_sua_doi",
        now=datetime(2025, 12, 30, 3, tzinfo=UTC),
    )
    return session


def titles(session: Session, **asked: object) -> set[str]:
    return {
        unicodedata.normalize("NFC", each.title) for each in queries.search(session, Search(**asked)).items
    }


LAND, WASTE, COPY = "Cấp sổ đỏ chậm", "Rác thải chưa thu", "Chứng thực đất ở"
FOUND = {
    "dat dai": {LAND},
    "đất đai": {LAND},
    unicodedata.normalize("NFD", "Đất ĐAI"): {LAND},
    "DAT DAI": {LAND},
    "dai dat": {LAND},
    "rac thai": {WASTE},
    "chung thuc": {COPY},
    "chứng thực": {COPY},
    "chung thuc dat": {COPY},
    "phong kinh te": {LAND, WASTE, COPY},
    "": {LAND, WASTE, COPY},
    "khong co chu nay": set(),
    "100%": {WASTE},
    "100": {WASTE},
    "%": {LAND, WASTE, COPY},
    "_": {LAND, WASTE, COPY},
    "zz%": set(),
    "%zz_": set(),
    "' OR 1=1 --": set(),
    'rac "thai"': {WASTE},
    "rac\\thai": {WASTE},
}


def test_words_are_found_with_and_without_marks_and_mean_only_themselves(searching: Session) -> None:
    assert {words: titles(searching, words=words) for words in FOUND} == FOUND


def test_filters_narrow_and_combine(searching: Session) -> None:
    assert titles(searching, field="dat_dai") == {LAND}
    assert titles(searching, field="khong_co") == set()
    assert titles(searching, year=2025) == {COPY}
    assert titles(searching, year=2026) == {LAND, WASTE}
    assert titles(searching, year=2026, field="moi_truong", words="rac") == {WASTE}
    assert titles(searching, year=2025, field="moi_truong") == set()
    (outcome,) = {each.outcome for each in queries.search(searching, Search(words="chung thuc")).items}
    assert titles(searching, outcome=outcome) == {COPY}


def test_the_filters_offered_are_those_that_find_something(searching: Session) -> None:
    approved(searching, field="y_te_attp", now=datetime(2024, 5, 6, 3, tzinfo=UTC))

    assert {(code, count) for code, _name, count in queries.fields(searching)} == {
        ("dat_dai", 1),
        ("moi_truong", 1),
        ("chung_thuc", 1),
    }
    assert queries.years(searching) == [2026, 2025]
    assert len(queries.outcomes(searching)) == 2
    assert queries.total(searching) == 3


def test_the_newest_come_first_a_page_at_a_time(session: Session) -> None:
    numbers = [public(session).number for _ in range(PER_PAGE + 2)]

    first, second, beyond = (queries.search(session, Search(page=page)) for page in (1, 2, 9))

    assert [each.number for each in [*first.items, *second.items]] == numbers[::-1]
    assert (first.total, first.pages, len(second.items), list(beyond.items)) == (PER_PAGE + 2, 2, 2, [])
    assert [each.number for each in queries.latest(session, 3)] == numbers[:-4:-1]

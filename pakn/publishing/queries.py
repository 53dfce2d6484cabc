"""What the public may read and search."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Select, extract, func, select
from sqlalchemy.orm import Session

from pakn.catalogue.models import Field
from pakn.kernel import search as words
from pakn.kernel.db import is_writing
from pakn.kernel.paging import By, Page, paged_rows
from pakn.publishing.models import Publication, PublicationState


@dataclass(frozen=True)
class Search:
    """What the reader asked for; empty parts ask for nothing."""

    words: str = ""
    field: str = ""
    year: int | None = None
    outcome: str = ""
    page: int = 1


def _public() -> Select[Publication]:
    return select(Publication).where(Publication.state == PublicationState.PUBLIC)


def search(session: Session, asked: Search) -> Page[Publication]:
    """Published results that hold every word, marks and case aside, newest first."""
    query = _public()
    if asked.field:
        of_code = session.scalars(select(Field.id).where(Field.code == asked.field))
        query = query.where(Publication.field_id.in_(of_code.all()))
    if asked.year:
        query = query.where(extract("year", Publication.answered_on) == asked.year)
    if asked.outcome:
        query = query.where(Publication.outcome == asked.outcome)
    sought = words.holding(Publication.search_text, words.asked(asked.words)) if asked.words else None
    newest = By(Publication.published_at, descending=True), By(Publication.id, descending=True)
    return paged_rows(session, query, Publication.id, asked.page, order=newest, sought=sought)


def by_number(session: Session, number: int) -> Publication | None:
    """The published result with this public number."""
    return session.scalars(_public().where(Publication.number == number)).first()


def latest(session: Session, count: int) -> list[Publication]:
    """The newest published results."""
    newest = Publication.published_at.desc(), Publication.id.desc()
    return list(session.scalars(_public().order_by(*newest).limit(count)))


def total(session: Session) -> int:
    """How many results are public."""
    return session.scalar(select(func.count()).where(Publication.state == PublicationState.PUBLIC)) or 0


@dataclass(frozen=True)
class Offered:
    """By what the reader can narrow all `total` public results: fields as code, name and count, most first."""

    total: int
    fields: list[tuple[str, str, int]]
    years: list[int]
    outcomes: list[str]


_offered: WeakKeyDictionary[Engine, tuple[object, Offered]] = WeakKeyDictionary()


def offered(session: Session) -> Offered:
    """Worked out again when another number of results is public, or a newer one: each takes a look at all of them."""
    newest = session.scalar(
        select(func.max(Publication.published_at)).where(Publication.state == PublicationState.PUBLIC)
    )
    mark = total(session), newest
    if is_writing(session):
        return _offered_now(session, mark[0])
    engine = session.connection().engine
    known = _offered.get(engine)
    if known is None or known[0] != mark:
        known = _offered[engine] = mark, _offered_now(session, mark[0])
    return known[1]


def _offered_now(session: Session, number: int) -> Offered:
    return Offered(number, fields(session), years(session), outcomes(session))


def fields(session: Session) -> list[tuple[str, str, int]]:
    """Code, name and count of each field with published results, most first."""
    return [
        (code, name, count)
        for code, name, count in session.execute(
            select(Field.code, Field.name, func.count())
            .join(Publication, Publication.field_id == Field.id)
            .where(Publication.state == PublicationState.PUBLIC)
            .group_by(Field.code, Field.name)
            .order_by(func.count().desc(), Field.code)
        )
    ]


def years(session: Session) -> list[int]:
    """The years with published answers, newest first."""
    year = extract("year", Publication.answered_on)
    found = session.scalars(select(year).where(Publication.state == PublicationState.PUBLIC).distinct())
    return sorted((int(each) for each in found), reverse=True)


def outcomes(session: Session) -> list[str]:
    """The outcomes of published results."""
    found = select(Publication.outcome).where(Publication.state == PublicationState.PUBLIC).distinct()
    return sorted(session.scalars(found))

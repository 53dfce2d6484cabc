"""What the public may read and search."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, extract, func, select
from sqlalchemy.orm import Session

from pakn.catalogue.models import Field
from pakn.kernel.paging import Page, paged
from pakn.kernel.text import search_key
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
    for word in search_key(asked.words[:200]).split()[:10]:
        query = query.where(Publication.search_text.contains(word, autoescape=True))
    if asked.field:
        query = query.join(Field, Publication.field_id == Field.id).where(Field.code == asked.field)
    if asked.year:
        query = query.where(extract("year", Publication.answered_on) == asked.year)
    if asked.outcome:
        query = query.where(Publication.outcome == asked.outcome)
    return paged(session, query.order_by(Publication.published_at.desc(), Publication.id.desc()), asked.page)


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

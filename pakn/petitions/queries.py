"""Finding petitions and what belongs to them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from pakn.kernel.errors import NotFound
from pakn.kernel.text import search_key
from pakn.petitions.models import Correspondence, Petition, Reply, Task


def by_code(session: Session, code: str) -> Petition:
    """The petition with this tracking code; raises NotFound("no_petition")."""
    found = session.scalars(select(Petition).where(Petition.code == code)).first()
    if found is None:
        raise NotFound("no_petition")
    return found


def for_change(session: Session, code: str) -> Petition:
    """The same, locked until the transaction ends, so that two verbs never cross."""
    locked = select(Petition).where(Petition.code == code).with_for_update(of=Petition)
    found = session.scalars(locked.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound("no_petition")
    return found


def by_submission_key(session: Session, key: str) -> Petition | None:
    """The petition a form token already made, if any."""
    return session.scalars(select(Petition).where(Petition.submission_key == key)).first()


def matching(query: str) -> ColumnElement[bool]:
    """Petitions that hold every word of a query, marks and case aside."""
    wanted = [
        Petition.search_text.contains(word, autoescape=True) for word in search_key(query[:200]).split()[:10]
    ]
    return Petition.id.is_not(None) if not wanted else _all(wanted)


def _all(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    first, *rest = conditions
    for condition in rest:
        first = first & condition
    return first


def correspondence(session: Session, petition: Petition) -> list[Correspondence]:
    """Notes, requests and answers, oldest first."""
    return list(
        session.scalars(
            select(Correspondence)
            .where(Correspondence.petition_id == petition.id)
            .order_by(Correspondence.id)
        )
    )


def reply(session: Session, petition: Petition) -> Reply | None:
    """The reply on the petition's present leg."""
    return session.scalars(select(Reply).where(Reply.leg_id == petition.leg.id)).first()


def open_tasks(session: Session, petition: Petition) -> list[Task]:
    """Calls to make and letters to post for a petition."""
    return list(
        session.scalars(
            select(Task).where(Task.petition_id == petition.id, Task.done_at.is_(None)).order_by(Task.due_on)
        )
    )

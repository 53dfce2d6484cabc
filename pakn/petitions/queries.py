"""Finding petitions and what belongs to them."""

from __future__ import annotations

import re

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pakn.kernel import search
from pakn.kernel.codes import parse_tracking_code
from pakn.kernel.errors import NotFound
from pakn.kernel.search import Sought
from pakn.petitions.models import Correspondence, Petition, Reply, Task

_CODE = re.compile(r"(?:pakn)?([0-9]{4})([0-9]{6,})([a-z]?)")
_BY_KEY = select(Petition.id, Petition.code).where(Petition.submission_key == bindparam("key"))


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


def by_submission_key(session: Session, key: str) -> tuple[int, str] | None:
    """Id and code of the petition a form token already made, if any."""
    found = session.connection().execute(_BY_KEY, {"key": key}).one_or_none()
    return (found.id, found.code) if found is not None else None


def matching(query: str) -> Sought:
    """Petitions that hold every word of a query, or its beginning, marks and case aside; a code finds its own."""
    code = parse_tracking_code(query)
    held = search.holding(
        Petition.search_text, [each for word in search.asked(query) for each in _spelt(word)]
    )
    return held if code is None else held | (Petition.code == code)


def _spelt(word: str) -> list[list[str]]:
    """A code typed in one piece is taken apart; of its number the zeros in front may be left out."""
    run_together = _CODE.fullmatch(word)
    parts = [each for each in run_together.groups() if each] if run_together else [word]
    return [[each, each.zfill(6)] if each.isdigit() and len(each) < 6 else [each] for each in parts]


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

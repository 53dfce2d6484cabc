"""What lies on whose desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select
from sqlalchemy.orm import Session, selectinload

from pakn.catalogue.models import Field
from pakn.identity.permissions import Role, Viewer
from pakn.kernel import clock
from pakn.kernel.paging import By, Page, paged, paged_rows
from pakn.petitions.models import Petition, SubjectScope, Task
from pakn.petitions.queries import matching
from pakn.petitions.visibility import visible
from pakn.petitions.workflow import OPEN, State
from pakn.sla import queries as sla


class Desk(StrEnum):
    """The ready-made views of the inbox."""

    MINE = "viec-cua-toi"
    UNIT = "don-vi"
    ALL = "tat-ca"
    LATE = "qua-han"
    SOON = "sap-den-han"
    APPROVAL = "cho-duyet"
    SUPPLEMENT = "cho-bo-sung"
    PUBLICATION = "cho-cong-khai"
    DONE = "da-xong"


@dataclass(frozen=True)
class Asked:
    """What an officer wants to see; empty parts ask for nothing."""

    desk: Desk = Desk.MINE
    words: str = ""
    state: State | None = None
    field: str = ""
    term: str = ""
    page: int = 1

    @property
    def is_whole_desk(self) -> bool:
        """Whether nothing narrows the desk."""
        return not (self.words or self.state or self.field or self.term)


@dataclass(frozen=True)
class Days:
    """Today, and the last day that still counts as soon."""

    today: date
    soon: date


def days(session: Session, now: datetime, near_due_days: int) -> Days:
    """The borders between late, soon and later."""
    today = clock.day_of(now)
    return Days(today, sla.calendar(session).add(today, near_due_days))


def inbox(
    session: Session, viewer: Viewer, asked: Asked, border: Days, total: int | None = None
) -> Page[Petition]:
    """Petitions of a desk, the earliest deadline first; `total` when it is known how many lie there."""
    done = asked.desk is Desk.DONE  # these grow without end
    seen = visible(viewer, one_by_one=not done or bool(asked.words))
    query = _filtered(select(Petition).where(seen, _on_desk(viewer, asked.desk, border)), asked, border)
    by_deadline = By(Petition.due_on.is_(None)), By(Petition.due_on), By(Petition.id)
    return paged_rows(
        session,
        query,
        Petition.id,
        asked.page,
        order=(By(Petition.id, descending=True),) if done else by_deadline,
        sought=matching(asked.words) if asked.words else None,
        total=total if asked.is_whole_desk else None,
        bounded=done,
    )


def _filtered(query: Select[Petition], asked: Asked, border: Days) -> Select[Petition]:
    if asked.state:
        query = query.where(Petition.state == asked.state)
    if asked.field:
        query = query.where(Petition.field_id.in_(select(Field.id).where(Field.code == asked.field)))
    if asked.term:
        query = query.where(_term(asked.term, border))
    return query


def _term(term: str, border: Days) -> ColumnElement[bool]:
    late, soon = Petition.due_on < border.today, Petition.due_on.between(border.today, border.soon)
    return {"qua-han": late, "sap-den-han": soon, "con-han": Petition.due_on > border.soon}.get(term, false())


def _on_desk(viewer: Viewer, desk: Desk, border: Days) -> ColumnElement[bool]:
    is_open = Petition.state.in_(OPEN)
    owed = is_open & (Petition.state != State.AWAITING_SUPPLEMENT)
    return {
        Desk.MINE: _mine(viewer),
        Desk.UNIT: is_open & Petition.unit_id.in_(viewer.units()),
        Desk.ALL: is_open,
        Desk.LATE: owed & (Petition.due_on < border.today),
        Desk.SOON: owed & Petition.due_on.between(border.today, border.soon),
        Desk.APPROVAL: Petition.state == State.AWAITING_APPROVAL,
        Desk.SUPPLEMENT: Petition.state == State.AWAITING_SUPPLEMENT,
        Desk.PUBLICATION: Petition.state == State.AWAITING_PUBLICATION,
        Desk.DONE: Petition.state.not_in(OPEN),
    }[desk]


def _mine(viewer: Viewer) -> ColumnElement[bool]:
    """What waits for this person: held by them, for a leader what is to be approved, for the office what nobody
    holds and what is to be published."""
    own = (Petition.officer_id == viewer.officer_id) & Petition.state.in_((State.RECEIVED, State.IN_PROGRESS))
    to_sign = (Petition.state == State.AWAITING_APPROVAL) & Petition.agency_id.in_(
        viewer.agencies(Role.LEADER)
    )
    unheld = Petition.officer_id.is_(None) & Petition.state.in_((State.RECEIVED, State.IN_PROGRESS))
    office = Petition.agency_id.in_(viewer.agencies(Role.OFFICE))
    to_publish = Petition.state == State.AWAITING_PUBLICATION
    headed = unheld & Petition.unit_id.in_(viewer.headed_units())
    return Petition.state.in_(OPEN) & or_(own, to_sign, office & (unheld | to_publish), headed)


def counts(session: Session, viewer: Viewer, border: Days) -> dict[Desk, int]:
    """How many petitions lie on each desk, in one look; what is done is not counted."""
    desks = [desk for desk in Desk if desk is not Desk.DONE]
    each = (func.count().filter(_on_desk(viewer, desk, border)) for desk in desks)
    seen = visible(viewer, one_by_one=True)
    row = session.execute(select(*each).where(seen, Petition.state.in_(OPEN))).one()
    return dict(zip(desks, row, strict=True))


def triage(session: Session, viewer: Viewer, page: int) -> Page[Petition]:
    """Petitions that no rule could bring to a unit, oldest first: the office decides."""
    read_along = Petition.filings, Petition.about_officers, Petition.area, Petition.agency
    shown = [selectinload(each) for each in read_along]
    oldest = _untriaged(viewer).order_by(Petition.received_at, Petition.id)
    return paged(session, oldest.options(*shown), page, per_page=10)


def triage_count(session: Session, viewer: Viewer) -> int:
    """How many wait for the office's decision."""
    return session.scalar(select(func.count()).select_from(_untriaged(viewer).subquery())) or 0


def _untriaged(viewer: Viewer) -> Select[Petition]:
    return select(Petition).where(
        visible(viewer),
        Petition.agency_id.in_(viewer.agencies(Role.OFFICE, Role.LEADER)),
        Petition.state.in_((State.RECEIVED, State.IN_PROGRESS)),
        Petition.unit_id.is_(None),
        Petition.officer_id.is_(None),
    )


def open_tasks(session: Session, viewer: Viewer) -> list[Task]:
    """Calls to make and letters to post by the offices this person works in, the earliest first."""
    seen = exists().where(Petition.id == Task.petition_id, visible(viewer))
    return list(
        session.scalars(
            select(Task)
            .where(
                Task.agency_id.in_(viewer.agencies(Role.OFFICE)),
                Task.done_at.is_(None),
                or_(Task.petition_id.is_(None), seen),
            )
            .options(selectinload(Task.petition).selectinload(Petition.about_officers))
            .order_by(Task.due_on, Task.id)
            .limit(50)
        )
    )


def out_of_scope(petition: Petition) -> bool:
    """Whether the machine or a person thinks that another procedure is meant."""
    return petition.scope is not SubjectScope.PAKN

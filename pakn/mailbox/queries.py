"""Which mails came, and who may read them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from pakn.identity.models import Agency
from pakn.identity.permissions import Permission, Role, Viewer
from pakn.kernel.paging import Page, paged
from pakn.mailbox import reasons
from pakn.mailbox.models import IncomingMail, Outcome, mail_about_officer
from pakn.petitions.models import Petition
from pakn.petitions.visibility import visible


class Tab(StrEnum):
    """The lists of the office's mail page, in their order."""

    ASIDE = "de-rieng"
    ENTERED = "da-nhap"
    ASKED = "cho-bo-sung"
    FOLLOW_UPS = "gui-tiep"
    NOT_TAKEN = "khong-nhan"
    AUTOMATIC = "tu-dong"
    PENDING = "dang-doc"
    DEALT_WITH = "da-xu-ly"


_WAITS = (IncomingMail.outcome == Outcome.SET_ASIDE) & IncomingMail.handled_at.is_(None)
_IN: dict[Tab, ColumnElement[bool]] = {
    Tab.ASIDE: _WAITS,
    Tab.ENTERED: IncomingMail.outcome == Outcome.ACCEPTED,
    Tab.ASKED: IncomingMail.outcome == Outcome.AWAITING_SUPPLEMENT,
    Tab.FOLLOW_UPS: IncomingMail.outcome == Outcome.FOLLOW_UP,
    Tab.NOT_TAKEN: IncomingMail.outcome.in_((Outcome.REFUSED, Outcome.DUPLICATE)),
    Tab.AUTOMATIC: IncomingMail.outcome.in_((Outcome.AUTOMATIC, Outcome.BOUNCE)),
    Tab.PENDING: IncomingMail.outcome.is_(None),
    Tab.DEALT_WITH: IncomingMail.handled_at.is_not(None),
}


def listed(session: Session, viewer: Viewer, tab: Tab, page: int) -> Page[IncomingMail]:
    """The mails of a tab, the latest first; what waits for the office, the oldest first."""
    found = select(IncomingMail).where(readable(viewer), _IN[tab])
    order = IncomingMail.id if tab is Tab.ASIDE else IncomingMail.id.desc()
    return paged(session, found.options(joinedload(IncomingMail.petition)).order_by(order), page)


def count(session: Session, viewer: Viewer, tab: Tab) -> int:
    """How many mails a tab holds."""
    return session.scalar(select(func.count(IncomingMail.id)).where(readable(viewer), _IN[tab])) or 0


def waiting(session: Session, viewer: Viewer) -> int:
    """How many mails were set aside and wait for this person's office."""
    return count(session, viewer, Tab.ASIDE)


def readable(viewer: Viewer) -> ColumnElement[bool]:
    """Mails this person may read: of the agencies whose office or leader they are; those of no agency by the office
    of an agency without one above it, those that name officers by the office of the agency above too; never one that
    names them, nor one of a petition that is hidden from them."""
    ways: list[ColumnElement[bool]] = []
    if here := viewer.agencies_with(Permission.TRIAGE):
        ways.append(IncomingMail.agency_id.in_(here))
    if offices := viewer.agencies(Role.OFFICE):
        ways.append(IncomingMail.agency_id.is_(None) & _on_top(offices))
        below = select(Agency.id).where(Agency.parent_id.in_(offices))
        ways.append(_names_officers(select(mail_about_officer.c.mail_id)) & IncomingMail.agency_id.in_(below))
    seen = select(Petition.id).where(visible(viewer))
    hidden = IncomingMail.petition_id.is_not(None) & IncomingMail.petition_id.not_in(seen)
    return or_(*ways, false()) & ~(hidden | _names(viewer))


def _names(viewer: Viewer) -> ColumnElement[bool]:
    here = mail_about_officer.c.officer_id == viewer.officer_id
    return _names_officers(select(mail_about_officer.c.mail_id).where(here))


def _names_officers(named: Select[int]) -> ColumnElement[bool]:
    """Of a mail that became no petition: whether it is among these. Else the petition's own visibility decides."""
    return IncomingMail.petition_id.is_(None) & IncomingMail.id.in_(named)


def _on_top(offices: frozenset[int]) -> ColumnElement[bool]:
    return select(Agency.id).where(Agency.id.in_(offices), Agency.parent_id.is_(None)).exists()


def mail(session: Session, viewer: Viewer, mail_id: int) -> IncomingMail | None:
    """A mail this person may read."""
    return session.scalars(_one(viewer, mail_id)).first()


def mail_for_change(session: Session, viewer: Viewer, mail_id: int) -> IncomingMail | None:
    """The same, locked until the transaction ends."""
    locked = _one(viewer, mail_id).with_for_update(of=IncomingMail)
    return session.scalars(locked.execution_options(populate_existing=True)).first()


def _one(viewer: Viewer, mail_id: int) -> Select[IncomingMail]:
    return select(IncomingMail).where(IncomingMail.id == mail_id, readable(viewer))


def of_petition(session: Session, viewer: Viewer, code: str) -> IncomingMail | None:
    """The mail with which a petition began."""
    found = select(IncomingMail).join(Petition, Petition.id == IncomingMail.petition_id)
    began = found.where(
        Petition.code == code,
        IncomingMail.outcome.in_((Outcome.ACCEPTED, Outcome.AWAITING_SUPPLEMENT)),
        readable(viewer),
    )
    return session.scalars(began.order_by(IncomingMail.id)).first()


def to_retry(session: Session) -> list[int]:
    """What a repair of the program may bring through, and what was stored and not yet understood, oldest first."""
    broken = _WAITS & or_(
        IncomingMail.reason.startswith(reasons.FAULT), IncomingMail.reason == reasons.Reason.STOPPED
    )
    found = select(IncomingMail.id).where(broken | IncomingMail.outcome.is_(None))
    return list(session.scalars(found.order_by(IncomingMail.id)))


def known(session: Session, mail_ids: list[int]) -> set[int]:
    """Those of these numbers that are mails."""
    return set(session.scalars(select(IncomingMail.id).where(IncomingMail.id.in_(mail_ids))))

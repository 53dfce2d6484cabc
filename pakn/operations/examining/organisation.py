"""The agencies and their people: whether somebody is there for every petition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from pakn.identity.models import Agency, Membership, Officer, Unit, UnitKind
from pakn.identity.permissions import Role
from pakn.operations.examining.saying import good, warn, wrong
from pakn.operations.health import Check
from pakn.sla.models import CalendarYear

_SOMEBODY = {Role.OFFICE: "văn phòng phân loại", Role.LEADER: "lãnh đạo duyệt"}


def examine(session: Session, today: date) -> Iterator[Check]:
    """Agencies, posts, heads of units and the calendar of this year and the next."""
    receiving = list(session.scalars(select(Agency).where(Agency.takes_petitions).order_by(Agency.code)))
    yield agencies(len(receiving), session.scalar(select(func.count()).select_from(Agency)) or 0)
    for agency in receiving:
        yield people(agency, _roles(session, agency, today), _headless(session, agency))
    yield from calendar(session, today)


def agencies(receiving: int, known: int) -> Check:
    """Whether there is anybody to write to."""
    if receiving:
        return good(
            "agencies", f"{receiving} cơ quan nhận phản ánh, {known} cơ quan trong hệ thống.", receiving
        )
    if known:
        words = "Không cơ quan nào nhận phản ánh. Bỏ takes_petitions: false trong tệp cơ quan rồi nạp lại."
        return wrong("agencies", words, 0)
    return wrong("agencies", "Chưa có cơ quan nào. Chạy: pakn agency load --preset xa (hoặc tệp của bạn)", 0)


def people(agency: Agency, roles: set[Role], headless: list[str]) -> Check:
    """Whether petitions to this agency can be sorted and signed, and each unit has somebody to remind."""
    name = f"people:{agency.code}"
    missing = [words for role, words in _SOMEBODY.items() if role not in roles]
    if missing:
        words = f"{agency.name} thiếu người làm {' và '.join(missing)}. Thêm bằng pakn officer add."
        return wrong(name, words, len(missing))
    if headless:
        words = f"{agency.name}: chưa có người đứng đầu {', '.join(headless)}; việc trễ hạn không báo được cho ai."
        return warn(name, words, len(headless))
    return good(name, f"{agency.name} có văn phòng, lãnh đạo và người đứng đầu các đơn vị.", 0)


def calendar(session: Session, today: date) -> Iterator[Check]:
    """Whether the days off of this year and the next were published; else promised days may move."""
    published = set(session.scalars(select(CalendarYear.year).where(CalendarYear.published)))
    for year in (today.year, today.year + 1):
        if year in published:
            yield good(f"calendar:{year}", f"Lịch nghỉ năm {year} theo thông báo.", year)
        else:
            words = f"Lịch nghỉ năm {year} còn dự kiến. Khi có thông báo, chạy: pakn calendar import FILE.csv"
            yield warn(f"calendar:{year}", words, year)


def _roles(session: Session, agency: Agency, today: date) -> set[Role]:
    held = (
        select(Membership.role)
        .join(Membership.officer)
        .where(
            Membership.agency_id == agency.id,
            Membership.from_on <= today,
            or_(Membership.to_on.is_(None), Membership.to_on >= today),
            Officer.active,
        )
    )
    return set(session.scalars(held))


def _headless(session: Session, agency: Agency) -> list[str]:
    without = select(Unit.name).where(
        Unit.agency_id == agency.id,
        Unit.active,
        Unit.kind == UnitKind.PROFESSIONAL,
        Unit.head_id.is_(None),
    )
    return list(session.scalars(without.order_by(Unit.position)))

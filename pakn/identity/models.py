"""Agencies, their units, the officers and the posts they hold: all data, because every commune differs."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pakn.identity.permissions import Role, Scope
from pakn.kernel.installation import OfInstallation
from pakn.kernel.tables import Base, Id, code_column


class AgencyKind(StrEnum):
    """What sort of agency (cơ quan) it is."""

    PROVINCE = "tinh"
    DEPARTMENT = "so"
    COMMUNE = "xa"
    WARD = "phuong"
    SPECIAL_ZONE = "dac_khu"


class UnitKind(StrEnum):
    """What a unit does with petitions: the office sorts and chases, the others answer."""

    OFFICE = "office"
    PROFESSIONAL = "professional"


class Agency(OfInstallation, Base):
    """An agency (cơ quan): one UBND xã, phường, đặc khu, a sở, or the province above them."""

    __tablename__ = "agency"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(code_column(), unique=True)
    kind: Mapped[AgencyKind]
    name: Mapped[str]
    short_name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    field_set: Mapped[str] = mapped_column(code_column(), default="commune")
    takes_petitions: Mapped[bool] = mapped_column(default=True)

    # The contact notice of Điều 13, Nghị định 20/2008/NĐ-CP.
    address: Mapped[str] = mapped_column(default="")
    postal_address: Mapped[str] = mapped_column(default="")
    hotline: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    office_hours: Mapped[str] = mapped_column(default="")

    near_due_days: Mapped[int] = mapped_column(default=3)
    supplement_days: Mapped[int] = mapped_column(default=10)
    approver_not_writer: Mapped[bool] = mapped_column(default=True)
    restart_on_supplement: Mapped[bool] = mapped_column(default=True)
    takes_field_reports: Mapped[bool] = mapped_column(default=False)

    parent: Mapped[Agency | None] = relationship(remote_side="Agency.id")
    units: Mapped[list[Unit]] = relationship(back_populates="agency", order_by="Unit.position")


class Unit(OfInstallation, Base):
    """A unit (đơn vị, phòng, ban, bộ phận) of an agency; `head` leads it."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("agency_id", "code"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str] = mapped_column(code_column())
    name: Mapped[str]
    kind: Mapped[UnitKind] = mapped_column(default=UnitKind.PROFESSIONAL)
    position: Mapped[int] = mapped_column(default=0)
    head_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    active: Mapped[bool] = mapped_column(default=True)

    agency: Mapped[Agency] = relationship(back_populates="units")
    head: Mapped[Officer | None] = relationship(foreign_keys=[head_id])


class Officer(OfInstallation, Base):
    """A person who works for an agency and signs in (cán bộ, công chức)."""

    __tablename__ = "officer"

    id: Mapped[Id]
    username: Mapped[str] = mapped_column(code_column(), unique=True)
    full_name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    session_epoch: Mapped[int] = mapped_column(default=0)

    memberships: Mapped[list[Membership]] = relationship(back_populates="officer")


class Membership(OfInstallation, Base):
    """A post: this officer, in this agency (and unit), in this role, between these days (both included)."""

    __tablename__ = "membership"

    id: Mapped[Id]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[Role]
    scope: Mapped[Scope] = mapped_column(default=Scope.OWN)
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    officer: Mapped[Officer] = relationship(back_populates="memberships")
    agency: Mapped[Agency] = relationship()
    unit: Mapped[Unit | None] = relationship()

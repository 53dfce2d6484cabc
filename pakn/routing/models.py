"""Which unit and officer takes which petitions: rows in an order, first match wins."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pakn.identity.models import Officer, Unit
from pakn.kernel.installation import OfInstallation
from pakn.kernel.tables import Base, Id, code_column
from pakn.petitions.models import Kind


class RoutingRule(OfInstallation, Base):
    """Petitions of this field, area and kind (None: any) go to this unit and officer."""

    __tablename__ = "routing_rule"
    __table_args__ = (UniqueConstraint("agency_id", "position"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    position: Mapped[int]
    field_code: Mapped[str | None] = mapped_column(code_column())
    area_code: Mapped[str | None] = mapped_column(code_column())
    kind: Mapped[Kind | None]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    unit: Mapped[Unit] = relationship()
    officer: Mapped[Officer | None] = relationship()

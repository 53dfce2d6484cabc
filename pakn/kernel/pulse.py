"""Signs of life of what runs beside the web: when it was last at work, for health checks and metrics."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from pakn.kernel import upsert
from pakn.kernel.tables import Base, code_column


class Pulse(Base):
    """The last time that something was done, by its name: `beat`, `scan`, `poll:<address>`."""

    __tablename__ = "pulse"

    name: Mapped[str] = mapped_column(code_column(255), primary_key=True)
    at: Mapped[datetime]
    fault: Mapped[str] = mapped_column(default="", doc="what went wrong that time; empty when nothing did")


def mark(session: Session, name: str, now: datetime, fault: str = "") -> None:
    """Say that it was done now. `fault` is stored as it is: kinds and codes, never what a citizen wrote."""
    made = upsert.insert(session, Pulse).values(name=name, at=now, fault=fault[:500])
    again = {"at": made.excluded.at, "fault": made.excluded.fault}
    session.execute(made.on_conflict_do_update(index_elements=[Pulse.name], set_=again))


def last(session: Session, name: str) -> Pulse | None:
    """When it was last done; None when it never was."""
    found = select(Pulse).where(Pulse.name == name)
    return session.scalars(found.execution_options(populate_existing=True)).first()


def beginning_with(session: Session, prefix: str) -> list[Pulse]:
    """Every sign of life whose name begins so, by name."""
    found = select(Pulse).where(Pulse.name.startswith(prefix, autoescape=True)).order_by(Pulse.name)
    return list(session.scalars(found.execution_options(populate_existing=True)))


def forget(session: Session, prefix: str, before: datetime) -> None:
    """Drop the signs of life that begin so and are older: of processes that are gone for good."""
    old = Pulse.name.startswith(prefix, autoescape=True) & (Pulse.at < before)
    session.execute(delete(Pulse).where(old))

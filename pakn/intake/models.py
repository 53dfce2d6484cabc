"""What the citizen's side has to remember between pages."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from pakn.kernel.tables import Base, code_column


class TrackingTries(Base):
    """Wrong guesses at the last digits of a telephone, by code and day; five close that way until tomorrow."""

    __tablename__ = "tracking_tries"

    code: Mapped[str] = mapped_column(code_column(32), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    wrong: Mapped[int] = mapped_column(default=0)

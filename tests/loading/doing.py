"""Loading an agency file, and what it brought in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.identity.models import Agency
from pakn.routing import loading
from pakn.routing.models import RoutingRule
from tests.loading.conftest import NOW, as_yaml

Data = dict[str, Any]


def load(session: Session, data: object, now: datetime = NOW) -> list[loading.Loaded]:
    return loading.load(session, data if isinstance(data, str) else as_yaml(data), now)


def agency(session: Session, code: str = "xa-a") -> Agency:
    return session.scalars(select(Agency).where(Agency.code == code)).one()


def rules(session: Session) -> list[tuple[str | None, str]]:
    rows = session.scalars(select(RoutingRule).order_by(RoutingRule.position))
    return [(row.field_code, row.unit.code) for row in rows]

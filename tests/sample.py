"""A small province set up through the program's own doors, and the people who work with it."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.identity import passwords
from pakn.identity import queries as identity
from pakn.identity.models import Agency, Membership, Officer, Unit
from pakn.identity.permissions import Role, Scope, Viewer
from pakn.intake import service as intake
from pakn.intake.submission import Submission
from pakn.kernel import clock
from pakn.kernel.audit import Actor
from pakn.kernel.db import transaction
from pakn.petitions import queries as petitions
from pakn.petitions.models import Petition
from pakn.petitions.service import Acting
from pakn.petitions.visibility import capacities
from pakn.routing import loading
from pakn.web.config import settings

PASSWORD = "mat-khau-mau-1"
LEAST = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
"""What comparing a password costs where a test does not care."""
SET_UP_AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
LAND = (
    "Tôi nộp hồ sơ cấp sổ đỏ, chuyển mục đích sử dụng đất ở thôn Một đã ba tháng mà chưa có giấy chứng nhận."
)

SENT = Submission(
    submitter_type="ca_nhan",
    full_name="Nguyễn Thị Người Gửi",
    organization="",
    address="Thôn Một, xã Đông (mẫu)",
    phone="+84912345678",
    contact_by_post=False,
    email="nguoi-gui@dan.example",
    agency="xa-dong",
    area="",
    subject="Cấp sổ đỏ chậm",
    content=LAND,
    regulation="",
    publish_name=False,
    token="",
)


def set_up(app: Flask, at: datetime = SET_UP_AT) -> None:
    """Load the province; every officer's password is PASSWORD."""
    hashed = _hashed()
    with app.app_context(), transaction() as session:
        loading.load(session, (Path(__file__).parent / "sample.yaml").read_text("utf-8"), at)
        for officer in session.scalars(select(Officer)):
            officer.password_hash = hashed


_kept: list[str] = []


def _hashed() -> str:
    if not _kept:
        _kept.append(passwords.hashed(PASSWORD))
    return _kept[0]


def submit(session: Session, *, at: datetime | None = None, **changes: Any) -> Petition:
    """Send a petition as a citizen does, in the caller's transaction."""
    sent = replace(SENT, token=secrets.token_hex(16), **changes)
    receipt = intake.submit(session, sent, key=settings().key, now=at or clock.now())
    return petitions.by_code(session, receipt.code)


def officer(session: Session, username: str) -> Officer:
    """The officer with this name."""
    found = identity.officer_by_username(session, username)
    assert found is not None, username
    return found


def agency(session: Session, code: str) -> Agency:
    """The agency with this code."""
    found = identity.agency_by_code(session, code)
    assert found is not None, code
    return found


def unit(session: Session, agency_code: str, code: str) -> Unit:
    """The unit with this code."""
    return next(each for each in agency(session, agency_code).units if each.code == code)


def hire(session: Session, username: str) -> Officer:
    """One more person with the password of all, and no post yet."""
    made = Officer(username=username, full_name=f"Cán bộ Mẫu {username}", email=f"{username}@cb.example")
    made.password_hash = _hashed()
    session.add(made)
    session.flush()
    return made


def post(
    session: Session,
    username: str,
    agency_code: str,
    role: Role,
    *,
    unit_code: str | None = None,
    scope: Scope = Scope.OWN,
    from_on: date = date(2020, 1, 1),
    to_on: date | None = None,
) -> Membership:
    """Give somebody a post, for ever if no last day is said."""
    made = Membership(
        officer_id=officer(session, username).id,
        agency_id=agency(session, agency_code).id,
        unit_id=unit(session, agency_code, unit_code).id if unit_code else None,
        role=role,
        scope=scope,
        from_on=from_on,
        to_on=to_on,
    )
    session.add(made)
    session.flush()
    return made


def viewer(session: Session, username: str) -> Viewer:
    """The officer as rules see them today."""
    return identity.viewer(session, officer(session, username), clock.day_of(clock.now()))


def acting(session: Session, petition: Petition, username: str) -> Acting:
    """The officer as somebody who acts on a petition."""
    seen = viewer(session, username)
    return Acting(Actor.officer(seen.officer_id), capacities(petition, seen))


@dataclass(frozen=True)
class Person:
    """Somebody at a browser without JavaScript: reads a page, fills its form in, sends it with its hidden fields."""

    client: FlaskClient

    def post(self, url: str, *, page: str | None = None, **fields: Any) -> Any:
        """Send a form that stands on `page` (the same address if not said)."""
        token = hidden(self.client.get(page or url).get_data(as_text=True), "csrf_token")
        return self.client.post(url, data={"csrf_token": token, **fields})


def token(client: FlaskClient) -> str:
    """A token that is good for every form of this visitor's session."""
    return hidden(client.get("/gui").get_data(as_text=True), "csrf_token")


def hidden(html: str, name: str) -> str:
    """The value of a hidden field; empty when the page has none."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', html)
    return found[1] if found else ""


def signed_in(app: Flask, username: str) -> Person:
    """An officer who has signed in."""
    person = Person(app.test_client())
    answer = person.post("/can-bo/dang-nhap", username=username, password=PASSWORD)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return person

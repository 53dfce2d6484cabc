"""A commune, its people and its petitions, with whatever a test does not name filled in."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from pakn.catalogue.models import BasisKind, Outcome
from pakn.identity.models import Agency, AgencyKind, Membership, Officer, Unit, UnitKind
from pakn.identity.permissions import Role
from pakn.kernel.db import reading, transaction
from pakn.kernel.outbox import Envelope, OutboxRow
from pakn.notifications.models import Message
from pakn.petitions.models import (
    Channel,
    EndAct,
    Form,
    Leg,
    LegCause,
    Petition,
    Petitioner,
    Reply,
    SubjectScope,
    SubmitterType,
    Task,
)
from pakn.petitions.workflow import State
from pakn.settings import Settings
from pakn.sla.models import Deadline, Result, Step, Term

RECEIVED_AT = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
Handler = Callable[[Envelope, Settings], None]


@dataclass
class World:
    """Ids of what stands in the database; everything else is read when it is asked for."""

    settings: Settings
    agency_id: int = 0
    office_id: int = 0
    unit_id: int = 0
    officers: dict[str, int] = field(default_factory=dict)
    petition_id: int = 0
    _events: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @classmethod
    def build(cls, settings: Settings) -> World:
        made = cls(settings)
        made.agency_id = made.agency("Bình An")
        made.office_id = made.unit("van_phong", "Văn phòng", UnitKind.OFFICE)
        made.unit_id = made.unit("kinh_te", "Phòng Kinh tế", UnitKind.PROFESSIONAL)
        for name, role, unit_id in (
            ("office", Role.OFFICE, made.office_id),
            ("head", Role.OFFICER, made.unit_id),
            ("officer", Role.OFFICER, made.unit_id),
            ("chair", Role.LEADER, None),
            ("deputy", Role.LEADER, None),
        ):
            made.officers[name] = made.person(name, role, unit_id)
        made.change(Unit, made.unit_id, head_id=made.officers["head"])
        made.petition_id = made.petition()
        return made

    def agency(self, name: str, *, parent_id: int | None = None, **fields: Any) -> int:
        defaults: dict[str, Any] = {
            "address": "Thôn 1",
            "hotline": "0236 3 000 111",
            "email": "ubnd@xa.example",
            "postal_address": "Hộp thư 5",
            "office_hours": "7 giờ đến 17 giờ",
        }
        agency = Agency(
            code=f"agency-{next(self._events)}",
            kind=AgencyKind.COMMUNE,
            name=f"UBND xã {name}",
            short_name=name,
            parent_id=parent_id,
            **(defaults | fields),
        )
        return _added(agency)

    def unit(self, code: str, name: str, kind: UnitKind) -> int:
        return _added(Unit(agency_id=self.agency_id, code=code, name=name, kind=kind))

    def person(self, name: str, role: Role, unit_id: int | None = None, agency_id: int | None = None) -> int:
        officer = Officer(username=name, full_name=f"Cán bộ {name}", email=f"{name}@xa.example")
        officer_id = _added(officer)
        post = Membership(
            officer_id=officer_id,
            agency_id=agency_id or self.agency_id,
            unit_id=unit_id,
            role=role,
            from_on=date(2026, 1, 1),
        )
        _added(post)
        return officer_id

    def petition(self, *, petitioner: dict[str, Any] | None = None, **fields: Any) -> int:
        who: dict[str, Any] = {
            "submitter_type": SubmitterType.PERSON,
            "full_name": "Lê Thị Mẫu",
            "address": "Xóm Giếng",
            "phone": "+84912345678",
            "email": "dan@nha.example",
        }
        defaults: dict[str, Any] = {
            "code": f"PAKN-2026-{next(self._events):06d}-K",
            "secret_digest": "x",
            "received_at": RECEIVED_AT,
            "form": Form.WRITTEN,
            "channel": Channel.WEB,
            "subject": "Đèn đường hỏng",
            "content": "Đèn hỏng đã hai tuần.",
            "search_text": "",
            "agency_id": self.agency_id,
            "state": State.RECEIVED,
            "unit_id": self.unit_id,
            "officer_id": self.officers["officer"],
            "scope": SubjectScope.PAKN,
            "due_on": date(2026, 12, 2),
        }
        petition = Petition(petitioner=Petitioner(**(who | (petitioner or {}))), **(defaults | fields))
        petition_id = _added(petition)
        self.leg(petition_id)
        return petition_id

    def leg(self, petition_id: int | None = None, **fields: Any) -> int:
        defaults: dict[str, Any] = {
            "petition_id": petition_id or self.petition_id,
            "agency_id": self.agency_id,
            "cause": LegCause.RECEIVED,
            "opened_at": RECEIVED_AT,
        }
        return _added(Leg(**(defaults | fields)))

    def moved_to(self, agency_id: int, act: EndAct) -> None:
        """The petition left by this act, and another agency has it now."""
        at = RECEIVED_AT + timedelta(minutes=30)
        leg_id = self.read(Petition, self.petition_id).leg.id
        self.change(Leg, leg_id, ended_at=at, end_act=act)
        self.leg(agency_id=agency_id, cause=LegCause.FORWARDED, opened_at=at)
        self.change(Petition, self.petition_id, agency_id=agency_id, unit_id=None, officer_id=None)

    def deadline(
        self, step: Step = Step.ANSWER, *, basis_kind: BasisKind = BasisKind.SCORING, **fields: Any
    ) -> int:
        term = Term(
            code="T",
            step=step,
            working_days=15,
            clock_start="received",
            basis_kind=basis_kind,
            basis="Điều 9 Nghị định 20/2008/NĐ-CP",
            source="s",
            effective_from=date(2020, 1, 1),
        )
        defaults: dict[str, Any] = {
            "leg_id": self.read(Petition, self.petition_id).leg.id,
            "step": step,
            "term_id": _added(term),
            "started_on": date(2026, 11, 10),
            "working_days": 15,
            "due_on": date(2026, 12, 2),
            "provisional": False,
            "explanation": {},
            "result": Result.OPEN,
            "created_at": RECEIVED_AT,
        }
        return _added(Deadline(**(defaults | fields)))

    def reply(self, **fields: Any) -> int:
        outcome = Outcome(code="tiep_thu", label="Tiếp thu, chấn chỉnh", basis_kind=BasisKind.OWN, source="s")
        defaults: dict[str, Any] = {
            "leg_id": self.read(Petition, self.petition_id).leg.id,
            "outcome_id": _added(outcome),
            "text": "Có. Đèn được thay thứ Sáu, 20/11/2026.",
            "grounds": "Quyết định 12 của xã",
            "written_by": self.officers["officer"],
            "saved_at": RECEIVED_AT,
        }
        return _added(Reply(**(defaults | fields)))

    def concern(self, *names: str) -> None:
        """The petition is about these officers."""
        with transaction() as session:
            petition = session.get_one(Petition, self.petition_id)
            petition.about_officers = [session.get_one(Officer, self.officers[name]) for name in names]

    def change(self, kind: type, row_id: int, /, **fields: Any) -> None:
        with transaction() as session:
            row = session.get_one(kind, row_id)
            for name, value in fields.items():
                setattr(row, name, value)

    def change_petitioner(self, **fields: Any) -> None:
        self.change(Petitioner, self.read(Petition, self.petition_id).petitioner_id, **fields)

    def read(self, kind: type, row_id: int) -> Any:
        return reading().get_one(kind, row_id)

    def envelope(self, event: Any) -> Envelope:
        """The event as the outbox hands it out, one hour after the petition came."""
        return Envelope(next(self._events), event, RECEIVED_AT + timedelta(hours=1))

    def tell(self, handler: Handler, event: Any) -> list[Message]:
        """What one event adds to the ledger."""
        before = len(self.messages())
        handler(self.envelope(event), self.settings)
        return self.messages()[before:]

    def messages(self) -> list[Message]:
        reading().rollback()
        return list(reading().scalars(select(Message).order_by(Message.id)))

    def tasks(self) -> list[Task]:
        reading().rollback()
        return list(reading().scalars(select(Task).order_by(Task.id)))

    def queued(self) -> list[int]:
        """Ids of the messages that wait to be sent."""
        rows = reading().scalars(select(OutboxRow).where(OutboxRow.event == "MessageQueued"))
        return [row.payload["message_id"] for row in rows]


def _added(row: Any) -> int:
    with transaction() as session:
        session.add(row)
        session.flush()
        return int(row.id)


def to(messages: list[Message]) -> set[str]:
    """The addresses told, without the domain."""
    return {message.address.partition("@")[0] for message in messages}

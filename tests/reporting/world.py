"""Legs with their history, written as rows, for reports to be checked against numbers worked out by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from pakn.catalogue.models import BasisKind, Field, Target
from pakn.identity.models import Agency, AgencyKind, Officer, Unit
from pakn.kernel import clock
from pakn.petitions.models import (
    Assignment,
    Channel,
    EndAct,
    Filing,
    Form,
    Leg,
    LegCause,
    Petition,
    Petitioner,
    SubjectScope,
    SubmitterType,
)
from pakn.petitions.workflow import State
from pakn.sla.models import Deadline, Result, Step

STEPS = {
    EndAct.APPROVED: Step.ANSWER,
    EndAct.REFUSED: Step.REFUSE,
    EndAct.RETURNED: Step.RETURN,
    EndAct.FORWARDED: Step.FORWARD,
    EndAct.SUPPLEMENT_ASKED: Step.ASK_SUPPLEMENT,
}


def at(day: str, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of 2026 on a clock in Viet Nam: `at("14/9")`."""
    number, month = map(int, day.split("/"))
    return datetime(2026, month, number, hour, minute, tzinfo=clock.VIETNAM).astimezone(UTC)


def on(day: str) -> date:
    """A day of 2026: `on("14/9")`."""
    number, month = map(int, day.split("/"))
    return date(2026, month, number)


@dataclass
class World:
    """A province, two communes with two units, two fields, and whatever a test adds."""

    session: Session
    province: Agency = field(init=False)
    commune: Agency = field(init=False)
    neighbour: Agency = field(init=False)
    economy: Unit = field(init=False)
    culture: Unit = field(init=False)
    land: Field = field(init=False)
    civil: Field = field(init=False)

    def __post_init__(self) -> None:
        self.province = self._agency("tinh", AgencyKind.PROVINCE, "Tỉnh Thử", None)
        self.commune = self._agency("xa-mot", AgencyKind.COMMUNE, "Xã Một", self.province)
        self.neighbour = self._agency("xa-hai", AgencyKind.COMMUNE, "Xã Hai", self.province)
        self.economy = self._add(Unit(agency=self.commune, code="kinh-te", name="Phòng Kinh tế"))
        self.culture = self._add(Unit(agency=self.commune, code="van-hoa", name="Phòng Văn hóa"))
        self.land = self._add(Field(field_set="commune", code="dat_dai", name="Đất đai"))
        self.civil = self._add(Field(field_set="commune", code="ho_tich", name="Hộ tịch"))

    def _add(self, row):  # type: ignore[no-untyped-def]  # whatever row comes in goes out
        self.session.add(row)
        self.session.flush()
        return row

    def _agency(self, code: str, kind: AgencyKind, name: str, parent: Agency | None) -> Agency:
        return self._add(Agency(code=code, kind=kind, name=f"UBND {name}", short_name=name, parent=parent))

    def petition(self, number: int, agency: Agency | None = None) -> Petition:
        petitioner = Petitioner(
            submitter_type=SubmitterType.PERSON, full_name="Người Thử", address="Thôn Thử"
        )
        return self._add(
            Petition(
                code=f"PAKN-2026-{number:06d}-T",
                secret_digest="-",
                received_at=at("1/6"),
                form=Form.WRITTEN,
                channel=Channel.WEB,
                petitioner=petitioner,
                subject=f"Việc thứ {number}",
                content="Nội dung",
                search_text="",
                agency=agency or self.commune,
                state=State.RECEIVED,
                scope=SubjectScope.PAKN,
            )
        )

    def leg(
        self,
        opened: datetime,
        due: str,
        ended: tuple[EndAct, datetime] | None = None,
        limit: str | None = None,
        *,
        petition: Petition | None = None,
        agency: Agency | None = None,
        cause: LegCause = LegCause.RECEIVED,
        unit: Unit | None = None,
        topic: Field | None = None,
    ) -> Leg:
        """A leg with its answer deadline, its unit and field, and the act that ended it beside that act's limit."""
        where = agency or self.commune
        petition = petition or self.petition(self._next(), where)
        act, ended_at = ended or (None, None)
        leg = self._add(
            Leg(
                petition=petition, agency=where, cause=cause, opened_at=opened, ended_at=ended_at, end_act=act
            )
        )
        answered_at = ended_at if act is EndAct.APPROVED else None
        self.deadline(leg, Step.ANSWER, due, opened, answered_at)
        if act in STEPS and act is not EndAct.APPROVED and limit and ended_at:
            self.deadline(leg, STEPS[act], limit, ended_at, ended_at)
        if unit:
            self.assign(leg, unit, opened, ended_at)
        if topic:
            self.file(petition, topic, opened)
        return leg

    def _next(self) -> int:
        return self.session.query(Petition).count() + 1

    def deadline(
        self,
        leg: Leg,
        step: Step,
        due: str,
        made: datetime,
        met: datetime | None = None,
        replaced: datetime | None = None,
    ) -> Deadline:
        return self._add(
            Deadline(
                leg=leg,
                step=step,
                started_on=clock.day_of(made),
                working_days=15,
                due_on=on(due),
                provisional=False,
                explanation={},
                result=Result.MET if met else Result.OPEN,
                met_at=met,
                created_at=made,
                superseded_at=replaced,
            )
        )

    def deadlines(self, leg: Leg) -> list[Deadline]:
        return self.session.query(Deadline).filter_by(leg_id=leg.id).order_by(Deadline.id).all()

    def assign(self, leg: Leg, unit: Unit | None, since: datetime, until: datetime | None = None) -> None:
        self._add(Assignment(leg_id=leg.id, unit_id=unit.id if unit else None, from_at=since, to_at=until))

    def file(self, petition: Petition, topic: Field, since: datetime, until: datetime | None = None) -> None:
        self._add(
            Filing(
                petition_id=petition.id,
                field_id=topic.id,
                scope=SubjectScope.PAKN,
                suggestions={},
                from_at=since,
                to_at=until,
            )
        )

    def target(self, agency: Agency, value: float, source: str = "Kế hoạch thử", year: int = 2026) -> None:
        self._add(
            Target(
                agency_id=agency.id,
                year=year,
                indicator="on_time_rate",
                value=value,
                basis_kind=BasisKind.LOCAL,
                source=source,
            )
        )

    def officer(self, name: str) -> Officer:
        return self._add(Officer(username=name, full_name=name.title()))

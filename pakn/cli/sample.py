"""The sample commune of `pakn demo`: an organisation, people, and petitions played through the real services.

Every petition takes the way a real one takes; only the clock is turned back, so that some are near their last day,
one is late and some are public, whatever the day on which the demo is started.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.handling import verbs
from pakn.identity import queries as identity
from pakn.identity.loading import document
from pakn.identity.loading.document import Document
from pakn.identity.models import Agency, Officer, Unit
from pakn.intake import service as intake
from pakn.intake.submission import Submission
from pakn.kernel import clock, codes
from pakn.kernel.audit import CITIZEN, Actor
from pakn.petitions import service as petitions
from pakn.petitions.models import Channel, Petition, Petitioner, SubjectScope, SubmitterType
from pakn.petitions.service import Acting
from pakn.petitions.visibility import capacities
from pakn.routing import loading
from pakn.routing import service as routing
from pakn.sla import queries as sla_queries
from pakn.sla import service as sla
from pakn.sla.models import Step

Data = Mapping[str, Any]
AGENCY = "xa-mau"
OFFICE, LEADER = "vanphong", "chutich"
_TRIAGED_AFTER = timedelta(minutes=40)


@dataclass(frozen=True)
class Act:
    """One thing that happens to one petition at one moment; `step` None: it arrives."""

    at: datetime
    petition: int
    step: Data | None


def is_there(session: Session) -> bool:
    """Whether the sample commune has been made already."""
    return identity.agency_by_code(session, AGENCY) is not None


def name(session: Session) -> str:
    """What the sample commune is called."""
    agency = identity.agency_by_code(session, AGENCY)
    return agency.name if agency else ""


def make(session: Session, *, key: bytes, now: datetime) -> None:
    """Make the commune, its people and its petitions, in the caller's transaction."""
    loading.load_document(session, _organisation(), now)
    told = packaged_petitions()
    stage = _Stage(session, key, told)
    for act in _acts(session, told, now):
        stage.play(act)


def packaged_petitions() -> list[Data]:
    """What is told in the packaged file, in its order."""
    found: list[Data] = yaml.safe_load(_text("petitions.yaml"))
    return found


def token(number: int) -> str:
    """The form token of a sample petition; from it comes its secret."""
    return f"demo-{number}"


def to_try(session: Session, key: bytes) -> tuple[str, str] | None:
    """Code and secret of the first sample petition, to look at as its citizen would."""
    code = session.scalar(select(Petition.code).where(Petition.submission_key == token(0)))
    return (code, codes.new_secret(key, token(0))) if code else None


def _text(name: str) -> str:
    return (files("pakn") / "data" / "demo" / name).read_text(encoding="utf-8")


def _organisation() -> Document:
    """The packaged model of a commune with the sample's contact, people and heads put in."""
    data = document.read(loading.preset_text("xa")).data
    added = document.read(_text("organisation.yaml")).data
    units = [unit | {"head": added["heads"].get(unit["code"])} for unit in data["units"]]
    merged = data | {"agency": data["agency"] | added["agency"], "units": units}
    return Document(merged | {"officers": added["officers"], "posts": added["posts"]}, {})


# --- when ----------------------------------------------------------------------------------------------------------


def _acts(session: Session, told: list[Data], now: datetime) -> list[Act]:
    """Everything that happens, in the order of time and none of it later than now."""
    acts = [act for number, each in enumerate(told) for act in _of_one(session, number, each, now)]
    latest, ordered = now, []
    for act in sorted(acts, key=lambda each: each.at, reverse=True):
        latest = min(act.at, latest - timedelta(seconds=1))
        ordered.append(Act(latest, act.petition, act.step))
    return ordered[::-1]


def _of_one(session: Session, number: int, told: Data, now: datetime) -> Iterator[Act]:
    arrived = _moment(session, told["day"], told["at"], now)
    yield Act(arrived, number, None)
    if not told.get("waits"):
        yield Act(arrived + _TRIAGED_AFTER, number, {"do": "triage"})
    for step in told.get("steps", ()):
        yield Act(_moment(session, step["day"], step["at"], now), number, step)


def _moment(session: Session, days_ago: int, at: str, now: datetime) -> datetime:
    today = clock.day_of(now)
    day: date = sla_queries.calendar(session).add(today, -days_ago) if days_ago else today
    return datetime.combine(day, time.fromisoformat(at), clock.VIETNAM).astimezone(now.tzinfo)


# --- what ----------------------------------------------------------------------------------------------------------


class _Stage:
    """Plays one act after another on the petitions told of."""

    def __init__(self, session: Session, key: bytes, told: list[Data]) -> None:
        self.session, self.key, self.told = session, key, told
        self.codes: dict[int, Petition] = {}

    def play(self, act: Act) -> None:
        """Do the act at its moment."""
        if act.step is None:
            self.codes[act.petition] = self._arrive(act)
            return
        petition = self.codes[act.petition]
        if act.step["do"] == "triage":
            self._triage(petition, self.told[act.petition], act.at)
            return
        _DEEDS[act.step["do"]](self, petition, act.step, act.at)

    def _arrive(self, act: Act) -> Petition:
        told = self.told[act.petition]
        if "transferred" in told:
            return self._arrive_from_above(act, told)
        receipt = intake.submit(self.session, _submission(act.petition, told), key=self.key, now=act.at)
        return self.session.scalars(select(Petition).where(Petition.code == receipt.code)).unique().one()

    def _arrive_from_above(self, act: Act, told: Data) -> Petition:
        """One that came by the province's system, entered by the office."""
        sent, origin = _submission(act.petition, told), told["transferred"]
        who = Petitioner(
            submitter_type=SubmitterType(sent.submitter_type),
            full_name=sent.full_name,
            address=sent.address,
            phone=sent.phone,
            email=sent.email,
        )
        arrival = petitions.Arrival(
            agency=self.agency,
            petitioner=who,
            subject=sent.subject,
            content=sent.content,
            channel=Channel.TRANSFERRED,
            received_at=act.at,
            submission_key=sent.token,
            external_system=origin["system"],
            external_code=origin["code"],
            incoming_document_no=origin["document_no"],
            incoming_document_on=clock.day_of(act.at),
        )
        secret = codes.new_secret(self.key, sent.token)
        petition = petitions.receive(
            self.session, arrival, key=self.key, secret=secret, actor=CITIZEN, now=act.at
        )
        routing.route(self.session, petition, routing.file_by_machine(self.session, petition, act.at), act.at)
        sla.start(self.session, petition.leg, Step.ANSWER, act.at)
        return petition

    def _triage(self, petition: Petition, told: Data, at: datetime) -> None:
        """The office puts right what the machine left open or got wrong."""
        field = catalogue.field(self.session, self.agency.field_set, told["field"])
        by = self.acting(petition, OFFICE, at)
        if petition.field is not field or petition.scope is not SubjectScope.PAKN:
            kind, scope = petition.kind, SubjectScope.PAKN
            verbs.refile(self.session, petition, field=field, kind=kind, scope=scope, by=by, now=at)
        rule = routing.holder_for(self.session, petition, told["field"])
        if rule is not None and petition.unit_id != rule.unit_id:
            holder = rule.officer or rule.unit.head
            verbs.assign(self.session, petition, unit=rule.unit, officer=holder, reason="", by=by, now=at)

    @property
    def agency(self) -> Agency:
        """The sample commune."""
        return self.session.scalars(select(Agency).where(Agency.code == AGENCY)).one()

    def officer(self, username: str) -> Officer:
        """Somebody of the commune."""
        return self.session.scalars(select(Officer).where(Officer.username == username)).one()

    def unit(self, code: str) -> Unit:
        """A unit of the commune."""
        return self.session.scalars(
            select(Unit).where(Unit.agency_id == self.agency.id, Unit.code == code)
        ).one()

    def acting(self, petition: Petition, username: str | None, at: datetime) -> Acting:
        """This person, or whoever holds the petition, as they may act on it."""
        officer = self.officer(username) if username else petition.officer
        if officer is None:
            raise LookupError(f"nobody holds {petition.code}")
        viewer = identity.viewer(self.session, officer, clock.day_of(at))
        return Acting(Actor.officer(officer.id), capacities(petition, viewer))


def _submission(number: int, told: Data) -> Submission:
    who = told["who"]
    return Submission(
        submitter_type=who.get("submitter_type", SubmitterType.PERSON.value),
        full_name=who["full_name"],
        organization=who.get("organization", ""),
        address=who["address"],
        phone=who.get("phone", ""),
        contact_by_post=who.get("contact_by_post", False),
        email=who.get("email", ""),
        agency=AGENCY,
        area=told.get("area", ""),
        subject=told["subject"],
        content=told["content"],
        regulation=told.get("regulation", ""),
        publish_name=told.get("publish_name", False),
        token=token(number),
    )


_Deed = Callable[[_Stage, Petition, Data, datetime], None]


def _accept(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    verbs.accept(stage.session, petition, by=stage.acting(petition, step.get("by"), at), now=at)


def _assign(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    unit, officer = stage.unit(step["unit"]), stage.officer(step["officer"])
    by = stage.acting(petition, step.get("by", OFFICE), at)
    verbs.assign(stage.session, petition, unit=unit, officer=officer, reason=step["reason"], by=by, now=at)


def _hand_back(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by"), at)
    verbs.hand_back(stage.session, petition, reason=step["reason"], by=by, now=at)


def _note(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    officer = stage.officer(step["by"]) if "by" in step else petition.officer
    if officer is not None:
        petitions.add_note(stage.session, petition, step["text"], officer.id, at)


def _ask(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by"), at)
    verbs.ask_supplement(stage.session, petition, items=step["items"], by=by, now=at)


def _supplement(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    intake.supplement(stage.session, petition, step["text"], [], now=at)


def _refuse(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by", OFFICE), at)
    verbs.refuse(stage.session, petition, ground=step["ground"], reason=step["reason"], by=by, now=at)


def _forward(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by", OFFICE), at)
    verbs.forward(
        stage.session, petition, to=None, to_name=step["to_name"], reason=step["reason"], by=by, now=at
    )


def _return(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by", OFFICE), at)
    verbs.return_to_sender(stage.session, petition, reason=step["reason"], by=by, now=at)


def _draft(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    outcome = catalogue.outcome(stage.session, step["outcome"])
    by = stage.acting(petition, step.get("by"), at)
    text, grounds = step["text"], step["grounds"]
    verbs.save_draft(stage.session, petition, outcome=outcome, text=text, grounds=grounds, by=by, now=at)


def _submit(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    outcome = catalogue.outcome(stage.session, step["outcome"])
    if outcome is None:
        raise LookupError(step["outcome"])
    by = stage.acting(petition, step.get("by"), at)
    text, grounds = step["text"], step["grounds"]
    verbs.submit(stage.session, petition, outcome=outcome, text=text, grounds=grounds, by=by, now=at)


def _send_back(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by", LEADER), at)
    verbs.send_back(stage.session, petition, reason=step["reason"], by=by, now=at)


def _approve(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by", LEADER), at)
    verbs.approve(stage.session, petition, publish_now=step.get("publish", False), by=by, now=at)


def _publish(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    verbs.publish(stage.session, petition, by=stage.acting(petition, step.get("by", OFFICE), at), now=at)


def _keep_private(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by", OFFICE), at)
    verbs.keep_private(stage.session, petition, reason=step["reason"], by=by, now=at)


def _withdraw(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    intake.withdraw(stage.session, petition, step["reason"], now=at)


def _lapse(stage: _Stage, petition: Petition, step: Data, at: datetime) -> None:
    verbs.lapse(stage.session, petition, now=at)


_DEEDS: Mapping[str, _Deed] = {
    "accept": _accept,
    "assign": _assign,
    "hand_back": _hand_back,
    "note": _note,
    "ask_supplement": _ask,
    "supplement": _supplement,
    "refuse": _refuse,
    "forward": _forward,
    "return": _return,
    "draft": _draft,
    "submit": _submit,
    "send_back": _send_back,
    "approve": _approve,
    "publish": _publish,
    "keep_private": _keep_private,
    "withdraw": _withdraw,
    "lapse": _lapse,
}

"""Playing one sample petition after another: each act goes through the service an officer or a citizen uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.handling import verbs
from pakn.identity import queries as identity
from pakn.identity.models import Agency, Officer, Unit
from pakn.intake import service as intake
from pakn.intake.submission import Submission
from pakn.kernel import clock, codes
from pakn.kernel.audit import CITIZEN, Actor
from pakn.petitions import service as petitions
from pakn.petitions.models import Channel, Petition, Petitioner, SubjectScope, SubmitterType
from pakn.petitions.service import Acting
from pakn.petitions.visibility import capacities
from pakn.routing import service as routing
from pakn.sla import service as sla
from pakn.sla.models import Step

Data = Mapping[str, Any]
AGENCY = "xa-mau"
OFFICE, LEADER = "vanphong", "chutich"


@dataclass(frozen=True)
class Act:
    """One thing that happens to one petition at one moment; `step` None: it arrives."""

    at: datetime
    petition: int
    step: Data | None


def token(number: int) -> str:
    """The form token of a sample petition; from it comes its secret."""
    return f"demo-{number}"


class Stage:
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
            holder = routing.officer_for(self.session, petition, rule, clock.day_of(at))
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


_Deed = Callable[[Stage, Petition, Data, datetime], None]


def _accept(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    verbs.accept(stage.session, petition, by=stage.acting(petition, step.get("by"), at), now=at)


def _assign(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    unit, officer = stage.unit(step["unit"]), stage.officer(step["officer"])
    by = stage.acting(petition, step.get("by", OFFICE), at)
    verbs.assign(stage.session, petition, unit=unit, officer=officer, reason=step["reason"], by=by, now=at)


def _hand_back(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by"), at)
    verbs.hand_back(stage.session, petition, reason=step["reason"], by=by, now=at)


def _note(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    officer = stage.officer(step["by"]) if "by" in step else petition.officer
    if officer is not None:
        petitions.add_note(stage.session, petition, step["text"], officer.id, at)


def _ask(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by"), at)
    verbs.ask_supplement(stage.session, petition, items=step["items"], by=by, now=at)


def _supplement(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    intake.supplement(stage.session, petition, step["text"], [], now=at)


def _refuse(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by", OFFICE), at)
    verbs.refuse(stage.session, petition, ground=step["ground"], reason=step["reason"], by=by, now=at)


def _forward(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by", OFFICE), at)
    verbs.forward(
        stage.session, petition, to=None, to_name=step["to_name"], reason=step["reason"], by=by, now=at
    )


def _return(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by", OFFICE), at)
    verbs.return_to_sender(stage.session, petition, reason=step["reason"], by=by, now=at)


def _draft(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    outcome = catalogue.outcome(stage.session, step["outcome"])
    by = stage.acting(petition, step.get("by"), at)
    text, grounds = step["text"], step["grounds"]
    verbs.save_draft(stage.session, petition, outcome=outcome, text=text, grounds=grounds, by=by, now=at)


def _submit(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    outcome = catalogue.outcome(stage.session, step["outcome"])
    if outcome is None:
        raise LookupError(step["outcome"])
    by = stage.acting(petition, step.get("by"), at)
    text, grounds = step["text"], step["grounds"]
    verbs.submit(stage.session, petition, outcome=outcome, text=text, grounds=grounds, by=by, now=at)


def _send_back(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by", LEADER), at)
    verbs.send_back(stage.session, petition, reason=step["reason"], by=by, now=at)


def _approve(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by", LEADER), at)
    verbs.approve(stage.session, petition, publish_now=step.get("publish", False), by=by, now=at)


def _publish(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    verbs.publish(stage.session, petition, by=stage.acting(petition, step.get("by", OFFICE), at), now=at)


def _keep_private(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    by = stage.acting(petition, step.get("by", OFFICE), at)
    verbs.keep_private(stage.session, petition, reason=step["reason"], by=by, now=at)


def _withdraw(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
    intake.withdraw(stage.session, petition, step["reason"], now=at)


def _lapse(stage: Stage, petition: Petition, step: Data, at: datetime) -> None:
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

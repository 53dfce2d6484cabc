"""How a filled form becomes its verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.handling import verbs
from pakn.handling.views import asking
from pakn.identity import queries as identity
from pakn.identity.models import Officer, Unit
from pakn.intake import completing
from pakn.intake import service as intake
from pakn.intake.submission import Contacts, phone_number
from pakn.kernel import clock
from pakn.kernel.errors import Refused, Stale
from pakn.petitions.models import Petition
from pakn.petitions.service import Acting
from pakn.petitions.workflow import Verb
from pakn.publishing import service as publishing
from pakn.web.forms import BaseForm


def carry_out(
    session: Session, petition: Petition, verb: Verb, form: BaseForm, by: Acting, now: datetime
) -> None:
    """Turn a filled form into its verb."""
    _DOES[verb](session, petition, form.data, by, now)


_Said = dict[str, Any]


def _assign(session: Session, petition: Petition, said: _Said, by: Acting, now: datetime) -> None:
    unit, officer = _holder(session, petition, said["holder"], clock.day_of(now))
    verbs.assign(session, petition, unit=unit, officer=officer, reason=said["reason"] or "", by=by, now=now)


def _accept(session: Session, petition: Petition, said: _Said, by: Acting, now: datetime) -> None:
    verbs.accept(session, petition, by=by, now=now)


def _refuse(session: Session, petition: Petition, said: _Said, by: Acting, now: datetime) -> None:
    verbs.refuse(session, petition, ground=said["ground"], reason=said["reason"], by=by, now=now)


def _ask_supplement(session: Session, petition: Petition, said: _Said, by: Acting, now: datetime) -> None:
    verbs.ask_supplement(session, petition, items=said["items"], by=by, now=now)


def _supplement(session: Session, petition: Petition, said: _Said, by: Acting, now: datetime) -> None:
    contacts = Contacts(
        full_name=said.get("full_name") or "",
        address=said.get("address") or "",
        phone=phone_number(said.get("phone") or ""),
        contact_by_post=bool(said.get("contact_by_post")),
    )
    filled = completing.gaps_filled(petition.petitioner, contacts)
    typist = by.actor.officer_id
    intake.add_supplement(session, petition, said["content"], [], filled, by=by, officer_id=typist, now=now)


def _forward(session: Session, petition: Petition, said: _Said, by: Acting, now: datetime) -> None:
    to = identity.agency_by_code(session, said["agency"]) if said["agency"] else None
    verbs.forward(session, petition, to=to, to_name=said["other"], reason=said["reason"], by=by, now=now)


def _return(session: Session, petition: Petition, said: _Said, by: Acting, now: datetime) -> None:
    verbs.return_to_sender(session, petition, reason=said["reason"], by=by, now=now)


def _hand_back(session: Session, petition: Petition, said: _Said, by: Acting, now: datetime) -> None:
    verbs.hand_back(session, petition, reason=said["reason"], by=by, now=now)


def _submit(session: Session, petition: Petition, said: _Said, by: Acting, now: datetime) -> None:
    outcome = catalogue.outcome(session, said["outcome"])
    if outcome is None:
        raise Refused("no_outcome")
    verbs.submit(session, petition, outcome=outcome, text=said["text"], grounds=said["basis"], by=by, now=now)


def _same_as_shown(said: _Said, now_there: str) -> None:
    """Nobody signs what they have not read: raises Stale when the text is not the one the page had shown."""
    if said["shown"] and said["shown"] != now_there:
        raise Stale("changed_meanwhile")


def _approve(session: Session, petition: Petition, said: _Said, by: Acting, now: datetime) -> None:
    _same_as_shown(said, asking.reply_mark(session, petition))
    verbs.approve(session, petition, publish_now=said["publish_now"], by=by, now=now)


def _send_back(session: Session, petition: Petition, said: _Said, by: Acting, now: datetime) -> None:
    verbs.send_back(session, petition, reason=said["reason"], by=by, now=now)


def _publish(session: Session, petition: Petition, said: _Said, by: Acting, now: datetime) -> None:
    _same_as_shown(said, asking.snapshot_mark(session, petition))
    draft = publishing.of_petition(session, petition)
    if draft is not None:
        publishing.edit(session, draft, **{part: said[part] or "" for part in asking.SNAPSHOT_PARTS})
    verbs.publish(session, petition, by=by, now=now)


def _keep_private(session: Session, petition: Petition, said: _Said, by: Acting, now: datetime) -> None:
    verbs.keep_private(session, petition, reason=said["reason"], by=by, now=now)


_DOES: dict[Verb, Callable[[Session, Petition, _Said, Acting, datetime], None]] = {
    Verb.ASSIGN: _assign,
    Verb.ACCEPT: _accept,
    Verb.REFUSE: _refuse,
    Verb.ASK_SUPPLEMENT: _ask_supplement,
    Verb.SUPPLEMENT: _supplement,
    Verb.FORWARD: _forward,
    Verb.RETURN: _return,
    Verb.HAND_BACK: _hand_back,
    Verb.SUBMIT: _submit,
    Verb.APPROVE: _approve,
    Verb.SEND_BACK: _send_back,
    Verb.PUBLISH: _publish,
    Verb.KEEP_PRIVATE: _keep_private,
}


def _holder(
    session: Session, petition: Petition, chosen: str, on: date
) -> tuple[Unit | None, Officer | None]:
    """What "unit" or "unit:officer" means; a unit alone means its head, if there is one at work."""
    unit_id, _colon, officer_id = chosen.partition(":")
    unit = session.get(Unit, int(unit_id)) if unit_id else None
    if unit is None:
        return None, None
    named = session.get(Officer, int(officer_id)) if officer_id else None
    return unit, named or verbs.head_at_work(session, petition, unit, on)


def save_draft(session: Session, petition: Petition, form: BaseForm, by: Acting, now: datetime) -> None:
    """Keep an unfinished answer, however unfinished; a template that was pressed is added at its end."""
    said = form.data
    text = "\n\n".join(part for part in (said["text"], asking.pressed_template(session, petition)) if part)
    outcome = catalogue.outcome(session, said["outcome"] or "")
    verbs.save_draft(
        session, petition, outcome=outcome, text=text, grounds=said["basis"] or "", by=by, now=now
    )

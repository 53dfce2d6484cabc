"""How a petitioner is reached: corrected when a letter did not arrive, and what never arrived is sent once more."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from pakn.kernel.errors import NotAllowed
from pakn.notifications import bounces
from pakn.notifications import queries as notifications
from pakn.petitions import events, petitioners, timeline
from pakn.petitions.models import Petition
from pakn.petitions.petitioners import Reach, Source
from pakn.petitions.service import Acting


def correct_contact(
    session: Session, petition: Petition, to: Reach, *, source: Source, by: Acting, now: datetime
) -> bool:
    """From now on the petitioner is reached so; whoever works on the petition may say it, in any state.

    Raises NotAllowed("verb_not_yours"). False, and no entry, when all stays as it was.
    """
    _permit(petition, by)
    before, after = asdict(petitioners.reach(petition.petitioner)), asdict(to)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return False
    for name in changed:
        setattr(petition.petitioner, name, after[name])
    old, new = ({name: each[name] for name in changed} for each in (before, after))
    corrected = events.ContactCorrected(petition.id, source.value, old, new)
    timeline.record(session, petition, corrected, by.actor, now)
    return True


def takes_mail_at(session: Session, petition: Petition, address: str) -> bool:
    """Whether what did not arrive may be sent to this address: not where it went in vain, nor to a dead one."""
    in_vain = {message.address.lower() for _task, message in notifications.not_arrived(session, petition.id)}
    dead = bounces.is_dead(session, petition.petitioner, address)
    return bool(address) and address.lower() not in in_vain and not dead


def send_again(session: Session, petition: Petition, *, by: Acting, now: datetime) -> None:
    """Send every mail that did not arrive to the petitioner's address, in place of the call or letter it had become.

    Raises NotAllowed("verb_not_yours").
    """
    officer_id = _permit(petition, by)
    for task, message in notifications.not_arrived(session, petition.id):
        again = events.NoticeSentAgain(petition.id, message.id)
        timeline.record(session, petition, again, by.actor, now)
        task.done_at, task.done_by = now, officer_id


def _permit(petition: Petition, by: Acting) -> int:
    """The officer who acts."""
    if by.actor.officer_id is None or not by.capacities:
        raise NotAllowed("verb_not_yours", verb="contact", state=petition.state)
    return by.actor.officer_id

"""Which event is told by which handlers: the whole table. An empty row says that nobody needs to be told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pakn.kernel.outbox import Envelope
from pakn.mailbox import conversation
from pakn.notifications import service, to_citizens, to_officers
from pakn.notifications.events import MessageQueued
from pakn.petitions import events as petitions
from pakn.settings import Settings
from pakn.sla import events as sla

Handler = Callable[[Envelope, Settings], None]

HANDLERS: dict[type[Any], tuple[Handler, ...]] = {
    petitions.PetitionReceived: (to_citizens.receipt,),
    petitions.PetitionFiled: (),
    petitions.PetitionAssigned: (to_officers.assigned,),
    petitions.PetitionAccepted: (),
    petitions.PetitionHandedBack: (to_officers.handed_back,),
    petitions.SupplementAsked: (to_citizens.supplement_asked,),
    petitions.PetitionSupplemented: (to_citizens.supplemented, to_officers.supplemented),
    petitions.PetitionerCompleted: (),
    petitions.ContactCorrected: (),
    petitions.NoticeSentAgain: (to_citizens.sent_again,),
    petitions.CitizenWrote: (to_officers.citizen_wrote,),
    petitions.FilesNotTaken: (to_citizens.files_not_taken,),
    petitions.PetitionRefused: (to_citizens.refused,),
    petitions.PetitionForwarded: (to_citizens.forwarded,),
    petitions.PetitionReturned: (to_citizens.returned,),
    petitions.PetitionLapsed: (to_citizens.lapsed,),
    petitions.PetitionWithdrawn: (to_citizens.withdrawn, to_officers.withdrawn),
    petitions.ReplySubmitted: (to_officers.reply_submitted,),
    petitions.ReplySentBack: (to_officers.reply_sent_back,),
    petitions.PetitionAnswered: (to_citizens.answered, to_officers.reply_approved),
    petitions.ResultPublished: (to_citizens.published,),
    petitions.ResultKeptPrivate: (),
    petitions.NoteAdded: (),
    petitions.AboutOfficersSet: (to_officers.officers_named,),
    petitions.TaskDone: (service.task_done,),
    petitions.PhoneShown: (),
    petitions.AccessRefused: (),
    sla.DeadlineNear: (to_officers.deadline_near,),
    sla.DeadlinePassed: (to_officers.deadline_passed,),
    sla.DeadlineMoved: (to_citizens.deadline_moved,),
    sla.DecisionNear: (to_officers.decision_near,),
    sla.SupplementReminded: (to_citizens.supplement_reminded,),
    MessageQueued: (conversation.deliver,),
}

EVENTS = {event.__name__: event for event in HANDLERS}

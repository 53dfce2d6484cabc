"""What officers do to a petition, one function a verb. Each checks the workflow table, each leaves history."""

from pakn.handling.verbs.answering import approve, keep_private, publish, save_draft, send_back, submit
from pakn.handling.verbs.deciding import accept, ask_supplement, forward, lapse, refuse, return_to_sender
from pakn.handling.verbs.holding import assign, hand_back, head_at_work, name_officers, refile
from pakn.handling.verbs.reaching import correct_contact, send_again, takes_mail_at

__all__ = [
    "accept",
    "approve",
    "ask_supplement",
    "assign",
    "correct_contact",
    "forward",
    "hand_back",
    "head_at_work",
    "keep_private",
    "lapse",
    "name_officers",
    "publish",
    "refile",
    "refuse",
    "return_to_sender",
    "save_draft",
    "send_again",
    "send_back",
    "submit",
    "takes_mail_at",
]

"""The states and verbs of the handling rules, written out by hand: a second opinion on the program's own table."""

from __future__ import annotations

STATES = {
    "received",
    "awaiting_supplement",
    "in_progress",
    "awaiting_approval",
    "awaiting_publication",
    "published",
    "answered_unpublished",
    "refused",
    "returned",
    "forwarded",
    "lapsed",
    "withdrawn",
}

VERBS_FROM = {
    "received": {"assign", "accept", "refuse", "ask_supplement", "forward", "return", "withdraw"},
    "awaiting_supplement": {"supplement", "lapse", "withdraw"},
    "in_progress": {"assign", "hand_back", "ask_supplement", "forward", "return", "submit"},
    "awaiting_approval": {"approve", "send_back"},
    "awaiting_publication": {"publish", "keep_private"},
    "published": set(),
    "answered_unpublished": set(),
    "refused": set(),
    "returned": set(),
    "forwarded": set(),
    "lapsed": set(),
    "withdrawn": set(),
}

RULES = {
    ("received", "assign"): ("received", "office leader unit_head assignee"),
    ("received", "accept"): ("in_progress", "office assignee"),
    ("received", "refuse"): ("refused", "office assignee"),
    ("received", "ask_supplement"): ("awaiting_supplement", "office assignee machine"),
    ("received", "forward"): ("forwarded", "office assignee"),
    ("received", "return"): ("returned", "office assignee"),
    ("received", "withdraw"): ("withdrawn", "citizen"),
    ("awaiting_supplement", "supplement"): ("received", "citizen office assignee"),
    ("awaiting_supplement", "lapse"): ("lapsed", "machine"),
    ("awaiting_supplement", "withdraw"): ("withdrawn", "citizen"),
    ("in_progress", "assign"): ("in_progress", "office leader unit_head"),
    ("in_progress", "hand_back"): ("in_progress", "assignee"),
    ("in_progress", "ask_supplement"): ("awaiting_supplement", "office assignee"),
    ("in_progress", "forward"): ("forwarded", "office assignee"),
    ("in_progress", "return"): ("returned", "office assignee"),
    ("in_progress", "submit"): ("awaiting_approval", "assignee"),
    ("awaiting_approval", "approve"): ("awaiting_publication", "leader"),
    ("awaiting_approval", "send_back"): ("in_progress", "leader"),
    ("awaiting_publication", "publish"): ("published", "office leader"),
    ("awaiting_publication", "keep_private"): ("answered_unpublished", "office leader"),
}
"""(state, verb): where it leads, and who may. A supplement asked after acceptance leads back to `in_progress`."""

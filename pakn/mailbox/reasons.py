"""Why a mail was set aside or refused: codes for programs; `wording` has their sentences."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What this package itself finds; the parser has codes of its own for automatic and unusable mail."""

    NOT_VIETNAMESE = "not_vietnamese"
    SPAM = "spam"
    ASKED_TODAY = "asked_today"
    TOO_MANY = "too_many"
    NO_AGENCY = "no_agency"
    OFFICER_REPLY = "officer_reply"
    STRANGER = "stranger"
    TOO_LARGE = "too_large"
    STOPPED = "stopped_the_program"


FAULT = "fault:"
_LENGTH = 64


def of_fault(kind: str) -> str:
    """The reason of a mail that the program broke on, as in `fault:ValueError`."""
    return (FAULT + kind)[:_LENGTH]


def is_fault(reason: str) -> bool:
    """Whether a repair of the program may bring the mail through."""
    return reason.startswith(FAULT) or reason == Reason.STOPPED

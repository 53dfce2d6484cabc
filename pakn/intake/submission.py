"""What a citizen sent, whatever the way: checked, cleaned, and ready for the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import phonenumbers

REGION = "VN"
NAME_LENGTH = 200
ADDRESS_LENGTH = 500
SUBJECT_LENGTH = 200
CONTENT_LENGTH = 10_000
ORGANIZATION_LENGTH = 255
REGULATION_LENGTH = 500
MAX_FILES = 10
NOTICE_VERSION = "2026-11"


@dataclass(frozen=True)
class Submission:
    """A petition in the citizen's own words; `phone` is E.164 or empty, `token` names the form or mail it came from.

    `channel` is a value of petitions.models.Channel. `received_at` (aware) starts the clock; None means now. What a
    mail does not say of its sender stays empty.
    """

    submitter_type: str
    full_name: str
    organization: str
    address: str
    phone: str
    contact_by_post: bool
    email: str
    agency: str
    area: str
    subject: str
    content: str
    regulation: str
    publish_name: bool
    token: str
    file_keys: tuple[str, ...] = ()
    channel: str = "web"
    received_at: datetime | None = None


@dataclass(frozen=True)
class Contacts:
    """What the law requires to know of a petitioner (Điều 7, Nghị định 20/2008/NĐ-CP), as far as it is known.

    `phone` is E.164 or empty; `contact_by_post` stands for it.
    """

    full_name: str = ""
    address: str = ""
    phone: str = ""
    contact_by_post: bool = False
    organization: str = ""


class PhoneProblem(ValueError):
    """The number cannot be called; `digits` is how many were typed."""

    def __init__(self, digits: int) -> None:
        super().__init__(f"{digits} digits")
        self.digits = digits


def phone_number(typed: str) -> str:
    """A number as people write it, in E.164; empty stays empty. Raises PhoneProblem for one that cannot be called."""
    if not typed.strip():
        return ""
    try:
        parsed = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        raise PhoneProblem(_digits(typed)) from None
    if not phonenumbers.is_valid_number(parsed):
        raise PhoneProblem(_digits(typed))
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def shown_phone(stored: str) -> str:
    """A stored number as people in Viet Nam write it."""
    if not stored:
        return ""
    parsed = phonenumbers.parse(stored, REGION)
    home = parsed.country_code == phonenumbers.country_code_for_region(REGION)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def _digits(typed: str) -> int:
    return sum(char.isdigit() for char in typed)

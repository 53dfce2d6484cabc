"""What the law requires to know of a petitioner (Điều 7, Nghị định 20/2008/NĐ-CP), and what is said while it is not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pakn.petitions.models import Petitioner
from pakn.web.i18n import _


class Source(StrEnum):
    """How the office knows that a petitioner is reached otherwise than they had written."""

    TELEPHONE = "dien_thoai"
    COUNTER = "tai_quay"
    LETTER = "thu"
    PETITION = "noi_dung"
    TYPING = "go_sai"


@dataclass(frozen=True)
class Reach:
    """How a petitioner is reached: `phone` is E.164 or empty, `contact_by_post` the wish to be written to."""

    email: str
    phone: str
    address: str
    contact_by_post: bool


def reach(petitioner: Petitioner) -> Reach:
    """How the petitioner is reached as far as it is known."""
    return Reach(petitioner.email, petitioner.phone, petitioner.address, petitioner.contact_by_post)


def missing(petitioner: Petitioner) -> tuple[str, ...]:
    """The names of what is required and not there; a wish to be written to stands for the telephone."""
    needed = {
        "full_name": petitioner.full_name,
        "address": petitioner.address,
        "phone": petitioner.phone or petitioner.contact_by_post,
    }
    return tuple(name for name, there in needed.items() if not there)


def shown_name(petitioner: Petitioner) -> str:
    """The name for lists and papers of the office, or the words for one that nobody knows yet."""
    return petitioner.full_name or _("chưa rõ tên")


def shown_address(petitioner: Petitioner) -> str:
    """The same for the address."""
    return petitioner.address or _("chưa rõ địa chỉ")

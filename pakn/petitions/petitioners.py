"""What the law requires to know of a petitioner (Điều 7, Nghị định 20/2008/NĐ-CP), and what is said while it is not."""

from __future__ import annotations

from pakn.petitions.models import Petitioner
from pakn.web.i18n import _


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

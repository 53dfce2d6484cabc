"""The agency whose name stands over a page, and the signed-in officer in its corner."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from pakn.identity import queries
from pakn.identity.models import Agency, AgencyKind
from pakn.identity.permissions import Viewer
from pakn.kernel import installation

_NOUNS = {
    AgencyKind.PROVINCE: "tỉnh",
    AgencyKind.DEPARTMENT: "sở",
    AgencyKind.COMMUNE: "xã",
    AgencyKind.WARD: "phường",
    AgencyKind.SPECIAL_ZONE: "đặc khu",
}


@dataclass(frozen=True)
class AgencyCard:
    """What pages say of an agency (the contact notice of Điều 13); `noun` is what it calls itself,
    `demo` marks a sample."""

    name: str = ""
    short_name: str = ""
    address: str = ""
    postal_address: str = ""
    hotline: str = ""
    email: str = ""
    website: str = ""
    office_hours: str = ""
    noun: str = "xã"
    demo: bool = False


def card(agency: Agency | None, *, demo: bool) -> AgencyCard:
    """The card of an agency; an empty one before any is set up."""
    if agency is None:
        return AgencyCard(name="PAKN", short_name="PAKN", demo=demo)
    return AgencyCard(
        name=agency.name,
        short_name=agency.short_name,
        address=agency.address,
        postal_address=agency.postal_address,
        hotline=agency.hotline,
        email=agency.email,
        website=agency.website,
        office_hours=agency.office_hours,
        noun=noun(agency),
        demo=demo,
    )


def noun(agency: Agency) -> str:
    """What an agency calls itself in a sentence, "xã" or "phường", never "hệ thống"."""
    return _NOUNS[agency.kind]


def agency_on_page(session: Session, viewer: Viewer | None, asked: str) -> Agency | None:
    """An officer's own agency; for citizens the one the address names, else the topmost that takes petitions."""
    if viewer is not None and viewer.posts:
        return session.get(Agency, viewer.posts[0].agency_id)
    found = queries.receiving_agencies(session)
    named = next((each for each in found if each.code == asked), None)
    shown = named or next((each for each in found if each.parent_id is None), found[0] if found else None)
    return installation.here(session, shown) if shown else None


def initials(name: str) -> str:
    """The first letters of the last two words of a name."""
    return "".join(word[0] for word in name.split()[-2:]).upper()

"""What taking mail in needs to know of the installation, worked out once for any number of mails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pakn.kernel import addresses, mailboxes
from pakn.kernel.files import Store
from pakn.mailbox.letters import Ours
from pakn.settings import Settings


@dataclass(frozen=True)
class Door:
    """The installation as a mail meets it; `agencies` are codes of agencies by our addresses, lower case."""

    ours: Ours
    store: Store
    agencies: Mapping[str, str]
    key: bytes = field(repr=False)

    def address_of(self, recipients: tuple[str, ...]) -> str:
        """The first of these addresses that is a mailbox of ours; empty when none is."""
        bare = (addresses.unmarked(each, delimiter=self.ours.delimiter) for each in recipients)
        return next((each for each in bare if each in self.agencies), "")


def door_of(settings: Settings) -> Door:
    """The door of an installation. Raises ValueError when the mailboxes cannot be read."""
    agencies = {box.address: box.agency for box in mailboxes.read(settings.imap_url)}
    own = frozenset(agencies) | {settings.sender_address.lower()}
    ours = Ours(settings.mail_domain, own, settings.key, settings.mail_delimiter)
    return Door(ours, Store(settings.data_dir / "files"), agencies, settings.key)

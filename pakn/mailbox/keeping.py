"""Files that came with a mail: checked like uploads, written only when the mail is entered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from sqlalchemy.orm import Session

from pakn.intake.submission import MAX_FILES
from pakn.kernel import files
from pakn.kernel.errors import Refused
from pakn.kernel.files import Store, StoredFile
from pakn.mailbox.letters import Attached
from pakn.web.sentences import sentence


@dataclass
class Keeper:
    """Writes files for one transaction and can take them all back when that is rolled back."""

    store: Store
    written: list[str] = field(default_factory=list)

    def keep(
        self, session: Session, attached: tuple[Attached, ...], now: datetime
    ) -> tuple[tuple[str, ...], list[str]]:
        """The keys of the files that were taken, and a sentence for each that was not."""
        refused: list[str] = []
        taken: list[StoredFile] = []
        for each in attached:
            try:
                if len(taken) >= MAX_FILES:
                    raise Refused("file_count", name=files.safe_name(each.name), limit=MAX_FILES)
                taken.append(self._accept(each, now))
            except Refused as problem:
                refused.append(sentence(problem))
        session.add_all(taken)
        session.flush()
        return tuple(row.key for row in taken), refused

    def take_back(self) -> None:
        """Nothing of it is owned by anybody: off the disk with it."""
        for key in self.written:
            self.store.remove(key)
        self.written.clear()

    def _accept(self, each: Attached, now: datetime) -> StoredFile:
        for folder in (self.store.folder.parent, self.store.folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        row = files.accept(self.store, BytesIO(each.data), each.name, now)
        self.written.append(row.key)
        return row

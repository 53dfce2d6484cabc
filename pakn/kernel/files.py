"""Files people send: sniffed, kept outside the web root, staged until something owns them."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from pakn.kernel.errors import Refused
from pakn.kernel.tables import Base, Id, code_column
from pakn.kernel.text import one_line

MAX_BYTES = 10 * 1024 * 1024
STAGED_FOR = timedelta(hours=24)
_GRACE = timedelta(hours=1)
_NAME_LENGTH = 150
_SUFFIX_LENGTH = 10
_WORD_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class StoredFile(Base):
    """A file on disk. While `staged_until` is set nothing owns it, and it goes when that moment has passed."""

    __tablename__ = "stored_file"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(code_column(), unique=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(code_column())
    created_at: Mapped[datetime]
    staged_until: Mapped[datetime | None] = mapped_column(index=True)


@dataclass(frozen=True)
class Store:
    """The folder in which files lie, each under a random key."""

    folder: Path

    def path(self, key: str) -> Path:
        """Where the file with this key lies."""
        return self.folder / key[:2] / key

    def write(self, key: str, data: bytes) -> None:
        """Put a file safely on disk before the database says that it is there."""
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())

    def remove(self, key: str) -> None:
        """Take the file off the disk, after the database has forgotten it; none there is as good."""
        self.path(key).unlink(missing_ok=True)


def accept(store: Store, stream: IO[bytes], name: str, now: datetime) -> StoredFile:
    """Check and write one upload; the caller adds the row. Raises Refused: file_type, file_size or file_empty."""
    shown = safe_name(name)
    extension = Path(shown).suffix.lower()
    if extension not in TYPES:
        raise Refused("file_type", name=shown)
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Refused("file_size", name=shown)
    if not data:
        raise Refused("file_empty", name=shown)
    if sniff(data) != TYPES[extension]:
        raise Refused("file_content", name=shown)
    key = secrets.token_hex(16)
    store.write(key, data)
    return StoredFile(
        key=key,
        name=shown,
        media_type=TYPES[extension],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        created_at=now,
        staged_until=now + STAGED_FOR,
    )


def sniff(data: bytes) -> str | None:
    """The media type that the content itself shows, among those taken here; None for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return TYPES[".jpg"]
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return TYPES[".png"]
    if b"%PDF-" in data[:1024]:
        return TYPES[".pdf"]
    if data.startswith(_WORD_OLE):
        return TYPES[".doc"]
    if data.startswith(b"PK") and _holds_word_document(data):
        return TYPES[".docx"]
    return None


def _holds_word_document(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError):
        return False


def safe_name(name: str) -> str:
    """The last part of a file's name, on one line and not too long, its extension kept."""
    bare = one_line(name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ") or "tep"
    suffix = Path(bare).suffix
    kept = suffix if len(suffix) <= _SUFFIX_LENGTH else ""
    return bare.removesuffix(kept)[: _NAME_LENGTH - len(kept)] + kept


def staged(session: Session, keys: list[str], now: datetime) -> list[StoredFile]:
    """The files still staged under these keys, in the order given, each once."""
    return _in_order(session.scalars(_staged(keys, now)), keys) if keys else []


def take(session: Session, keys: list[str], now: datetime) -> list[StoredFile]:
    """The same for whoever is about to own them: locked, so that no file gets two owners."""
    return _in_order(session.scalars(_staged(keys, now).with_for_update()), keys) if keys else []


def _staged(keys: list[str], now: datetime) -> Select[StoredFile]:
    return select(StoredFile).where(StoredFile.key.in_(keys), StoredFile.staged_until > now)


def _in_order(rows: Iterable[StoredFile], keys: list[str]) -> list[StoredFile]:
    by_key = {row.key: row for row in rows}
    return [by_key[key] for key in dict.fromkeys(keys) if key in by_key]


def sweep(session: Session, now: datetime) -> list[str]:
    """Forget what was staged and never used; returns the keys of the files to remove once this is committed.

    An hour of grace, and no row that somebody is about to own: a form may be sent in the last second.
    """
    over = select(StoredFile).where(StoredFile.staged_until <= now - _GRACE).order_by(StoredFile.id)
    stale = list(session.scalars(over.with_for_update(skip_locked=True)))
    for row in stale:
        session.delete(row)
    return [row.key for row in stale]

"""Files that come with a form: taken one by one, kept for 24 hours, handed to the form again when it has errors."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask_wtf.csrf import validate_csrf
from sqlalchemy.exc import OperationalError
from wtforms import ValidationError

from pakn.intake import queries
from pakn.intake.submission import MAX_FILES
from pakn.kernel import files, signing
from pakn.kernel.clock import now
from pakn.kernel.db import reading, transaction
from pakn.kernel.errors import Refused
from pakn.kernel.files import Store, StoredFile
from pakn.web.config import file_store, settings
from pakn.web.forms import BaseForm
from pakn.web.i18n import _
from pakn.web.sentences import sentence

UNOWNED_BYTES = 2 * 1024**3  # in the whole installation; what is over a day old is swept, so room comes back
_PURPOSE = "staged-file"


@dataclass(frozen=True)
class Staged:
    """A file received with this form or an earlier try; `token` is what the form posts back."""

    token: str
    key: str
    name: str
    size: int


def receive() -> tuple[list[Staged], list[str]]:
    """Every file of this request and of earlier tries, and a sentence for each that was refused.

    Nothing is written for a form without its CSRF token: a file that nobody owns yet takes room, so whoever sends one
    has at least opened a page here.
    """
    before = kept()
    sent = [
        (upload.stream, upload.filename) for upload in request.files.getlist("attachments") if upload.filename
    ]
    if not sent:
        return before, []
    if not _came_from_our_page():
        return before, [_choose_again(name) for _stream, name in sent]
    refused: list[str] = []
    taken: list[StoredFile] = []
    room = UNOWNED_BYTES - queries.unowned_bytes(reading())
    for stream, name in sent:
        try:
            _refuse_too_much(name, len(before) + len(taken), room)
            taken.append(files.accept(_store(), stream, name, now()))
            room -= taken[-1].size
        except Refused as problem:
            refused.append(sentence(problem))
    return before + _save(taken), refused


def _came_from_our_page() -> bool:
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def _choose_again(name: str) -> str:
    return _(
        "Tệp “%(name)s” chưa nhận được: trang đã mở quá lâu. Chọn lại tệp rồi bấm gửi.",
        name=files.safe_name(name),
    )


def _refuse_too_much(name: str, number: int, room: int) -> None:
    if number >= MAX_FILES:
        raise Refused("file_count", name=files.safe_name(name), limit=MAX_FILES)
    if room <= 0:
        raise Refused("storage_full", name=files.safe_name(name))


def _store() -> Store:
    """The folder of the files; what people send is for the eyes of this program alone."""
    store = file_store()
    for folder in (store.folder.parent, store.folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return store


def in_order(form: BaseForm, refused: list[str]) -> bool:
    """Judge a form together with its files: each that was refused is named beside the field."""
    valid = form.validate()
    for each in refused:
        form.reject("attachments", each)
    return valid and not refused


def kept() -> list[Staged]:
    """What an earlier try left here and the form brings back, less what the citizen ticked to leave out."""
    dropped = set(request.form.getlist("drop_files"))
    tokens = [token for token in request.form.getlist("staged_files")[:MAX_FILES] if token not in dropped]
    age = int(files.STAGED_FOR.total_seconds())
    keys = [key for token in tokens if (key := signing.read(settings().key, _PURPOSE, token, age, now=now()))]
    return [_staged(row) for row in files.staged(reading(), [str(key) for key in keys], now())]


def _save(taken: list[StoredFile]) -> list[Staged]:
    if not taken:
        return []
    try:
        with transaction() as session:
            session.add_all(taken)
            session.flush()
            return [_staged(row) for row in taken]
    except OperationalError:
        for row in taken:
            file_store().path(row.key).unlink(missing_ok=True)
        raise


def _staged(row: StoredFile) -> Staged:
    return Staged(signing.sign(settings().key, _PURPOSE, row.key, now=now()), row.key, row.name, row.size)

"""Files that come with a form: taken one by one, kept for 24 hours, handed to the form again when it has errors."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from sqlalchemy.exc import OperationalError

from pakn.intake.submission import MAX_FILES
from pakn.kernel import files, signing
from pakn.kernel.clock import now
from pakn.kernel.db import reading, transaction
from pakn.kernel.errors import Refused
from pakn.kernel.files import StoredFile
from pakn.web.config import file_store, settings
from pakn.web.forms import BaseForm
from pakn.web.sentences import sentence

_PURPOSE = "staged-file"


@dataclass(frozen=True)
class Staged:
    """A file received with this form or an earlier try; `token` is what the form posts back."""

    token: str
    key: str
    name: str
    size: int


def receive() -> tuple[list[Staged], list[str]]:
    """Every file of this request and of earlier tries, and a sentence for each that was refused."""
    before = kept()
    refused: list[str] = []
    taken: list[StoredFile] = []
    for upload in request.files.getlist("attachments"):
        if not upload.filename:
            continue
        if len(before) + len(taken) >= MAX_FILES:
            refused.append(
                sentence(Refused("file_count", name=files.safe_name(upload.filename), limit=MAX_FILES))
            )
            continue
        try:
            taken.append(files.accept(file_store(), upload.stream, upload.filename, now()))
        except Refused as problem:
            refused.append(sentence(problem))
    return before + _save(taken), refused


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

"""Many new rows in one statement: they are the rows a flush would have written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pakn.identity.models import Agency, AgencyKind, Officer
from pakn.kernel import writing
from pakn.kernel.db import rehearsal
from pakn.kernel.files import StoredFile
from pakn.kernel.outbox import OutboxRow
from pakn.petitions.models import (
    Attachment,
    Channel,
    Form,
    Leg,
    LegCause,
    Petition,
    Petitioner,
    SubmitterType,
)
from pakn.petitions.workflow import State

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def before(session: Session) -> tuple[Agency, list[Officer], StoredFile]:
    """What was there already."""
    agency = Agency(id=1, code="xa-mau", kind=AgencyKind.COMMUNE, name="UBND xã mẫu", short_name="xã mẫu")
    officers = [
        Officer(id=number, username=name, full_name=name) for number, name in ((1, "an"), (2, "binh"))
    ]
    file = StoredFile(
        id=1,
        key="k",
        name="a.pdf",
        media_type="application/pdf",
        size=1,
        sha256="s",
        created_at=NOW,
        staged_until=NOW,
    )
    session.add_all((agency, *officers, file))
    session.flush()
    return agency, officers, file


def add_petition(session: Session) -> None:
    """New rows that refer to each other and to what was there."""
    agency, officers, file = before(session)
    who = Petitioner(id=7, submitter_type=SubmitterType.PERSON, full_name="Mẫu A", address="Thôn Một")
    petition = Petition(
        id=8,
        code="PAKN-2026-000001-X",
        secret_digest="d",
        received_at=NOW,
        form=Form.WRITTEN,
        channel=Channel.WEB,
        petitioner=who,
        subject="Đường hỏng",
        content="Ổ gà: %s %(v1)s",
        search_text="duong hong",
        agency=agency,
        state=State.RECEIVED,
        about_officers=officers,
    )
    file.staged_until = None
    session.add_all((petition, Leg(petition=petition, agency=agency, cause=LegCause.RECEIVED, opened_at=NOW)))
    session.add(Attachment(petition=petition, file=file, added_at=NOW))
    session.add_all(
        OutboxRow(event=name, payload={"name": name}, recorded_at=NOW, next_try_at=NOW) for name in "cab"
    )


def written(session: Session) -> dict[str, Any]:
    """Every column of every new row."""
    session.expire_all()
    kinds = Petitioner, Petition, Leg, Attachment, OutboxRow, StoredFile
    found: dict[str, Any] = {
        kind.__name__: [tuple(row)[1:] for row in session.execute(select(kind.__table__).order_by(kind.id))]
        for kind in kinds
    }
    named = [each.username for each in session.get_one(Petition, 8).about_officers]
    return found | {"named": sorted(named)}


def test_the_rows_are_those_a_flush_would_write(app: Flask) -> None:
    with app.app_context(), rehearsal() as session:
        with session.no_autoflush:
            add_petition(session)
            session.flush()
        usual = written(session)
    with app.app_context(), rehearsal() as session:
        with session.no_autoflush:
            add_petition(session)
            writing.insert_new(session)
        at_once = written(session)

    assert at_once == usual
    assert at_once["named"] == ["an", "binh"]
    assert [row[0] for row in at_once["OutboxRow"]] == list("cab")


def test_what_was_written_is_of_no_session_and_not_written_again(app: Flask) -> None:
    with app.app_context(), rehearsal() as session:
        with session.no_autoflush:
            add_petition(session)
            writing.insert_new(session)

        assert not session.new
        writing.insert_new(session)
        assert len(written(session)["Petition"]) == 1


def test_a_row_that_cannot_be_is_refused_like_any_other(app: Flask) -> None:
    with app.app_context(), rehearsal() as session:
        session.add(Petitioner(id=7, submitter_type=SubmitterType.PERSON, full_name="Mẫu A"))

        with pytest.raises(IntegrityError), session.no_autoflush:
            writing.insert_new(session)

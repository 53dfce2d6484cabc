"""`pakn seed` as a command: the same seed gives the same, and what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from pakn.catalogue.models import Field
from pakn.cli.seeding import texts
from pakn.cli.seeding import vocabulary as words
from pakn.identity.models import Agency
from pakn.kernel import audit
from pakn.kernel.audit import AuditEntry
from pakn.petitions.models import Petition
from pakn.publishing.redaction import redact
from tests.cli.conftest import Run


def test_no_sentence_of_the_vocabulary_holds_anything_to_hide() -> None:
    from random import Random

    dice = Random(5)
    for template in (
        *words.CIRCUMSTANCES,
        *words.REQUESTS,
        *words.ANSWERS,
        *words.SUPPLEMENTS,
        *words.GROUNDS,
    ):
        filled = texts.sentence((template,), dice)
        assert redact(filled).text == filled


def chains(url: str) -> list[str]:
    engine = create_engine(url)
    with Session(engine) as session:
        found = list(session.scalars(select(AuditEntry.chained).order_by(AuditEntry.id)))
        found += list(session.scalars(select(Petition.content).order_by(Petition.id)))
    engine.dispose()
    return found


def test_the_same_seed_gives_the_same_petitions_and_another_gives_others(
    tmp_path: Path, sqlite_url: str, pakn: Run
) -> None:
    copy = tmp_path / "other.sqlite3"
    copy.write_bytes(Path(sqlite_url.removeprefix("sqlite:///")).read_bytes())
    once, twice = chains_after(pakn, sqlite_url), chains_after(pakn, f"sqlite:///{copy}")

    assert once == twice
    assert pakn("seed", "--petitions", "40", "--seed", "8").exit_code == 0
    assert len(set(chains(sqlite_url))) > len(set(once))


def chains_after(pakn: Run, url: str) -> list[str]:
    done = pakn("seed", "--petitions", "40", "--seed", "7", PAKN_DATABASE_URL=url)
    assert done.exit_code == 0, done.output
    return chains(url)


def test_petitions_go_to_the_agencies_that_are_there(pakn: Run, sqlite_url: str, tmp_path: Path) -> None:
    file = Path(__file__).parents[1] / "sample.yaml"
    assert pakn("agency", "load", str(file)).exit_code == 0

    done = pakn("seed", "--petitions", "60")

    assert done.exit_code == 0, done.output
    engine = create_engine(sqlite_url)
    with Session(engine) as session:
        assert set(session.scalars(select(Agency.code))) == {"tinh", "xa-dong", "xa-tay"}
        assert session.scalar(select(func.count(Petition.id))) == 60
        assert session.scalar(select(func.count(Field.id)))
        assert list(audit.faults(session)) == []
    engine.dispose()


def test_nobody_to_work_is_said(pakn: Run) -> None:
    assert pakn("agency", "load", "--preset", "xa").exit_code == 0

    done = pakn("seed", "--petitions", "5")

    assert done.exit_code == 1
    assert "Không có cơ quan nào đủ người" in done.stderr


def test_in_production_it_refuses_over_real_petitions_unless_told(pakn: Run) -> None:
    production = {"PAKN_ENV": "production", "PAKN_CLOCK": None}
    assert pakn("seed", "--petitions", "3", **production).exit_code == 0

    refused = pakn("seed", "--petitions", "3", "--seed", "2", **production)
    told_so = pakn("seed", "--petitions", "3", "--seed", "2", "--yes", **production)

    assert refused.exit_code == 1
    assert "--yes" in refused.stderr
    assert told_so.exit_code == 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--from", "2026-02-01", "--to", "2026-01-01"), "phải trước"),
        (("--from", "hôm qua"), "không phải ngày giờ"),
    ],
)
def test_a_wrong_period_is_refused(pakn: Run, options: tuple[str, ...], sentence: str) -> None:
    refused = pakn("seed", "--petitions", "3", *options)

    assert refused.exit_code == 1
    assert sentence in refused.stderr


def test_all_of_them_came_between_the_two_days(pakn: Run, sqlite_url: str) -> None:
    done = pakn("seed", "--petitions", "50", "--from", "2025-03-01", "--to", "2025-09-01T08:00")

    assert done.exit_code == 0, done.output
    engine = create_engine(sqlite_url)
    with Session(engine) as session:
        first, latest = session.execute(
            select(func.min(Petition.received_at), func.max(Petition.received_at))
        ).one()
        told_last = session.scalar(select(func.max(AuditEntry.at)))
    engine.dispose()
    assert datetime(2025, 2, 28, 17, tzinfo=UTC) <= first
    assert max(latest, told_last) <= datetime(2025, 9, 1, 1, tzinfo=UTC)

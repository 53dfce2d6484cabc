"""What an installation decided in advance is read once, and again after any change, by whatever program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.catalogue.models import Field
from pakn.identity import queries as identity
from pakn.identity.models import Agency, AgencyKind, Membership, Officer
from pakn.identity.permissions import Role
from pakn.kernel import installation, tables
from tests.services.engines import engine_of

ON = date(2026, 3, 2)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    with engine_of(database_url) as made:
        yield made


def add(engine: Engine, *rows: tables.Base) -> list[int]:
    with Session(engine) as session:
        session.add_all(rows)
        session.commit()
        return [row.id for row in rows]


def agency(code: str = "xa-mot") -> Agency:
    return Agency(code=code, kind=AgencyKind.COMMUNE, name=f"UBND {code}", short_name=code)


def codes(session: Session) -> list[str]:
    return [each.code for each in identity.receiving_agencies(session)]


def elsewhere(engine: Engine, statement: str) -> None:
    """What another process does."""
    with engine.begin() as connection:
        connection.execute(text(statement))


def asked(session: Session, question: Callable[[], object]) -> list[str]:
    """The tables that are read to answer it."""
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if "FROM " in statement:
            seen.append(statement.partition("FROM ")[2].split()[0])

    event.listen(session.get_bind(), "before_cursor_execute", note)
    question()
    event.remove(session.get_bind(), "before_cursor_execute", note)
    return seen


def test_what_was_read_is_not_read_again_by_the_next_transaction(engine: Engine) -> None:
    add(engine, agency())
    with Session(engine) as session:
        assert codes(session) == ["xa-mot"]

    with Session(engine) as session:
        assert asked(session, lambda: codes(session)) == ["installation"]
        assert asked(session, lambda: codes(session)) == []


@pytest.mark.parametrize(
    ("statement", "left"),
    [
        ("UPDATE agency SET code = 'xa-hai'", ["xa-hai"]),
        ("UPDATE agency SET takes_petitions = false", []),
        ("DELETE FROM agency", []),
    ],
)
def test_a_change_by_another_process_is_seen_by_the_next_transaction(
    engine: Engine, statement: str, left: list[str]
) -> None:
    add(engine, agency())
    with Session(engine) as session:
        codes(session)

    elsewhere(engine, statement)

    with Session(engine) as session:
        assert codes(session) == left


def test_a_transaction_sees_its_own_change_and_nobody_sees_it_after_a_rollback(engine: Engine) -> None:
    add(engine, agency())
    with Session(engine) as session:
        assert codes(session) == ["xa-mot"]
        session.add(agency("xa-hai"))
        assert codes(session) == ["xa-mot", "xa-hai"]
        session.rollback()
        assert codes(session) == ["xa-mot"]

    with Session(engine) as session:
        assert codes(session) == ["xa-mot"]


def test_who_is_no_longer_active_holds_no_post_from_the_next_transaction_on(engine: Engine) -> None:
    agency_id, officer_id = add(engine, agency(), Officer(username="hoa", full_name="Hòa"))
    add(engine, Membership(officer_id=officer_id, agency_id=agency_id, role=Role.LEADER, from_on=ON))

    def leaders() -> list[str]:
        with Session(engine) as session:
            return [each.full_name for each in identity.held(session, agency_id, ON, Role.LEADER)]

    before = leaders()
    elsewhere(engine, "UPDATE officer SET active = false")

    assert (before, leaders()) == (["Hòa"], [])


def test_a_sign_in_that_fails_makes_nobody_read_everything_again(engine: Engine) -> None:
    add(engine, Officer(username="hoa", full_name="Hòa"))
    with Session(engine) as session:
        before = session.scalar(select(installation.InstallationToken.token))

    elsewhere(engine, "UPDATE officer SET failed_sign_ins = 1, locked_until = NULL, password_hash = 'x'")

    with Session(engine) as session:
        assert session.scalar(select(installation.InstallationToken.token)) == before


def test_without_a_token_every_transaction_reads_for_itself(engine: Engine) -> None:
    add(engine, agency())
    elsewhere(engine, "DELETE FROM installation")
    with Session(engine) as session:
        assert codes(session) == ["xa-mot"]

    elsewhere(engine, "UPDATE agency SET code = 'xa-hai'")

    with Session(engine) as session:
        assert codes(session) == ["xa-hai"]


def test_a_kept_row_becomes_a_row_of_the_session_that_asks(engine: Engine) -> None:
    add(engine, Field(field_set="commune", code="dat_dai", name="Đất đai"))
    with Session(engine) as first, Session(engine) as second:
        ours, theirs = (catalogue.field(each, "commune", "dat_dai") for each in (first, second))

        assert ours in first
        assert theirs in second
        assert ours is not theirs
        assert catalogue.field(first, "commune", "khong_co") is None


def test_every_table_of_the_installation_is_watched(database_url: str, engine: Engine) -> None:
    tables.metadata()
    kinds = [each.class_ for each in tables.Base.registry.mappers]
    meant = {kind.__tablename__ for kind in kinds if issubclass(kind, installation.OfInstallation)}
    postgres = "SELECT DISTINCT event_object_table FROM information_schema.triggers"
    sqlite = "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'"

    with engine.connect() as connection:
        watched = set(connection.scalars(text(sqlite if database_url.startswith("sqlite") else postgres)))

    assert watched == meant

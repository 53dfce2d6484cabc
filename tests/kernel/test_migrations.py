"""The migrations make exactly the tables the models speak of, on both databases."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from pakn.identity import queries as identity
from pakn.kernel import anchors, audit, clock, migrate, tables
from pakn.kernel.audit import Subject
from pakn.kernel.db import db, reading, transaction
from pakn.petitions import queries
from tests import sample


def test_models_and_migrations_agree(database_url):
    engine = create_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, tables.metadata())
    engine.dispose()

    assert differences == []


def test_migrations_run_up_from_nothing_and_a_second_time_do_nothing(empty_database_url):
    migrate.upgrade(empty_database_url)
    made = _tables(empty_database_url)

    migrate.upgrade(empty_database_url)

    assert set(tables.metadata().tables) <= made
    assert _tables(empty_database_url) == made


def test_a_database_that_holds_petitions_goes_down_to_the_first_tables_and_up_again(make_app, database_url):
    app = make_app()
    sample.set_up(app)
    with app.app_context():
        with transaction() as session:
            code = sample.submit(session).code
        db.session.remove()
        db.engine.dispose()

    command.downgrade(migrate.config(database_url), "0001")
    migrate.upgrade(database_url)

    with app.app_context():
        found = queries.by_code(reading(), code)
        assert [entry.event for entry in audit.entries(reading(), Subject("petition", found.id))]
        assert audit.first_fault(reading(), Subject("petition", found.id)) is None
        with transaction() as session:
            assert sample.submit(session).code != code
        assert [each.code for each in identity.receiving_agencies(reading())]
        db.session.remove()
        db.engine.dispose()


def test_a_database_that_loses_its_anchors_on_the_way_down_begins_them_anew(make_app, database_url):
    app = make_app()
    sample.set_up(app)
    with app.app_context():
        with transaction() as session:
            sample.submit(session)
            assert anchors.make(session, clock.now())
        db.session.remove()
        db.engine.dispose()

    command.downgrade(migrate.config(database_url), "0003")
    migrate.upgrade(database_url)

    with app.app_context():
        assert list(anchors.faults(reading())) == []
        with transaction() as session:
            assert anchors.make(session, clock.now())
        db.session.remove()
        db.engine.dispose()


def test_migrations_form_one_line():
    scripts = ScriptDirectory.from_config(migrate.config("sqlite://"))

    assert len(scripts.get_heads()) == 1


def _tables(url: str) -> set[str]:
    engine = create_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names

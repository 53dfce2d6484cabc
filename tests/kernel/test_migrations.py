"""The migrations make exactly the tables the models speak of, on both databases."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from pakn.kernel import migrate, tables


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


def test_migrations_form_one_line():
    scripts = ScriptDirectory.from_config(migrate.config("sqlite://"))

    assert len(scripts.get_heads()) == 1


def _tables(url: str) -> set[str]:
    engine = create_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names

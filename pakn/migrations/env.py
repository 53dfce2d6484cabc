"""How a migration reaches the database: SQLite tables are rebuilt in batches, PostgreSQL's are altered."""

from alembic import context
from sqlalchemy import create_engine

from pakn.kernel.tables import metadata

engine = create_engine(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()

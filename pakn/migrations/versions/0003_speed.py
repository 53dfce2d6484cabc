"""A token that changes with the data an installation decided in advance, and indexes for long lists and searches.

A later migration that makes one of the watched tables anew on SQLite (batch_alter_table) loses its triggers there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WATCHED = (
    "agency",
    "unit",
    "membership",
    "area",
    "field",
    "routing_rule",
    "term",
    "calendar_year",
    "calendar_date",
)
ON_DESK = ["state", "due_on", "agency_id", "officer_id", "unit_id", "id"]
OF_OFFICER = "UPDATE OF username, full_name, title, email, active"
NEW_TOKEN = {
    "postgresql": "UPDATE installation SET token = gen_random_uuid()::text",
    "sqlite": "UPDATE installation SET token = lower(hex(randomblob(16)))",
}
TRIGGER = (
    "CREATE FUNCTION installation_changed() RETURNS trigger LANGUAGE plpgsql "
    f"AS $$ BEGIN {NEW_TOKEN['postgresql']}; RETURN NULL; END $$"
)
SEARCHED = {"petition": "", "publication": "WHERE state = 'public'"}
SEARCH_WORDS = """
CREATE FUNCTION search_words(text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 100000
AS $$ BEGIN RETURN to_tsvector('pg_catalog.simple', $1); END $$
"""


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.execute("INSERT INTO installation (id, token) VALUES (1, '')")
    dialect = op.get_bind().dialect.name
    op.execute(NEW_TOKEN[dialect])
    if dialect == "postgresql":
        op.execute(TRIGGER)
    watch = _watch_on_postgresql if dialect == "postgresql" else _watch_on_sqlite
    for table in WATCHED:
        watch(table, "UPDATE")
    watch("officer", OF_OFFICER)  # not when somebody signs in
    _index_all_that_a_desk_asks()
    op.create_index("ix_leg_agency_end_act", "leg", ["agency_id", "end_act", "petition_id"])
    op.drop_index("ix_publication_public", table_name="publication")
    op.create_index("ix_publication_public", "publication", ["state", "published_at", "id"])
    _index_all_that_reports_read()
    if dialect == "postgresql":
        op.execute(SEARCH_WORDS)
        for table, some in SEARCHED.items():
            op.execute(
                f"CREATE INDEX ix_{table}_words ON {table} USING gin (search_words(search_text)) {some}"
            )


def _index_all_that_a_desk_asks() -> None:
    """Which petitions lie on it, and who held them: no row is read to find that out."""
    op.create_index("ix_petition_on_desk", "petition", ON_DESK)
    op.drop_index("ix_leg_petition_id", table_name="leg")
    op.create_index("ix_leg_petition", "leg", ["petition_id", "agency_id", "id"])
    op.drop_index("ix_assignment_leg_id", table_name="assignment")
    op.create_index("ix_assignment_leg", "assignment", ["leg_id", "unit_id", "officer_id"])


def _index_all_that_reports_read() -> None:
    """Deadlines and filings are wide rows; with these a report of many legs reads none of them."""
    op.drop_index("ix_deadline_leg_id", table_name="deadline")
    op.create_index(
        "ix_deadline_leg",
        "deadline",
        ["leg_id", "step", "created_at"],
        postgresql_include=["due_on", "met_at", "superseded_at"],
    )
    op.drop_index("ix_filing_petition_id", table_name="filing")
    op.create_index(
        "ix_filing_petition",
        "filing",
        ["petition_id"],
        postgresql_include=["id", "field_id", "from_at", "to_at"],
    )


def _watch_on_postgresql(table: str, update: str) -> None:
    op.execute(
        f"CREATE TRIGGER installation_changed AFTER INSERT OR DELETE OR {update} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION installation_changed()"
    )


def _watch_on_sqlite(table: str, update: str) -> None:
    for name, moment in (("insert", "INSERT"), ("update", update), ("delete", "DELETE")):
        op.execute(
            f"CREATE TRIGGER installation_{table}_{name} AFTER {moment} ON {table} BEGIN {NEW_TOKEN['sqlite']}; END"
        )


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        for table in SEARCHED:
            op.drop_index(f"ix_{table}_words", table_name=table)
        op.execute("DROP FUNCTION search_words(text)")
    op.drop_index("ix_filing_petition", table_name="filing")
    op.create_index("ix_filing_petition_id", "filing", ["petition_id"])
    op.drop_index("ix_deadline_leg", table_name="deadline")
    op.create_index("ix_deadline_leg_id", "deadline", ["leg_id"])
    op.drop_index("ix_publication_public", table_name="publication")
    op.create_index("ix_publication_public", "publication", ["state", "published_at"])
    op.drop_index("ix_leg_agency_end_act", table_name="leg")
    op.drop_index("ix_assignment_leg", table_name="assignment")
    op.create_index("ix_assignment_leg_id", "assignment", ["leg_id"])
    op.drop_index("ix_leg_petition", table_name="leg")
    op.create_index("ix_leg_petition_id", "leg", ["petition_id"])
    op.drop_index("ix_petition_on_desk", table_name="petition")
    for table in (*WATCHED, "officer"):
        if dialect == "postgresql":
            op.execute(f"DROP TRIGGER installation_changed ON {table}")
        else:
            for name in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER installation_{table}_{name}")
    if dialect == "postgresql":
        op.execute("DROP FUNCTION installation_changed()")
    op.drop_table("installation")

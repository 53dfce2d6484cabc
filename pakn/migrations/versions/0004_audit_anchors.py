"""Anchors of the audit chains: day by day the heads of those that have grown, each anchor chained to the last."""

import sqlalchemy as sa
from alembic import op

from pakn.kernel.tables import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit_anchor",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("up_to", NUMBER, nullable=False),
        sa.Column("entries", NUMBER, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_anchor")),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("anchor", NUMBER, nullable=False),
        sa.Column("subject_kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", NUMBER, nullable=False),
        sa.Column("first", NUMBER, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("chained", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["anchor"], ["audit_anchor.number"], name=op.f("fk_audit_head_anchor_audit_anchor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
        sa.UniqueConstraint(
            "subject_kind", "subject_id", "number", name=op.f("uq_audit_head_subject_kind_subject_id_number")
        ),
    )
    op.create_index(op.f("ix_audit_head_anchor"), "audit_head", ["anchor"])


def downgrade() -> None:
    op.drop_table("audit_head")
    op.drop_table("audit_anchor")
    op.execute("DELETE FROM pulse WHERE name = 'anchor'")  # or the anchors would seem to have been removed

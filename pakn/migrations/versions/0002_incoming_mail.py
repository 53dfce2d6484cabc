"""Mail as it came in, and signs of life of what runs beside the web."""

import sqlalchemy as sa
from alembic import op

from pakn.kernel.tables import UtcDateTime

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pulse",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pulse")),
    )
    op.create_table(
        "incoming_mail",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("mailbox", sa.String(length=255), nullable=False),
        sa.Column("agency_id", NUMBER, nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("raw_digest", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("received_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("stored_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("sender", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "accepted",
                "awaiting_supplement",
                "follow_up",
                "automatic",
                "bounce",
                "duplicate",
                "refused",
                "set_aside",
                name="outcome",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("petition_id", NUMBER, nullable=True),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("tried_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("handled_by", NUMBER, nullable=True),
        sa.Column("handled_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_incoming_mail_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["handled_by"], ["officer.id"], name=op.f("fk_incoming_mail_handled_by_officer")
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_incoming_mail_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
    )
    op.create_index("ix_incoming_mail_agency_id", "incoming_mail", ["agency_id"], unique=False)
    op.create_index("ix_incoming_mail_fingerprint", "incoming_mail", ["fingerprint"], unique=False)
    op.create_index("ix_incoming_mail_message_id", "incoming_mail", ["message_id"], unique=False)
    op.create_index(
        "ix_incoming_mail_outcome_handled", "incoming_mail", ["outcome", "handled_at"], unique=False
    )
    op.create_index("ix_incoming_mail_petition_id", "incoming_mail", ["petition_id"], unique=False)
    op.create_index("ix_incoming_mail_raw_digest", "incoming_mail", ["raw_digest"], unique=False)
    op.create_index(
        "ix_incoming_mail_sender_received", "incoming_mail", ["sender", "received_at"], unique=False
    )

    op.create_table(
        "raw_mail",
        sa.Column("mail_id", NUMBER, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["incoming_mail.id"], name=op.f("fk_raw_mail_mail_id_incoming_mail")
        ),
        sa.PrimaryKeyConstraint("mail_id", name=op.f("pk_raw_mail")),
    )
    op.create_table(
        "incoming_mail_about_officer",
        sa.Column("mail_id", NUMBER, nullable=False),
        sa.Column("officer_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["mail_id"],
            ["incoming_mail.id"],
            name=op.f("fk_incoming_mail_about_officer_mail_id_incoming_mail"),
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_incoming_mail_about_officer_officer_id_officer")
        ),
        sa.PrimaryKeyConstraint("mail_id", "officer_id", name=op.f("pk_incoming_mail_about_officer")),
    )
    op.create_index(
        op.f("ix_incoming_mail_about_officer_officer_id"), "incoming_mail_about_officer", ["officer_id"]
    )


def downgrade() -> None:
    op.drop_table("incoming_mail_about_officer")
    op.drop_table("raw_mail")
    op.drop_table("incoming_mail")
    op.drop_table("pulse")

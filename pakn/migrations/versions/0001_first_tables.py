"""The tables from the register to publication."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from pakn.kernel.tables import UtcDateTime

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("tinh", "so", "xa", "phuong", "dac_khu", name="agencykind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("parent_id", NUMBER, nullable=True),
        sa.Column("field_set", sa.String(length=64), nullable=False),
        sa.Column("takes_petitions", sa.Boolean(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postal_address", sa.Text(), nullable=False),
        sa.Column("hotline", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("office_hours", sa.Text(), nullable=False),
        sa.Column("near_due_days", NUMBER, nullable=False),
        sa.Column("supplement_days", NUMBER, nullable=False),
        sa.Column("approver_not_writer", sa.Boolean(), nullable=False),
        sa.Column("restart_on_supplement", sa.Boolean(), nullable=False),
        sa.Column("takes_field_reports", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["agency.id"], name=op.f("fk_agency_parent_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "audit_entry",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("subject_kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", NUMBER, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("officer_id", NUMBER, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("chained", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint(
            "subject_kind", "subject_id", "number", name=op.f("uq_audit_entry_subject_kind_subject_id_number")
        ),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", NUMBER, autoincrement=False, nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "closure_ground",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column(
            "act",
            sa.Enum("refuse", "merge", "lapse", "withdraw", name="closingact", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("guidance", sa.Text(), nullable=False),
        sa.Column(
            "basis_kind",
            sa.Enum("law", "scoring", "local", "own", name="basiskind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure_ground")),
        sa.UniqueConstraint(
            "code", "act", "effective_from", name=op.f("uq_closure_ground_code_act_effective_from")
        ),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("last", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "field",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("field_set", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field")),
        sa.UniqueConstraint("field_set", "code", name=op.f("uq_field_field_set_code")),
    )
    op.create_table(
        "officer",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed_sign_ins", NUMBER, nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.Column("session_epoch", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("username", name=op.f("uq_officer_username")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=False),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_waiting", ["done_at", "next_try_at"], unique=False)

    op.create_table(
        "outcome",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column(
            "basis_kind",
            sa.Enum("law", "scoring", "local", "own", name="basiskind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("code", name=op.f("uq_outcome_code")),
    )
    op.create_table(
        "petitioner",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column(
            "submitter_type",
            sa.Enum(
                "ca_nhan",
                "to_chuc",
                "doanh_nghiep",
                "co_quan",
                name="submittertype",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("contact_by_post", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitioner")),
    )
    op.create_table(
        "stored_file",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("staged_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("key", name=op.f("uq_stored_file_key")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_staged_until"), ["staged_until"], unique=False)

    op.create_table(
        "tracking_tries",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("wrong", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("code", "on", name=op.f("pk_tracking_tries")),
    )
    op.create_table(
        "area",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_area_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_area_agency_id_code")),
    )
    op.create_table(
        "calendar_date",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("year", NUMBER, nullable=False),
        sa.Column(
            "status",
            sa.Enum("off", "working", name="daystatus", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["year"], ["calendar_year.year"], name=op.f("fk_calendar_date_year_calendar_year")
        ),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_date")),
    )
    with op.batch_alter_table("calendar_date", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_date_year"), ["year"], unique=False)

    op.create_table(
        "reply_template",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=True),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_reply_template_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_template")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_reply_template_agency_id_code")),
    )
    op.create_table(
        "target",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("year", NUMBER, nullable=False),
        sa.Column("indicator", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column(
            "basis_kind",
            sa.Enum("law", "scoring", "local", "own", name="basiskind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_target_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint(
            "agency_id", "year", "indicator", name=op.f("uq_target_agency_id_year_indicator")
        ),
    )
    op.create_table(
        "term",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "forward",
                "refuse",
                "return",
                "ask_supplement",
                "answer",
                "publish",
                "supply",
                name="step",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=16), nullable=True),
        sa.Column("agency_id", NUMBER, nullable=True),
        sa.Column("working_days", NUMBER, nullable=False),
        sa.Column("clock_start", sa.Text(), nullable=False),
        sa.Column(
            "basis_kind",
            sa.Enum("law", "scoring", "local", "own", name="basiskind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_term_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
    )
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.create_index("ix_term_step_effective", ["step", "effective_from"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("office", "professional", name="unitkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("head_id", NUMBER, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_unit_agency_id_agency")),
        sa.ForeignKeyConstraint(["head_id"], ["officer.id"], name=op.f("fk_unit_head_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_unit_agency_id_code")),
    )
    op.create_table(
        "membership",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("officer_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("unit_id", NUMBER, nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "officer", "office", "leader", "admin", "viewer", name="role", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "scope", sa.Enum("own", "subtree", name="scope", native_enum=False, length=32), nullable=False
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_membership_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_membership_officer_id_officer")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_membership_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "petition",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("secret_digest", sa.String(length=64), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column(
            "form",
            sa.Enum("van_ban", "dien_thoai", name="form", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "web",
                "email",
                "truc_tiep",
                "buu_chinh",
                "hotline",
                "chuyen_den",
                name="channel",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("petitioner_id", NUMBER, nullable=False),
        sa.Column("area_id", NUMBER, nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("regulation", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("publish_name", sa.Boolean(), nullable=False),
        sa.Column("notice_version", sa.String(length=16), nullable=False),
        sa.Column("external_system", sa.Text(), nullable=False),
        sa.Column("external_code", sa.Text(), nullable=False),
        sa.Column("incoming_document_no", sa.Text(), nullable=False),
        sa.Column("incoming_document_on", sa.Date(), nullable=True),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "awaiting_supplement",
                "in_progress",
                "awaiting_approval",
                "awaiting_publication",
                "published",
                "answered_unpublished",
                "refused",
                "returned",
                "forwarded",
                "lapsed",
                "withdrawn",
                name="state",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", NUMBER, nullable=True),
        sa.Column("officer_id", NUMBER, nullable=True),
        sa.Column("field_id", NUMBER, nullable=True),
        sa.Column(
            "kind",
            sa.Enum("hanh_vi", "quy_dinh", "ca_hai", name="kind", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column(
            "scope",
            sa.Enum(
                "pakn",
                "khieu_nai_to_cao",
                "hoi_dap",
                "phan_anh_hien_truong",
                "thu_rac",
                name="subjectscope",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_petition_agency_id_agency")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_petition_area_id_area")),
        sa.ForeignKeyConstraint(["field_id"], ["field.id"], name=op.f("fk_petition_field_id_field")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_petition_officer_id_officer")),
        sa.ForeignKeyConstraint(
            ["petitioner_id"], ["petitioner.id"], name=op.f("fk_petition_petitioner_id_petitioner")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_petition_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition")),
        sa.UniqueConstraint("code", name=op.f("uq_petition_code")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_petition_submission_key")),
    )
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.create_index("ix_petition_agency_state_due", ["agency_id", "state", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_petition_field_id"), ["field_id"], unique=False)
        batch_op.create_index(
            "ix_petition_officer_state_due", ["officer_id", "state", "due_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_petition_petitioner_id"), ["petitioner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_petition_received_at"), ["received_at"], unique=False)
        batch_op.create_index("ix_petition_unit_state_due", ["unit_id", "state", "due_on"], unique=False)

    op.create_table(
        "routing_rule",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("field_code", sa.String(length=64), nullable=True),
        sa.Column("area_code", sa.String(length=64), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("hanh_vi", "quy_dinh", "ca_hai", name="kind", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("unit_id", NUMBER, nullable=False),
        sa.Column("officer_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_routing_rule_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_routing_rule_officer_id_officer")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_routing_rule_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_rule")),
        sa.UniqueConstraint("agency_id", "position", name=op.f("uq_routing_rule_agency_id_position")),
    )
    with op.batch_alter_table("routing_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_routing_rule_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("petition_id", NUMBER, nullable=False),
        sa.Column("file_id", NUMBER, nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_attachment_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_attachment_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("file_id", name=op.f("uq_attachment_file_id")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_petition_id"), ["petition_id"], unique=False)

    op.create_table(
        "correspondence",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("petition_id", NUMBER, nullable=False),
        sa.Column(
            "direction",
            sa.Enum("note", "from_citizen", "to_citizen", name="direction", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("officer_id", NUMBER, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_correspondence_officer_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_correspondence_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correspondence")),
    )
    with op.batch_alter_table("correspondence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correspondence_petition_id"), ["petition_id"], unique=False)

    op.create_table(
        "external_publication",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("petition_id", NUMBER, nullable=False),
        sa.Column("system", sa.String(length=120), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("done_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(
            ["done_by"], ["officer.id"], name=op.f("fk_external_publication_done_by_officer")
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_external_publication_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_publication")),
    )
    with op.batch_alter_table("external_publication", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_external_publication_petition_id"), ["petition_id"], unique=False
        )

    op.create_table(
        "filing",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("petition_id", NUMBER, nullable=False),
        sa.Column("field_id", NUMBER, nullable=True),
        sa.Column(
            "kind",
            sa.Enum("hanh_vi", "quy_dinh", "ca_hai", name="kind", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column(
            "scope",
            sa.Enum(
                "pakn",
                "khieu_nai_to_cao",
                "hoi_dap",
                "phan_anh_hien_truong",
                "thu_rac",
                name="subjectscope",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", NUMBER, nullable=True),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("suggestions", JSON, nullable=False),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("to_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["officer.id"], name=op.f("fk_filing_decided_by_officer")),
        sa.ForeignKeyConstraint(["field_id"], ["field.id"], name=op.f("fk_filing_field_id_field")),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_filing_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing")),
    )
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filing_petition_id"), ["petition_id"], unique=False)

    op.create_table(
        "leg",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("petition_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "received",
                "forwarded",
                "returned",
                "supplemented",
                name="legcause",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column(
            "end_act",
            sa.Enum(
                "approved",
                "refused",
                "returned",
                "forwarded",
                "supplement_asked",
                "lapsed",
                "withdrawn",
                name="endact",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("to_agency_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_leg_agency_id_agency")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_leg_petition_id_petition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg")),
    )
    with op.batch_alter_table("leg", schema=None) as batch_op:
        batch_op.create_index(
            "ix_leg_agency_opened_ended", ["agency_id", "opened_at", "ended_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_leg_petition_id"), ["petition_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("event_id", NUMBER, nullable=False),
        sa.Column("petition_id", NUMBER, nullable=True),
        sa.Column("officer_id", NUMBER, nullable=True),
        sa.Column("recipient", sa.String(length=255), nullable=False),
        sa.Column(
            "way", sa.Enum("email", "phone", "post", name="way", native_enum=False, length=32), nullable=False
        ),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column(
            "state",
            sa.Enum("queued", "sent", "task", "failed", name="messagestate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_message_officer_id_officer")),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_message_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint(
            "event_id", "template", "recipient", name=op.f("uq_message_event_id_template_recipient")
        ),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_petition_id"), ["petition_id"], unique=False)

    op.create_table(
        "petition_about_officer",
        sa.Column("petition_id", NUMBER, nullable=False),
        sa.Column("officer_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_petition_about_officer_officer_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_petition_about_officer_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("petition_id", "officer_id", name=op.f("pk_petition_about_officer")),
    )
    op.create_table(
        "publication",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("petition_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("field_id", NUMBER, nullable=True),
        sa.Column(
            "state",
            sa.Enum("draft", "public", "private", name="publicationstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("petitioner", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("prepared_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("private_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_publication_agency_id_agency")),
        sa.ForeignKeyConstraint(["field_id"], ["field.id"], name=op.f("fk_publication_field_id_field")),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_publication_petition_id_petition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("number", name=op.f("uq_publication_number")),
        sa.UniqueConstraint("petition_id", name=op.f("uq_publication_petition_id")),
    )
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index("ix_publication_public", ["state", "published_at"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("leg_id", NUMBER, nullable=False),
        sa.Column("unit_id", NUMBER, nullable=True),
        sa.Column("officer_id", NUMBER, nullable=True),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("to_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_assignment_leg_id_leg")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_assignment_officer_id_officer")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assignment_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_leg_id"), ["leg_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "deadline",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("leg_id", NUMBER, nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "forward",
                "refuse",
                "return",
                "ask_supplement",
                "answer",
                "publish",
                "supply",
                name="step",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("term_id", NUMBER, nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("working_days", NUMBER, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("explanation", JSON, nullable=False),
        sa.Column(
            "result",
            sa.Enum("open", "met", "missed", "closed", name="result", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("met_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("superseded_at", UtcDateTime(), nullable=True),
        sa.Column("near_due_told_at", UtcDateTime(), nullable=True),
        sa.Column("overdue_told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_deadline_leg_id_leg")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_deadline_term_id_term")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
    )
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deadline_leg_id"), ["leg_id"], unique=False)
        batch_op.create_index("ix_deadline_open", ["superseded_at", "result", "step", "due_on"], unique=False)

    op.create_table(
        "reminder",
        sa.Column("leg_id", NUMBER, nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_reminder_leg_id_leg")),
        sa.PrimaryKeyConstraint("leg_id", "what", name=op.f("pk_reminder")),
    )
    op.create_table(
        "reply",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("leg_id", NUMBER, nullable=False),
        sa.Column("outcome_id", NUMBER, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("written_by", NUMBER, nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("sent_back_reason", sa.Text(), nullable=False),
        sa.Column("approved_by", NUMBER, nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["officer.id"], name=op.f("fk_reply_approved_by_officer")),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_reply_leg_id_leg")),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_reply_outcome_id_outcome")),
        sa.ForeignKeyConstraint(["written_by"], ["officer.id"], name=op.f("fk_reply_written_by_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("leg_id", name=op.f("uq_reply_leg_id")),
    )
    op.create_table(
        "state_spell",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("leg_id", NUMBER, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "awaiting_supplement",
                "in_progress",
                "awaiting_approval",
                "awaiting_publication",
                "published",
                "answered_unpublished",
                "refused",
                "returned",
                "forwarded",
                "lapsed",
                "withdrawn",
                name="state",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("to_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_state_spell_leg_id_leg")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_state_spell")),
    )
    with op.batch_alter_table("state_spell", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_state_spell_leg_id"), ["leg_id"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("call", "post_letter", name="taskkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("unit_id", NUMBER, nullable=True),
        sa.Column("officer_id", NUMBER, nullable=True),
        sa.Column("petition_id", NUMBER, nullable=True),
        sa.Column("message_id", NUMBER, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_task_agency_id_agency")),
        sa.ForeignKeyConstraint(["done_by"], ["officer.id"], name=op.f("fk_task_done_by_officer")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_task_message_id_message")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_task_officer_id_officer")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_task_petition_id_petition")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_task_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("message_id", name=op.f("uq_task_message_id")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index("ix_task_agency_done", ["agency_id", "done_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_petition_id"), ["petition_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_petition_id"))
        batch_op.drop_index("ix_task_agency_done")

    op.drop_table("task")
    with op.batch_alter_table("state_spell", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_state_spell_leg_id"))

    op.drop_table("state_spell")
    op.drop_table("reply")
    op.drop_table("reminder")
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.drop_index("ix_deadline_open")
        batch_op.drop_index(batch_op.f("ix_deadline_leg_id"))

    op.drop_table("deadline")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_unit_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_officer_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_leg_id"))

    op.drop_table("assignment")
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.drop_index("ix_publication_public")
        batch_op.drop_index(batch_op.f("ix_publication_agency_id"))

    op.drop_table("publication")
    op.drop_table("petition_about_officer")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_petition_id"))

    op.drop_table("message")
    with op.batch_alter_table("leg", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leg_petition_id"))
        batch_op.drop_index("ix_leg_agency_opened_ended")

    op.drop_table("leg")
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_filing_petition_id"))

    op.drop_table("filing")
    with op.batch_alter_table("external_publication", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_external_publication_petition_id"))

    op.drop_table("external_publication")
    with op.batch_alter_table("correspondence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correspondence_petition_id"))

    op.drop_table("correspondence")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_petition_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("routing_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_routing_rule_agency_id"))

    op.drop_table("routing_rule")
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.drop_index("ix_petition_unit_state_due")
        batch_op.drop_index(batch_op.f("ix_petition_received_at"))
        batch_op.drop_index(batch_op.f("ix_petition_petitioner_id"))
        batch_op.drop_index("ix_petition_officer_state_due")
        batch_op.drop_index(batch_op.f("ix_petition_field_id"))
        batch_op.drop_index("ix_petition_agency_state_due")

    op.drop_table("petition")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_unit_id"))
        batch_op.drop_index(batch_op.f("ix_membership_officer_id"))
        batch_op.drop_index(batch_op.f("ix_membership_agency_id"))

    op.drop_table("membership")
    op.drop_table("unit")
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.drop_index("ix_term_step_effective")

    op.drop_table("term")
    op.drop_table("target")
    op.drop_table("reply_template")
    with op.batch_alter_table("calendar_date", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_date_year"))

    op.drop_table("calendar_date")
    op.drop_table("area")
    op.drop_table("tracking_tries")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_staged_until"))

    op.drop_table("stored_file")
    op.drop_table("petitioner")
    op.drop_table("outcome")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_waiting")

    op.drop_table("outbox")
    op.drop_table("officer")
    op.drop_table("field")
    op.drop_table("counter")
    op.drop_table("closure_ground")
    op.drop_table("calendar_year")
    op.drop_table("audit_entry")
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_parent_id"))

    op.drop_table("agency")

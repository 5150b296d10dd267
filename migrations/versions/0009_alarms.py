"""Alarms and the offices they go to, and a dispute that stands still"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATES = "'applied', 'not_accepted', 'inviting', 'consented', 'mediating', 'settled', 'terminated'"
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "named_office",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("task", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("mail", sa.String(length=120), nullable=True),
        sa.CheckConstraint("task in ('public_order', 'minors', 'sham')", name=op.f("ck_named_office_task_is_a_word")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_named_office_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_office")),
        sa.UniqueConstraint("organisation_id", "task", name=op.f("uq_named_office_organisation_id_task")),
    )
    with op.batch_alter_table("named_office", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_named_office_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "alarm",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("matter_id", ID, nullable=True),
        sa.Column("dispute_id", ID, nullable=True),
        sa.Column("danger", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("office", sa.String(length=80), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("raised_by", ID, nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_by", sa.String(length=80), nullable=True),
        sa.Column("their_number", sa.String(length=60), nullable=True),
        sa.Column("lifted_by", ID, nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("key_name", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(lifted_by is not null and lifted_at is not null) or state <> 'lifted'",
            name=op.f("ck_alarm_who_if_lifted"),
        ),
        sa.CheckConstraint("danger in ('violence', 'minor', 'sham')", name=op.f("ck_alarm_danger_is_a_word")),
        sa.CheckConstraint("received_at is not null or state <> 'received'", name=op.f("ck_alarm_when_if_received")),
        sa.CheckConstraint("state in ('sent', 'received', 'lifted')", name=op.f("ck_alarm_state_is_a_word")),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute.id"], name=op.f("fk_alarm_dispute_id_dispute")),
        sa.ForeignKeyConstraint(["lifted_by"], ["account.id"], name=op.f("fk_alarm_lifted_by_account")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_alarm_matter_id_matter")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_alarm_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["raised_by"], ["account.id"], name=op.f("fk_alarm_raised_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
        sa.UniqueConstraint("number", name=op.f("uq_alarm_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_alarm_public_id")),
    )
    with op.batch_alter_table("alarm", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alarm_dispute_id"), ["dispute_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alarm_lifted_by"), ["lifted_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_alarm_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alarm_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alarm_raised_by"), ["raised_by"], unique=False)

    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suspended_in", sa.String(length=40), nullable=True))
        batch_op.drop_constraint(op.f("ck_dispute_state_is_a_word"), type_="check")
        batch_op.create_check_constraint(op.f("ck_dispute_state_is_a_word"), f"state in ({STATES}, 'suspended')")
        batch_op.create_check_constraint(
            op.f("ck_dispute_where_if_suspended"), "suspended_in is not null or state <> 'suspended'"
        )


def downgrade() -> None:
    op.execute("update dispute set state = suspended_in where state = 'suspended'")
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_dispute_where_if_suspended"), type_="check")
        batch_op.drop_constraint(op.f("ck_dispute_state_is_a_word"), type_="check")
        batch_op.create_check_constraint(op.f("ck_dispute_state_is_a_word"), f"state in ({STATES})")
        batch_op.drop_column("suspended_in")

    with op.batch_alter_table("alarm", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alarm_raised_by"))
        batch_op.drop_index(batch_op.f("ix_alarm_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_alarm_matter_id"))
        batch_op.drop_index(batch_op.f("ix_alarm_lifted_by"))
        batch_op.drop_index(batch_op.f("ix_alarm_dispute_id"))

    op.drop_table("alarm")
    with op.batch_alter_table("named_office", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_named_office_organisation_id"))

    op.drop_table("named_office")

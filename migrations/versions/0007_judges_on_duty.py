"""Judges on duty, the question both sides agree on, and who is never in a private talk"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "duty",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half", sa.String(length=40), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("half in ('morning', 'afternoon')", name=op.f("ck_duty_half_is_a_word")),
        sa.CheckConstraint("state in ('named', 'taken_off')", name=op.f("ck_duty_state_is_a_word")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_duty_account_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_duty_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("public_id", name=op.f("uq_duty_public_id")),
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_duty_named",
            ["organisation_id", "day", "half", "account_id"],
            unique=True,
            sqlite_where=sa.text("state = 'named'"),
            postgresql_where=sa.text("state = 'named'"),
        )

    op.create_table(
        "consultation",
        sa.Column("id", ID, nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("court_id", ID, nullable=False),
        sa.Column("sitting", sa.String(length=26), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("judge_id", ID, nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "judge_id is not null or state not in ('calling', 'taken', 'ended')",
            name=op.f("ck_consultation_judge_if_called"),
        ),
        sa.CheckConstraint(
            "state in ('proposed', 'calling', 'taken', 'ended', 'unanswered', 'withdrawn')",
            name=op.f("ck_consultation_state_is_a_word"),
        ),
        sa.CheckConstraint(
            "taken_at is not null or state not in ('taken', 'ended')", name=op.f("ck_consultation_when_if_taken")
        ),
        sa.ForeignKeyConstraint(["court_id"], ["organisation.id"], name=op.f("fk_consultation_court_id_organisation")),
        sa.ForeignKeyConstraint(["judge_id"], ["account.id"], name=op.f("fk_consultation_judge_id_account")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_consultation_matter_id_matter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_consultation_public_id")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_court_id"), ["court_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_judge_id"), ["judge_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_sitting"), ["sitting"], unique=False)
        batch_op.create_index(
            "uq_consultation_live",
            ["sitting"],
            unique=True,
            sqlite_where=sa.text("state in ('proposed', 'calling', 'taken', 'unanswered')"),
            postgresql_where=sa.text("state in ('proposed', 'calling', 'taken', 'unanswered')"),
        )

    op.create_table(
        "consultation_text",
        sa.Column("id", ID, nullable=False),
        sa.Column("consultation_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("key_name", sa.String(length=26), nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.CheckConstraint("kind in ('question', 'answer')", name=op.f("ck_consultation_text_kind_is_a_word")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_consultation_text_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_text")),
        sa.UniqueConstraint(
            "consultation_id", "kind", "wording", name=op.f("uq_consultation_text_consultation_id_kind_wording")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_consultation_text_public_id")),
    )
    with op.batch_alter_table("consultation_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_text_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_text_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "judge_call",
        sa.Column("id", ID, nullable=False),
        sa.Column("consultation_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome in ('ringing', 'taken', 'declined', 'unanswered', 'taken_back')",
            name=op.f("ck_judge_call_outcome_is_a_word"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_judge_call_account_id_account")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_judge_call_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_call")),
    )
    with op.batch_alter_table("judge_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_judge_call_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_judge_call_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "wording_answer",
        sa.Column("id", ID, nullable=False),
        sa.Column("consultation_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("yes", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_wording_answer_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["noted_by"], ["account.id"], name=op.f("fk_wording_answer_noted_by_account")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_wording_answer_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording_answer")),
    )
    with op.batch_alter_table("wording_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wording_answer_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wording_answer_noted_by"), ["noted_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_wording_answer_seat_id"), ["seat_id"], unique=False)

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("joint_only", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_column("joint_only")

    with op.batch_alter_table("wording_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wording_answer_seat_id"))
        batch_op.drop_index(batch_op.f("ix_wording_answer_noted_by"))
        batch_op.drop_index(batch_op.f("ix_wording_answer_consultation_id"))

    op.drop_table("wording_answer")
    with op.batch_alter_table("judge_call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_judge_call_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_judge_call_account_id"))

    op.drop_table("judge_call")
    with op.batch_alter_table("consultation_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_text_matter_id"))
        batch_op.drop_index(batch_op.f("ix_consultation_text_consultation_id"))

    op.drop_table("consultation_text")
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_consultation_live",
            sqlite_where=sa.text("state in ('proposed', 'calling', 'taken', 'unanswered')"),
            postgresql_where=sa.text("state in ('proposed', 'calling', 'taken', 'unanswered')"),
        )
        batch_op.drop_index(batch_op.f("ix_consultation_sitting"))
        batch_op.drop_index(batch_op.f("ix_consultation_matter_id"))
        batch_op.drop_index(batch_op.f("ix_consultation_judge_id"))
        batch_op.drop_index(batch_op.f("ix_consultation_court_id"))

    op.drop_table("consultation")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_duty_named", sqlite_where=sa.text("state = 'named'"), postgresql_where=sa.text("state = 'named'")
        )
        batch_op.drop_index(batch_op.f("ix_duty_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_duty_account_id"))

    op.drop_table("duty")

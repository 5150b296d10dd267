"""Recordings: what was to be recorded, the segments that came, everybody's answer, and what can be watched"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "tape",
        sa.Column("id", ID, nullable=False),
        sa.Column("conference_id", ID, nullable=False),
        sa.Column("key_name", sa.String(length=26), nullable=False),
        sa.Column("agreed", sa.JSON(), nullable=False),
        sa.Column("let_run", sa.Boolean(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restarted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("composed", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_tape_conference_id_conference")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tape")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tape_public_id")),
    )
    with op.batch_alter_table("tape", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tape_conference_id"), ["conference_id"], unique=False)

    op.create_table(
        "segment",
        sa.Column("id", ID, nullable=False),
        sa.Column("tape_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seats", sa.JSON(), nullable=False),
        sa.Column("gaps", sa.JSON(), nullable=False),
        sa.CheckConstraint("state in ('whole', 'cut', 'damaged', 'missing')", name=op.f("ck_segment_state_is_a_word")),
        sa.ForeignKeyConstraint(["tape_id"], ["tape.id"], name=op.f("fk_segment_tape_id_tape")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("tape_id", "number", name=op.f("uq_segment_tape_id_number")),
    )
    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_segment_tape_id"), ["tape_id"], unique=False)

    op.create_table(
        "tape_span",
        sa.Column("id", ID, nullable=False),
        sa.Column("tape_id", ID, nullable=False),
        sa.Column("seats", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "why in ('paused', 'consent', 'private', 'nobody', 'down', 'full', 'silent')",
            name=op.f("ck_tape_span_why_is_a_word"),
        ),
        sa.CheckConstraint("to_at is null or to_at >= from_at", name=op.f("ck_tape_span_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["tape_id"], ["tape.id"], name=op.f("fk_tape_span_tape_id_tape")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tape_span")),
    )
    with op.batch_alter_table("tape_span", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tape_span_tape_id"), ["tape_id"], unique=False)

    op.create_table(
        "recording",
        sa.Column("id", ID, nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("sitting_id", ID, nullable=False),
        sa.Column("tape_id", ID, nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('asked', 'running', 'paused', 'stopped', 'ready', 'dropped', 'erased')",
            name=op.f("ck_recording_state_is_a_word"),
        ),
        sa.CheckConstraint(
            "tape_id is not null or state in ('asked', 'dropped')", name=op.f("ck_recording_tape_once_started")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_recording_matter_id_matter")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_recording_sitting_id_sitting")),
        sa.ForeignKeyConstraint(["tape_id"], ["tape.id"], name=op.f("fk_recording_tape_id_tape")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sa.UniqueConstraint("public_id", name=op.f("uq_recording_public_id")),
    )
    with op.batch_alter_table("recording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recording_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recording_sitting_id"), ["sitting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recording_tape_id"), ["tape_id"], unique=False)

    op.create_table(
        "minutes_replaced",
        sa.Column("id", ID, nullable=False),
        sa.Column("recording_id", ID, nullable=False),
        sa.Column("participant_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_minutes_replaced_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_minutes_replaced_recording_id_recording")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_replaced")),
        sa.UniqueConstraint(
            "recording_id", "participant_id", name=op.f("uq_minutes_replaced_recording_id_participant_id")
        ),
    )
    with op.batch_alter_table("minutes_replaced", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_replaced_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_replaced_recording_id"), ["recording_id"], unique=False)

    op.create_table(
        "recording_answer",
        sa.Column("id", ID, nullable=False),
        sa.Column("recording_id", ID, nullable=False),
        sa.Column("participant_id", ID, nullable=False),
        sa.Column("yes", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["noted_by"], ["account.id"], name=op.f("fk_recording_answer_noted_by_account")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_recording_answer_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_recording_answer_recording_id_recording")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_answer")),
    )
    with op.batch_alter_table("recording_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recording_answer_noted_by"), ["noted_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_recording_answer_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recording_answer_recording_id"), ["recording_id"], unique=False)

    op.create_table(
        "recording_copy",
        sa.Column("id", ID, nullable=False),
        sa.Column("recording_id", ID, nullable=False),
        sa.Column("seat", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("size", ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("picture", sa.Boolean(), nullable=False),
        sa.Column("sound", sa.Boolean(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_recording_copy_recording_id_recording")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_copy")),
        sa.UniqueConstraint("public_id", name=op.f("uq_recording_copy_public_id")),
        sa.UniqueConstraint("recording_id", "seat", name=op.f("uq_recording_copy_recording_id_seat")),
    )
    with op.batch_alter_table("recording_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recording_copy_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recording_copy_recording_id"), ["recording_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("recording_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_copy_recording_id"))
        batch_op.drop_index(batch_op.f("ix_recording_copy_matter_id"))

    op.drop_table("recording_copy")
    with op.batch_alter_table("recording_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_answer_recording_id"))
        batch_op.drop_index(batch_op.f("ix_recording_answer_participant_id"))
        batch_op.drop_index(batch_op.f("ix_recording_answer_noted_by"))

    op.drop_table("recording_answer")
    with op.batch_alter_table("minutes_replaced", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_replaced_recording_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_replaced_participant_id"))

    op.drop_table("minutes_replaced")
    with op.batch_alter_table("recording", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_tape_id"))
        batch_op.drop_index(batch_op.f("ix_recording_sitting_id"))
        batch_op.drop_index(batch_op.f("ix_recording_matter_id"))

    op.drop_table("recording")
    with op.batch_alter_table("tape_span", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tape_span_tape_id"))

    op.drop_table("tape_span")
    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_segment_tape_id"))

    op.drop_table("segment")
    with op.batch_alter_table("tape", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tape_conference_id"))

    op.drop_table("tape")

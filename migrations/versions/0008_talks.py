"""Talks: lines with a label, translations, how far somebody has read, a longer time, calls back"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "longer",
        sa.Column("id", ID, nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("sitting_id", ID, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('asked', 'agreed', 'refused', 'lapsed')", name=op.f("ck_longer_state_is_a_word")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_longer_matter_id_matter")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_longer_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_longer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_longer_public_id")),
    )
    with op.batch_alter_table("longer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_longer_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_longer_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "call_back",
        sa.Column("id", ID, nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("sitting_id", ID, nullable=False),
        sa.Column("participant_id", ID, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('asked', 'not_reached', 'called', 'joined')", name=op.f("ck_call_back_state_is_a_word")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_call_back_matter_id_matter")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_call_back_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_call_back_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_back")),
        sa.UniqueConstraint("public_id", name=op.f("uq_call_back_public_id")),
    )
    with op.batch_alter_table("call_back", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_back_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_back_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_back_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "longer_answer",
        sa.Column("id", ID, nullable=False),
        sa.Column("longer_id", ID, nullable=False),
        sa.Column("participant_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["longer_id"], ["longer.id"], name=op.f("fk_longer_answer_longer_id_longer")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_longer_answer_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_longer_answer")),
        sa.UniqueConstraint("longer_id", "participant_id", name=op.f("uq_longer_answer_longer_id_participant_id")),
    )
    with op.batch_alter_table("longer_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_longer_answer_longer_id"), ["longer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_longer_answer_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "talk_line",
        sa.Column("id", ID, nullable=False),
        sa.Column("sitting_id", ID, nullable=False),
        sa.Column("participant_id", ID, nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("exhibit_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("key_name", sa.String(length=26), nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["exhibit_id"], ["exhibit.id"], name=op.f("fk_talk_line_exhibit_id_exhibit")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_talk_line_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_talk_line_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_line")),
        sa.UniqueConstraint("public_id", name=op.f("uq_talk_line_public_id")),
    )
    with op.batch_alter_table("talk_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talk_line_exhibit_id"), ["exhibit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_line_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_line_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_line_sitting_id"), ["sitting_id"], unique=False)
        batch_op.create_index("ix_talk_line_sitting_label", ["sitting_id", "label"], unique=False)

    op.create_table(
        "talk_reading",
        sa.Column("id", ID, nullable=False),
        sa.Column("sitting_id", ID, nullable=False),
        sa.Column("participant_id", ID, nullable=False),
        sa.Column("upto_id", ID, nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_talk_reading_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_talk_reading_sitting_id_sitting")),
        sa.ForeignKeyConstraint(["upto_id"], ["talk_line.id"], name=op.f("fk_talk_reading_upto_id_talk_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_reading")),
        sa.UniqueConstraint("participant_id", "label", name=op.f("uq_talk_reading_participant_id_label")),
    )
    with op.batch_alter_table("talk_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talk_reading_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_reading_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_reading_sitting_id"), ["sitting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_reading_upto_id"), ["upto_id"], unique=False)

    op.create_table(
        "talk_translation",
        sa.Column("id", ID, nullable=False),
        sa.Column("line_id", ID, nullable=False),
        sa.Column("participant_id", ID, nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("key_name", sa.String(length=26), nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["talk_line.id"], name=op.f("fk_talk_translation_line_id_talk_line")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_talk_translation_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_translation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_talk_translation_public_id")),
    )
    with op.batch_alter_table("talk_translation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talk_translation_line_id"), ["line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_translation_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_translation_participant_id"), ["participant_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("talk_translation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_talk_translation_participant_id"))
        batch_op.drop_index(batch_op.f("ix_talk_translation_matter_id"))
        batch_op.drop_index(batch_op.f("ix_talk_translation_line_id"))

    op.drop_table("talk_translation")
    with op.batch_alter_table("talk_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_talk_reading_upto_id"))
        batch_op.drop_index(batch_op.f("ix_talk_reading_sitting_id"))
        batch_op.drop_index(batch_op.f("ix_talk_reading_participant_id"))
        batch_op.drop_index(batch_op.f("ix_talk_reading_matter_id"))

    op.drop_table("talk_reading")
    with op.batch_alter_table("talk_line", schema=None) as batch_op:
        batch_op.drop_index("ix_talk_line_sitting_label")
        batch_op.drop_index(batch_op.f("ix_talk_line_sitting_id"))
        batch_op.drop_index(batch_op.f("ix_talk_line_participant_id"))
        batch_op.drop_index(batch_op.f("ix_talk_line_matter_id"))
        batch_op.drop_index(batch_op.f("ix_talk_line_exhibit_id"))

    op.drop_table("talk_line")
    with op.batch_alter_table("longer_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_longer_answer_participant_id"))
        batch_op.drop_index(batch_op.f("ix_longer_answer_longer_id"))

    op.drop_table("longer_answer")
    with op.batch_alter_table("call_back", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_back_sitting_id"))
        batch_op.drop_index(batch_op.f("ix_call_back_participant_id"))
        batch_op.drop_index(batch_op.f("ix_call_back_matter_id"))

    op.drop_table("call_back")
    with op.batch_alter_table("longer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_longer_sitting_id"))
        batch_op.drop_index(batch_op.f("ix_longer_matter_id"))

    op.drop_table("longer")

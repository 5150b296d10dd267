"""What a host does: silence, hands, spotlight, locked rooms, people kept apart, private talks that are asked for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.add_column(sa.Column("spotlight", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("locked", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("silenced", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("hand_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("may_share", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("large", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "apart",
        sa.Column("id", ID, nullable=False),
        sa.Column("conference_id", ID, nullable=False),
        sa.Column("one", sa.String(length=64), nullable=False),
        sa.Column("other", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_apart_conference_id_conference")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apart")),
        sa.UniqueConstraint("conference_id", "one", "other", name=op.f("uq_apart_conference_id_one_other")),
    )
    with op.batch_alter_table("apart", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_apart_conference_id"), ["conference_id"], unique=False)
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("talk", sa.String(length=40), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_participant_talk_is_a_word"), "talk in ('asks', 'asked', 'accepted', 'declined')"
        )


def downgrade() -> None:
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_participant_talk_is_a_word"), type_="check")
        batch_op.drop_column("talk")
    with op.batch_alter_table("apart", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_apart_conference_id"))
    op.drop_table("apart")
    with op.batch_alter_table("member", schema=None) as batch_op:
        for name in ("large", "may_share", "hand_at", "silenced"):
            batch_op.drop_column(name)
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.drop_column("locked")
        batch_op.drop_column("spotlight")

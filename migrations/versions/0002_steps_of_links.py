"""How somebody's link was, step by step"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "link_step",
        sa.Column("id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("leg", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("quality", sa.String(length=40), nullable=False),
        sa.Column("loss_permille", sa.Integer(), nullable=False),
        sa.CheckConstraint("leg in ('publish', 'watch')", name=op.f("ck_link_step_leg_is_a_word")),
        sa.CheckConstraint("loss_permille between 0 and 1000", name=op.f("ck_link_step_loss_is_a_share")),
        sa.CheckConstraint("quality in ('good', 'poor', 'bad')", name=op.f("ck_link_step_quality_is_a_word")),
        sa.CheckConstraint("rung in ('large', 'small', 'few', 'sound')", name=op.f("ck_link_step_rung_is_a_word")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_link_step_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_step")),
    )
    with op.batch_alter_table("link_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_step_member_id"), ["member_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("link_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_step_member_id"))

    op.drop_table("link_step")

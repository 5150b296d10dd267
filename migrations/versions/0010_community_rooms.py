"""Several people behind one camera: who is checked in at which community room"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("terminal_id", ID, nullable=True))
        batch_op.add_column(sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("outside", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(batch_op.f("ix_participant_terminal_id"), ["terminal_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_participant_terminal_id_participant"), "participant", ["terminal_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_participant_terminal_id_participant"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_participant_terminal_id"))
        batch_op.drop_column("outside")
        batch_op.drop_column("checked_in_at")
        batch_op.drop_column("terminal_id")

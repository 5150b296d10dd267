"""The notice to whoever did not keep a promise"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("notice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(op.f("fk_promise_notice_id_document"), "document", ["notice_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_promise_notice_id"), ["notice_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_promise_notice_id_document"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_promise_notice_id"))
        batch_op.drop_column("notice_id")

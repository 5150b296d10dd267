"""Ten more days to rule, by the president of the court"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("judicial_confirmation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("extended_by", sa.String(80), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("judicial_confirmation", schema=None) as batch_op:
        batch_op.drop_column("extended_by")

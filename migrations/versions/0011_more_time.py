"""More time for a mediation: until when it is asked for, and which party has agreed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.add_column(sa.Column("longer_until", sa.Date(), nullable=True))
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.add_column(sa.Column("longer_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_column("longer_at")
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.drop_column("longer_until")

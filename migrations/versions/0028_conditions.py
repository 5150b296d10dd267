"""Promises that wait for a condition"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BEFORE = "state in ('open', 'reported', 'kept', 'disputed', 'broken')"
SINCE = "state in ('waiting', 'claimed', 'open', 'reported', 'kept', 'disputed', 'broken')"


def upgrade() -> None:
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.add_column(sa.Column("came_on", sa.Date(), nullable=True))
    _states(SINCE)


def _states(words: str) -> None:
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_promise_state_is_a_word"), type_="check")
        batch_op.create_check_constraint(op.f("ck_promise_state_is_a_word"), words)


def downgrade() -> None:
    op.execute("update promise set state = 'open' where state in ('waiting', 'claimed')")
    _states(BEFORE)
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_column("came_on")

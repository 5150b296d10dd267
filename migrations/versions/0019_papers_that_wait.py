"""A paper may wait for its keys or its timestamp; the ledger knows until when a timestamp is good"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STATE = "ck_document_state_is_a_word"
BEFORE = "'draft', 'frozen', 'signing', 'complete', 'void', 'superseded'"
NOW = "'draft', 'frozen', 'signing', 'awaiting', 'complete', 'void', 'superseded'"
HINDRANCES = "'keys', 'silent', 'wrong', 'foreign', 'revocation'"


def upgrade() -> None:
    with op.batch_alter_table("document", schema=None) as table:
        table.add_column(sa.Column("hindrance", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
        table.drop_constraint(op.f(STATE), type_="check")
        table.create_check_constraint(op.f(STATE), f"state in ({NOW})")
        table.create_check_constraint(op.f("ck_document_hindrance_is_a_word"), f"hindrance in ({HINDRANCES})")
        table.create_check_constraint(
            op.f("ck_document_hindrance_if_awaiting"), "hindrance is not null or state <> 'awaiting'"
        )
    with op.batch_alter_table("release", schema=None) as table:
        table.add_column(sa.Column("good_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """What waits has everybody's signature still in escrow: it goes back to being signed."""
    op.execute(sa.text("update document set state = 'signing' where state = 'awaiting'"))
    with op.batch_alter_table("release", schema=None) as table:
        table.drop_column("good_until")
    with op.batch_alter_table("document", schema=None) as table:
        for check in ("hindrance_if_awaiting", "hindrance_is_a_word"):
            table.drop_constraint(op.f(f"ck_document_{check}"), type_="check")
        table.drop_constraint(op.f(STATE), type_="check")
        table.create_check_constraint(op.f(STATE), f"state in ({BEFORE})")
        table.drop_column("tries")
        table.drop_column("hindrance")

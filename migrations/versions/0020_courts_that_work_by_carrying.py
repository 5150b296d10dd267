"""Courts that work by carrying: their number and ruling are entered, and the ruling is served on paper too"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ACCEPTED = "state not in ('accepted', 'confirmed', 'dismissed')"
WAY = "way in ('screen', 'handed', 'post', 'left')"


def upgrade() -> None:
    with op.batch_alter_table("judicial_confirmation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("judge_named", sa.String(80), nullable=True))
        batch_op.add_column(sa.Column("carried", sa.Boolean(), server_default=sa.false(), nullable=False))
        _limits(
            batch_op, f"(court_number is not null and (judge_id is not null or carried) and accepted_on is not null) or {ACCEPTED}",
            "state <> 'confirmed' or inquired_at is not null or carried",
        )  # fmt: skip
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.add_column(sa.Column("way", sa.String(40), nullable=True))
    op.execute("update service set way = 'screen' where served_at is not null")
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_service_way_is_a_word"), WAY)
        batch_op.create_check_constraint(op.f("ck_service_way_if_served"), "served_at is null or way is not null")


def downgrade() -> None:
    with op.batch_alter_table("service", schema=None) as batch_op:
        for name in ("way_is_a_word", "way_if_served"):
            batch_op.drop_constraint(op.f(f"ck_service_{name}"), type_="check")
        batch_op.drop_column("way")
    with op.batch_alter_table("judicial_confirmation", schema=None) as batch_op:
        _limits(
            batch_op, f"(court_number is not null and judge_id is not null and accepted_on is not null) or {ACCEPTED}",
            "state <> 'confirmed' or inquired_at is not null",
        )  # fmt: skip
        batch_op.drop_column("carried")
        batch_op.drop_column("judge_named")


def _limits(batch_op: Any, accepted: str, inquired: str) -> None:
    for name, said in (("number_and_judge_if_accepted", accepted), ("inquired_if_confirmed", inquired)):
        batch_op.drop_constraint(op.f(f"ck_judicial_confirmation_{name}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_judicial_confirmation_{name}"), said)

"""Who signs in a party's place or beside it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS = {"party_id": "party", "seat_id": "seat", "noted_by": "account"}
CAPACITY = "capacity in ('guardian', 'representative', 'elected', 'organ', 'interpreter')"


def upgrade() -> None:
    op.create_table(
        "deputy",
        sa.Column("id", ID, nullable=False),
        *(sa.Column(key, ID, nullable=key == "seat_id") for key in KEYS),
        sa.Column("capacity", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("basis_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_name", sa.String(26), nullable=False),
        sa.Column("public_id", sa.String(26), nullable=False),
        *(sa.ForeignKeyConstraint([key], [f"{to}.id"], name=op.f(f"fk_deputy_{key}_{to}")) for key, to in KEYS.items()),
        sa.CheckConstraint(CAPACITY, name=op.f("ck_deputy_capacity_is_a_word")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deputy_public_id")),
    )
    for key in KEYS:
        op.create_index(op.f(f"ix_deputy_{key}"), "deputy", [key])


def downgrade() -> None:
    op.drop_table("deputy")

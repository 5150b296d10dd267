"""More than one media node: a row for each, and where a conference is carried"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OWN = "here"  # the node that is started with the house


def upgrade() -> None:
    op.create_table(
        "media_node",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("boot", sa.String(length=40), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("draining", sa.Boolean(), nullable=False),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_node")),
        sa.UniqueConstraint("name", name=op.f("uq_media_node_name")),
    )
    op.execute(
        f"insert into media_node (name, boot, number, draining) select '{OWN}', boot, number, false from node_position"
    )
    op.drop_table("node_position")
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.add_column(sa.Column("node", sa.String(length=40), nullable=True))
    op.execute(f"update conference set node = '{OWN}' where carried")


def downgrade() -> None:
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.drop_column("node")
    op.create_table(
        "node_position",
        sa.Column("id", ID, nullable=False),
        sa.Column("boot", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node_position")),
    )
    op.execute(
        f"insert into node_position (boot, number) select boot, number from media_node "
        f"where name = '{OWN}' and boot is not null"
    )
    op.drop_table("media_node")

"""The ledger of releases is a chain, and each release has a receipt; what was released before gets its place"""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FIRST = "0" * 64
NO_RECEIPT = "0" * 64


def upgrade() -> None:
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("previous", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("claim", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("receipt_sealed", sa.LargeBinary(), nullable=True))
    chain()
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.alter_column("position", existing_type=sa.Integer(), nullable=False)
        for name in ("previous", "claim", "hash"):
            batch_op.alter_column(name, existing_type=sa.String(length=64), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_release_position"), ["position"])


def chain() -> None:
    """In the order in which they were released. A receipt is not made up afterwards: their claim says that there is none."""
    release = sa.table(
        "release", *(sa.column(name) for name in ("id", "sha256", "position", "previous", "claim", "hash"))
    )
    link, previous = op.get_bind(), FIRST
    rows = link.execute(sa.select(release.c.id, release.c.sha256).order_by(release.c.id)).all()
    for position, (row, sha256) in enumerate(rows, start=1):
        written = json.dumps([position, previous, sha256, NO_RECEIPT], separators=(",", ":"))
        digest = hashlib.sha256(written.encode()).hexdigest()
        values = {"position": position, "previous": previous, "claim": NO_RECEIPT, "hash": digest}
        link.execute(sa.update(release).where(release.c.id == row).values(values))
        previous = digest


def downgrade() -> None:
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_release_position"), type_="unique")
        for name in ("receipt_sealed", "hash", "claim", "previous", "position"):
            batch_op.drop_column(name)

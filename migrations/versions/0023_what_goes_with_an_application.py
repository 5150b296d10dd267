"""The papers the house makes for the court beside the application and the proof"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "accompanying_paper",
        sa.Column("id", ID, nullable=False),
        sa.Column("confirmation_id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmation_id"], ["judicial_confirmation.id"],
            name=op.f("fk_accompanying_paper_confirmation_id_judicial_confirmation"),
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_accompanying_paper_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accompanying_paper")),
        sa.UniqueConstraint("confirmation_id", "document_id", name=op.f("uq_accompanying_paper_confirmation_id")),
    )  # fmt: skip
    with op.batch_alter_table("accompanying_paper", schema=None) as table:
        for name in ("confirmation_id", "document_id"):
            table.create_index(table.f(f"ix_accompanying_paper_{name}"), [name], unique=False)


def downgrade() -> None:
    op.drop_table("accompanying_paper")

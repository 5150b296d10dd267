"""Heaps of photographed pages: the files as they came, and the pages of papers that they are"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TROUBLE = (
    "trouble in ('no_code', 'several', 'strange', 'version', 'no_page', 'gone', 'complete', 'early')"
)


def walled() -> list[sa.Column]:
    return [
        sa.Column("key_name", sa.String(26), nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("label", sa.String(20), nullable=False),
    ]


def stated() -> list[sa.Column]:
    return [
        sa.Column("public_id", sa.String(26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "heap",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        *walled(),
        *stated(),
        sa.CheckConstraint("state in ('sorting', 'sorted')", name="ck_heap_state_is_a_word"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_heap_account_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_heap"),
        sa.UniqueConstraint("public_id", name="uq_heap_public_id"),
    )
    op.create_table(
        "heap_file",
        sa.Column("id", ID, nullable=False),
        sa.Column("heap_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("kept", sa.String(64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("refused", sa.String(40), nullable=True),
        *walled(),
        sa.ForeignKeyConstraint(["heap_id"], ["heap.id"], name="fk_heap_file_heap_id_heap"),
        sa.PrimaryKeyConstraint("id", name="pk_heap_file"),
        sa.UniqueConstraint("heap_id", "position", name="uq_heap_file_heap_id_position"),
    )
    op.create_table(
        "leaf",
        sa.Column("id", ID, nullable=False),
        sa.Column("file_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("kept", sa.String(64), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("document_id", ID, nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("trouble", sa.String(40), nullable=True),
        sa.Column("placed_by", ID, nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        *walled(),
        *stated(),
        sa.CheckConstraint("state in ('placed', 'lost', 'aside')", name="ck_leaf_state_is_a_word"),
        sa.CheckConstraint(TROUBLE, name="ck_leaf_trouble_is_a_word"),
        sa.CheckConstraint(
            "state <> 'placed' or (document_id is not null and page >= 1)", name="ck_leaf_page_if_placed"
        ),
        sa.CheckConstraint("state <> 'lost' or trouble is not null", name="ck_leaf_trouble_if_lost"),
        sa.ForeignKeyConstraint(["file_id"], ["heap_file.id"], name="fk_leaf_file_id_heap_file"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_leaf_document_id_document"),
        sa.ForeignKeyConstraint(["placed_by"], ["account.id"], name="fk_leaf_placed_by_account"),
        sa.PrimaryKeyConstraint("id", name="pk_leaf"),
        sa.UniqueConstraint("file_id", "position", name="uq_leaf_file_id_position"),
        sa.UniqueConstraint("public_id", name="uq_leaf_public_id"),
    )
    for table, columns in (
        ("heap", ("account_id", "matter_id")),
        ("heap_file", ("heap_id", "matter_id")),
        ("leaf", ("file_id", "document_id", "placed_by", "matter_id")),
    ):
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table in ("leaf", "heap_file", "heap"):
        op.drop_table(table)

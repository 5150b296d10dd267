"""Money that changed hands for a promise, in parts, and what shows it; other days agreed to later"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "payment",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("promise_id", ID, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('said', 'received', 'contested')", name=op.f("ck_payment_state_is_a_word")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_something_was_paid")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_payment_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_payment_promise_id_promise")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_payment_public_id")),
    )
    op.create_table(
        "payment_proof",
        sa.Column("id", ID, nullable=False),
        sa.Column("payment_id", ID, nullable=False),
        sa.Column("exhibit_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_payment_proof_payment_id_payment")),
        sa.ForeignKeyConstraint(["exhibit_id"], ["exhibit.id"], name=op.f("fk_payment_proof_exhibit_id_exhibit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_proof")),
        sa.UniqueConstraint("payment_id", "exhibit_id", name=op.f("uq_payment_proof_payment_id")),
    )
    op.create_table(
        "replan",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("promise_id", ID, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("amounts", sa.JSON(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("key_name", sa.String(length=26), nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('asked', 'offered', 'agreed', 'declined', 'withdrawn')", name=op.f("ck_replan_state_is_a_word")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_replan_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_replan_promise_id_promise")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replan")),
        sa.UniqueConstraint("public_id", name=op.f("uq_replan_public_id")),
    )
    for table, columns in (
        ("payment", ("organisation_id", "promise_id", "matter_id")),
        ("replan", ("organisation_id", "promise_id", "matter_id")), ("payment_proof", ("payment_id", "exhibit_id")),
    ):  # fmt: skip
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    op.drop_table("replan")
    op.drop_table("payment_proof")
    op.drop_table("payment")

"""Signing desks, a sign-in that ends by itself, and what people understood before they signed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
EVIDENCE = "evidence in ('id_card', 'interim_card', 'household', 'passport', 'residence')"


def upgrade() -> None:
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("until_at", MOMENT, nullable=True))
    _make(
        "signing_desk", {"matter_id": "matter", "kept_by": "account"},
        sa.Column("seats", sa.JSON(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False), sa.Column("ended_at", MOMENT, nullable=True),
    )  # fmt: skip
    _make(
        "desk_visit", {"desk_id": "signing_desk", "seat_id": "seat", "sign_in_id": "sign_in"},
        sa.Column("proof", sa.String(40), nullable=False), sa.Column("evidence", sa.String(40), nullable=True),
        sa.Column("shown_sha256", sa.String(64), nullable=False),
        sa.Column("came_at", MOMENT, nullable=False), sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "proof in ('one_time_code', 'second_factor', 'seen', 'compared')", name=op.f("ck_desk_visit_proof_is_a_word")
        ),
        sa.CheckConstraint(EVIDENCE, name=op.f("ck_desk_visit_evidence_is_a_word")),
        sa.CheckConstraint("proof <> 'seen' or evidence is not null", name=op.f("ck_desk_visit_evidence_if_seen")),
    )  # fmt: skip
    _make(
        "understood", {"agreement_id": "settlement_agreement", "seat_id": "seat"},
        sa.Column("revision", sa.Integer(), nullable=False), sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("promise_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("until_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("otherwise_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_name", sa.String(26), nullable=False),
        sa.Column("matter_id", ID, nullable=False), sa.Column("label", sa.String(20), nullable=False),
    )  # fmt: skip
    op.create_index(op.f("ix_understood_matter_id"), "understood", ["matter_id"])
    _make(
        "read_out", {"agreement_id": "settlement_agreement", "seat_id": "seat", "read_by": "account"},
        sa.Column("revision", sa.Integer(), nullable=False), sa.Column("language", sa.String(10), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("length(language) > 1", name=op.f("ck_read_out_in_some_language")), public=False,
    )  # fmt: skip


def _make(name: str, keys: dict[str, str], *more: sa.schema.SchemaItem, public: bool = True) -> None:
    outward = [
        sa.Column("public_id", sa.String(26), nullable=False),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{name}_public_id")),
    ]
    op.create_table(
        name,
        sa.Column("id", ID, nullable=False),
        *(sa.Column(key, ID, nullable=False) for key in keys),
        *(sa.ForeignKeyConstraint([key], [f"{to}.id"], name=op.f(f"fk_{name}_{key}_{to}")) for key, to in keys.items()),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *more,
        *(outward if public else ()),
    )
    for key in keys:
        op.create_index(op.f(f"ix_{name}_{key}"), name, [key])


def downgrade() -> None:
    for name in ("read_out", "understood", "desk_visit", "signing_desk"):
        op.drop_table(name)
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_column("until_at")

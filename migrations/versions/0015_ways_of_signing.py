"""Ways of signing: seen, by hand beside the screen, taken back, refused with a reason, a seal only on paper"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

EVIDENCE = "evidence in ('id_card', 'interim_card', 'household', 'passport', 'residence')"
MARK = "mark in ('signature', 'stamp', 'fingerprint')"
REASON = "reason in ('terms', 'not_agreed', 'not_clear', 'advice', 'trust', 'pressed', 'other')"
SEEN = "proof <> 'seen' or (witness is not null and evidence is not null)"
COMPARED = "proof <> 'compared' or (witness is not null and mark is not null and marked_on is not null)"


def upgrade() -> None:
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("electronic_seal", sa.Boolean(), server_default=sa.true(), nullable=False))
    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(40), nullable=True))
        batch_op.create_check_constraint(op.f("ck_remark_reason_is_a_word"), REASON)
    with op.batch_alter_table("signer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("intent", sa.String(26), nullable=True))
    op.execute("update signer set intent = (select public_id from intent where intent.signer_id = signer.id)")
    with op.batch_alter_table("intent", schema=None) as batch_op:
        batch_op.add_column(sa.Column("witness", sa.String(80), nullable=True))
        batch_op.add_column(sa.Column("evidence", sa.String(40), nullable=True))
        batch_op.add_column(sa.Column("mark", sa.String(40), nullable=True))
        batch_op.add_column(sa.Column("marked_on", sa.Date(), nullable=True))
        batch_op.drop_constraint(op.f("uq_intent_signer_id"), type_="unique")
        batch_op.create_index("ix_intent_signer_id", ["signer_id"])
        batch_op.drop_constraint(op.f("ck_intent_proof_is_a_word"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_intent_proof_is_a_word"), "proof in ('one_time_code', 'second_factor', 'seen', 'compared')"
        )
        batch_op.create_check_constraint(op.f("ck_intent_evidence_is_a_word"), EVIDENCE)
        batch_op.create_check_constraint(op.f("ck_intent_mark_is_a_word"), MARK)
        batch_op.create_check_constraint(op.f("ck_intent_witness_if_seen"), SEEN)
        batch_op.create_check_constraint(op.f("ck_intent_witness_if_compared"), COMPARED)
    op.create_table(
        "companion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("signer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("kept", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(60), nullable=False),
        sa.Column("mark", sa.String(40), nullable=False),
        sa.Column("compared_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_name", sa.String(26), nullable=False),
        sa.Column("public_id", sa.String(26), nullable=False),
        sa.CheckConstraint(MARK, name="ck_companion_mark_is_a_word"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_companion_document_id_document"),
        sa.ForeignKeyConstraint(["signer_id"], ["signer.id"], name="fk_companion_signer_id_signer"),
        sa.PrimaryKeyConstraint("id", name="pk_companion"),
        sa.UniqueConstraint("public_id", name="uq_companion_public_id"),
    )
    for column in ("document_id", "signer_id", "sha256"):
        op.create_index(f"ix_companion_{column}", "companion", [column])


def downgrade() -> None:
    op.drop_table("companion")
    op.execute("delete from intent where public_id not in (select intent from signer where intent is not null)")
    with op.batch_alter_table("intent", schema=None) as batch_op:
        for name in ("proof_is_a_word", "evidence_is_a_word", "mark_is_a_word", "witness_if_seen",
                     "witness_if_compared"):  # fmt: skip
            batch_op.drop_constraint(op.f(f"ck_intent_{name}"), type_="check")
        batch_op.create_check_constraint(op.f("ck_intent_proof_is_a_word"), "proof in ('one_time_code', 'second_factor')")
        batch_op.drop_index("ix_intent_signer_id")
        batch_op.create_unique_constraint(op.f("uq_intent_signer_id"), ["signer_id"])
        for name in ("marked_on", "mark", "evidence", "witness"):
            batch_op.drop_column(name)
    with op.batch_alter_table("signer", schema=None) as batch_op:
        batch_op.drop_column("intent")
    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_remark_reason_is_a_word"), type_="check")
        batch_op.drop_column("reason")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_column("electronic_seal")

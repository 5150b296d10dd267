"""Referrals: by whom a dispute was handed over, how, and the answer that is owed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TO = {
    "matter_id": "matter", "dispute_id": "dispute", "organisation_id": "organisation", "court_id": "organisation",
}  # fmt: skip
CHECKS = {
    "state_is_a_word": "state in ('received', 'taken', 'owed', 'answered')",
    "kind_is_a_word": "kind in ('delegated', 'entrusted', 'court_platform', 'handed_over')",
    "procedure_is_a_word": "procedure in ('ordinary', 'summary')",
    "owed_is_a_word": "owed in ('return', 'agreement', 'failure')",
    "court_did_is_a_word": "court_did in ('court_paper', 'withdrawn')",
    "case_if_entrusted": "(case_number is not null and procedure is not null) or kind <> 'entrusted'",
    "what_if_owed": "owed is not null or state not in ('owed', 'answered')",
    "day_if_answered": "answered_on is not null or state <> 'answered'",
}


def upgrade() -> None:
    words = [sa.Column(name, sa.String(length=40), nullable=name not in ("state", "kind"))
             for name in ("state", "kind", "procedure", "owed", "court_did")]  # fmt: skip
    days = [sa.Column(name, sa.Date(), nullable=name not in ("letter_on", "received_on"))
            for name in ("letter_on", "received_on", "answered_on", "court_on")]  # fmt: skip
    op.create_table(
        "referral",
        sa.Column("id", ID, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, ID, nullable=name == "court_id") for name in TO),
        *words,
        sa.Column("sender", sa.String(length=80), nullable=False),
        sa.Column("letter_number", sa.String(length=60), nullable=False),
        sa.Column("case_number", sa.String(length=60), nullable=True),
        sa.Column("court_number", sa.String(length=60), nullable=True),
        *days,
        *(sa.CheckConstraint(rule, name=op.f(f"ck_referral_{name}")) for name, rule in CHECKS.items()),
        *(sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_referral_{name}_{other}"))
          for name, other in TO.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("dispute_id", name=op.f("uq_referral_dispute_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_referral_public_id")),
    )  # fmt: skip
    with op.batch_alter_table("referral", schema=None) as table:
        for name in TO:
            table.create_index(table.f(f"ix_referral_{name}"), [name], unique=False)
    _consents()


def _consents() -> None:
    op.create_table(
        "referral_consent",
        sa.Column("id", ID, nullable=False),
        sa.Column("referral_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_consent_referral_id_referral")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_referral_consent_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_consent")),
        sa.UniqueConstraint("referral_id", "seat_id", name=op.f("uq_referral_consent_referral_id")),
    )
    with op.batch_alter_table("referral_consent", schema=None) as table:
        for name in ("referral_id", "seat_id"):
            table.create_index(table.f(f"ix_referral_consent_{name}"), [name], unique=False)


def downgrade() -> None:
    op.drop_table("referral_consent")
    op.drop_table("referral")

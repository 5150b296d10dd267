"""Objections to a ruling, why somebody objects and what the judge found"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = "kind in ('note', 'inquiry', 'missing', 'supply', 'not_taken', 'ruling')"
AFTER = "kind in ('note', 'inquiry', 'missing', 'supply', 'not_taken', 'ruling', 'objection', 'finding')"


def upgrade() -> None:
    op.create_table(
        "objection",
        sa.Column("id", ID, nullable=False),
        sa.Column("public_id", sa.String(26), nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("confirmation_id", ID, nullable=False),
        sa.Column("ruling_id", ID, nullable=True),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=True),
        sa.Column("ruled_on", sa.Date(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('open', 'rejected', 'upheld')", name="ck_objection_state_is_a_word"),
        sa.CheckConstraint("seat_id is not null or known_on is not null", name="ck_objection_known_if_a_stranger"),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name="fk_objection_matter_id_matter"),
        sa.ForeignKeyConstraint(
            ["confirmation_id"], ["judicial_confirmation.id"], name="fk_objection_confirmation_id_judicial_confirmation"
        ),
        sa.ForeignKeyConstraint(["ruling_id"], ["document.id"], name="fk_objection_ruling_id_document"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="fk_objection_seat_id_seat"),
        sa.PrimaryKeyConstraint("id", name="pk_objection"),
        sa.UniqueConstraint("public_id", name="uq_objection_public_id"),
    )
    for column in ("matter_id", "confirmation_id", "ruling_id", "seat_id"):
        op.create_index(f"ix_objection_{column}", "objection", [column])
    _remarks(AFTER, sa.Column("about", sa.String(26), nullable=True))


def downgrade() -> None:
    op.execute("delete from court_remark where kind in ('objection', 'finding')")
    _remarks(BEFORE)
    op.drop_table("objection")


def _remarks(kinds: str, about: sa.Column[str] | None = None) -> None:
    with op.batch_alter_table("court_remark", schema=None) as batch_op:
        if about is not None:
            batch_op.add_column(about)
        else:
            batch_op.drop_column("about")
        batch_op.drop_constraint(op.f("ck_court_remark_kind_is_a_word"), type_="check")
        batch_op.create_check_constraint(op.f("ck_court_remark_kind_is_a_word"), kinds)

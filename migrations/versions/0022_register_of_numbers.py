"""Every number that was given stands in a register; a body may write its numbers in its own way"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = "kind in ('dossier', 'agreement', 'court_confirmation')"
SOURCES = (
    ("dossier", "dispute", "organisation_id", "dossier_number"),
    ("agreement", "settlement_agreement", "organisation_id", "number"),
    ("court_confirmation", "judicial_confirmation", "court_id", "court_number"),
)
"""Kind of number; the table, and its columns of the body and of the number."""


def upgrade() -> None:
    op.create_table(
        "number_pattern",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("pattern", sa.String(length=60), nullable=False),
        *_of_a_body("number_pattern"),
        sa.UniqueConstraint("organisation_id", "kind", name=op.f("uq_number_pattern_organisation_id_kind")),
    )
    op.create_table(
        "given_number",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=60), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        *_of_a_body("given_number"),
        sa.UniqueConstraint(
            "organisation_id", "kind", "year", "place", name=op.f("uq_given_number_organisation_id_kind_year_place")
        ),
        sa.UniqueConstraint("organisation_id", "text", name=op.f("uq_given_number_organisation_id_text")),
    )
    for table in ("number_pattern", "given_number"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_organisation_id"), ["organisation_id"], unique=False)
    for source in SOURCES:
        _register(*source)


def _of_a_body(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.CheckConstraint(KINDS, name=op.f(f"ck_{table}_kind_is_a_word")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _register(kind: str, source: str, body: str, number: str) -> None:
    """What was given before there was a register. A number somebody else gave, such as a court's own, is none of ours."""
    moment = sa.DateTime(timezone=True)
    given = sa.table("given_number", *map(sa.column, ("organisation_id", "kind", "year", "place", "text")),
                     sa.column("given_at", moment), sa.column("voided_at", moment))  # fmt: skip
    there = sa.table(source, *map(sa.column, (body, number, "state")), sa.column("state_since", moment))
    rows = op.get_bind().execute(sa.select(there).where(there.c[number].is_not(None))).all()
    for organisation_id, text, state, since in rows:
        found = re.search(r"（(\d{4})）.*?(\d+)号$", text)
        if found:
            void = since if (kind, state) == ("agreement", "ended") else None
            values = {"organisation_id": organisation_id, "kind": kind, "year": int(found[1]), "place": int(found[2]),
                      "text": text, "given_at": since, "voided_at": void}  # fmt: skip
            op.execute(given.insert().values(values))


def downgrade() -> None:
    op.drop_table("given_number")
    op.drop_table("number_pattern")

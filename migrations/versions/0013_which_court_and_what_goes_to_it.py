"""Which court may confirm: levels of courts, where parties live, where the property is; and what was handed in for it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = "'proof', 'identity', 'authority', 'property', 'address', 'other'"


def upgrade() -> None:
    with op.batch_alter_table("organisation", schema=None) as table:
        table.add_column(sa.Column("level", sa.String(length=40), nullable=True))
        table.create_check_constraint(op.f("ck_organisation_level_is_a_word"), "level in ('intermediate', 'tribunal')")
        table.create_check_constraint(
            op.f("ck_organisation_court_if_it_has_a_level"), "level is null or kind = 'court'"
        )
    _place("party", "place_id")
    _place("judicial_confirmation", "property_place_id")
    op.create_table(
        "enclosure",
        sa.Column("id", ID, nullable=False),
        sa.Column("confirmation_id", ID, nullable=False),
        sa.Column("exhibit_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("party_id", ID, nullable=True),
        sa.CheckConstraint(f"kind in ({KINDS})", name=op.f("ck_enclosure_kind_is_a_word")),
        sa.ForeignKeyConstraint(
            ["confirmation_id"], ["judicial_confirmation.id"],
            name=op.f("fk_enclosure_confirmation_id_judicial_confirmation"),
        ),
        sa.ForeignKeyConstraint(["exhibit_id"], ["exhibit.id"], name=op.f("fk_enclosure_exhibit_id_exhibit")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_enclosure_party_id_party")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enclosure")),
        sa.UniqueConstraint(
            "confirmation_id", "exhibit_id", name=op.f("uq_enclosure_confirmation_id")
        ),
    )  # fmt: skip
    with op.batch_alter_table("enclosure", schema=None) as table:
        for name in ("confirmation_id", "exhibit_id", "party_id"):
            table.create_index(table.f(f"ix_enclosure_{name}"), [name], unique=False)


def _place(table_name: str, column: str) -> None:
    with op.batch_alter_table(table_name, schema=None) as table:
        table.add_column(sa.Column(column, ID, nullable=True))
        table.create_foreign_key(op.f(f"fk_{table_name}_{column}_place"), "place", [column], ["id"])
        table.create_index(table.f(f"ix_{table_name}_{column}"), [column], unique=False)


def downgrade() -> None:
    op.drop_table("enclosure")
    for table_name, column in (("judicial_confirmation", "property_place_id"), ("party", "place_id")):
        with op.batch_alter_table(table_name, schema=None) as table:
            table.drop_constraint(op.f(f"fk_{table_name}_{column}_place"), type_="foreignkey")
            table.drop_index(table.f(f"ix_{table_name}_{column}"))
            table.drop_column(column)
    with op.batch_alter_table("organisation", schema=None) as table:
        table.drop_constraint(op.f("ck_organisation_court_if_it_has_a_level"), type_="check")
        table.drop_constraint(op.f("ck_organisation_level_is_a_word"), type_="check")
        table.drop_column("level")

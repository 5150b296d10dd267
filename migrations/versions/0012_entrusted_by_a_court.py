"""A fourth way in which a matter came to mediation: entrusted by a court after filing"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NAME = "ck_settlement_agreement_route_is_a_word"


def upgrade() -> None:
    _routes("'own', 'delegated', 'entrusted', 'court_platform'")


def downgrade() -> None:
    _routes("'own', 'delegated', 'court_platform'")


def _routes(words: str) -> None:
    with op.batch_alter_table("settlement_agreement", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(NAME), type_="check")
        batch_op.create_check_constraint(op.f(NAME), f"route in ({words})")

"""Kinds of sitting, who else is asked to one, trying one's devices, and who is protected from whom"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)
ABOUT = "'online', 'separate', 'text', 'visit', 'panel', 'public', 'on_site', 'invitee'"


def upgrade() -> None:
    with op.batch_alter_table("sitting", schema=None) as table:
        table.add_column(sa.Column("kind", sa.String(length=40), nullable=False, server_default="together"))
        table.add_column(sa.Column("public", sa.Boolean(), nullable=False, server_default=sa.false()))
        for name in ("closes_at", "halted_at", "moves_at", "moved_at"):
            table.add_column(sa.Column(name, WHEN, nullable=True))
        table.add_column(sa.Column("halt", sa.String(length=40), nullable=True))
        table.create_check_constraint(
            op.f("ck_sitting_kind_is_a_word"), "kind in ('together', 'separate', 'text', 'visit', 'panel')"
        )
        table.create_check_constraint(op.f("ck_sitting_halt_is_a_word"), "halt in ('paused', 'suspended')")
        table.create_check_constraint(op.f("ck_sitting_window_if_in_text"), "kind <> 'text' or closes_at is not null")
    with op.batch_alter_table("participant", schema=None) as table:
        table.add_column(sa.Column("beside_id", ID, nullable=True))
        table.add_column(sa.Column("comes_at", WHEN, nullable=True))
        table.create_foreign_key(op.f("fk_participant_beside_id_participant"), "participant", ["beside_id"], ["id"])
        table.create_index(op.f("ix_participant_beside_id"), ["beside_id"], unique=False)
    with op.batch_alter_table("consent", schema=None) as table:
        table.add_column(sa.Column("about", sa.String(length=40), nullable=False, server_default="online"))
        table.add_column(sa.Column("invitee_id", ID, nullable=True))
        table.add_column(sa.Column("yes", sa.Boolean(), nullable=False, server_default=sa.true()))
        table.create_foreign_key(op.f("fk_consent_invitee_id_participant"), "participant", ["invitee_id"], ["id"])
        table.create_index(op.f("ix_consent_invitee_id"), ["invitee_id"], unique=False)
        table.create_check_constraint(op.f("ck_consent_about_is_a_word"), f"about in ({ABOUT})")
        table.create_check_constraint(
            op.f("ck_consent_invitee_if_about_somebody"),
            "(about = 'invitee' and invitee_id is not null) or (about <> 'invitee' and invitee_id is null)",
        )
    with op.batch_alter_table("seat", schema=None) as table:
        table.add_column(sa.Column("mail_sealed", sa.LargeBinary(), nullable=True))
    _device_check()
    _protection()


def _device_check() -> None:
    op.create_table(
        "device_check",
        sa.Column("id", ID, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("participant_id", ID, nullable=False),
        sa.Column("conference_id", ID, nullable=True),
        sa.Column("browser", sa.String(length=40), nullable=False),
        sa.Column("device", sa.String(length=20), nullable=False),
        sa.Column("begun_at", WHEN, nullable=False),
        sa.Column("finished_at", WHEN, nullable=True),
        sa.Column("trouble", sa.String(length=20), nullable=True),
        sa.Column("sees_self", sa.Boolean(), nullable=True),
        sa.Column("bar_moved", sa.Boolean(), nullable=True),
        sa.Column("heard_tone", sa.Boolean(), nullable=True),
        sa.Column("loss", sa.Float(), nullable=True),
        sa.Column("round_trip", sa.Integer(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("score", sa.String(length=40), nullable=True),
        sa.CheckConstraint("score in ('good', 'okay', 'bad')", name=op.f("ck_device_check_score_is_a_word")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_device_check_conference_id_conference")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_device_check_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_check")),
        sa.UniqueConstraint("public_id", name=op.f("uq_device_check_public_id")),
    )
    for name in ("participant_id", "conference_id"):
        op.create_index(op.f(f"ix_device_check_{name}"), "device_check", [name], unique=False)


def _protection() -> None:
    op.create_table(
        "protection",
        sa.Column("id", ID, nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=False),
        sa.Column("from_seat_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("set_by", ID, nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("ended_at", WHEN, nullable=True),
        sa.CheckConstraint(
            "reason in ('order', 'violence', 'threat', 'minor', 'other')", name=op.f("ck_protection_reason_is_a_word")
        ),
        sa.CheckConstraint("seat_id <> from_seat_id", name=op.f("ck_protection_two_people")),
        *(
            sa.ForeignKeyConstraint([name], [f"{there}.id"], name=op.f(f"fk_protection_{name}_{there}"))
            for name, there in (
                ("matter_id", "matter"), ("seat_id", "seat"), ("from_seat_id", "seat"), ("set_by", "account"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protection")),
        sa.UniqueConstraint("public_id", name=op.f("uq_protection_public_id")),
    )  # fmt: skip
    for name in ("matter_id", "seat_id", "from_seat_id", "set_by"):
        op.create_index(op.f(f"ix_protection_{name}"), "protection", [name], unique=False)


def downgrade() -> None:
    op.drop_table("protection")
    op.drop_table("device_check")
    with op.batch_alter_table("seat", schema=None) as table:
        table.drop_column("mail_sealed")
    op.execute("delete from consent where about <> 'online' or not yes")
    with op.batch_alter_table("consent", schema=None) as table:
        for check in ("invitee_if_about_somebody", "about_is_a_word"):
            table.drop_constraint(op.f(f"ck_consent_{check}"), type_="check")
        table.drop_constraint(op.f("fk_consent_invitee_id_participant"), type_="foreignkey")
        table.drop_index(op.f("ix_consent_invitee_id"))
        for name in ("yes", "invitee_id", "about"):
            table.drop_column(name)
    with op.batch_alter_table("participant", schema=None) as table:
        table.drop_constraint(op.f("fk_participant_beside_id_participant"), type_="foreignkey")
        table.drop_index(op.f("ix_participant_beside_id"))
        for name in ("comes_at", "beside_id"):
            table.drop_column(name)
    with op.batch_alter_table("sitting", schema=None) as table:
        for check in ("window_if_in_text", "halt_is_a_word", "kind_is_a_word"):
            table.drop_constraint(op.f(f"ck_sitting_{check}"), type_="check")
        for name in ("halt", "moved_at", "moves_at", "halted_at", "closes_at", "public", "kind"):
            table.drop_column(name)

from __future__ import annotations

from sqlalchemy import select

from mediation.core.db import db, rollback
from mediation.organisations.models import Organisation


def test_a_body_without_an_electronic_seal_is_told_so_by_command(app):
    runner, wanted = app.test_cli_runner(), select(Organisation).where(Organisation.number_sign == "西塔")
    for way, electronic in (("--paper", False), ("--electronic", True)):
        assert runner.invoke(args=["organisations", "seal", "西塔", way]).exit_code == 0
        rollback()
        assert db.session.scalars(wanted).one().electronic_seal is electronic
    assert runner.invoke(args=["organisations", "seal", "月球", "--paper"]).exit_code == 1

"""Migrations: one head, up and down with data in the tables, and the schema they make is the one the models say."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.command import downgrade
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from mediation import tables
from mediation.core import db as house
from mediation.core.db import db


def test_there_is_one_head():
    assert len(ScriptDirectory.from_config(house.alembic_config("sqlite://")).get_heads()) == 1


def test_the_schema_is_the_models(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, tables.metadata) == []


def test_down_and_up_again_with_data(world, app):
    world.consented()
    url = str(db.engine.url)
    db.session.remove()
    db.engine.dispose()
    house.stamp(url)  # the tests' tables are made from the models
    downgrade(house.alembic_config(url), "base")
    engine = create_engine(url)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()
    house.migrate(url)
    engine = create_engine(url)
    assert set(tables.metadata.tables) <= set(inspect(engine).get_table_names())
    engine.dispose()

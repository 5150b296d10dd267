"""Runs the migrations; `mediation.tables` knows every table, so that `revision --autogenerate` sees what changed."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine, pool
from sqlalchemy.types import TypeDecorator

from mediation import tables


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Migrations name plain column types: they must not change when our types do."""
    if kind == "type" and isinstance(item, TypeDecorator):
        plain = item.impl if not isinstance(item.impl, type) else item.impl()
        return f"sa.{plain!r}"
    return False


def run() -> None:
    engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        lite = connection.dialect.name == "sqlite"
        if lite:  # a table is changed by making it anew, which others refer to (sqlite.org/lang_altertable.html, 7)
            _raw(connection).execute("pragma foreign_keys=off")
        context.configure(
            connection=connection,
            target_metadata=tables.metadata,
            render_as_batch=True,
            render_item=render_item,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.in_transaction():
            connection.commit()
        if lite:
            broken = _raw(connection).execute("pragma foreign_key_check").fetchall()
            assert not broken, f"rows refer to nothing: {broken[:5]}"


def _raw(connection: Connection) -> Any:
    """The driver's connection, outside of any transaction of ours."""
    return connection.connection.dbapi_connection


run()

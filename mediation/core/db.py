"""The database: one base, its column types, and the one way a transaction that writes is begun.

SQLite lets one writer in at a time. A transaction that first reads and then writes fails at once when somebody else
wrote in between, so whoever means to write says so first: `writing` begins it (BEGIN IMMEDIATE) and reads afresh.
"""

from __future__ import annotations

import enum
import functools
import re
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Engine, ForeignKey, Integer, MetaData, String, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import JSON, TypeDecorator

from mediation.core import ids, settings
from mediation.core.failpoints import failpoint

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")

Id = BigInteger().with_variant(Integer, "sqlite")
"""64 bits everywhere; SQLite only counts up an INTEGER."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Refuses a naive one; comes back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[enum.StrEnum]):
    """An enum kept as its text; the CHECK that lists the words is made by `one_of`."""

    impl = String(40)
    cache_ok = True

    def __init__(self, words: type[enum.StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> enum.StrEnum | None:
        return None if value is None else self.words(value)


def one_of(column: str, words: type[enum.StrEnum]) -> str:
    """The condition that a column holds one of an enum's words, for a CHECK constraint."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return f"{column} in ({listed})"


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON, list[Any]: JSON}

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    id: Mapped[int] = mapped_column(Id, primary_key=True, sort_order=-1)


class Public:
    """A row that people can be sent to: its outward name is random."""

    public_id: Mapped[str] = mapped_column(String(26), unique=True, default=ids.public_id)

    def __init__(self, **columns: Any) -> None:
        columns.setdefault("public_id", ids.public_id())  # known before the row is written: sealing binds to it
        super().__init__(**columns)


class Stated:
    """A row with a state that only `advance` changes; `version` refuses the second of two at once."""

    version: Mapped[int] = mapped_column(default=1)
    state_since: Mapped[datetime]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


def to(target: str, *, nullable: bool = False, unique: bool = False) -> Any:
    """A foreign key column to another table's row, indexed."""
    return mapped_column(Id, ForeignKey(f"{target}.id"), index=not unique, unique=unique, nullable=nullable)


db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)

_WRITING = "courtyard_writing"
_AFTERWARDS = "courtyard_afterwards"
held: list[float] = []
"""Seconds each finished write transaction of this process held the lock: read by the test that keeps them short."""


def begin_writing() -> None:
    """Make the session's transaction one that writes; what was read before is read again. No effect in one that writes.

    Raises:
        AssertionError: if something was changed before it was called.
    """
    session = db.session
    if session.info.get(_WRITING):
        return
    assert not (session.new or session.dirty or session.deleted), "changed before writing was begun"
    session.rollback()
    session.connection(execution_options={_WRITING: True})
    session.info[_WRITING] = time.perf_counter()


def is_writing() -> bool:
    return bool(db.session.info.get(_WRITING))


def commit() -> None:
    """For the door, the job runner and commands only."""
    session = db.session
    wrote = is_writing()
    if wrote:
        session.flush()
        failpoint("commit.before")
    try:
        session.commit()
    finally:
        _released(session.info)
    if wrote:
        failpoint("commit.after")
    for call in session.info.pop(_AFTERWARDS, ()):
        call()


def rollback() -> None:
    session = db.session
    session.rollback()
    _released(session.info)
    session.info.pop(_AFTERWARDS, None)


def afterwards(call: Callable[[], None]) -> None:
    """Do this when the transaction is committed and before it is answered; not at all if it is rolled back.

    For what must be told at once to a process that can be told again, such as the media node. A `Refusal` raised here
    is the answer, though what was done stays done.
    """
    db.session.info.setdefault(_AFTERWARDS, []).append(call)


def _released(info: dict[str, Any]) -> None:
    began = info.pop(_WRITING, None)
    if began:
        held.append(time.perf_counter() - began)
        del held[:-1000]


def writing(verb: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Marks a verb of `services.py`: by the time its body runs, the transaction is one that writes."""

    @functools.wraps(verb)
    def begun(first: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        begin_writing()
        return verb(first, *args, **kwargs)

    begun.writes = True  # type: ignore[attr-defined]
    return begun


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # the driver opens no transaction of its own: `_begin_sqlite` does
    for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "busy_timeout=5000"):
        connection.execute(f"pragma {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get(_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def migrate(url: str | None = None, revision: str = "head") -> None:
    """Bring the database to a revision of `migrations/`; the newest, unless told otherwise."""
    from alembic import command

    command.upgrade(alembic_config(url), revision)


def stamp(url: str, revision: str | None = "head") -> None:
    """Say that a database is at a revision without changing its tables: for one whose tables came from the models."""
    from alembic import command

    command.stamp(alembic_config(url), revision or "base")


def alembic_config(url: str | None = None) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(settings.CHECKOUT / "migrations"))
    config.attributes["url"] = url or settings.load().database_url
    return config

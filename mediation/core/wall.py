"""The wall: what somebody said has a matter and a label, and each reader reads some labels of each matter.

`shared` may go to the court; `joint` is talk in front of everybody; `side:<n>` belongs to one side and the mediator;
`mediator` to the mediator alone; `court` to the court alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, String, and_, event, false, or_, select
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria

from mediation.core.db import Id, db
from mediation.core.machine import Role, Standing

SHARED, JOINT, MEDIATOR, COURT = "shared", "joint", "mediator", "court"


def side(n: int) -> str:
    """The label of what belongs to one side."""
    return f"side:{n}"


def readable(standing: Standing) -> frozenset[str]:
    """The labels a standing reads in its matter. This function is the whole policy."""
    sides = {side(n) for n in range(1, standing.sides + 1)}
    own = {side(standing.side)} if standing.side else set()
    reads: dict[Role, set[str]] = {
        Role.PARTY: {SHARED, JOINT, *own},
        Role.REPRESENTATIVE: {SHARED, JOINT, *own},
        Role.INTERPRETER: {JOINT},  # what is said in front of everybody, and no papers
        Role.EXPERT: {SHARED},
        Role.CO_MEDIATOR: {SHARED, JOINT},
        Role.MEDIATOR: {SHARED, JOINT, MEDIATOR, *sides},
        Role.WINDOW: {SHARED},
        Role.GUEST_JUDGE: {SHARED},
        Role.DUTY_JUDGE: {SHARED},
        Role.JUDGE: {SHARED, COURT},
        Role.CLERK: {SHARED, COURT},
        Role.CLOCK: {SHARED, JOINT, MEDIATOR, COURT, *sides},
        Role.SYSTEM: {SHARED, JOINT, MEDIATOR, COURT, *sides},
    }
    return frozenset().union(*(reads.get(role, set()) for role in standing.roles))


class Confidential:
    """A row that carries content: never read without a named reader.

    No foreign key: the wall stands left of matters, and so do the wings whose rows are behind it.
    """

    matter_id: Mapped[int] = mapped_column(Id, index=True)
    label: Mapped[str] = mapped_column(String(20))


@dataclass(frozen=True)
class Reader:
    """What one request may read: for each set of labels, the matters they are read in."""

    shelves: dict[frozenset[str], frozenset[int]] = field(default_factory=dict)
    made: dict[type[Any], Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, standings: Iterable[Standing]) -> Reader:
        shelves: dict[frozenset[str], set[int]] = {}
        for standing in standings:
            labels = readable(standing)
            if labels and standing.matter_id is not None:
                shelves.setdefault(labels, set()).add(standing.matter_id)
        return cls({labels: frozenset(matters) for labels, matters in shelves.items()})

    def reads(self, matter_id: int, label: str) -> bool:
        """The same question for what is not a row of the database: a file, an event, a search result."""
        return any(label in labels and matter_id in matters for labels, matters in self.shelves.items())

    def criteria(self, statement: Any) -> list[Any]:
        """For each table behind the wall that a statement names, what this reader may see of it.

        Plain expressions, never a cached lambda, each made once for a reader. They do not propagate: a lazy load asks
        for itself, by the reader of that moment and not of its parent's.
        """
        return [self._criterion(table) for table in named_tables(statement)]

    def _criterion(self, table: type[Any]) -> Any:
        if table not in self.made:
            self.made[table] = with_loader_criteria(
                table, self._allows(table), include_aliases=True, propagate_to_loaders=False
            )
        return self.made[table]

    def _allows(self, table: Any) -> ColumnElement[bool]:
        shelves = [
            and_(table.matter_id.in_(sorted(matters)), table.label.in_(sorted(labels)))
            for labels, matters in self.shelves.items()
        ]
        return or_(*shelves) if shelves else false()


class NoReader(Exception):
    """A statement asked for confidential rows before anybody was named as their reader."""


def name_reader(*standings: Standing) -> Reader:
    """From here on the session reads as these standings do."""
    reader = Reader.of(standings)
    db.session.info["reader"] = reader
    return reader


def reader() -> Reader:
    return db.session.info.get("reader") or Reader()


class _Anywhere(Reader):
    def criteria(self, statement: Any) -> list[Any]:
        return []


def whereabouts(table: type[Any], name: str, *, called: str = "public_id") -> int | None:
    """The matter that a row behind the wall belongs to, and nothing else of it: what a loader must know before it can
    tell what the actor is in that matter and name the reader. `called` is the column that holds the row's name."""
    before = db.session.info.get("reader")
    db.session.info["reader"] = _Anywhere()
    try:
        return db.session.scalar(select(table.matter_id).where(getattr(table, called) == name))
    finally:
        db.session.info["reader"] = before


@event.listens_for(Session, "do_orm_execute")
def _narrow(statement: ORMExecuteState) -> None:
    """Adds the reader's matters and labels to every ORM statement, whatever it joins, counts or nests."""
    if statement.is_column_load or not (statement.is_select or statement.is_update or statement.is_delete):
        return
    named: Reader | None = statement.session.info.get("reader")
    if named is None and any(issubclass(mapper.class_, Confidential) for mapper in statement.all_mappers):
        raise NoReader(str(statement.statement))
    statement.statement = statement.statement.options(*(named or Reader()).criteria(statement.statement))


_forms: dict[Any, tuple[type[Any], ...]] = {}
_MOST_FORMS = 4000


def named_tables(statement: Any) -> tuple[type[Any], ...]:
    """The tables behind the wall that the SQL of a statement names anywhere: joined, nested, or loaded along with it.

    The SQL is made once for each form of statement, as SQLAlchemy itself tells forms apart; where it cannot, all are.
    """
    key = statement._generate_cache_key()
    found = _forms.get(key.key) if key else tuple(confidential_tables())
    if found is None:
        words = set(re.findall(r"\w+", str(statement.compile(db.engine))))
        found = tuple(table for table in confidential_tables() if table.__tablename__ in words)
        if len(_forms) >= _MOST_FORMS:
            _forms.clear()
        _forms[key.key] = found
    return found


def confidential_tables(base: type[Any] = Confidential) -> Iterator[type[Any]]:
    """Every mapped class behind the wall."""
    for table in base.__subclasses__():
        if hasattr(table, "__mapper__"):
            yield table
        yield from confidential_tables(table)

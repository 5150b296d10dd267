"""Routing tables: who may send, and what each seat receives in which slot. Pure; the newest version wins."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_SEATS = 200
MOST_SLOTS = 64
LARGE, SMALL, NONE = "large", "small", "none"
"""Which picture of its source a slot is to show; none: its sound alone."""
NAME = re.compile(r"[A-Za-z0-9._~-]{1,64}")


class TableError(ValueError):
    """The body of a PUT is not a routing table."""


class Stale(Exception):
    """The version is older than the one in force, or equal to it with another content."""


@dataclass(frozen=True)
class Record:
    """What is recorded: these seats, while none of `unless` is connected. `start` grows when it is to begin anew."""

    id: str
    key: bytes = field(repr=False)
    seats: frozenset[str]
    unless: frozenset[str] = frozenset()
    start: int = 0

    def continues(self, other: Record) -> bool:
        """Whether it goes on with what the other began."""
        return (self.id, self.start) == (other.id, other.start)


@dataclass(frozen=True)
class Table:
    """One conference: for every seat the source seat of each of its slots (None: an empty slot).

    A silent seat is seen and not heard. `sizes`: for each seat, by slot, where another picture than the large belongs.
    """

    version: int
    seats: Mapping[str, tuple[str | None, ...]]
    silent: frozenset[str] = frozenset()
    record: Record | None = None
    sizes: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    def source(self, seat: str, slot: int) -> str | None:
        """The seat whose sound and picture belong into this slot, or None."""
        slots = self.seats.get(seat, ())
        source = slots[slot] if slot < len(slots) else None
        return source if source in self.seats else None

    def size(self, seat: str, slot: int) -> str:
        """Which picture belongs into this slot."""
        return self.sizes.get(seat, {}).get(slot, LARGE)

    def hears(self, seat: str, source: str) -> bool:
        """Whether the source is in any slot of this seat."""
        return source in self.seats and source in self.seats.get(seat, ())


def parse(body: object) -> Table:
    """A table from `{"version": int, "seats": {seat: {"slots": [source | null, …], "silent"?: bool}}}`.

    Instead of a source a slot may be `{"source": source, "size": "large" | "small" | "none"}`. With `"record": {"id",
    "key" (32 bytes in base64), "seats": […], "unless"?: […], "start"?: int}` those seats are recorded.
    Raises TableError.
    """
    if not isinstance(body, dict):
        raise TableError("a table is an object")
    version, seats = body.get("version"), body.get("seats")
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise TableError("version must be a whole number, 0 or more")
    if not isinstance(seats, dict) or len(seats) > MOST_SEATS:
        raise TableError(f"seats must be an object of at most {MOST_SEATS}")
    slots = {name(seat): _slots(seat, entry) for seat, entry in seats.items()}
    silent = frozenset(seat for seat, entry in seats.items() if _silent(seat, entry))
    record = _record(body["record"]) if body.get("record") is not None else None
    return Table(version, slots, silent, record, {seat: _sizes(entry) for seat, entry in seats.items()})


def name(text: object) -> str:
    """A seat or conference name: 1–64 of the unreserved characters of RFC 3986. Raises TableError."""
    if not isinstance(text, str) or not NAME.fullmatch(text):
        raise TableError(f"not a name: {text!r}")
    return text


def supersede(current: Table | None, new: Table) -> Table:
    """The table in force once `new` has arrived. Raises Stale if it must be refused."""
    if current is None or new.version > current.version or new == current:
        return new
    raise Stale(f"version {new.version} does not follow version {current.version}")


def _slots(seat: str, entry: object) -> tuple[str | None, ...]:
    slots = entry.get("slots") if isinstance(entry, dict) else None
    if not isinstance(slots, list) or len(slots) > MOST_SLOTS:
        raise TableError(f"seat {seat} needs a list of at most {MOST_SLOTS} slots")
    sources = (slot.get("source") if isinstance(slot, dict) else slot for slot in slots)
    return tuple(None if source is None else name(source) for source in sources)


def _sizes(entry: Mapping[str, list[object]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for number, slot in enumerate(entry["slots"]):
        size = slot.get("size", LARGE) if isinstance(slot, dict) else LARGE
        if size not in (LARGE, SMALL, NONE):
            raise TableError(f"not a size: {size!r}")
        if size != LARGE:
            found[number] = str(size)
    return found


def _silent(seat: str, entry: Mapping[str, object]) -> bool:
    silent = entry.get("silent", False)
    if not isinstance(silent, bool):
        raise TableError(f"seat {seat}: silent is true or false")
    return silent


def _record(body: object) -> Record:
    if not isinstance(body, dict):
        raise TableError("record must be an object")
    seats, unless, start = body.get("seats"), body.get("unless", []), body.get("start", 0)
    if not isinstance(seats, list) or not isinstance(unless, list) or not isinstance(start, int):
        raise TableError("record needs lists of seats, and start is a whole number")
    try:
        key = base64.b64decode(body.get("key") or "", validate=True)
    except (ValueError, TypeError):
        key = b""
    if len(key) != 32:
        raise TableError("the key of a record is 32 bytes in base64")
    return Record(name(body.get("id")), key, frozenset(map(name, seats)), frozenset(map(name, unless)), start)

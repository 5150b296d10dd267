"""Routing tables: who may send, and what each seat receives in which slot. Pure; the newest version wins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MOST_SEATS = 200
MOST_SLOTS = 64
NAME = re.compile(r"[A-Za-z0-9._~-]{1,64}")


class TableError(ValueError):
    """The body of a PUT is not a routing table."""


class Stale(Exception):
    """The version is older than the one in force, or equal to it with another content."""


@dataclass(frozen=True)
class Table:
    """One conference: for every seat the source seat of each of its slots (None: an empty slot).

    A silent seat is seen and not heard.
    """

    version: int
    seats: Mapping[str, tuple[str | None, ...]]
    silent: frozenset[str] = frozenset()

    def source(self, seat: str, slot: int) -> str | None:
        """The seat whose sound and picture belong into this slot, or None."""
        slots = self.seats.get(seat, ())
        source = slots[slot] if slot < len(slots) else None
        return source if source in self.seats else None

    def hears(self, seat: str, source: str) -> bool:
        """Whether the source is in any slot of this seat."""
        return source in self.seats and source in self.seats.get(seat, ())


def parse(body: object) -> Table:
    """A table from `{"version": int, "seats": {seat: {"slots": [source | null, …], "silent"?: bool}}}`.

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
    return Table(version, slots, frozenset(seat for seat, entry in seats.items() if _silent(seat, entry)))


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
    return tuple(None if source is None else name(source) for source in slots)


def _silent(seat: str, entry: Mapping[str, object]) -> bool:
    silent = entry.get("silent", False)
    if not isinstance(silent, bool):
        raise TableError(f"seat {seat}: silent is true or false")
    return silent

"""What is to be recorded, and what of it is missing and why: pure. Moments are milliseconds since 1970."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mediation.core.words import N_
from video import rooms

TOGETHER = 1_000
"""Shorter pauses between two packets of a stream are no gap."""
LEAST = 1_500
"""Shorter silences are not shown."""
SEAM = 500
"""What may lie between two segments of one recording."""

Span = tuple[int, int]


class Why(enum.StrEnum):
    """Why something is not in a recording."""

    PAUSED = "paused"
    CONSENT = "consent"
    PRIVATE = "private"
    NOBODY = "nobody"
    DOWN = "down"
    FULL = "full"
    SILENT = "silent"


WHY = {
    Why.PAUSED: N_("The recording was paused"),
    Why.CONSENT: N_("Waiting for somebody's yes"),
    Why.PRIVATE: N_("A private talk: nothing is recorded"),
    Why.NOBODY: N_("Nobody was in the joint room"),
    Why.DOWN: N_("The recording was interrupted"),
    Why.FULL: N_("The machine was too busy to keep up"),
    Why.SILENT: N_("Nothing was sent"),
}


@dataclass(frozen=True)
class Wanted:
    """The seats to be recorded now; none while any of `unless` is connected. With `why`, nothing is."""

    seats: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    why: Why | None = None


def wanted(members: Mapping[str, str], agreed: Collection[str], here: Collection[str], *, on: bool) -> Wanted:
    """What is to be recorded, given everybody's room, who has agreed, who is present, and whether a host lets it run.

    Only the joint room, never a private talk: while there is one, nothing at all. Somebody in the joint room who has
    not agreed stops it for everybody; the media node sees that they come before anybody else does.
    """
    if not on:
        return Wanted(why=Why.PAUSED)
    if any(room not in (rooms.WAITING, rooms.JOINT) for room in members.values()):
        return Wanted(why=Why.PRIVATE)
    joint = {seat for seat, room in members.items() if room == rooms.JOINT}
    allowed = {seat for seat in joint if rooms.owner(seat) in agreed}
    if any(seat in here for seat in joint - allowed):
        return Wanted(why=Why.CONSENT)
    if not any(seat in here for seat in allowed):
        return Wanted(why=Why.NOBODY)
    return Wanted(frozenset(allowed), frozenset(joint - allowed))


@dataclass(frozen=True)
class Stretch:
    """From one moment to another these seats were to be recorded, or none, and why."""

    from_: int
    to: int
    seats: frozenset[str]
    why: Why | None = None


@dataclass(frozen=True)
class Piece:
    """What one segment holds: by seat and kind when something was heard, and what was dropped."""

    from_: int
    to: int
    heard: Mapping[str, Mapping[str, Sequence[Sequence[int]]]]
    dropped: Sequence[Mapping[str, Any]] = field(default=())


@dataclass(frozen=True)
class Gap:
    """Something is not there. Without a seat it is missing of everybody; without a kind both sound and picture are."""

    from_: int
    to: int
    why: Why
    seat: str | None = None
    kind: str | None = None


def gaps(stretches: Iterable[Stretch], pieces: Sequence[Piece]) -> list[Gap]:
    """The gap map of a recording, in the order of time."""
    there = merged([(one.from_, one.to) for one in pieces], SEAM)
    found: list[Gap] = []
    for stretch in stretches:
        whole = (stretch.from_, stretch.to)
        if stretch.why is not None:
            found.append(Gap(*whole, stretch.why))
            continue
        found += [Gap(*span, Why.DOWN) for span in without([whole], there) if span[1] - span[0] >= LEAST]
        for seat in sorted(stretch.seats):
            found += _of_seat(seat, within(there, whole), pieces)
    return sorted(found, key=lambda gap: (gap.from_, gap.seat or "", gap.kind or ""))


def _of_seat(seat: str, there: list[Span], pieces: Sequence[Piece]) -> list[Gap]:
    kinds = sorted({kind for one in pieces for kind in one.heard.get(seat, {})})
    missing = {kind: _silences(seat, kind, there, pieces) for kind in kinds}
    if not kinds:
        return [Gap(*span, Why.SILENT, seat) for span in there if span[1] - span[0] >= LEAST]
    if len(kinds) == 2 and missing[kinds[0]] == missing[kinds[1]]:
        return [Gap(*span, why, seat) for span, why in missing[kinds[0]]]
    return [Gap(*span, why, seat, kind) for kind in kinds for span, why in missing[kind]]


def _silences(seat: str, kind: str, there: list[Span], pieces: Sequence[Piece]) -> list[tuple[Span, Why]]:
    spans = [(start, end) for one in pieces for start, end in one.heard.get(seat, {}).get(kind, ())]
    drops = [(one["from"], one["to"]) for piece in pieces for one in piece.dropped
             if (one["seat"], one["kind"]) == (seat, kind)]  # fmt: skip
    silent = [span for span in without(there, merged(spans, TOGETHER)) if span[1] - span[0] >= LEAST]
    found = [(span, Why.FULL if within(drops, span) else Why.SILENT) for span in silent]
    lost = [span for span in drops if not any(within([span], known) for known, _ in found)]
    return sorted([*found, *((span, Why.FULL) for span in lost)])


def merged(spans: Iterable[Span], together: int = 0) -> list[Span]:
    """Spans in order, joined where less than `together` lies between."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start - found[-1][1] <= together:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def without(spans: Iterable[Span], others: Sequence[Span]) -> list[Span]:
    """What is left of spans when others are taken out."""
    found: list[Span] = []
    for start, end in spans:
        for cut, cut_end in others:
            if cut_end <= start or cut >= end:
                continue
            if cut > start:
                found.append((start, cut))
            start = max(start, cut_end)
        if start < end:
            found.append((start, end))
    return found


def within(spans: Iterable[Span], whole: Span) -> list[Span]:
    """What of spans lies in a whole."""
    cut = [(max(start, whole[0]), min(end, whole[1])) for start, end in spans]
    return [(start, end) for start, end in cut if start < end or (start == end and whole[0] <= start <= whole[1])]

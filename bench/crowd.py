"""Many people at once, and for long: how soon all of forty are in, and what the media node keeps of them.

Run `./courtyard bench crowd [--soak 30]`. Forty people come to ten rooms within five seconds, each from offer to both
connections and, where somebody is there already, the first packet of them. Memory is the node's resident set, before
and after. With `--soak` eight people then talk for so many minutes; every ten seconds one hangs up and comes back, and
the node's memory at the end is held against that after a sixth of the time.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import statistics
import time
from pathlib import Path
from typing import Any

import uvloop

from bench._machine import machine
from bench._traffic import SEATS, TABLE, Client, send
from tests.video.node.process import NodeProcess
from video.engines.node import Node
from video.node.ports import Ports

ROOMS, WITHIN, SOAKED = 10, 5.0, 2
RETURN_EVERY = 10.0


class Person:
    """The two connections of one seat."""

    def __init__(self, engine: Node, ports: Ports, room: str, seat: str) -> None:
        self._engine, self._ports, self._room, self._seat = engine, ports, room, seat
        self.publisher = self.watcher = Client(ports)

    async def come(self) -> float:
        """Connect both ways; how many milliseconds until it was done."""
        begun = time.perf_counter()
        self.publisher, self.watcher = Client(self._ports), Client(self._ports)
        await asyncio.gather(
            self.publisher.join(self._engine, self._room, self._seat, "publish"),
            self.watcher.join(self._engine, self._room, self._seat, "watch"),
        )
        return (time.perf_counter() - begun) * 1000

    async def go(self) -> None:
        """Hang up, as a page that is left does."""
        await asyncio.gather(self.publisher.link.close(), self.watcher.link.close())


def resident(process: int) -> int:
    """Bytes of memory a process holds (proc(5))."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def set_up(node: NodeProcess, rooms: int) -> list[Person]:
    """So many rooms of four, empty yet."""
    engine, ports = Node(node.seam.partition(":")[2]), Ports(range(45000, 49000), ["127.0.0.1"])
    names = [f"room-{room}" for room in range(rooms)]
    for room in names:
        engine.put(room, TABLE)
    return [Person(engine, ports, room, seat) for room in names for seat in SEATS]


async def rush(node: NodeProcess) -> dict[str, Any]:
    """Forty people within five seconds."""
    people = set_up(node, ROOMS)
    before = resident(node.process.pid)

    async def later(number: int, person: Person) -> float:
        await asyncio.sleep(WITHIN * number / len(people))
        return await person.come()

    took = sorted(await asyncio.gather(*(later(*one) for one in enumerate(people))))
    await send([one.publisher for one in people], [one.watcher for one in people], 3)
    grown = resident(node.process.pid) - before
    await asyncio.gather(*(one.go() for one in people))
    return {
        "people": len(people), "in_ms_median": round(statistics.median(took), 1),
        "in_ms_p95": round(took[int(0.95 * (len(took) - 1))], 1), "in_ms_max": round(took[-1], 1),
        "empty_mib": round(before / 2**20, 1), "person_kib": round(grown / len(people) / 1024),
        "room_kib": round(grown / ROOMS / 1024),
    }  # fmt: skip


async def soak(node: NodeProcess, minutes: float) -> dict[str, Any]:
    """Eight people talk; one after another hangs up and comes back."""
    people = set_up(node, SOAKED)
    await asyncio.gather(*(one.come() for one in people))
    seconds, begun = minutes * 60, time.monotonic()
    returns = warm = 0
    for person in itertools.cycle(people):
        await send([one.publisher for one in people], [one.watcher for one in people], RETURN_EVERY)
        passed = time.monotonic() - begun
        if not warm and passed >= seconds / 6:
            warm = resident(node.process.pid)
        if passed >= seconds:
            break
        await person.go()
        await person.come()
        returns += 1
    end = resident(node.process.pid)
    return {
        "soak_minutes": minutes, "soak_returns": returns, "soak_warm_mib": round(warm / 2**20, 1),
        "soak_end_mib": round(end / 2**20, 1), "soak_growth_percent": round((end / warm - 1) * 100, 2),
    }  # fmt: skip


def main() -> None:
    """Measure, print a table and, as the last line, one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--soak", type=float, default=0, metavar="MINUTES")
    chosen = parser.parse_args()
    print(machine())
    found: dict[str, Any] = {}
    with NodeProcess() as node:
        found |= uvloop.run(rush(node))
    if chosen.soak:
        with NodeProcess() as node:
            found |= uvloop.run(soak(node, chosen.soak))
    for name, value in found.items():
        print(f"{name:<20} {value:>10}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()

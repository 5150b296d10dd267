"""Our media node beside Debian's Janus VideoRoom: the same rooms, the same generator, one after the other.

Run `./courtyard bench gateway [--rooms 5 12 20]`. Rooms of four as in `bench/media.py`. Each engine is pinned to core 0
and the generator to core 1. Every packet carries the moment it was sent, so the generator can say how long it was under
way. A generator that falls behind (late by more than 25 ms in 1 of 100 rounds, or under 97 % of its rate) voids the
run: exit code 1 and no figures. CPU is the engine's process alone; a packet is one that arrived. The knee is the
highest load of the list at which no more than 0.5 % is lost.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uvloop

from bench.media import PICTURES, ROOT, SEATS, SOUNDS, Client, cpu_seconds, floor, machine, offer, send
from tests.video.coturn import reachable
from tests.video.janus import JanusProcess
from tests.video.node.process import NodeProcess
from video.engine import KINDS
from video.engines.seam import Engine
from video.node import sdp
from video.node.ports import Ports

LOST = 0.005
LATE_MS = 25.0
REACHED = 0.97
WARM_UP = 2.0
ROW = "{rooms:8d}   {pps:9,.0f}   {us:9.1f}   {p50_ms:6.1f}   {p99_ms:6.1f}   {lost:5.2%}   {late_ms:17.1f}"


class Stamped(Client):
    """A connection whose packets say when they were sent, and which keeps how long they took (seconds)."""

    measuring = False
    sent = 0

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports)
        self.took: list[float] = []

    async def come(self, engine: Engine, room: str, seat: str, leg: str) -> None:
        up = asyncio.get_running_loop().create_future()
        self.link.on_up = lambda: up.set_result(None)
        await self.link.listen()
        direction, slots = ("sendonly", 1) if leg == "publish" else ("recvonly", len(SEATS) - 1)
        text = offer(self.link.own("actpass"), direction, slots).encode()
        answer = (await asyncio.to_thread(engine.offer, room, seat, leg, text)).sdp
        candidates = list(dict.fromkeys(line[12:] for line in answer.splitlines() if line.startswith("a=candidate:")))
        self.link.connect(sdp.parse(answer).peer, "passive", candidates)
        await asyncio.wait_for(up, 30)
        if leg == "watch":
            self.link.on_rtp = self._arrived

    def _arrived(self, data: bytes) -> None:
        if Stamped.measuring:
            self.took.append(time.monotonic() - struct.unpack("!d", data[-8:])[0])
        self._count(data)

    def send(self, payload_type: int, timestamp: int, payload: bytes, marker: bool) -> None:
        Stamped.sent += Stamped.measuring
        super().send(payload_type, timestamp, payload[:-8] + struct.pack("!d", time.monotonic()), marker)


async def generate(seam: str, address: str, rooms: int, seconds: float) -> None:
    """Join; then, at a line on stdin, send for so long and print what came of it as JSON."""
    kind, _, data = seam.partition(":")
    engine = KINDS[kind](data)
    ports = Ports(range(45000, 49000), [address])
    legs: dict[str, list[Stamped]] = {"publish": [], "watch": []}
    for room in (f"room-{number}" for number in range(rooms)):
        slots = {seat: {"slots": [other for other in SEATS if other != seat]} for seat in SEATS}
        await asyncio.to_thread(engine.put, room, {"version": 1, "seats": slots})
        for leg, clients in legs.items():
            for seat in SEATS:
                clients.append(Stamped(ports))
                await clients[-1].come(engine, room, seat, leg)
    print("joined", flush=True)
    late: list[float] = []
    watching = asyncio.create_task(_lateness(late))
    sending = asyncio.create_task(send(list(legs["publish"]), list(legs["watch"]), WARM_UP + seconds))
    await asyncio.sleep(WARM_UP)
    print("measuring", flush=True)
    Stamped.measuring, begun = True, time.monotonic()
    late.clear()
    await asyncio.sleep(seconds)
    Stamped.measuring, lasted = False, time.monotonic() - begun
    print("measured", flush=True)
    await sending
    watching.cancel()
    took = sorted(one for client in legs["watch"] for one in client.took)
    found = {"came": len(took), "sent": Stamped.sent, "lasted": lasted, "late_ms": _part(sorted(late), 0.99) * 1e3}
    print(json.dumps(found | {f"p{part}_ms": _part(took, part / 100) * 1e3 for part in (50, 99)}), flush=True)


async def _lateness(late: list[float]) -> None:
    while True:
        before = time.monotonic()
        await asyncio.sleep(0.005)
        late.append(time.monotonic() - before - 0.005)


def _part(values: list[float], part: float) -> float:
    return values[min(len(values) - 1, int(len(values) * part))] if values else float("nan")


def measure(name: str, rooms: int, seconds: float, folder: Path) -> dict[str, Any]:
    """One engine at one load. `void` says why the run does not count."""
    here = reachable()[0]
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(everywhere)})  # what is started now, and every thread of it, stays there
    folder.mkdir(exist_ok=True)
    engine: Any = NodeProcess(here, "20000-23999") if name == "ours" else JanusProcess(folder, here, 1500)
    os.sched_setaffinity(0, {max(everywhere)})
    command = [sys.executable, __file__, "--generate", engine.seam, here, str(rooms), str(seconds)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with engine, subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as generator:
        os.sched_setaffinity(0, everywhere)
        assert generator.stdout is not None
        _expect(generator, "joined")
        _expect(generator, "measuring")
        before = cpu_seconds(engine.process.pid)
        _expect(generator, "measured")
        spent = cpu_seconds(engine.process.pid) - before
        found: dict[str, Any] = json.loads(generator.stdout.readline())
    wanted = rooms * len(SEATS) * (PICTURES + SOUNDS) * found["lasted"]
    found["pps"] = found["came"] / found["lasted"]
    found["lost"] = max(0.0, 1 - found["came"] / (found["sent"] * (len(SEATS) - 1)))
    found["us"] = spent / max(1, found["came"]) * 1e6
    late = found["late_ms"] > LATE_MS or found["sent"] < REACHED * wanted
    return found | {"rooms": rooms, "void": late}


def _expect(generator: subprocess.Popen[str], word: str) -> None:
    assert generator.stdout is not None
    said = generator.stdout.readline().strip()
    assert said == word, f"the generator said {said!r} instead of {word!r}"


def main(arguments: list[str]) -> int:
    """Each load with each engine; a table and, as the last line, one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--rooms", type=int, nargs="+", default=[2, 5, 12, 20])
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--generate", nargs=4, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.generate:
        seam, address, rooms, seconds = chosen.generate
        uvloop.run(generate(seam, address, int(rooms), float(seconds)))
        return 0
    print(machine())
    print("engine   rooms   packets/s   µs/packet   p50 ms   p99 ms    lost   generator late ms")
    results: dict[str, list[dict[str, Any]]] = {"ours": [], "janus": []}
    with tempfile.TemporaryDirectory() as folder:
        for rooms in chosen.rooms:
            for name, found in results.items():
                found.append(measure(name, rooms, chosen.seconds, Path(folder) / f"{name}-{rooms}"))
                print(f"{name:6}" + ROW.format(**found[-1]) + ("   VOID" if found[-1]["void"] else ""), flush=True)
    low = floor(chosen.rooms[-1] * len(SEATS))
    last: dict[str, Any] = {"floor_us_per_packet": round(low, 2)}
    for name, found in results.items():
        last[f"{name}_us_per_packet"] = round(found[-1]["us"], 2)
        last[f"{name}_p99_ms"] = round(found[-1]["p99_ms"], 2)
        last[f"{name}_knee_pps"] = round(max((one["pps"] for one in found if one["lost"] <= LOST), default=0))
    if any(one["void"] for found in results.values() for one in found):
        print("void: the generator was late, so the machine had other work; run it again when it is quiet")
        return 1
    print(json.dumps(last))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

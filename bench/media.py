"""What forwarding costs, and how much of it one core carries: our media node, Debian's Janus VideoRoom, and the floor.

Run `./courtyard bench media [--rooms 20 24 28 32 36 40]`. The first load is the one engines are compared at; then each
is loaded more until it loses more than 0.5 %: the highest load below that is its knee. The people are those of
`bench/_traffic.py`, the same for both. Each engine is pinned to core 0 and the generator to core 1. A generator that
falls behind (late by more than 25 ms in 1 of 100 rounds, or under 97 % of its rate) voids a run: at the first load
that means exit code 1 and no figures, at a higher one that the knee lies above what this machine can show
(`knee_found` 0). CPU is the engine's process alone; a packet is one that arrived. The floor is SRTP protection and
`sendto` alone, over as many sessions and sockets as there are viewers at the first load, with the same sizes.

Last come `--joins` of `bench/join.py`: from the tap in Chromium to the first picture.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uvloop
from pylibsrtp import Policy, Session

from bench import join
from bench._machine import cpu_seconds, machine
from bench._traffic import PICTURES, SEATS, SOUNDS, TABLE, Client, send
from tests.video.coturn import reachable
from tests.video.janus import JanusProcess
from tests.video.node.process import ROOT, NodeProcess
from video.engine import KINDS
from video.node.ports import Ports
from video.node.rtp import HEADER

LOST = 0.005
LATE_MS = 25.0
REACHED = 0.97
WARM_UP = 2.0
FLOOR_PACKETS = 60_000
TITLE = "engine   rooms   packets/s   µs/packet   p50 ms   p99 ms    lost   generator late ms   its core"
ROW = "{rooms:8d}   {pps:9,.0f}   {us:9.1f}   {p50_ms:6.1f}   {p99_ms:6.1f}   {lost:5.2%}   {late_ms:17.1f}"
ROW += "   {generator:8.0%}"

Found = dict[str, Any]


async def generate(seam: str, address: str, rooms: int, seconds: float) -> None:
    """Join; then send for so long, saying when it is measured, and print what came of it as JSON."""
    kind, _, data = seam.partition(":")
    engine, ports = KINDS[kind](data), Ports(range(45000, 49000), [address])
    legs: dict[str, list[Client]] = {"publish": [], "watch": []}
    for room in (f"room-{number}" for number in range(rooms)):
        await asyncio.to_thread(engine.put, room, TABLE)
        for leg, clients in legs.items():
            for seat in SEATS:
                clients.append(Client(ports))
                await clients[-1].join(engine, room, seat, leg)
    print("joined", flush=True)
    late: list[float] = []
    watching = asyncio.create_task(_lateness(late))
    sending = asyncio.create_task(send(legs["publish"], legs["watch"], WARM_UP + seconds + 0.5))
    await asyncio.sleep(WARM_UP)
    print("measuring", flush=True)
    for client in legs["watch"]:
        client.took.clear()
    late.clear()
    before, begun = _sums(legs), time.monotonic()
    await asyncio.sleep(seconds)
    (sent, came), lasted = _sums(legs), time.monotonic() - begun
    print("measured", flush=True)
    watching.cancel()
    took = sorted(one for client in legs["watch"] for one in client.took)
    found = {"sent": sent - before[0], "came": came - before[1], "lasted": lasted, "took": len(took)}
    found |= {f"p{part}_ms": _part(took, part / 100) * 1e3 for part in (50, 99)}
    print(json.dumps(found | {"late_ms": _part(sorted(late), 0.99) * 1e3}), flush=True)
    await sending


def _sums(legs: dict[str, list[Client]]) -> tuple[int, int]:
    return sum(client.sent for client in legs["publish"]), sum(client.came for client in legs["watch"])


async def _lateness(late: list[float]) -> None:
    while True:
        before = time.monotonic()
        await asyncio.sleep(0.005)
        late.append(time.monotonic() - before - 0.005)


def _part(values: list[float], part: float) -> float:
    return values[min(len(values) - 1, int(len(values) * part))] if values else float("nan")


def measure(name: str, rooms: int, seconds: float, folder: Path) -> Found:
    """One engine at one load. `void` says that the generator fell behind."""
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
        before, own = cpu_seconds(engine.process.pid), cpu_seconds(generator.pid)
        _expect(generator, "measured")
        spent, own = cpu_seconds(engine.process.pid) - before, cpu_seconds(generator.pid) - own
        found: Found = json.loads(generator.stdout.readline())
    wanted = rooms * len(SEATS) * (PICTURES + SOUNDS) * found["lasted"]
    found["pps"] = found["came"] / found["lasted"]
    found["lost"] = max(0.0, 1 - found["came"] / (found["sent"] * (len(SEATS) - 1)))
    found["us"] = spent / max(1, found["came"]) * 1e6
    found["generator"] = own / found["lasted"]
    return found | {"rooms": rooms, "void": found["late_ms"] > LATE_MS or found["sent"] < REACHED * wanted}


def _expect(generator: subprocess.Popen[str], word: str) -> None:
    assert generator.stdout is not None
    said = generator.stdout.readline().strip()
    assert said == word, f"the generator said {said!r} instead of {word!r}"


def climb(name: str, loads: list[int], seconds: float, folder: Path) -> list[Found]:
    """One engine at rising loads, until it loses too much or the generator falls behind."""
    climbed: list[Found] = []
    for rooms in loads:
        found = measure(name, rooms, seconds, folder / f"{name}-{rooms}")
        climbed.append(found)
        print(f"{name:6}" + ROW.format(**found) + ("   VOID" if found["void"] else ""), flush=True)
        if found["void"] or found["lost"] > LOST:
            break
    return climbed


def floor(sessions: int) -> float:
    """CPU microseconds for protecting and sending one packet, over so many SRTP sessions and sockets."""
    ways = []
    for _ in range(sessions):
        policy = Policy(
            key=os.urandom(28), ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_128_GCM
        )
        policy.window_size = 1024
        sender, receiver = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        receiver.bind(("127.0.0.1", 0))
        ways.append((Session(policy), sender, receiver.getsockname(), receiver))
    noise, sound = os.urandom(1000 - 12), os.urandom(90)
    packets = []
    for i in range(FLOOR_PACKETS):
        head = HEADER.pack(0x80, 96, i // sessions & 0xFFFF, i, 1234)
        packets.append(head + (noise if i % (PICTURES + SOUNDS) < PICTURES else sound))
    begun = time.process_time()
    for i, packet in enumerate(packets):
        session, sender, address, _ = ways[i % sessions]
        sender.sendto(session.protect(packet), address)
    spent = time.process_time() - begun
    for _, sender, _, receiver in ways:
        sender.close()
        receiver.close()
    return spent / FLOOR_PACKETS * 1e6


def main(arguments: list[str]) -> int:
    """Floor, both engines, joins; 1 when the generator was late at the first load."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--rooms", type=int, nargs="+", default=[20, 24, 28, 32, 36, 40])
    parser.add_argument("--seconds", type=float, default=8, help="how long each load is measured")
    parser.add_argument("--joins", type=int, default=20, help="0: leave them out")
    parser.add_argument("--generate", nargs=4, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.generate:
        seam, address, rooms, seconds = chosen.generate
        uvloop.run(generate(seam, address, int(rooms), float(seconds)))
        return 0
    sessions = chosen.rooms[0] * len(SEATS)
    low = floor(sessions)
    print(TITLE, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        climbs = {name: climb(name, chosen.rooms, chosen.seconds, Path(folder)) for name in ("ours", "janus")}
    low = (low + floor(sessions)) / 2
    if any(climbed[0]["void"] for climbed in climbs.values()):
        print("void: the generator was late, so the machine had other work; run it again when it is quiet")
        return 1
    report(climbs, low, join.joins(chosen.joins)[0] if chosen.joins else [])
    return 0


def report(climbs: dict[str, list[Found]], low: float, joins: list[float]) -> None:
    """What came of it, the last line as one JSON object."""
    last: dict[str, float] = {"rooms": climbs["ours"][0]["rooms"], "floor_us_per_packet": round(low, 2)}
    for name, climbed in climbs.items():
        good = [one["pps"] for one in climbed if one["lost"] <= LOST and not one["void"]]
        last[f"{name}_us_per_packet"] = round(climbed[0]["us"], 2)
        last[f"{name}_p99_ms"] = round(climbed[0]["p99_ms"], 2)
        last[f"{name}_knee_pps"] = round(max(good, default=0))
        last[f"{name}_knee_found"] = int(climbed[-1]["lost"] > LOST and not climbed[-1]["void"])
    last["ratio_to_floor"] = round(last["ours_us_per_packet"] / low, 2)
    last["ratio_to_janus"] = round(last["ours_us_per_packet"] / last["janus_us_per_packet"], 2)
    if joins:
        last["join_ms_median"], last["join_ms_p95"] = round(statistics.median(joins), 1), round(join.p95(joins), 1)
    print(machine())
    for name, value in last.items():
        print(f"{name:<22} {value:>10}")
    print(json.dumps(last))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What forwarding costs: CPU microseconds of the node per forwarded packet, beside the floor nothing can go below.

Run `./courtyard bench media`. Rooms of four; each person sends 120 picture packets of 1,000 bytes and 50 sound packets
of 90 bytes a second over ICE, DTLS and SRTP, each packet with its transport-wide number. Once a second those who send
report what they sent (SR) and those who watch what they received and what they reckon their link carries (RR, REMB).
Three processes: this one measures, one is the node as it ships, one makes
and takes the packets. The floor is SRTP protection and `sendto` alone, over as many sessions and sockets as the node
has viewers, with the same sizes, in the same run. A load not reached, or packets that came too fast to be taken, say
that the machine had other work.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import secrets
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import uvloop
from pylibsrtp import Policy, Session

from video.node import rtcp, sdp
from video.node.ports import Ports
from video.node.rtp import HEADER
from video.node.taps import Link

ROOT = Path(__file__).resolve().parents[1]
SEATS = "abcd"
VIDEO, AUDIO = 96, 111
PICTURES, SOUNDS, SLICES = 120, 50, 4
FLOOR_PACKETS = 60_000
ESTIMATE = 1 << 24 | 7 << 18 | 78_125
"""Ten million bits a second, for one stream, as REMB writes it."""


class Control:
    """Requests to the node's control port."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._headers = port, {"Authorization": f"Bearer {token}"}

    def request(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> bytes:
        """The body of the answer; raises for any error."""
        url, headers = f"http://127.0.0.1:{self._port}{path}", self._headers | {"Content-Type": kind}
        with urllib.request.urlopen(urllib.request.Request(url, body, headers, method=method), timeout=20) as answer:
            found: bytes = answer.read()
            return found

    def forwarded(self) -> int:
        """Packets forwarded since the node's start."""
        count: int = json.loads(self.request("GET", "/health"))["forwarded"]
        return count


def offer(own: sdp.Own, direction: str, slots: int) -> str:
    """An offer as a browser would make it, with `slots` pairs of m-lines."""
    kinds = [kind for _ in range(slots) for kind in ("audio", "video")]
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"]
    lines.append("a=group:BUNDLE " + " ".join(str(mid) for mid in range(len(kinds))))
    for mid, kind in enumerate(kinds):
        payload = AUDIO if kind == "audio" else VIDEO
        lines += [f"m={kind} 9 UDP/TLS/RTP/SAVPF {payload}", "c=IN IP4 0.0.0.0", f"a=mid:{mid}", f"a={direction}"]
        lines += [
            "a=rtcp-mux",
            "a=rtcp-rsize",
            f"a=rtpmap:{payload} {sdp.NAMES[kind]}",
            f"a=extmap:3 {sdp.TRANSPORT_CC}",
        ]
        lines += [f"a=rtcp-fb:{payload} {feedback}" for feedback in ("nack", "nack pli", "transport-cc")]
        lines += [f"a=ice-ufrag:{own.ufrag}", f"a=ice-pwd:{own.password}", f"a=fingerprint:{own.fingerprint}"]
        lines += ["a=setup:actpass"]
        if direction == "sendonly":
            lines.append(f"a=ssrc:{1000 + mid} cname:bench")
    return "\r\n".join(lines) + "\r\n"


class Client:
    """One synthetic browser connection."""

    def __init__(self, ports: Ports) -> None:
        self.link = Link(ports, controlling=True)
        self.came = 0
        self._heard: dict[bytes, bytes] = {}  # by stream: the last sequence number that came
        self._number = 0
        self._sequences = {AUDIO: 0, VIDEO: 0}
        self._picture = 0

    async def join(self, control: Control, path: str, direction: str, slots: int) -> None:
        """Offer, take the answer, connect."""
        up = asyncio.get_running_loop().create_future()
        self.link.on_up = lambda: up.set_result(None)
        await self.link.listen()
        text = offer(self.link.own("actpass"), direction, slots).encode()
        answer = (await asyncio.to_thread(control.request, "POST", path, text, "application/sdp")).decode()
        candidates = [line[12:] for line in answer.splitlines() if line.startswith("a=candidate:")]
        self.link.connect(sdp.parse(answer).peer, "passive", candidates)
        await asyncio.wait_for(up, 30)
        if direction == "recvonly":
            self.link.on_rtp = self._count

    def _count(self, data: bytes) -> None:
        self.came += 1
        self._heard[data[8:12]] = data[2:4]

    def send(self, payload_type: int, timestamp: int, payload: bytes, marker: bool) -> None:
        """One packet with a transport-wide number, as browsers send them."""
        self._sequences[payload_type] += 1
        self._number += 1
        ssrc = 1000 if payload_type == AUDIO else 1001
        sequence = self._sequences[payload_type] & 0xFFFF
        head = HEADER.pack(0x90, marker << 7 | payload_type, sequence, timestamp & 0xFFFFFFFF, ssrc)
        number = b"\xbe\xde\x00\x01\x31" + (self._number & 0xFFFF).to_bytes(2, "big") + b"\0"
        self.link.send(head + number + payload)

    def report(self, now: float) -> None:
        """What a browser says once a second, whether it sends or receives."""
        compound = rtcp.sdes(1000, "bench")
        for ssrc, payload_type in ((1000, AUDIO), (1001, VIDEO)) if self._number else ():
            clock = int(now * (48_000 if payload_type == AUDIO else 90_000)) & 0xFFFFFFFF
            sent = rtcp.Sent(ssrc, rtcp.ntp(time.time()), clock, self._sequences[payload_type], 0)
            compound = rtcp.sender_report(sent) + compound
        if self._heard:
            blocks = [rtcp.Report(*_received(*one), 0, 0, 0) for one in self._heard.items()]
            estimate = rtcp.build(rtcp.PSFB, rtcp.REMB, struct.pack("!II4sI", 1000, 0, b"REMB", ESTIMATE))
            compound = rtcp.receiver_report(1000, blocks) + compound + estimate
        self.link.send_rtcp(compound)

    def slice(self, count: int, timestamp: int, noise: bytes) -> None:
        """One packet of a picture; every 30th picture is a key frame."""
        part = count % SLICES
        if part == 0:
            self._picture = (self._picture + 1) & 0x7FFF
        start = 0x10 if part == 0 else 0
        key = count // SLICES % 30 == 0
        descriptor = bytes((0x80 | start, 0x80)) + (0x8000 | self._picture).to_bytes(2, "big") + bytes((not key,))
        self.send(VIDEO, timestamp, descriptor + noise, part == SLICES - 1)


def _received(ssrc: bytes, sequence: bytes) -> tuple[int, int, int, int]:
    """The stream, nothing lost of it, and the highest number that came."""
    return int.from_bytes(ssrc, "big"), 0, 0, int.from_bytes(sequence, "big")


async def generate(port: int, token: str, rooms: int, seconds: float) -> None:
    """Join, say so, send and take packets for so long, say how many came."""
    control, ports = Control(port, token), Ports(range(45000, 49000), ["127.0.0.1"])
    publishers, watchers = [], []
    for room in range(rooms):
        table = {seat: {"slots": [other for other in SEATS if other != seat]} for seat in SEATS}
        body = json.dumps({"version": 1, "seats": table}).encode()
        await asyncio.to_thread(control.request, "PUT", f"/conferences/room-{room}", body)
        for seat in SEATS:
            publisher, watcher = Client(ports), Client(ports)
            path = f"/conferences/room-{room}/seats/{seat}"
            await asyncio.gather(
                publisher.join(control, path + "/publish", "sendonly", 1),
                watcher.join(control, path + "/watch", "recvonly", 3),
            )
            publishers.append(publisher)
            watchers.append(watcher)
    print("joined", flush=True)
    await send(publishers, watchers, seconds)
    await asyncio.sleep(1)  # until the last packet has come
    print(sum(watcher.came for watcher in watchers), flush=True)


async def send(publishers: list[Client], watchers: list[Client], seconds: float) -> None:
    """Every publisher at its rate, each at its own moment within a tick; a report of everybody once a second."""
    noise, sound = secrets.token_bytes(1000 - 17), secrets.token_bytes(90)
    begun = time.monotonic()
    done = [(0, 0)] * len(publishers)
    everybody, reported = [*publishers, *watchers], 0
    while (now := time.monotonic() - begun) < seconds:
        while reported < now * len(everybody):
            everybody[reported % len(everybody)].report(now)
            reported += 1
        for i, publisher in enumerate(publishers):
            at = now + i / len(publishers) / 100
            pictures, sounds = done[i]
            while pictures < at * PICTURES:
                publisher.slice(pictures, pictures // SLICES * 3000, noise)
                pictures += 1
            while sounds < at * SOUNDS:
                publisher.send(AUDIO, sounds * 960, sound, marker=False)
                sounds += 1
            done[i] = pictures, sounds
        await asyncio.sleep(0.002)


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


def cpu_seconds(process: int) -> float:
    """User and system time of a process so far (proc(5))."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(rooms: int, seconds: float) -> dict[str, float]:
    """One load: the node's CPU by forwarded packet, the floor before and after it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    environment = os.environ | {
        "COURTYARD_NODE_PORT": str(port), "COURTYARD_NODE_TOKEN": token, "MEDIA_PORTS": "40000-43999",
        "MEDIA_ADDRESS": "127.0.0.1", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    before = floor(rooms * len(SEATS))
    node = subprocess.Popen([sys.executable, "-m", "video.node"], env=environment, stderr=subprocess.PIPE, text=True)
    assert node.stderr is not None
    node.stderr.readline()
    command = [sys.executable, __file__, "--generate", str(port), token, str(rooms), str(seconds + 3)]
    generator = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert generator.stdout is not None
        assert generator.stdout.readline() == "joined\n", "the generator did not join"
        control = Control(port, token)
        time.sleep(1.5)  # until every viewer has had its first key frame
        first, spent, begun = control.forwarded(), cpu_seconds(node.pid), time.monotonic()
        time.sleep(seconds)
        count, spent = control.forwarded() - first, cpu_seconds(node.pid) - spent
        lasted = time.monotonic() - begun
        came = int(generator.stdout.readline())
        total = control.forwarded()
    finally:
        generator.terminate()
        node.terminate()
        generator.wait(10)
        node.wait(10)
    low = (before + floor(rooms * len(SEATS))) / 2
    return {
        "rooms": rooms, "rate": count / lasted, "forward": spent / count * 1e6, "floor": low,
        "ratio": spent / count * 1e6 / low, "core": spent / lasted, "lost": 1 - came / total,
        "reached": count / lasted / (rooms * len(SEATS) * (len(SEATS) - 1) * (PICTURES + SOUNDS)),
    }  # fmt: skip


def main(arguments: list[str]) -> None:
    """Measure 5 and 20 rooms, print a table and, as the last line, one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=8, help="how long each load is measured")
    parser.add_argument("--generate", nargs=4, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.generate:
        port, token, rooms, seconds = chosen.generate
        uvloop.run(generate(int(port), token, int(rooms), float(seconds)))
        return
    results: dict[int, dict[str, Any]] = {rooms: measure(rooms, chosen.seconds) for rooms in (5, 20)}
    print(machine())
    print("rooms of 4   forwarded/s   µs/packet   floor µs   ratio   of one core   load reached   not taken")
    row = (
        "{rooms:10d}   {rate:11,.0f}   {forward:9.1f}   {floor:8.1f}   {ratio:5.2f}   {core:11.0%}   {reached:12.0%}   "
    )
    row += "{lost:9.2%}"
    for result in results.values():
        print(row.format(**result))
    last = {}
    for rooms, result in results.items():
        last[f"forward_us_per_packet_{rooms}"] = round(result["forward"], 2)
        last[f"floor_us_per_packet_{rooms}"] = round(result["floor"], 2)
        last[f"ratio_{rooms}"] = round(result["ratio"], 2)
    print(json.dumps(last))


def machine() -> str:
    """What it was measured on."""
    system, python = f"{platform.system()} {platform.release()}", platform.python_version()
    return f"{processor()}, {os.cpu_count()} cores, {system}, Python {python}"


def processor() -> str:
    """The processor's name as the system gives it."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


if __name__ == "__main__":
    main(sys.argv[1:])

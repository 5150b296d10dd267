"""A member of the room who sends nonsense: through their own keys, without any, and as offers. Nobody notices."""

from __future__ import annotations

import asyncio
import random
import socket
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.video.node.caller import Caller, put, until
from tests.video.node.offers import offer
from tests.video.node.packets import image, sound
from video.node import rtcp
from video.node.node import Node, Unknown
from video.node.rtp import HEADER
from video.node.sdp import SdpError

STUN = bytes.fromhex("000100082112a442") + bytes(12) + bytes.fromhex("002400040000ffff")
EVERY = 10
"""Pieces of nonsense between two words of the bystander."""


def bent(dice: random.Random, data: bytes, least: int) -> bytes:
    """The same with something wrong: bits turned, cut short, or with more of anything."""
    out = bytearray(data)
    for _ in range(dice.randrange(1, 6)):
        match dice.randrange(4) if len(out) else 2:
            case 0:
                out[dice.randrange(len(out))] = dice.randrange(256)
            case 1:
                del out[max(least, dice.randrange(len(out) + 1)) :]
            case 2:
                out += dice.randbytes(dice.randrange(40))
            case _:
                out[dice.randrange(len(out))] ^= 1 << dice.randrange(8)
    return bytes(out[:1200])


def an_rtp(dice: random.Random) -> bytes:
    number, beside = dice.randrange(1 << 16), dice.randbytes(dice.randrange(20))
    kind = dice.randrange(4)
    if kind == 0:
        plain = sound(number, number, dice.randbytes(30), ssrc=1000, extension=beside)
    elif kind == 1:
        plain = HEADER.pack(0x80, 97, number, number, 2001) + dice.randbytes(dice.randrange(9))
    else:
        plain = image(number, number, number, key=kind == 2)
        plain = plain[:8] + dice.choice((1001, 1002, 77)).to_bytes(4, "big") + plain[12:]
    data = bent(dice, plain, 12)
    return bytes((data[0] & 0x3F | 0x80, data[1] if not 64 <= data[1] & 0x7F <= 95 else 96)) + data[2:]


def an_rtcp(dice: random.Random, ssrcs: list[int]) -> bytes:
    about = dice.choice(ssrcs)
    report = rtcp.Report(about, 9, dice.randrange(-9, 99), dice.getrandbits(32), 5, dice.getrandbits(32), 7)
    plain = dice.choice((
        rtcp.receiver_report(1, [report] * dice.randrange(4)), rtcp.sender_report(rtcp.Sent(about, 1, 2, 3, 4)),
        rtcp.nack(1, about, dice.sample(range(1 << 16), 20)), rtcp.pli(1, about),
        rtcp.sdes(about, "x" * dice.randrange(9)),
        rtcp.build(rtcp.PSFB, rtcp.FIR, bytes(8) + about.to_bytes(4, "big") + bytes(4)),
        rtcp.build(rtcp.PSFB, rtcp.REMB, bytes(8) + b"REMB" + dice.randbytes(8)),
        rtcp.transport_feedback(1, about, 1, [(n, n / 50) for n in range(1, dice.randrange(2, 40))]),
    ))  # fmt: skip
    data = bent(dice, plain, 8)
    kind = data[1] if 192 <= data[1] <= 223 and data[1] != rtcp.BYE else rtcp.RR
    return bytes((data[0] & 0x3F | 0x80, kind)) + data[2:]


def an_offer(dice: random.Random) -> str:
    lines = offer(dice.choice(("sendonly", "recvonly")), dice.randrange(1, 4)).split("\r\n")
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(lines))
        match dice.randrange(4):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, dice.choice(lines))
            case 2:
                lines[at] = bent(dice, lines[at].encode() or b"?", 0).decode("latin-1")
            case _:
                lines[at] = lines[at][: dice.randrange(len(lines[at]) + 1)]
    return "\r\n".join(lines)


class Siege:
    """a speaks to b all the while; x is in the room too, and sends nonsense of every kind."""

    def __init__(self, node: Node, seed: int) -> None:
        self.node, self.dice = node, random.Random(seed)
        self.done: Counter[str] = Counter()
        self.crashes: list[dict[str, Any]] = []
        self.words: list[bytes] = []

    async def run(self, n: int) -> None:
        """`n` of each kind; then see that nobody else noticed."""
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: self.crashes.append(context))
        put(self.node, 1, a=[], b=["a", "x"], x=["a"], y=[])
        self.speaker, self.viewer = await Caller().publish(self.node, "a"), await Caller().watch(self.node, "b", 2)
        self.sender = await Caller().publish(self.node, "x", ("audio", "video", "video"))
        self.eyes = await Caller().watch(self.node, "x")
        self.ports = [int(c.answer.partition("a=candidate:")[2].split()[5]) for c in (self.sender, self.viewer)]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as self.stranger:
            for i in range(n):
                self._packets(i)
                await self._offer()
                if i % EVERY == 0:
                    await self._word(b"%d" % i)
        await self._see()

    def _packets(self, i: int) -> None:
        self._through_srtp("rtp", self.sender, lambda: an_rtp(self.dice))
        caller = self.dice.choice((self.sender, self.eyes))
        ssrcs = [1000, 1001, 1002] if caller is self.sender else self.eyes.ssrcs()
        self._through_srtp("rtcp", caller, lambda: an_rtcp(self.dice, ssrcs))
        plain = self.dice.choice((STUN, b"\x80" + bytes(30), b"\x16\xfe\xfd" + bytes(40), b"\x80\xc8" + bytes(30)))
        self.stranger.sendto(bent(self.dice, plain, 1), ("127.0.0.1", self.dice.choice(self.ports)))
        self.done["without keys"] += 1

    def _through_srtp(self, kind: str, caller: Caller, make: Callable[[], bytes]) -> None:
        """Send one; of those that SRTP itself will not carry, the next."""
        link = caller.link
        while True:
            before = link.unsent
            (link.send if kind == "rtp" else link.send_rtcp)(make())
            if link.unsent == before:
                break
        self.done[kind] += 1

    async def _offer(self) -> None:
        leg = self.dice.choice(("publish", "watch"))
        text = an_offer(self.dice)
        try:
            if leg == "publish":
                await self.node.publish("k", "y", text)
            else:
                await self.node.watch("k", "y", text, None)
        except (SdpError, Unknown):
            self.done["refused"] += 1
        else:
            self.node.leave("k", "y", leg)
            self.done["answered"] += 1
        self.done["sdp"] += 1

    async def _word(self, word: bytes) -> None:
        """The bystander says something, and it arrives."""
        self.speaker.say(word)
        self.words.append(word)
        self.node.tick()
        for caller in (self.speaker, self.viewer, self.sender, self.eyes):
            caller.link.send_rtcp(rtcp.receiver_report(1, []))
        await until(lambda: len(self._heard()) == len(self.words))

    def _heard(self) -> list[bytes]:
        slot = self.viewer.ssrcs()[0].to_bytes(4, "big")
        return [packet[12:] for packet in self.viewer.came if packet[8:12] == slot]

    async def _see(self) -> None:
        assert self._heard() == self.words, "the bystander is heard as if nothing was"
        assert not self.crashes, self.crashes[:3]
        seats = self.node.status("k")["seats"]
        assert all(seats[seat]["publishing"] for seat in "ax") and all(seats[seat]["watching"] for seat in "bx")
        assert self.done["refused"] and self.done["answered"]

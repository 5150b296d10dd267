"""What one person receives: slots, each the i-th audio m-line and the i-th video m-line of the offer."""

from __future__ import annotations

import random
from time import monotonic

from video.node import rtcp
from video.node.forwarder import CLOCKS, REPEAT_AFTER, UNIX, Outlet, Tally
from video.node.health import share
from video.node.legs import Leg
from video.node.ports import Ports
from video.node.sdp import Media, Offer, Reply, SdpError
from video.node.thrift import shortfall

ESTIMATE_LASTS = 3.0
"""Seconds a viewer's estimate (REMB) says something; browsers send one each second."""
ESTIMATE_WEIGHS = 0.25
"""An estimate counts as this share lost at most: a browser that was busy for a second estimates far too low."""

FEEDBACK = frozenset({"nack", "nack pli", "ccm fir", "goog-remb"})


class Watcher(Leg):
    """The connection a seat receives by."""

    kind = "watch"

    def __init__(self, seat: str, offer: Offer, ports: Ports, tally: Tally, only: str | None) -> None:
        super().__init__(seat, offer, ports)
        self.only = only
        self.slots: list[dict[str, Outlet]] = []
        self._by_ssrc: dict[int, Outlet] = {}
        self._taken: set[int] = set()
        self._replies: list[Reply] = []
        self.quality: dict[str, float] = {}
        self.wanted = self.shrinkable = 0  # pictures the table asks for; of them large ones there are in small too
        self._estimate: float | None = None  # bits per second, by the viewer
        self._estimate_before: float | None = None
        self._estimated_at = 0.0
        self._best_trip = 1e6  # milliseconds
        self._sent = (0.0, 0)  # when, and bytes until then
        self._reported: dict[int, tuple[int, int, int]] = {}  # by stream: highest received, packets lost, asked for
        self._reckoned: dict[int, tuple[int, int, int]] = {}  # the same, at the last reckoning
        counts: dict[str, int] = {}
        for media in offer.media:
            slot = counts.get(media.kind, 0)
            counts[media.kind] = slot + 1
            if not media.receives() or (only is not None and slot):
                self._replies.append(Reply())
                continue
            while len(self.slots) <= slot:
                self.slots.append({})
            self.slots[slot][media.kind] = self._outlet(media, f"slot-{slot}", tally)
        if not self.slots:
            raise SdpError("nothing to send: neither Opus nor VP8 is offered for receiving")
        self.link.on_rtcp = self._rtcp

    def _outlet(self, media: Media, stream: str, tally: Tally) -> Outlet:
        """One stream for this m-line, and another for its repetitions where the viewer can take one."""
        ssrc = self._fresh_ssrc()
        rtx = (media.rtx, self._fresh_ssrc()) if media.rtx is not None and "nack" in media.feedback else None
        outlet = Outlet(self.link, media.kind, media.payload_type or 0, ssrc, tally, rtx=rtx, cname=stream)
        self._by_ssrc[ssrc] = outlet
        repeats = rtx[1] if rtx else None
        reply = Reply("sendonly", FEEDBACK, ssrc=ssrc, stream=stream, rtx=rtx is not None, rtx_ssrc=repeats)
        self._replies.append(reply)
        return outlet

    def replies(self) -> list[Reply]:
        """Send on every m-line that can take Opus or VP8."""
        return self._replies

    def outlets(self) -> list[Outlet]:
        """All outlets of all slots."""
        return list(self._by_ssrc.values())

    def _fresh_ssrc(self) -> int:
        while (ssrc := random.getrandbits(32)) in self._taken or not ssrc:
            continue
        self._taken.add(ssrc)
        return ssrc

    def _rtcp(self, compound: bytes) -> None:
        for packet in rtcp.packets(compound):
            if packet.type in (rtcp.RR, rtcp.SR):
                self._judge(packet)
            elif packet.type == rtcp.RTPFB and packet.format == rtcp.NACK:
                outlet = self._by_ssrc.get(rtcp.media_ssrc(packet))
                if outlet is not None:
                    outlet.resend(rtcp.nacked(packet))
            elif packet.type == rtcp.PSFB:
                self._payload_feedback(packet)
            elif packet.type == rtcp.BYE:
                self.on_end(self)
                return

    def _payload_feedback(self, packet: rtcp.Packet) -> None:
        if packet.format == rtcp.REMB and (bits := rtcp.remb(packet)) is not None:
            self.quality["bits_per_second"] = bits
            self._estimate, self._estimate_before, self._estimated_at = bits, self._estimate, monotonic()
        elif packet.format in (rtcp.PLI, rtcp.FIR):
            for ssrc in rtcp.fir_targets(packet) if packet.format == rtcp.FIR else [rtcp.media_ssrc(packet)]:
                outlet = self._by_ssrc.get(ssrc)
                if outlet is not None and outlet.track is not None:
                    outlet.track.want_key_frame()

    def _judge(self, packet: rtcp.Packet) -> None:
        """Keep what the viewer says of its link: packets lost, jitter and round trip in milliseconds."""
        for report in rtcp.reports(packet):
            outlet = self._by_ssrc.get(report.ssrc)
            if outlet is None:
                continue
            self._reported[report.ssrc] = report.highest, report.lost, outlet.asked
            self._reckoned.setdefault(report.ssrc, self._reported[report.ssrc])
            self.quality["jitter_ms"] = round(report.jitter * 1000 / CLOCKS[outlet.kind], 1)
            if report.last_report:
                now = rtcp.ntp(monotonic() + UNIX) >> 16 & 0xFFFFFFFF
                trip = (now - report.last_report - report.delay) & 0xFFFFFFFF
                if trip < 1 << 20:
                    self.quality["round_trip_ms"] = round(trip / 65.536, 1)
                    outlet.repeat_after = max(REPEAT_AFTER[outlet.kind], trip / 65_536)
                    self._best_trip = min(self._best_trip, self.quality["round_trip_ms"])

    def status(self) -> dict[str, float | str | None]:
        """What the viewer's reports say of its link, and the pictures it gets for that (None: all)."""
        found = self.quality | {"unsent": self.link.unsent, "pictures": self.thrift.pictures}
        return found | {"rung": self.thrift.rung, "health": self.health.told.quality if self.health.told else None}

    def tick(self, now: float) -> None:
        """Once a second: see whether the link carries as many pictures, and as large ones, as it should."""
        super().tick(now)
        self.lost = self._reckon()
        if self.lost is not None:
            self.quality["lost"] = round(self.lost, 3)
        tight = self._tight(now)
        trouble = max(self.lost or 0.0, tight) if tight else self.lost
        if self.link.up and self.thrift.second(trouble, self.wanted, self.shrinkable):
            self.on_change()
            for outlet in self.outlets():  # a picture that stays has lost too much to go on without a key frame
                if outlet.kind == "video" and outlet.track is not None:
                    outlet.track.want_key_frame()

    def _tight(self, now: float) -> float:
        """The share of what is sent that the link will not take, as far as the viewer's estimate tells.

        Where no picture is left it tells nothing: what is estimated follows what is sent, and would never rise again.
        """
        begun, before = self._sent
        octets = sum(outlet.octets for outlet in self._by_ssrc.values())
        self._sent = now, octets
        if now - self._estimated_at > ESTIMATE_LASTS or now <= begun or self.thrift.pictures == 0:
            return 0.0
        queued = self.quality.get("round_trip_ms", 0.0) - self._best_trip
        short = shortfall(self._estimate, self._estimate_before, (octets - before) * 8 / (now - begun), queued)
        return min(short, ESTIMATE_WEIGHS)

    def _reckon(self) -> float | None:
        """The share lost of all packets since the last reckoning; None while too few have been reported.

        Not the fraction in the reports: browsers send one with each NACK, about the few packets around the loss. And
        sound that came again by its own stream counts as received there: what was asked for is lost all the same.
        """
        streams = []
        for ssrc, (highest, missing, asked) in self._reported.items():
            before, missing_before, asked_before = self._reckoned[ssrc]
            gone = max(missing - missing_before, asked - asked_before)
            streams.append(((highest - before) & 0xFFFFFFFF, gone))
        lost = share(streams)
        if lost is not None:
            self._reckoned = dict(self._reported)
        return lost

    def farewell(self) -> None:
        """Say BYE for every slot."""
        ssrcs = list(self._by_ssrc)
        for start in range(0, len(ssrcs), 31):
            self.link.send_rtcp(rtcp.bye(ssrcs[start : start + 31]))

    async def close(self) -> None:
        """Say BYE for every slot, then end."""
        self.farewell()
        await super().close()

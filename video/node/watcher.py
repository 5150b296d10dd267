"""What one person receives: slots, each the i-th audio m-line and the i-th video m-line of the offer."""

from __future__ import annotations

import random
from time import monotonic

from video.node import rtcp
from video.node.forwarder import CLOCKS, UNIX, Outlet, Tally
from video.node.legs import Leg
from video.node.ports import Ports
from video.node.sdp import Offer, Reply, SdpError
from video.node.thrift import Thrift

ENOUGH = 30
"""Packets a share of losses is reckoned from, at least."""

FEEDBACK = frozenset({"nack", "nack pli", "ccm fir", "goog-remb"})


class Watcher(Leg):
    """The connection a seat receives by."""

    kind = "watch"

    def __init__(self, seat: str, offer: Offer, ports: Ports, tally: Tally, only: str | None) -> None:
        super().__init__(seat, offer, ports)
        self.only = only
        self.slots: list[dict[str, Outlet]] = []
        self._by_ssrc: dict[int, Outlet] = {}
        self._replies: list[Reply] = []
        self.quality: dict[str, float] = {}
        self.thrift = Thrift()
        self.wanted = 0  # pictures the table asks for
        self._reported: dict[int, tuple[int, int]] = {}  # by stream: highest number received, packets lost
        self._reckoned: dict[int, tuple[int, int]] = {}  # the same, at the last reckoning
        counts: dict[str, int] = {}
        for media in offer.media:
            slot = counts.get(media.kind, 0)
            counts[media.kind] = slot + 1
            if not media.receives() or (only is not None and slot):
                self._replies.append(Reply())
                continue
            ssrc = self._fresh_ssrc()
            outlet = Outlet(self.link, media.kind, media.payload_type or 0, ssrc, tally)
            self._by_ssrc[ssrc] = outlet
            self._replies.append(Reply("sendonly", FEEDBACK, ssrc=ssrc, stream=f"slot-{slot}"))
            while len(self.slots) <= slot:
                self.slots.append({})
            self.slots[slot][media.kind] = outlet
        if not self.slots:
            raise SdpError("nothing to send: neither Opus nor VP8 is offered for receiving")
        self.link.on_rtcp = self._rtcp

    def replies(self) -> list[Reply]:
        """Send on every m-line that can take Opus or VP8."""
        return self._replies

    def outlets(self) -> list[Outlet]:
        """All outlets of all slots."""
        return list(self._by_ssrc.values())

    def _fresh_ssrc(self) -> int:
        while (ssrc := random.getrandbits(32)) in self._by_ssrc or not ssrc:
            continue
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
            self._reported[report.ssrc] = report.highest, report.lost
            self._reckoned.setdefault(report.ssrc, (report.highest, report.lost))
            self.quality["jitter_ms"] = round(report.jitter * 1000 / CLOCKS[outlet.kind], 1)
            if report.last_report:
                now = rtcp.ntp(monotonic() + UNIX) >> 16 & 0xFFFFFFFF
                trip = (now - report.last_report - report.delay) & 0xFFFFFFFF
                if trip < 1 << 20:
                    self.quality["round_trip_ms"] = round(trip / 65.536, 1)

    def status(self) -> dict[str, float | None]:
        """What the viewer's reports say of its link, and the pictures it gets for that (None: all)."""
        return self.quality | {"unsent": self.link.unsent, "pictures": self.thrift.pictures}

    def tick(self, now: float) -> None:
        """Once a second: see whether the link carries as many pictures as it should."""
        super().tick(now)
        lost = self._reckon()
        if lost is not None:
            self.quality["lost"] = round(lost, 3)
        if self.link.up and self.thrift.second(lost, self.wanted):
            self.on_change()
            for outlet in self.outlets():  # a picture that stays has lost too much to go on without a key frame
                if outlet.kind == "video" and outlet.track is not None:
                    outlet.track.want_key_frame()

    def _reckon(self) -> float | None:
        """The share lost of all packets since the last reckoning; None while too few have been reported.

        Not the fraction in the reports: browsers send one with each NACK, about the few packets around the loss.
        """
        expected = lost = 0
        for ssrc, (highest, missing) in self._reported.items():
            before, missing_before = self._reckoned[ssrc]
            expected += (highest - before) & 0xFFFFFFFF
            lost += missing - missing_before
        if expected < ENOUGH:
            return None
        self._reckoned = dict(self._reported)
        return min(1.0, max(0.0, lost / expected))

    async def close(self) -> None:
        """Say BYE for every slot, then end."""
        ssrcs = list(self._by_ssrc)
        for start in range(0, len(ssrcs), 31):
            self.link.send_rtcp(rtcp.bye(ssrcs[start : start + 31]))
        await super().close()

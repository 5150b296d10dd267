"""What one person sends: at most one sound and one picture, looked after so that viewers need not ask twice."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any

from video.node import rtcp
from video.node.forwarder import Track
from video.node.legs import Leg
from video.node.ports import Ports
from video.node.reception import TRY_EVERY, Arrivals
from video.node.rtp import extension
from video.node.sdp import Offer, Reply, SdpError

KEY_FRAME_EVERY = 0.5
"""Seconds between two key frame requests to one publisher, at least."""
FEEDBACK_EVERY = 0.1
"""Seconds of arrivals that one transport-wide feedback packet covers."""

FEEDBACK = frozenset({"nack", "nack pli", "ccm fir", "transport-cc"})


class Publisher(Leg):
    """The connection a seat sends by."""

    kind = "publish"

    def __init__(self, seat: str, offer: Offer, ports: Ports) -> None:
        super().__init__(seat, offer, ports)
        sending = [m for m in offer.media if m.sends()]
        self._media = {kind: next((m for m in sending if m.kind == kind), None) for kind in ("audio", "video")}
        self._chosen = [m for m in self._media.values() if m is not None]
        if not self._chosen:
            raise SdpError("nothing to receive: neither Opus nor VP8 is offered for sending")
        self.tracks = {m.kind: Track(seat, m.kind, self.want_key_frame) for m in self._chosen}
        self._by_payload = {m.payload_type: self.tracks[m.kind] for m in self._chosen}
        self._by_ssrc: dict[bytes, Track] = {}
        self._ssrcs: dict[Track, int] = {}
        for m in self._chosen:
            if m.ssrc is not None:
                self._know(m.ssrc, self.tracks[m.kind])
        self._numbered = next((m.transport_cc for m in self._chosen if m.transport_cc is not None), None)
        self._repeats = {self.tracks[m.kind] for m in self._chosen if "nack" in m.feedback}
        self._arrivals = Arrivals()
        self._loop = asyncio.get_running_loop()
        self._asked, self._ask_later = 0.0, False
        self._chasing: set[Track] = set()
        self._shift: float | None = None
        self.link.on_rtp, self.link.on_rtcp = self._rtp, self._rtcp

    def replies(self) -> list[Reply]:
        """Receive the chosen m-lines, refuse the rest."""
        taken = Reply("recvonly", FEEDBACK, transport_cc=True)
        return [taken if any(m is chosen for chosen in self._chosen) else Reply() for m in self.offer.media]

    def want_key_frame(self) -> None:
        """Ask for a key frame: at most one request in 500 ms, the last wish never lost."""
        track = self.tracks.get("video")
        if track is None or not self.link.up or self._ask_later or track not in self._ssrcs:
            return
        wait = self._asked + KEY_FRAME_EVERY - monotonic()
        if wait > 0:
            self._ask_later = True
            self._loop.call_later(wait, self._ask_again)
        else:
            self._asked = monotonic()
            self.link.send_rtcp(rtcp.pli(self.ssrc, self._ssrcs[track]))

    def _ask_again(self) -> None:
        self._ask_later = False
        self.want_key_frame()

    def _rtp(self, packet: bytes) -> None:
        now = monotonic()
        track = self._by_ssrc.get(packet[8:12]) or self._adopt(packet)
        if track is None:
            return
        if self._numbered is not None and packet[0] & 0x10:
            number = extension(packet, self._numbered)
            if number is not None and self._arrivals.add(number, now):
                self._loop.call_later(FEEDBACK_EVERY, self._feed_back)
        track.receive(packet, now)
        if track.reception.missing and track not in self._chasing:
            self._chase(track)

    def _adopt(self, packet: bytes) -> Track | None:
        """A stream the offer did not announce: known by its payload type, it takes the place of the one before."""
        track = self._by_payload.get(packet[1] & 0x7F)
        if track is not None:
            track.restart()
            self._know(int.from_bytes(packet[8:12], "big"), track)
            if any(not outlet.live for outlet in track.outlets):
                track.want_key_frame()
        return track

    def _know(self, ssrc: int, track: Track) -> None:
        self._by_ssrc = {key: known for key, known in self._by_ssrc.items() if known is not track}
        self._by_ssrc[ssrc.to_bytes(4, "big")] = track
        self._ssrcs[track] = ssrc

    def _chase(self, track: Track) -> None:
        """Ask for what is missing now and every 80 ms, until it has come or is given up."""
        self._chasing.discard(track)
        if track not in self._repeats or not self.link.up:
            track.reception.missing.clear()
            return
        if wanted := track.reception.wanted(monotonic()):
            self.link.send_rtcp(rtcp.nack(self.ssrc, self._ssrcs[track], wanted))
        if track.reception.missing:
            self._chasing.add(track)
            self._loop.call_later(TRY_EVERY, self._chase, track)

    def _feed_back(self) -> None:
        arrivals = self._arrivals.take()
        if arrivals and self.link.up:
            media = next(iter(self._ssrcs.values()), 0)
            self.link.send_rtcp(rtcp.transport_feedback(self.ssrc, media, self._arrivals.sent, arrivals))
            self._arrivals.sent += 1

    def _rtcp(self, compound: bytes) -> None:
        now = monotonic()
        for packet in rtcp.packets(compound):
            if packet.type == rtcp.SR and (sent := rtcp.sent(packet)) is not None:
                track = self._by_ssrc.get(sent.ssrc.to_bytes(4, "big"))
                if track is not None:
                    track.reception.reported(sent, now)
                    track.synchronise(now, self._moment(sent.ntp, now), sent.rtp)

    def _moment(self, ntp: int, now: float) -> float:
        """A publisher's NTP time on this node's clock; one shift for all its tracks keeps them together."""
        seconds = ntp / (1 << 32)
        if self._shift is None or abs(seconds + self._shift - now) > 10:
            self._shift = now - seconds
        return seconds + self._shift

    def tick(self, now: float) -> None:
        """Once a second: report what arrived; ask again for key frames that viewers still wait for."""
        super().tick(now)
        blocks = [track.reception.report(ssrc, now) for track, ssrc in self._ssrcs.items()]
        if known := [block for block in blocks if block is not None]:
            self.link.send_rtcp(rtcp.receiver_report(self.ssrc, known))
        video = self.tracks.get("video")
        if video is not None and any(not outlet.live for outlet in video.outlets):
            self.want_key_frame()

    def status(self) -> dict[str, Any]:
        """Packets, bytes and losses of what came in."""
        return {
            kind: {"packets": track.packets, "bytes": track.bytes, "lost": track.reception.lost}
            for kind, track in self.tracks.items()
        }

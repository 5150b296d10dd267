"""What one person sends: a sound and a picture, the picture in two sizes perhaps, looked after so that viewers need not
ask twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial
from time import monotonic
from typing import Any

from video.node import rtcp
from video.node.forwarder import Track
from video.node.health import share
from video.node.legs import Leg
from video.node.ports import Ports
from video.node.reception import TRY_EVERY, Arrivals
from video.node.rtp import extension, original
from video.node.sdp import Media, Offer, Reply, SdpError
from video.node.speaking import Voice

KEY_FRAME_EVERY = 0.5
"""Seconds between two requests for a key frame of one stream, at least."""
FEEDBACK_EVERY = 0.1
"""Seconds of arrivals that one transport-wide feedback packet covers."""

FEEDBACK = frozenset({"nack", "nack pli", "ccm fir", "transport-cc"})


class Publisher(Leg):
    """The connection a seat sends by. `tracks` by kind; `small` is the picture of the second video line, if any."""

    kind = "publish"

    def __init__(self, seat: str, offer: Offer, ports: Ports) -> None:
        super().__init__(seat, offer, ports)
        self._chosen = _chosen(offer)
        if not self._chosen:
            raise SdpError("nothing to receive: neither Opus nor VP8 is offered for sending")
        self._lines = {name: Track(seat, m.kind, partial(self._want, name)) for name, m in self._chosen.items()}
        for name, track in self._lines.items():
            track.size = "small" if name == "small" else "large"
        self.tracks = {name: track for name, track in self._lines.items() if name != "small"}
        self.small = self._lines.get("small")
        self.voice = Voice()
        self._by_ssrc: dict[bytes, Track] = {}
        self._repairs: dict[bytes, Track] = {}
        self._ssrcs: dict[Track, int] = {}
        for name, m in self._chosen.items():
            if m.ssrc is not None:
                self._know(m.ssrc, self._lines[name])
            if m.rtx_ssrc is not None:
                self._repairs[m.rtx_ssrc.to_bytes(4, "big")] = self._lines[name]
        chosen = self._chosen.values()
        self._numbered = next((m.transport_cc for m in chosen if m.transport_cc is not None), None)
        self._level = next((m.audio_level for m in chosen if m.kind == "audio"), None)
        self._repeats = {self._lines[name] for name, m in self._chosen.items() if "nack" in m.feedback}
        self._arrivals = Arrivals()
        self._loop = asyncio.get_running_loop()
        self._asked: dict[str, float] = {}
        self._ask_later: set[str] = set()
        self._chasing: set[Track] = set()
        self._shift: float | None = None
        self._alive: list[bool] = []
        self.link.on_rtp, self.link.on_rtcp = self._rtp, self._rtcp

    def replies(self) -> list[Reply]:
        """Receive the chosen m-lines, refuse the rest."""
        taken = Reply("recvonly", FEEDBACK, transport_cc=True, rtx=True, audio_level=True)
        chosen = list(self._chosen.values())
        return [taken if any(m is one for one in chosen) else Reply() for m in self.offer.media]

    def every(self) -> list[Track]:
        """All tracks, both sizes too."""
        return list(self._lines.values())

    def picture(self, small: bool, now: float) -> Track | None:
        """The picture to show: of the size asked for, while it comes; small too while the large one arrives badly."""
        large = self.tracks.get("video")
        if self.small is None or large is None:
            return large
        wanted, other = (self.small, large) if small or self.thrift.small else (large, self.small)
        return other if other.alive(now) and not wanted.alive(now) else wanted

    def shrinks(self, now: float) -> bool:
        """Whether there are two sizes to choose from."""
        large = self.tracks.get("video")
        return self.small is not None and large is not None and self.small.alive(now) and large.alive(now)

    def _want(self, name: str) -> None:
        """Ask for a key frame: at most one request in 500 ms for a stream, the last wish never lost."""
        track = self._lines[name]
        if not self.link.up or name in self._ask_later or track not in self._ssrcs:
            return
        wait = self._asked.get(name, 0.0) + KEY_FRAME_EVERY - monotonic()
        if wait > 0:
            self._ask_later.add(name)
            self._loop.call_later(wait, self._ask_again, name)
        else:
            self._asked[name] = monotonic()
            self.link.send_rtcp(rtcp.pli(self.ssrc, self._ssrcs[track]))

    def _ask_again(self, name: str) -> None:
        self._ask_later.discard(name)
        self._want(name)

    def _rtp(self, packet: bytes) -> None:
        now = monotonic()
        if self._numbered is not None and packet[0] & 0x10:
            number = extension(packet, self._numbered)
            if number is not None and self._arrivals.add(number, now):
                self._loop.call_later(FEEDBACK_EVERY, self._feed_back)
        track = self._by_ssrc.get(packet[8:12]) or self._other(packet, now)
        if track is None:
            return
        if self._level is not None and track.kind == "audio":
            level = extension(packet, self._level, 1)
            if level is not None:
                self.voice.hear(level, now)
        track.receive(packet, now)
        if track.reception.missing and track not in self._chasing:
            self._chase(track)

    def _other(self, packet: bytes, now: float) -> Track | None:
        """No stream known by its SSRC: a repetition, which is taken here, or one the offer did not announce."""
        repaired = self._repairs.get(packet[8:12])
        if repaired is not None:
            self._repair(packet, (repaired,), now)
            return None
        named = {m.payload_type: self._lines[name] for name, m in reversed(self._chosen.items())}
        track = named.get(packet[1] & 0x7F)
        if track is None:
            self._repair(packet, self._lines.values(), now)
            return None
        return self._adopt(packet, track)

    def _repair(self, packet: bytes, tracks: Iterable[Track], now: float) -> None:
        """Take a packet that comes again by RTX (RFC 4588), whichever of these tracks misses it."""
        for name, media in self._chosen.items():
            track = self._lines[name]
            if track in tracks and media.rtx == packet[1] & 0x7F and track in self._ssrcs:
                before = original(packet, media.payload_type or 0, self._ssrcs[track].to_bytes(4, "big"))
                if before is not None and track.recover(before, now):
                    return

    def _adopt(self, packet: bytes, track: Track) -> Track:
        """A stream the offer did not announce: known by its payload type, it takes the place of the one before."""
        if track is self.tracks.get("video") and track in self._ssrcs and self.small is not None:
            track = self.small if self.small not in self._ssrcs else track
        track.restart()
        self._know(int.from_bytes(packet[8:12], "big"), track)
        if _is_wanted(track):
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
            self._loop.call_later(TRY_EVERY[track.clock], self._chase, track)

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
            elif packet.type == rtcp.BYE:
                self.said_bye = True  # browsers say so of a stream that only pauses, too

    def _moment(self, ntp: int, now: float) -> float:
        """A publisher's NTP time on this node's clock; one shift for all its tracks keeps them together."""
        seconds = ntp / (1 << 32)
        if self._shift is None or abs(seconds + self._shift - now) > 10:
            self._shift = now - seconds
        return seconds + self._shift

    def flows(self, now: float) -> bool:
        """Whether sound or picture comes."""
        return any(track.alive(now) for track in self._lines.values())

    def tick(self, now: float) -> None:
        """Once a second: report what arrived, say what the link bears, ask again for key frames awaited.

        A page that follows the rung lets its large picture rest, then both; from another the small one is passed on.
        """
        super().tick(now)
        blocks = [track.reception.report(ssrc, now) for track, ssrc in self._ssrcs.items()]
        if known := [block for block in blocks if block is not None]:
            self.link.send_rtcp(rtcp.receiver_report(self.ssrc, known) + rtcp.sdes(self.ssrc, "node"))
        self.lost = share(track.reception.lately for track in self._ssrcs)
        if self.lost is None and "audio" not in self.tracks:
            self.lost = 0.0  # pictures that rest lose nothing, and there is no sound to judge by
        large = self.tracks.get("video")
        changed = self.thrift.second(self.lost, int(large is not None), int(self.small is not None))
        alive = [track.alive(now) for track in (large, self.small) if track is not None]
        if changed or (self.small is not None and alive != self._alive):
            self._alive = alive
            self.on_change()
        for track in self._lines.values():
            if track.kind == "video" and _is_wanted(track):
                track.want_key_frame()

    def status(self) -> dict[str, Any]:
        """Packets, bytes and losses of what came in."""
        return {
            name: {
                "packets": track.packets,
                "bytes": track.bytes,
                "lost": track.reception.lost,
                "repaired": track.reception.repaired,
            }
            for name, track in self._lines.items()
        }


def _chosen(offer: Offer) -> dict[str, Media]:
    """The first sound, the first picture, and the second as the small one."""
    sounds = [m for m in offer.media if m.sends() and m.kind == "audio"]
    pictures = [m for m in offer.media if m.sends() and m.kind == "video"]
    return dict(zip(("audio",), sounds, strict=False)) | dict(zip(("video", "small"), pictures, strict=False))


def _is_wanted(track: Track) -> bool:
    return bool(track.waiting) or any(not outlet.live for outlet in track.outlets)

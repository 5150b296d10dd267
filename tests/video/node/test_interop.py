"""A tool nobody here wrote: stock aiortc publishes by WHIP and watches one person by WHEP, decoding what comes."""

from __future__ import annotations

import asyncio

import av
import pytest
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack

from tests.video.node.caller import put, run
from video.node.node import Node

pytestmark = pytest.mark.media


class Red(VideoStreamTrack):
    """A small red picture, thirty times a second."""

    async def recv(self) -> av.VideoFrame:
        pts, base = await self.next_timestamp()
        frame = av.VideoFrame(160, 96, "rgb24")
        frame.planes[0].update(b"\xd0\x10\x10" * (frame.planes[0].buffer_size // 3))
        frame.pts, frame.time_base = pts, base
        return frame


async def offered(pc: RTCPeerConnection) -> str:
    await pc.setLocalDescription(await pc.createOffer())
    return pc.localDescription.sdp


async def answered(pc: RTCPeerConnection, sdp: str) -> None:
    await pc.setRemoteDescription(RTCSessionDescription(sdp, "answer"))


def test_a_stock_client_publishes_and_another_watches_it():
    async def story(node: Node) -> None:
        put(node, 1, a=[], b=[], c=["b", "a"])
        here, there = (RTCPeerConnection(RTCConfiguration(iceServers=[])) for _ in range(2))
        came: dict[str, MediaStreamTrack] = {}
        there.on("track", lambda track: came.setdefault(track.kind, track))
        try:
            here.addTrack(AudioStreamTrack())
            here.addTrack(Red())
            await answered(here, (await node.publish("k", "a", await offered(here)))[0])
            for kind in ("audio", "video"):
                there.addTransceiver(kind, direction="recvonly")
            await answered(there, (await node.watch("k", "c", await offered(there), "a"))[0])
            sound, picture = await asyncio.gather(came["audio"].recv(), came["video"].recv())
            assert isinstance(sound, av.AudioFrame) and sound.sample_rate == 48_000
            assert isinstance(picture, av.VideoFrame) and (picture.width, picture.height) == (160, 96)
            plane = picture.reformat(format="rgb24").planes[0]
            middle = 48 * plane.line_size + 80 * 3
            red, green, blue = bytes(plane)[middle : middle + 3]
            assert red > 150 and green < 80 and blue < 80
        finally:
            await asyncio.gather(here.close(), there.close())

    run(story)

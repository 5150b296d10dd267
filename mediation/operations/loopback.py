"""A real call through a media node on this machine: one end sends sound, the other counts what arrives."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import subprocess
import sys
import urllib.request
from typing import Any

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack

from mediation.core.settings import CHECKOUT
from mediation.operations.prepare import free_port

START_WITHIN = 10.0
HEARD_WITHIN = 8.0
PACKETS = 25
"""Half a second of sound: the call stands."""


class NoCall(Exception):
    """The call did not come about; the message says at which step."""


def call() -> int:
    """Start a node of its own, call through it, end it. Returns the packets that arrived.

    Raises:
        NoCall: the node did not start, did not answer, or nothing arrived.
    """
    port, token = free_port(), secrets.token_urlsafe(24)
    environment = {**os.environ, "COURTYARD_NODE_PORT": str(port), "COURTYARD_NODE_TOKEN": token}
    command = [sys.executable, "-m", "video.node"]
    with subprocess.Popen(command, cwd=CHECKOUT, env=environment, stderr=subprocess.DEVNULL) as node:
        try:
            return asyncio.run(_call(f"http://127.0.0.1:{port}", token))
        finally:
            node.terminate()


async def _call(url: str, token: str) -> int:
    await _ready(url, token)
    seats = {"one": {"slots": []}, "two": {"slots": ["one"]}}
    await _ask(url, token, "PUT", "/conferences/doctor", json.dumps({"version": 1, "seats": seats}), "application/json")
    sender, hearer = (RTCPeerConnection(RTCConfiguration(iceServers=[])) for _ in range(2))
    try:
        sender.addTrack(AudioStreamTrack())
        sender.addTransceiver("video", direction="sendonly")
        hearer.addTransceiver("audio", direction="recvonly")
        hearer.addTransceiver("video", direction="recvonly")
        await _connect(sender, url, token, "one/publish")
        await _connect(hearer, url, token, "two/watch")
        return await _heard(hearer)
    finally:
        await sender.close()
        await hearer.close()


async def _connect(peer: RTCPeerConnection, url: str, token: str, leg: str) -> None:
    await peer.setLocalDescription(await peer.createOffer())
    path = f"/conferences/doctor/seats/{leg}"
    answer = await _ask(url, token, "POST", path, peer.localDescription.sdp, "application/sdp")
    await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))


async def _heard(peer: RTCPeerConnection) -> int:
    arrived = 0
    for _ in range(int(HEARD_WITHIN / 0.1)):
        await asyncio.sleep(0.1)
        report: dict[str, Any] = await peer.getStats()
        arrived = sum(getattr(one, "packetsReceived", 0) for one in report.values() if one.type == "inbound-rtp")
        if arrived >= PACKETS:
            return arrived
    raise NoCall(f"only {arrived} packets arrived in {HEARD_WITHIN:.0f} seconds")


async def _ready(url: str, token: str) -> None:
    for _ in range(int(START_WITHIN / 0.1)):
        try:
            await _ask(url, token, "GET", "/health")
            return
        except OSError:
            await asyncio.sleep(0.1)
    raise NoCall("the media node does not start")


async def _ask(url: str, token: str, method: str, path: str, body: str = "", kind: str = "") -> str:
    headers = {"Authorization": f"Bearer {token}", **({"Content-Type": kind} if kind else {})}
    request = urllib.request.Request(url + path, body.encode() or None, headers, method=method)

    def fetch() -> str:
        with urllib.request.urlopen(request, timeout=10) as response:
            return str(response.read().decode())

    return await asyncio.to_thread(fetch)

"""Programs nobody here wrote publish and watch: they get what `flask video ticket` prints and know the RFCs alone."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urljoin

import av
import pytest
from aiortc import MediaStreamTrack, RTCConfiguration, RTCIceServer, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack
from flask import Flask
from werkzeug.serving import make_server

from mediation.core.db import db, rollback
from mediation.core.settings import HERE
from tests.video.node.process import NodeProcess, free_port
from tests.video.node.test_interop import Red

pytestmark = pytest.mark.media


@pytest.fixture
def house(app) -> Iterator[NodeProcess]:
    """The door over HTTP, in front of a real node; a TURN server is named, too."""
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    with NodeProcess() as node:
        app.extensions["settings"] = replace(
            app.extensions["settings"], public_url=f"http://127.0.0.1:{port}", media={HERE: node.seam},
            turn_urls=("turn:127.0.0.1:9?transport=udp",), turn_secret="shared",
        )  # fmt: skip
        thread.start()
        yield node
        server.shutdown()
        thread.join(5)
        server.server_close()


def given(app: Flask, name: str, role: str, *more: str) -> dict[str, str]:
    """What the command prints for one person."""
    rollback()
    answer = app.test_cli_runner().invoke(args=["video", "ticket", "k", "--name", name, "--role", role, *more])
    db.session.remove()
    return json.loads(answer.output)


def ask(method: str, url: str, token: str = "", body: bytes | None = None, kind: str = "application/sdp"):
    """Status, headers and body."""
    headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def relays(headers) -> list[RTCIceServer]:
    """The ICE servers a response names (RFC 9725, 4.6)."""
    links = [re.fullmatch(r'<([^>]+)>; rel="ice-server"(.*)', link) for link in headers.get_all("Link") or []]
    found = []
    for link in links:
        assert link
        values = dict(re.findall(r'; ([a-z-]+)="([^"]*)"', link[2]))
        assert values["credential-type"] == "password"
        found.append(RTCIceServer(link[1], values["username"], values["credential"]))
    return found


def seats(node: NodeProcess) -> dict[str, dict]:
    return node.get("/conferences/k")["seats"]


class Stranger:
    """Stock aiortc with WHIP or WHEP by the book."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token, self.session = url, token, ""
        self.came: dict[str, MediaStreamTrack] = {}

    async def ask(self, method: str, url: str, body: bytes | None = None):
        return await asyncio.to_thread(ask, method, url, self.token, body)

    async def open(self, build: Callable[[RTCPeerConnection], None]) -> None:
        """Learn the ICE servers before the offer, as some clients must; post it; be answered."""
        status, headers, _ = await self.ask("OPTIONS", self.url)
        assert status == 204 and headers["Accept-Post"] == "application/sdp"
        (relay,) = relays(headers)
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.pc.on("track", lambda track: self.came.setdefault(track.kind, track))
        build(self.pc)
        await self.pc.setLocalDescription(await self.pc.createOffer())
        status, headers, body = await self.ask("POST", self.url, self.pc.localDescription.sdp.encode())
        assert (status, headers["Content-Type"]) == (201, "application/sdp")
        assert relays(headers)[0].urls == relay.urls == "turn:127.0.0.1:9?transport=udp"
        self.session = urljoin(self.url, headers["Location"])
        await self.pc.setRemoteDescription(RTCSessionDescription(body.decode(), "answer"))

    async def hang_up(self) -> list[int]:
        """DELETE, twice: the second finds nothing."""
        found = [(await self.ask("DELETE", self.session))[0] for _ in range(2)]
        await self.pc.close()
        return found


def sends(pc: RTCPeerConnection) -> None:
    pc.addTrack(AudioStreamTrack())
    pc.addTrack(Red())


def receives(pc: RTCPeerConnection) -> None:
    for kind in ("audio", "video"):
        pc.addTransceiver(kind, direction="recvonly")


def test_one_program_publishes_and_another_watches(app, house):
    speaker = given(app, "Camera", "publisher")
    viewer = given(app, "Screen", "watcher", "--watch", "Camera")

    async def story() -> None:
        camera, screen = Stranger(speaker["whip"], speaker["token"]), Stranger(viewer["whep"], viewer["token"])
        await camera.open(sends)
        await screen.open(receives)
        sound, picture = await asyncio.gather(screen.came["audio"].recv(), screen.came["video"].recv())
        assert isinstance(sound, av.AudioFrame) and isinstance(picture, av.VideoFrame)
        plane = picture.reformat(format="rgb24").planes[0]
        red, green, blue = bytes(plane)[plane.line_size * 48 + 240 :][:3]
        assert red > 150 and green < 80 and blue < 80
        assert await screen.hang_up() == [200, 404]
        assert await camera.hang_up() == [200, 404]

    asyncio.run(story())
    assert not any(seat["publishing"] or seat["watching"] for seat in seats(house).values())


def test_what_is_not_served_is_said_in_problem_details(app, house):
    mine = given(app, "Camera", "publisher")
    url, token = mine["whip"], mine["token"]
    for method in ("GET", "PUT", "PATCH"):
        status, headers, body = ask(method, url, token, None if method == "GET" else b"x")
        assert (status, headers["Allow"]) == (405, "POST, DELETE, OPTIONS")
        assert problem(headers, body)["status"] == 405
    status, headers, _ = ask("HEAD", url, token)
    assert (status, headers["Allow"]) == (405, "POST, DELETE, OPTIONS")
    for body, kind, expected in (
        (b"v=0", "text/plain", 415), (b"x" * 300_000, "application/sdp", 413), (b"v=0", "application/sdp", 400),
    ):  # fmt: skip
        status, headers, answer = ask("POST", url, token, body, kind)
        assert status == expected == problem(headers, answer)["status"]
    status, headers, answer = ask("POST", url, "", b"v=0")
    assert status == 401 == problem(headers, answer)["status"]
    assert headers["WWW-Authenticate"].startswith("Bearer")
    assert relays(ask("OPTIONS", url)[1]) == [], "no credentials for whoever has no ticket"


def problem(headers, body: bytes) -> dict:
    assert headers["Content-Type"] == "application/problem+json"
    found = json.loads(body)
    assert found["detail"]
    return found

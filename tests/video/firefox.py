"""Debian's firefox-esr as it is, driven by WebDriver BiDi over its own WebSocket: no driver program in between."""

from __future__ import annotations

import base64
import json
import secrets
import socket
import struct
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.video.node.process import free_port

PREFERENCES = {
    "media.navigator.streams.fake": True, "media.navigator.permission.disabled": True, "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0, "media.peerconnection.ice.loopback": True, "media.gmp-provider.enabled": False,
    "media.cubeb.backend": "null", "remote.active-protocols": 1, "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False, "app.update.enabled": False,
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
}  # fmt: skip


class Socket:
    """As much of a WebSocket client (RFC 6455) as a conversation in JSON needs."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        head = f"GET /session HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        self._socket.sendall(f"{head}Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += self._read(1)
        if b" 101 " not in answer:
            raise ConnectionError(answer)

    def send(self, message: str) -> None:
        data, mask = message.encode(), secrets.token_bytes(4)
        size = len(data)
        length = bytes((0x80 | size,)) if size < 126 else struct.pack("!BH", 0xFE, size)
        if size > 0xFFFF:
            length = struct.pack("!BQ", 0xFF, size)
        masked = bytes(byte ^ mask[i & 3] for i, byte in enumerate(data))
        self._socket.sendall(b"\x81" + length + mask + masked)

    def receive(self) -> str:
        whole = b""
        while True:
            first, size = self._read(2)
            if size >= 126:
                size = int.from_bytes(self._read(2 if size == 126 else 8), "big")
            data = self._read(size)
            if first & 0x0F in (0, 1):
                whole += data
                if first & 0x80:
                    return whole.decode()

    def _read(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            more = self._socket.recv(size - len(found))
            if not more:
                raise ConnectionError("the browser closed the connection")
            found += more
        return found

    def close(self) -> None:
        self._socket.close()


class Firefox:
    """One headless browser with one page, started and ended by a test."""

    def __init__(self, folder: Path) -> None:
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
        (folder / "user.js").write_text("\n".join(lines))
        port = free_port()
        self.process = subprocess.Popen(
            ["firefox-esr", "--headless", "--no-remote", "--profile", str(folder), f"--remote-debugging-port={port}"],
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "MOZ_HEADLESS": "1"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._number = 0
        until = time.monotonic() + 60
        while True:
            try:
                self._socket = Socket(port)
                break
            except OSError:
                assert time.monotonic() < until and self.process.poll() is None, "Firefox did not start"
                time.sleep(0.2)
        self.version: str = self._ask("session.new", {"capabilities": {}})["capabilities"]["browserVersion"]
        self._page = self._ask("browsingContext.getTree", {})["contexts"][0]["context"]

    def goto(self, url: str) -> None:
        self._ask("browsingContext.navigate", {"context": self._page, "url": url, "wait": "complete"})

    def evaluate(self, expression: str) -> Any:
        """The JSON value of an expression, awaited."""
        wrapped = f"(async () => JSON.stringify((await ({expression})) ?? null))()"
        target = {"target": {"context": self._page}, "awaitPromise": True, "userActivation": True}
        answer = self._ask("script.evaluate", {"expression": wrapped, **target})
        assert answer["type"] == "success", answer
        return json.loads(answer["result"]["value"])

    def _ask(self, method: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.receive())
            if answer.get("id") == self._number:
                assert answer["type"] == "success", answer
                return answer["result"]

    def __enter__(self) -> Firefox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)

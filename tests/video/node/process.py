"""A node as a process of its own, with free ports, and the few requests tests send it."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


def free_port() -> int:
    """A TCP port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class NodeProcess:
    """`python -m video.node`, started and ended by a test."""

    def __init__(self, addresses: str = "127.0.0.1", ports: str = "41000-41999", recordings: str = "") -> None:
        self.port, self.token = free_port(), secrets.token_hex(16)
        self._environment = os.environ | {
            "COURTYARD_NODE_PORT": str(self.port),
            "COURTYARD_NODE_TOKEN": self.token,
            "MEDIA_PORTS": ports,
            "MEDIA_ADDRESS": addresses,
            "COURTYARD_RECORDINGS": recordings,
        }
        self.start()

    @property
    def seam(self) -> str:
        """How the settings of a house name it."""
        return f"node:http://:{self.token}@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait for its one line."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "video.node"], cwd=ROOT, env=self._environment, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stderr is not None
        self.ready = self.process.stderr.readline()
        assert "ready" in self.ready, self.ready
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, args=(self.process.stderr,), daemon=True)
        self._reader.start()

    def _read(self, stream: Any) -> None:
        with stream:
            self.lines.extend(stream)

    def request(
        self, method: str, path: str, body: bytes | str | dict[str, Any] | None = None, token: str | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (lower case) and body of one request; an SDP goes as text, a table as a dict."""
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        if isinstance(body, dict):
            body = json.dumps(body)
        elif body is not None:
            headers["Content-Type"] = "application/sdp"
        data = body.encode() if isinstance(body, str) else body
        url = f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(url, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=40) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()

    def get(self, path: str) -> Any:
        """The JSON of a GET that must succeed."""
        status, _, body = self.request("GET", path)
        assert status == 200, body
        return json.loads(body)

    def put(self, conference: str, version: int, seats: dict[str, list[Any]]) -> int:
        """Put a table in force; the status."""
        table = {"version": version, "seats": {seat: {"slots": slots} for seat, slots in seats.items()}}
        return self.request("PUT", f"/conferences/{conference}", table)[0]

    def stop(self) -> int:
        """End it as the system would; its exit code."""
        self.process.terminate()
        code = self.process.wait(10)
        self._reader.join(5)
        return code

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait(10)
        self._reader.join(5)

    def __enter__(self) -> NodeProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.kill()

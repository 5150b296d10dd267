"""A Janus of a test's own: Debian's program, our configuration, free ports, a temporary folder, no system service."""

from __future__ import annotations

import secrets
import subprocess
import time
from pathlib import Path
from types import TracebackType

import requests

from tests.video.node.process import free_port

PLUGINS = ["audiobridge", "echotest", "nosip", "recordplay", "sip", "streaming", "textroom", "videocall", "voicemail"]
TRANSPORTS = ["mqtt", "nanomsg", "pfunix", "rabbitmq", "websockets"]


class JanusProcess:
    """Started and ended by a test; `seam` is how the settings of a house would name it."""

    def __init__(self, folder: Path, address: str, ports: int = 50) -> None:
        self.port, admin = free_port(), free_port()
        secret, admin_secret, key = (secrets.token_hex(12) for _ in range(3))
        (library,) = Path("/usr/lib").glob("*/janus")
        first = 43_000 + secrets.randbelow(20) * 50
        files = {
            "janus.jcfg": f"""
                general: {{
                    configs_folder = "{folder}"; plugins_folder = "{library}/plugins";
                    transports_folder = "{library}/transports"; events_folder = "{folder}"; loggers_folder = "{folder}";
                    api_secret = "{secret}"; admin_secret = "{admin_secret}"; interface = "127.0.0.1"; debug_level = 2;
                }}
                media: {{ rtp_port_range = "{first}-{first + ports - 1}"; }}
                nat: {{ ice_enforce_list = "{address}"; full_trickle = false; }}
                plugins: {{ disable = "{",".join(f"libjanus_{name}.so" for name in PLUGINS)}"; }}
                transports: {{ disable = "{",".join(f"libjanus_{name}.so" for name in TRANSPORTS)}"; }}
            """,
            "janus.transport.http.jcfg": f"""
                general: {{ base_path = "/janus"; http = true; port = {self.port}; ip = "127.0.0.1"; https = false; }}
                admin: {{
                    admin_base_path = "/admin"; admin_http = true; admin_port = {admin}; admin_ip = "127.0.0.1";
                    admin_https = false;
                }}
            """,
            "janus.plugin.videoroom.jcfg": f'general: {{ admin_key = "{key}"; }}',
        }
        for name, text in files.items():
            (folder / name).write_text(text)
        self.url = f"http://127.0.0.1:{self.port}/janus"
        query = f"admin=http://127.0.0.1:{admin}/admin&secret={secret}&admin_secret={admin_secret}&key={key}"
        self.seam = f"janus:{self.url}?{query}"
        self._log = (folder / "log").open("w")
        self.process = subprocess.Popen(
            ["janus", "-F", str(folder), "-C", str(folder / "janus.jcfg")], stdout=self._log, stderr=self._log
        )
        until = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < until and self.process.poll() is None, (folder / "log").read_text()
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/info", timeout=2).ok
        except requests.RequestException:
            return False

    def __enter__(self) -> JanusProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.wait(10)
        self._log.close()

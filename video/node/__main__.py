"""`python -m video.node`: read the environment, open the control port, carry media until SIGTERM or SIGINT."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import resource
import signal
import sys
from collections.abc import Iterator

import uvicorn
import uvloop

from video.node import settings
from video.node.control import application
from video.node.node import Node
from video.node.ports import Ports

_log = logging.getLogger("video.node")


class Server(uvicorn.Server):
    """Uvicorn without signal handlers of its own: the node ends its connections before the server goes."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to `run`."""
        yield

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Tell when requests can come."""
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            _log.info("ready: control on %s:%d", self.config.host, self.config.port)


async def run(chosen: settings.Settings) -> None:
    """Carry media until told to stop."""
    gc.freeze()  # what stays for good is not looked through again, so the collector comes sooner to what people leave
    node = Node(Ports(chosen.ports, chosen.addresses), chosen.recordings)
    config = uvicorn.Config(
        application(node, chosen.token), host=chosen.control_host, port=chosen.control_port,
        log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=3,
    )  # fmt: skip
    server = Server(config)
    loop = asyncio.get_running_loop()

    def stop() -> None:
        node.events.close()
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    ticking = asyncio.create_task(_tick(node))
    try:
        await server.serve()
    finally:
        ticking.cancel()
        await node.close()


async def _tick(node: Node) -> None:
    """The only timer that runs all the time: once a second for the whole node."""
    while True:
        await asyncio.sleep(1)
        try:
            node.tick()
        except Exception:  # noqa: BLE001 (one odd stream must not end the reports of all others)
            _log.exception("tick")


def main() -> int:
    """The exit code: 0 after a clean end, 2 for a wrong environment."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    _log.setLevel(logging.INFO)
    try:
        chosen = settings.read(os.environ)
    except settings.SettingsError as error:
        print(f"video.node: {error}", file=sys.stderr)
        return 2
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # two sockets a connection: 1,024 files are soon open
    uvloop.run(run(chosen))
    return 0


if __name__ == "__main__":
    sys.exit(main())

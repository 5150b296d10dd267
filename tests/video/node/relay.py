"""A bad network in a thread: passes UDP on between a browser and the node, and loses some of the media on purpose."""

from __future__ import annotations

import random
import re
import selectors
import socket
import threading
from types import TracebackType


class Relay:
    """Puts itself between by the port in an answer: no root, no namespaces. The same seed loses in the same rhythm."""

    def __init__(self, loss: float, seed: int = 7) -> None:
        self.loss, self.lost, self.passed = loss, 0, 0
        self._random = random.Random(seed)
        self._selector = selectors.DefaultSelector()
        self._fronts: dict[int, socket.socket] = {}
        self._backs: dict[tuple[int, tuple[str, int]], socket.socket] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def through(self, sdp: str) -> str:
        """The answer, its candidates leading through here."""
        return re.sub(r"(a=candidate:.* 127\.0\.0\.1 )(\d+)", lambda m: m[1] + str(self._front(int(m[2]))), sdp)

    def _front(self, port: int) -> int:
        front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        front.bind(("127.0.0.1", 0))
        self._fronts[port] = front
        self._selector.register(front, selectors.EVENT_READ, (port, None))
        found: int = front.getsockname()[1]
        return found

    def _back(self, port: int, browser: tuple[str, int]) -> socket.socket:
        if (port, browser) not in self._backs:
            back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            back.connect(("127.0.0.1", port))
            self._backs[port, browser] = back
            self._selector.register(back, selectors.EVENT_READ, (port, browser))
        return self._backs[port, browser]

    def _run(self) -> None:
        while not self._ended.is_set():
            for key, _ in self._selector.select(0.05):
                port, browser = key.data
                try:
                    data, address = key.fileobj.recvfrom(2048)  # type: ignore[union-attr]
                    if self._loses(data):
                        continue
                    if browser is None:
                        self._back(port, address).send(data)
                    else:
                        self._fronts[port].sendto(data, browser)
                except ConnectionError:
                    continue  # the other side has gone

    def _loses(self, data: bytes) -> bool:
        if not 127 < data[0] < 192:  # STUN and DTLS pass
            return False
        gone = self._random.random() < self.loss
        self.lost += gone
        self.passed += not gone
        return gone

    def __enter__(self) -> Relay:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join(5)
        self._selector.close()
        for one in (*self._fronts.values(), *self._backs.values()):
            one.close()

"""A warm child process that does one thing after another under limits, and is replaced before it grows old."""

from __future__ import annotations

import atexit
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from documents.frames import packed, unpacked

HOUSE = Path(__file__).resolve().parent.parent


class JailTimeout(Exception):
    """The child did not answer within its wall time; it was ended."""


class JailFailed(Exception):
    """The child raised, or died. `kind` is the name of its exception, or "Died"."""

    def __init__(self, words: str, kind: str) -> None:
        super().__init__(words)
        self.kind = kind


class Jail:
    """At most one child per calling process, started at the first call and again after `turns` calls.

    `module` names the code inside; `memory` is in bytes, `wall` and `processor` in seconds for one call.
    """

    def __init__(self, module: str, *, memory: int, wall: float, processor: int, turns: int = 50) -> None:
        self._module, self._memory, self._wall, self._processor, self._turns = module, memory, wall, processor, turns
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._served = 0
        self.network_isolated = False
        atexit.register(self.close)

    def call(self, task: str, facts: Mapping[str, Any], blobs: Sequence[bytes] = (),
             wall: float | None = None) -> tuple[dict[str, Any], list[bytes]]:
        """Run `task` inside; raises JailTimeout or JailFailed. Calls from several threads wait for each other."""
        with self._lock:
            deadline = time.monotonic() + (wall or self._wall)
            child = self._ready(deadline)
            request = packed({"task": task, "facts": facts, "seconds": self._processor}, blobs)
            self._served += 1
            head, results = self._exchange(child, request, deadline)
        if "error" in head:
            raise JailFailed(head["error"], head["kind"])
        return head["facts"], results

    def warm(self) -> None:
        """Start the child now, so that the first paper does not wait for its imports."""
        with self._lock:
            self._ready(time.monotonic() + self._wall)

    def close(self) -> None:
        """End the child, if this process started one."""
        child, self._child = self._child, None
        if child is not None and self._owner == os.getpid():
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe:
                    pipe.close()

    def _ready(self, deadline: float) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # after a fork the child belongs to our parent
            self._child = None
        child = self._child
        if child is not None and child.poll() is None and self._served < self._turns:
            return child
        self.close()
        child = self._start()
        head, _ = self._exchange(child, b"", deadline)
        self.network_isolated = bool(head["facts"]["network_isolated"])
        return child

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "documents.child", self._module, str(self._memory)]
        surroundings = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "MALLOC_ARENA_MAX": "2",
                        "PYTHONDONTWRITEBYTECODE": "1"}
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                 cwd=HOUSE, env=surroundings, bufsize=0)
        assert child.stdin is not None
        os.set_blocking(child.stdin.fileno(), False)  # so that a child that stops reading meets the wall, not us
        self._child, self._owner, self._served = child, os.getpid(), 0
        return child

    def _exchange(self, child: subprocess.Popen[bytes], request: bytes,
                  deadline: float) -> tuple[dict[str, Any], list[bytes]]:
        try:
            _send(child, request, deadline)
            return unpacked(lambda length: _receive(child, length, deadline))
        except TimeoutError:
            self.close()
            raise JailTimeout(f"{self._module} did not answer in time") from None
        except (EOFError, BrokenPipeError, ValueError) as error:
            self.close()
            raise JailFailed(f"{self._module} ended while working: {error}", "Died") from error


def _send(child: subprocess.Popen[bytes], data: bytes, deadline: float) -> None:
    assert child.stdin is not None
    view = memoryview(data)
    while view:
        _wait(child.stdin.fileno(), selectors.EVENT_WRITE, deadline)
        view = view[os.write(child.stdin.fileno(), view):]


def _receive(child: subprocess.Popen[bytes], length: int, deadline: float) -> bytes:
    assert child.stdout is not None
    data = bytearray()
    while len(data) < length:
        _wait(child.stdout.fileno(), selectors.EVENT_READ, deadline)
        piece = os.read(child.stdout.fileno(), min(length - len(data), 1 << 20))
        if not piece:
            raise EOFError("no more output")
        data += piece
    return bytes(data)


def _wait(descriptor: int, event: int, deadline: float) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, event)
        if not selector.select(max(0.0, deadline - time.monotonic())):
            raise TimeoutError


#: Where files from outside are opened: signed papers to be verified, photos and PDFs people upload.
READER = Jail("documents.inside", memory=3 << 29, wall=30.0, processor=20)

"""Inside the jail: `python -m documents.child <module>` takes its limits, then answers calls to that module's `TASKS`.

Whatever a paper or an uploaded file may trick a library into, it happens here: in an own network namespace without
interfaces (where the kernel lets us), with bounded memory and processor time, with an empty environment.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import resource
import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from documents.frames import packed, unpacked

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
Task = Callable[[dict[str, Any], list[bytes]], tuple[dict[str, Any], list[bytes]]]


def leave_the_network() -> bool:
    """Move this process into a network namespace that has no way out; False where the kernel refuses."""
    libc = ctypes.CDLL(None, use_errno=True)
    return any(libc.unshare(flags) == 0 for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET))


def take_limits(memory: int) -> None:
    """Bound the address space (bytes); write no file and no core, open few descriptors."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def allow_processor(seconds: int) -> None:
    """Let the next task use so many more seconds of processor time; past them the kernel ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def serve(tasks: Mapping[str, Task], source: BinaryIO, sink: BinaryIO) -> None:
    """Answer calls one after another until the parent closes its end."""
    def read(length: int) -> bytes:
        data = source.read(length)
        if len(data) < length:
            raise EOFError
        return data

    while True:
        try:
            head, blobs = unpacked(read)
        except EOFError:
            return
        allow_processor(int(head["seconds"]))
        try:
            answer = packed(*_good(tasks[head["task"]](head["facts"], blobs)))
        except Exception as error:  # noqa: BLE001 - the edge of the jail: every failure becomes an answer
            answer = packed({"error": f"{type(error).__name__}: {error}"[:2000], "kind": type(error).__name__})
        sink.write(answer)
        sink.flush()


def _good(result: tuple[dict[str, Any], list[bytes]]) -> tuple[dict[str, Any], list[bytes]]:
    facts, blobs = result
    return {"facts": facts}, blobs


def main() -> None:
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints cannot break the frames
    alone = leave_the_network()
    tasks = importlib.import_module(sys.argv[1]).TASKS
    take_limits(int(sys.argv[2]))
    sink.write(packed({"facts": {"network_isolated": alone}}))
    sink.flush()
    serve(tasks, sys.stdin.buffer, sink)


if __name__ == "__main__":
    main()

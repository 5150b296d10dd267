"""The one message format between this process and its jailed child: a JSON head, then byte blobs.

JSON and bytes only, never pickle: what comes back out of the jail is data, not something to be run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

LARGEST = 256 * 1024 * 1024


def packed(head: dict[str, Any], blobs: Sequence[bytes] = ()) -> bytes:
    """One message: length of the head (4 bytes), the head with the blobs' lengths, the blobs."""
    line = json.dumps({**head, "blobs": [len(blob) for blob in blobs]}, ensure_ascii=False).encode()
    return b"".join([len(line).to_bytes(4, "big"), line, *blobs])


def unpacked(read: Callable[[int], bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """The next message from `read(n)`, which gives exactly n bytes or raises EOFError."""
    head: dict[str, Any] = json.loads(read(_bounded(int.from_bytes(read(4), "big"))))
    lengths = [_bounded(int(length)) for length in head.pop("blobs")]
    return head, [read(length) for length in lengths]


def _bounded(length: int) -> int:
    if not 0 <= length <= LARGEST:
        raise ValueError("a message of impossible length")
    return length

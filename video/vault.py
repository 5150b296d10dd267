"""A file of sealed blocks that can be written and read anywhere in it: nothing of it ever lies on the disk in clear.

Each block of 64 KiB is sealed with AES-256-GCM and bound to the file's name and its own place.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BLOCK = 64 * 1024
_NONCE, _TAG = 12, 16
_SEALED = BLOCK + _NONCE + _TAG


class Vault(io.RawIOBase):
    """The file, open for writing from its beginning or for reading. `size` is that of what was put in.

    Raises:
        InvalidTag: on reading, when a block was changed, moved, or sealed with another key.
    """

    def __init__(self, path: Path, key: bytes, *, size: int | None = None) -> None:
        super().__init__()
        self._cipher, self._bound = AESGCM(key), path.name.encode()
        self._writes = size is None
        self._file = io.FileIO(path, "w+" if size is None else "r")
        self.size = size or 0
        self._at = 0
        self._number = -1
        self._block = bytearray()
        self._changed = False

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return self._writes

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        return self._at

    def write(self, data: bytes) -> int:  # type: ignore[override]
        rest = memoryview(data)
        while rest:
            at = self._turn_to()
            part = rest[: BLOCK - at]
            if len(self._block) < at:
                self._block += bytes(at - len(self._block))
            self._block[at : at + len(part)] = part
            self._changed = True
            self._at += len(part)
            self.size = max(self.size, self._at)
            rest = rest[len(part) :]
        return len(data)

    def read(self, length: int = -1) -> bytes:
        end = self.size if length < 0 else min(self.size, self._at + length)
        found = bytearray()
        while self._at < end:
            at = self._turn_to()
            part = bytes(self._block[at : at + end - self._at])
            if not part:
                break
            found += part
            self._at += len(part)
        return bytes(found)

    def close(self) -> None:
        if not self.closed:
            if self._writes:
                self._store()
                os.fsync(self._file.fileno())
            self._file.close()
        super().close()

    def _turn_to(self) -> int:
        """Have the block of the present place at hand; the place within it."""
        number, at = divmod(self._at, BLOCK)
        if number != self._number:
            self._store()
            self._number, self._block = number, bytearray(self._fetch(number))
        return at

    def _fetch(self, number: int) -> bytes:
        self._file.seek(number * _SEALED)
        box = self._file.read(_SEALED) or b""
        if not box:
            return b""
        return self._cipher.decrypt(box[:_NONCE], box[_NONCE:], self._bound + b"|%d" % number)

    def _store(self) -> None:
        if not self._changed:
            return
        nonce = os.urandom(_NONCE)
        box = nonce + self._cipher.encrypt(nonce, bytes(self._block), self._bound + b"|%d" % self._number)
        self._file.seek(self._number * _SEALED)
        while box:
            box = box[self._file.write(box) or 0 :]
        self._changed = False

"""Bytes kept under their own SHA-256: written once, never changed, checked at every reading."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore

from mediation.core.failpoints import failpoint

_NAME = re.compile(r"[0-9a-f]{64}")


class Missing(Exception):
    """Nothing is kept under this hash."""


class Damaged(Exception):
    """What is kept is no longer what was handed in: the disk or somebody changed it."""


class Full(Exception):
    """The disk has no room; nothing was kept."""


class Store:
    """A folder of kept bytes, `ab/cd/<sha256>`. Safe for several processes at once."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._store = LocalStore(folder)

    def keep(self, content: bytes) -> str:
        """Keep and give back the SHA-256 (hex); on return the bytes survive a power failure. Raises Full.

        Keeping the same again is the same: what a crash left half written under the name is made whole.
        """
        name = hashlib.sha256(content).hexdigest()
        path = _path(name)
        failpoint("keep.before")
        try:
            obstore.put(self._store, path, content, mode="create")
        except AlreadyExistsError:
            if hashlib.sha256((self._folder / path).read_bytes()).hexdigest() != name:
                self._put_again(path, content)
        except BaseError as error:
            raise _full(error) from None
        self._sync(path)
        failpoint("keep.after")
        return name

    def fetch(self, sha256: str) -> bytes:
        """The bytes of that hash; raises Missing, or Damaged when they no longer match it."""
        if not _NAME.fullmatch(sha256):
            raise Missing(sha256)
        try:
            content = bytes(obstore.get(self._store, _path(sha256)).bytes())
        except FileNotFoundError:
            raise Missing(sha256) from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Damaged(sha256)
        return content

    def _put_again(self, path: str, content: bytes) -> None:
        try:
            obstore.put(self._store, path, content, mode="overwrite")
        except BaseError as error:
            raise _full(error) from None

    def _sync(self, path: str) -> None:
        file = self._folder / path
        for place in (file, file.parent, file.parent.parent, self._folder):
            descriptor = os.open(place, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _path(name: str) -> str:
    return f"{name[:2]}/{name[2:4]}/{name}"


def _full(error: BaseError) -> Exception:
    """obstore says it in words only: ENOSPC (28) and EDQUOT (122) mean that there is no room."""
    return Full(str(error).splitlines()[0]) if re.search(r"os error (28|122)\)", str(error)) else error

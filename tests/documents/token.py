"""A private PKCS #11 token for the tests: SoftHSM with its objects in a temporary folder, which can be taken away.

A process begins the module once, so there is one token for all tests of a process. No system token is looked at.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
_LABEL, _PIN = "和院 test", "pin-of-the-test"


@functools.cache
def folder() -> Path:
    """Where the token lies; it is made at the first call."""
    here = Path(tempfile.mkdtemp(prefix="courtyard-token-"))
    atexit.register(shutil.rmtree, here)
    (here / "objects").mkdir()
    (here / "pin").write_text(f"{_PIN}\n")
    (here / "softhsm.conf").write_text(f"directories.tokendir = {here / 'objects'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(here / "softhsm.conf")
    command = ["softhsm2-util", "--init-token", "--free", "--label", _LABEL, "--pin", _PIN, "--so-pin", _PIN]
    subprocess.run(command, check=True, capture_output=True)
    return here


def uri() -> str:
    """The token as COURTYARD_SIGNER_KEYS names it."""
    return f"pkcs11:token=%E5%92%8C%E9%99%A2%20test?module-path={MODULE}&pin-source=file:{folder() / 'pin'}"


@contextmanager
def taken_out() -> Iterator[None]:
    """Meanwhile the token is not there; afterwards it is in again."""
    take_out()
    try:
        yield
    finally:
        put_in()


def take_out() -> None:
    (folder() / "objects").rename(folder() / "away")


def put_in() -> None:
    (folder() / "away").rename(folder() / "objects")

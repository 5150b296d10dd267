"""What has to be true before anything starts: a folder to write in, room on the disk, a database of today's shape."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy.exc import OperationalError

from mediation.core import db, settings
from mediation.core.settings import Settings
from mediation.operations.stop import Stop

NEEDED_MB = 200


def prepare() -> Settings:
    """Read the settings, make the folders and bring the database up to date; the same again changes nothing.

    Raises:
        Stop, BadSetting: the sentence says what is wrong and what to do.
    """
    os.umask(0o077)  # whatever this process and its children write, nobody else reads
    here = settings.load()
    make_folders(here)
    need_room(here.home)
    migrate()
    return here


def make_folders(here: Settings) -> None:
    """The data folder and what every part expects in it; nobody else on the machine reads any of it."""
    if os.geteuid() == 0 and here.home.exists() and (owner := here.home.stat().st_uid) != 0:
        raise Stop(f"{here.home} belongs to another user (id {owner}): start with ./courtyard, it becomes that user.")
    try:
        for folder in (here.home, here.keys, here.files):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
    except OSError as error:
        raise Stop(_unwritable(here.home, error)) from error


def need_room(folder: Path) -> None:
    """Refuse to start where acts would soon fail half-way."""
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < NEEDED_MB:
        raise Stop(f"The disk is full: {folder} has {free} MB free and Courtyard starts with at least {NEEDED_MB} MB.")


def migrate() -> None:
    """Bring the database to the newest migration."""
    try:
        db.migrate()
    except OperationalError as error:
        raise Stop(f"The database cannot be opened or brought up to date: {error.orig}.") from error
    except CommandError as error:
        raise Stop(f"The database does not fit this version of Courtyard: {error}.") from error


def need_port(host: str, port: int) -> None:
    """Find out now, and in one sentence, what the web process would say in twenty lines."""
    family, kind, protocol, _, address = _resolve(host, port)
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise Stop(_unbindable(host, port, error)) from error


def free_port() -> int:
    """A port on loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def the_only(what: str, here: Settings) -> Iterator[None]:
    """While it lasts no second `what` runs on this data folder; the lock ends with the process, however that ends."""
    with open(here.home / f"{what}.lock", "a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Stop(f"Already running: `{what}` works on {here.home}; stop that first.") from error
        yield


def _resolve(host: str, port: int) -> tuple[int, int, int, str, tuple[object, ...]]:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise Stop(f"COURTYARD_HOST must be an address of this machine, not {host!r}.") from error


def _unbindable(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken: stop the program that has it, or choose another with COURTYARD_PORT."
    if error.errno == errno.EACCES:
        return f"No right to open port {port}: choose one from 1024 up with COURTYARD_PORT."
    return f"Port {port} on {host} cannot be opened ({error.strerror}): check COURTYARD_HOST and COURTYARD_PORT."


def _unwritable(home: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return f"The disk is full: {home} cannot be written."
    return f"No right to write {home} ({error.strerror}): start as its owner, or move it with COURTYARD_HOME."

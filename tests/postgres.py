"""A private PostgreSQL of the tests' own: a temporary folder, a free port on loopback, ended with the tests."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from mediation.operations.prepare import free_port


class Postgres:
    """Started on first use; `url(name)` makes an empty database."""

    def __init__(self) -> None:
        self.bin = Path(sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1])
        self.folder = Path(tempfile.mkdtemp(prefix="courtyard-pg-", dir="/tmp"))  # short: the socket lies in it
        self.port = free_port()
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            entry = pwd.getpwnam(self.user)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        data, log = self.folder / "data", self.folder / "log"
        self._run("initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N", "-U", "courtyard")
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60"
        self._run("pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")

    def url(self, name: str) -> str:
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "courtyard", name)
        return f"postgresql+psycopg://courtyard@127.0.0.1:{self.port}/{name}"

    def copy(self, name: str, template: str) -> str:
        """A fresh copy, in place of an earlier one of this name."""
        self._run("dropdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "courtyard", "--if-exists", "-f", name)
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "courtyard", "-T", template, name)
        return f"postgresql+psycopg://courtyard@127.0.0.1:{self.port}/{name}"

    def end(self) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [str(self.bin / program), *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups", *command]
        quiet = subprocess.DEVNULL
        subprocess.run(command, check=True, stdout=quiet, stderr=quiet, cwd="/tmp", timeout=120)

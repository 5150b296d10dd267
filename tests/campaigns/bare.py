"""A really bare Debian 12, made new in a folder: `./courtyard up` in /root as root, a page, a stop, a second start, and
then `./courtyard test`, with all it installs for itself.

Needs root and Debian's `debootstrap`. The machine's own package mirrors and pip settings are lent to it while it runs.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mediation.core.settings import CHECKOUT
from mediation.operations.prepare import free_port

N = 1
RELEASE = "bookworm"
SECOND_START_S = 5.0
PAGE = "/"
LENT = (
    "etc/apt/sources.list", "etc/apt/sources.list.d", "etc/apt/apt.conf.d", "etc/apt/auth.conf.d", "etc/pip.conf",
    "etc/resolv.conf", "etc/hosts", "root/.config/pip", "root/.pip", "usr/local/share/ca-certificates",
)  # fmt: skip
ENTER = """
root=$1; shift
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t sysfs -o ro sysfs "$root/sys"
exec chroot "$root" "$@"
"""


def main(n: int, seed: int) -> int:
    """Each of `n` machines goes the whole way; there is no choice to draw from the seed."""
    for _ in range(n):
        with tempfile.TemporaryDirectory(prefix="courtyard-bare-") as folder:
            machine = Bare(Path(folder) / "machine")
            machine.make()
            machine.go()
    return n


class Bare:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "root" / "courtyard"
        self.port = free_port()

    def make(self) -> None:
        """Debian's smallest installation, and the checkout in /root, where most people first put it."""
        debootstrap = shutil.which("debootstrap")
        assert debootstrap and os.geteuid() == 0, "needs root and the Debian package debootstrap"
        with _told("debootstrap"):
            command = [debootstrap, "--variant=minbase", RELEASE, self.root]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        for name in LENT:
            self._lend(Path("/") / name, self.root / name)
        self.home.mkdir()
        archive = subprocess.run(["git", "archive", "HEAD"], cwd=CHECKOUT, check=True, capture_output=True)
        subprocess.run(["tar", "-x", "-C", self.home], input=archive.stdout, check=True)

    def go(self) -> None:
        """The way of a newcomer; every step is checked."""
        assert not (self.root / "usr/bin/python3").exists()
        told = subprocess.run(self._command("help"), check=True, capture_output=True, text=True).stdout
        assert len(told.splitlines()) == 10, told
        with _told("first start"), self._up() as first:
            self._page(first)
            self._runs_as_courtyard(first)
        secret = self._secret()
        began = time.monotonic()
        with self._up() as second:
            self._page(second)
            seconds = time.monotonic() - began
        print(f"second start: {seconds:.1f} s", flush=True)
        assert seconds <= SECOND_START_S
        assert self._secret() == secret
        with _told("tests"):
            subprocess.run(self._command("test"), check=True)

    def _lend(self, mine: Path, its: Path) -> None:
        if mine.is_dir():
            shutil.copytree(mine, its, dirs_exist_ok=True)
        elif mine.exists():
            its.unlink(missing_ok=True)
            shutil.copy(mine, its)

    def _command(self, *arguments: str) -> list[str]:
        pip = [f"{name}={value}" for name, value in os.environ.items() if name.startswith("PIP_")]
        clean = ["env", "-i", "-C", "/root/courtyard", "HOME=/root", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *pip]
        inside = ["unshare", "--mount", "--propagation", "private", "sh", "-euc", ENTER, "sh", str(self.root)]
        return [*inside, *clean, f"COURTYARD_PORT={self.port}", "./courtyard", *arguments]

    @contextmanager
    def _up(self) -> Iterator[subprocess.Popen[str]]:
        process = subprocess.Popen(self._command("up"), stdout=subprocess.PIPE, text=True, start_new_session=True)
        try:
            yield process
            process.send_signal(signal.SIGINT)
            assert process.wait(15) == 0
        finally:
            process.kill()
            process.wait()

    def _page(self, process: subprocess.Popen[str]) -> None:
        """Waits for the address to be printed, then opens it."""
        assert process.stdout
        said = next((line for line in process.stdout if "is open at" in line), "")
        found = re.search(r"http://\S+", said)
        assert found, f"it ended with exit code {process.wait()}"
        with urllib.request.urlopen(found.group() + PAGE) as answer:
            assert answer.status == 200

    def _runs_as_courtyard(self, process: subprocess.Popen[str]) -> None:
        entries = (self.root / "etc/passwd").read_text().splitlines()
        (expected,) = (line.split(":")[2] for line in entries if line.startswith("courtyard:"))
        family = [process.pid, *map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())]
        owners = {re.search(r"^Uid:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.M).group(1) for pid in family}
        assert len(family) == 4 and owners == {expected}, (family, owners)

    def _secret(self) -> bytes:
        return (self.home / "var/keys/secret.key").read_bytes()


@contextmanager
def _told(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - began:.0f} s", flush=True)

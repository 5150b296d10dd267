"""What keeps the processes running: starting again, stopping together, dying together."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mediation.operations import watch
from tests.operations.processes import gone, until

WATCHER = """
import os, sys
from mediation.operations import watch
from tests.operations.processes import gone, until
watch.PATIENCE = 0.5
watch.watch([watch.Child(f"child{n}", [sys.executable, "-c", code], os.environ) for n, code in enumerate(sys.argv[1:])])
"""
SLEEPS = "open(f'{os.environ[\"FOLDER\"]}/{os.getpid()}', 'w').close(); time.sleep(60)"
LIVES = f"import os, time; {SLEEPS}"
WILL_NOT_STOP = f"import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"
HAS_A_CHILD = f"import os, subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {LIVES!r}]); {SLEEPS}"
DIES = "import sys; sys.exit(3)"


@dataclass
class Watched:
    process: subprocess.Popen[bytes]
    folder: Path
    log: Path

    def running(self, number: int) -> list[int]:
        """The process ids of so many children, once all of them have come to life."""
        until(lambda: len(list(self.folder.iterdir())) >= number)
        return [int(path.name) for path in self.folder.iterdir()]

    def ends(self) -> int:
        return self.process.wait(90)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    started: list[subprocess.Popen[bytes]] = []

    def start(*codes: str) -> Watched:
        folder, log = tmp_path / "children", tmp_path / "log"
        folder.mkdir()
        with log.open("wb") as file:
            environment = {**os.environ, "FOLDER": str(folder)}
            command = [sys.executable, "-c", WATCHER, *codes]
            started.append(subprocess.Popen(command, env=environment, stderr=file, start_new_session=True))
        return Watched(started[-1], folder, log)

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_waits_double_up_to_a_limit_and_begin_again_after_a_settled_life() -> None:
    waits = [0.0]
    for _ in range(8):
        waits.append(watch.wait_after(1.0, waits[-1]))
    assert waits[1:] == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
    assert watch.wait_after(29.9, 10.0) == 10.0
    assert watch.wait_after(30.0, 10.0) == 0.2


def test_a_child_that_dies_is_started_again_and_the_log_says_so(watched: Callable[..., Watched]) -> None:
    it = watched(LIVES, DIES)
    until(lambda: it.log.read_text().count("\n") >= 3)
    line = r"^courtyard: child1 ended \(exit code 3\) after \S+ s; again in (\S+) s$"
    said = re.findall(line, it.log.read_text(), re.MULTILINE)
    assert said[:3] == ["0.2", "0.4", "0.8"]
    assert "child0" not in it.log.read_text()


def test_a_killed_child_is_started_again(watched: Callable[..., Watched]) -> None:
    it = watched(LIVES)
    (first,) = it.running(1)
    os.kill(first, signal.SIGKILL)
    assert len(it.running(2)) == 2
    assert "child0 ended (SIGKILL)" in it.log.read_text()


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_ends_every_child(watched: Callable[..., Watched], told: signal.Signals) -> None:
    it = watched(LIVES, LIVES, LIVES)
    children = it.running(3)
    os.killpg(it.process.pid, told)  # as the terminal does: to the whole foreground group
    assert it.ends() == 0
    assert all(map(gone, children))
    assert it.log.read_text() == ""


def test_a_child_that_will_not_stop_is_killed(watched: Callable[..., Watched]) -> None:
    it = watched(WILL_NOT_STOP)
    (child,) = it.running(1)
    it.process.terminate()
    assert it.ends() == 0
    assert gone(child)
    assert "child0 did not stop" in it.log.read_text()


def test_what_a_child_started_itself_ends_with_it(watched: Callable[..., Watched]) -> None:
    it = watched(HAS_A_CHILD)
    family = it.running(2)
    it.process.terminate()
    assert it.ends() == 0
    until(lambda: all(map(gone, family)))


def test_when_the_watcher_is_killed_its_children_end(watched: Callable[..., Watched]) -> None:
    it = watched(LIVES, LIVES)
    children = it.running(2)
    it.process.kill()
    assert it.ends() == -signal.SIGKILL
    until(lambda: all(map(gone, children)))

"""Keep processes running: start them, start again what ended, stop all of them together.

One thread, one loop: it waits for a signal, looks after each process, and waits again. A child gets its own process
group, so that Ctrl-C reaches the watcher only and nothing of a child outlives it; the kernel ends the child when the
watcher dies.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from mediation.operations.stop import say

FIRST_WAIT, LONGEST_WAIT = 0.2, 10.0
SETTLED_AFTER = 30.0
"""Seconds a child has to live for its next end to count as its first."""
PATIENCE = 5.0
"""Seconds a child has to stop by itself when asked to."""
TICK = 0.1

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_AWAITED = (*_ENDING, signal.SIGCHLD)
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


@dataclass(frozen=True)
class Child:
    """A process to keep: what the log calls it, what it runs, with which environment."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]


@dataclass
class _Kept:
    child: Child
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = field(default_factory=time.monotonic)
    wait: float = 0.0

    def look(self, now: float) -> None:
        if self.process is None:
            if now >= self.start_at:
                self.start(now)
        elif self.process.poll() is not None:
            self.ended(now)

    def start(self, now: float) -> None:
        self.process = subprocess.Popen(
            self.child.command,
            env=dict(self.child.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_dying_with(os.getpid()),
        )
        self.started_at = now

    def ended(self, now: float) -> None:
        assert self.process is not None
        self.kill_group()
        life = now - self.started_at
        self.wait = wait_after(life, self.wait)
        say(f"{self.child.name} ended ({_how(self.process.returncode)}) after {life:.1f} s; again in {self.wait:.1f} s")
        self.process, self.start_at = None, now + self.wait

    def kill_group(self) -> None:
        """What the child started itself ends with it."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def wait_after(life: float, last_wait: float) -> float:
    """Seconds until the next start of a child that lived so long: twice the last wait, up to a limit."""
    if last_wait == 0 or life >= SETTLED_AFTER:
        return FIRST_WAIT
    return min(2 * last_wait, LONGEST_WAIT)


def watch(children: Sequence[Child], *, tick: Callable[[], None] = lambda: None) -> None:
    """Run the children until this process is told to end (Ctrl-C, SIGTERM, SIGHUP); then end them and return.

    `tick` is called between looks, about ten times a second.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _AWAITED)
    kept = [_Kept(child) for child in children]
    try:
        while True:
            for one in kept:
                one.look(time.monotonic())
            tick()
            told = signal.sigtimedwait(_AWAITED, TICK)
            if told and told.si_signo in _ENDING:
                return
    finally:
        _end(kept)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(kept: Sequence[_Kept]) -> None:
    running = [(one, one.process) for one in kept if one.process]
    for _, process in running:
        process.terminate()
    last = time.monotonic() + PATIENCE
    for one, process in running:
        try:
            process.wait(max(0.0, last - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{one.child.name} did not stop within {PATIENCE:.0f} s and is killed")
        one.kill_group()
        process.wait()


def _dying_with(watcher: int) -> Callable[[], None]:
    """Run in the child before its program: SIGTERM when the watcher dies, even by kill -9; signals as they were."""

    def before_program() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _AWAITED)
        if os.getppid() != watcher:
            os._exit(1)  # it died in between

    return before_program


def _how(returncode: int) -> str:
    return f"exit code {returncode}" if returncode >= 0 else signal.Signals(-returncode).name

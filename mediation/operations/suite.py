"""`./courtyard test`: browsers and media one after another; the checks and all other tests in the time they leave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from mediation.core.settings import CHECKOUT

SERIAL = "browser or media or serial"
PURE = f"not ({SERIAL})"
AT_ONCE = "2"
NO_TEST_CHOSEN = 5
"""pytest's exit code when a group has none of the chosen tests."""
ENDS_WITHIN = 30.0
"""Seconds that what runs aside has to clean up when it is interrupted."""
GIVES_WAY = 10
"""How nice(1) it is to run aside."""

CHECKS = {
    "ruff": ("ruff", "check", "--quiet", "."),
    "mypy": ("mypy",),
    "import-linter": ("lint-imports", "--config", "pyproject.toml"),
}


@dataclass(frozen=True)
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")


def run(argv: list[str]) -> int:
    """With arguments (for pytest) only the tests they choose. Exit code 0 when something passed and nothing failed."""
    os.chdir(CHECKOUT)
    with tempfile.TemporaryDirectory(prefix="courtyard-test-") as folder, ExitStack() as running:
        here = Path(folder)
        environment = clean_environment(here)
        pure = running.enter_context(aside(_pytest(here / "pure.xml", PURE, "-n", AT_ONCE, *argv), environment))
        checks = {name: running.enter_context(aside(_tool(*check))) for name, check in CHECKS.items() if not argv}
        serial = subprocess.run(_pytest(here / "serial.xml", SERIAL, *argv), env=environment, check=False).returncode
        ran = _told("serial", count(here / "serial.xml", serial))
        checked = sum((_checked(name, *end()) for name, end in checks.items()), Count())
        code, said = pure()
        print(said, end="")
        ran += _told("pure", count(here / "pure.xml", code))
    print(ran + checked, flush=True)
    return 0 if ran.passed and not (ran + checked).failed else 1


def _pytest(report: Path, marked: str, *argv: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-m", marked, f"--junitxml={report}", *argv]


def _tool(program: str, *options: str) -> list[str]:
    return [str(Path(sys.executable).with_name(program)), *options]


@contextmanager
def aside(command: list[str], environment: Mapping[str, str] | None = None) -> Iterator[Callable[[], tuple[int, str]]]:
    """Runs it in the time that others leave. Yields what waits for its end: the exit code, and what it said."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
            preexec_fn=_heed_interrupts,
        )
        _give_way(process.pid)

        def end() -> tuple[int, str]:
            code = process.wait()
            said.seek(0)
            return code, said.read()

        try:
            yield end
        finally:
            _end(process)


def _heed_interrupts() -> None:
    """What is started in the background of a shell is told not to; then nothing of it would ever be cleaned up."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let it clean up; if it does not, it is ended."""
    for number in (signal.SIGINT, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(ENDS_WITHIN)
            return


def _give_way(pid: int) -> None:
    """Where Linux shares time among sessions first (sched(7), autogroup), the session gives way too."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, os.nice(0) + GIVES_WAY)
        Path(f"/proc/{pid}/autogroup").write_text(str(GIVES_WAY))


def _checked(name: str, code: int, said: str) -> Count:
    """A check counts as one test, and speaks only when something is wrong."""
    if code:
        print(f"--- {name}\n{said}", end="")
    return _told(name, Count(failed=1) if code else Count(passed=1))


def _told(name: str, counted: Count) -> Count:
    print(f"{name}: {counted}", flush=True)
    return counted


def count(report: Path, code: int) -> Count:
    """The sums of a JUnit report, where an error counts as failed; pytest's exit code tells of what is not in it."""
    if not report.exists():
        return Count(failed=1)
    suites = [suite.attrib for suite in ElementTree.parse(report).iter("testsuite")]
    every, skipped = (sum(int(suite[name]) for suite in suites) for name in ("tests", "skipped"))
    failed = sum(int(suite["failures"]) + int(suite["errors"]) for suite in suites)
    broken = code not in (0, NO_TEST_CHOSEN) and not failed
    return Count(every - failed - skipped, failed + broken, skipped)


def clean_environment(folder: Path) -> dict[str, str]:
    """No setting of this installation reaches a test; a test that forgets a folder of its own finds an empty one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COURTYARD_", "MEDIA_"))}
    return {**kept, "COURTYARD_HOME": str(folder / "home")}

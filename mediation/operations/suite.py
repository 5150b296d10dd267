"""`./courtyard test`: the checks, then the tests, the pure ones two at a time and the others one after another."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from mediation.core.settings import CHECKOUT

SERIAL = "browser or media or serial"
PURE = f"not ({SERIAL})"
AT_ONCE = "2"
NO_TEST_CHOSEN = 5
"""pytest's exit code when a group has none of the chosen tests."""

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
    groups: dict[str, Callable[[], Count]] = {} if argv else {"checks": checks}
    with tempfile.TemporaryDirectory(prefix="courtyard-test-") as folder:
        environment = clean_environment(Path(folder))
        groups["pure"] = lambda: tests("pure", PURE, ["-n", AT_ONCE, *argv], environment)
        groups["serial"] = lambda: tests("serial", SERIAL, argv, environment)
        counts = {name: _timed(name, group) for name, group in groups.items()}
    total = sum(counts.values(), Count())
    print(total, flush=True)
    ran = counts["pure"] + counts["serial"]
    return 0 if ran.passed and not total.failed else 1


def checks() -> Count:
    """Style, types and the order of the house; each counts as one test."""
    tools = Path(sys.executable).parent
    results = (_check(name, [str(tools / program), *options]) for name, (program, *options) in CHECKS.items())
    return sum(results, Count())


def _check(name: str, command: list[str]) -> Count:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return Count(passed=1)
    print(f"--- {name}\n{done.stdout}{done.stderr}", flush=True)
    return Count(failed=1)


def tests(name: str, marked: str, argv: list[str], environment: Mapping[str, str]) -> Count:
    """One run of pytest over the tests so marked, with what it counted."""
    report = Path(environment["COURTYARD_HOME"]).with_name(f"{name}.xml")
    command = [sys.executable, "-m", "pytest", "-m", marked, f"--junitxml={report}", *argv]
    code = subprocess.run(command, env=environment, check=False).returncode
    counted = count(report) if report.exists() else Count()
    broken = code not in (0, NO_TEST_CHOSEN) and not counted.failed
    return counted + Count(failed=1) if broken else counted


def count(report: Path) -> Count:
    """The sums of a JUnit report: an error counts as failed."""
    suites = [suite.attrib for suite in ElementTree.parse(report).iter("testsuite")]
    every, skipped = (sum(int(suite[name]) for suite in suites) for name in ("tests", "skipped"))
    failed = sum(int(suite["failures"]) + int(suite["errors"]) for suite in suites)
    return Count(every - failed - skipped, failed, skipped)


def clean_environment(folder: Path) -> dict[str, str]:
    """No setting of this installation reaches a test; a test that forgets a folder of its own finds an empty one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COURTYARD_", "MEDIA_"))}
    return {**kept, "COURTYARD_HOME": str(folder / "home")}


def _timed(name: str, group: Callable[[], Count]) -> Count:
    started = time.monotonic()
    counted = group()
    print(f"{name}: {counted} in {time.monotonic() - started:.0f} s", flush=True)
    return counted

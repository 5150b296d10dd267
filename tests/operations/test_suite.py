"""The one command that tests: what it counts, and when it may say that all is well."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mediation.operations import suite
from tests.operations.processes import gone, until

PASSES = "def test_passes(): pass\n"
SERIAL = "import pytest\n@pytest.mark.serial\ndef test_alone(): pass\n"
FAILS = "def test_fails(): assert False\n"
BREAKS = "import no_such_module\n"
HAS_NO_FIXTURE = "def test_errs(no_such_fixture): pass\n"


@pytest.fixture
def last_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Runs the suite over test files with this content; its exit code and closing line."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(suite, "CHECKOUT", tmp_path)
    monkeypatch.setattr(suite, "CHECKS", {})
    monkeypatch.setattr(suite, "AT_ONCE", "0")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = serial\n browser\n media\n")

    def run(*files: str, argv: tuple[str, ...] = ("-p", "no:cacheprovider")) -> tuple[int, str]:
        for number, text in enumerate(files):
            (tmp_path / f"test_{number}.py").write_text(text)
        code = suite.run(list(argv))
        return code, capfd.readouterr().out.splitlines()[-1]

    return run


@pytest.mark.parametrize(
    ("files", "code", "line"),
    [
        ((PASSES, SERIAL), 0, "2 passed, 0 failed"),
        ((PASSES, FAILS, HAS_NO_FIXTURE, SERIAL), 1, "2 passed, 2 failed"),
        ((), 1, "0 passed, 0 failed"),
    ],
)
def test_the_closing_line_is_the_sum_and_the_exit_code_agrees(last_line, files, code, line) -> None:
    assert last_line(*files) == (code, line)


def test_a_file_that_does_not_load_is_a_failure(last_line) -> None:
    code, line = last_line(PASSES, BREAKS)
    assert code == 1
    assert not line.endswith(" 0 failed")


@pytest.mark.parametrize(("code", "line"), [(0, "3 passed, 0 failed"), (1, "2 passed, 1 failed")])
def test_a_check_counts_as_a_test(last_line, monkeypatch: pytest.MonkeyPatch, code: int, line: str) -> None:
    monkeypatch.setattr(suite, "CHECKS", {"style": ("python", "-c", f"raise SystemExit({code})")})
    assert last_line(PASSES, SERIAL, argv=()) == (code, line)


def test_what_runs_aside_gives_way_and_is_heard_when_it_has_ended() -> None:
    said = "import os; print(os.nice(0), os.getsid(0) == os.getpid()); raise SystemExit(7)"
    with suite.aside([sys.executable, "-c", said]) as end:
        assert end() == (7, f"{min(os.nice(0) + suite.GIVES_WAY, 19)} True\n")


def test_what_runs_aside_ends_with_the_one_who_started_it(tmp_path: Path) -> None:
    """And so do the processes that it has started itself, as a group of tests has."""
    note = tmp_path / "pid"
    starts = "import subprocess, sys; child = subprocess.Popen(['sleep', '600'])"
    tells = "print(child.pid, file=open(sys.argv[1], 'w', 1)); child.wait()"
    with suite.aside([sys.executable, "-c", f"{starts}; {tells}", str(note)]):
        until(lambda: note.exists() and note.read_text().endswith("\n"))
    until(lambda: gone(int(note.read_text())))


def test_no_setting_of_this_installation_reaches_a_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURTYARD_SMTP", "smtp://real.example")
    monkeypatch.setenv("MEDIA_ADDRESS", "192.0.2.1")
    environment = suite.clean_environment(tmp_path)
    assert [name for name in environment if name.startswith(("COURTYARD", "MEDIA"))] == ["COURTYARD_HOME"]
    assert environment["COURTYARD_HOME"].startswith(str(tmp_path))

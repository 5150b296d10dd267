"""The one command that tests: what it counts, and when it may say that all is well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mediation.operations import suite

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

    def run(*files: str) -> tuple[int, str]:
        for number, text in enumerate(files):
            (tmp_path / f"test_{number}.py").write_text(text)
        code = suite.run(["-p", "no:cacheprovider", "-p", "no:hypothesispytest"])
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


def test_a_failed_check_fails_the_whole(last_line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "CHECKS", {"style": ("python", "-c", "raise SystemExit(1)")})
    monkeypatch.setattr(suite, "tests", lambda *_: suite.Count(passed=1))
    assert suite.run([]) == 1


def test_no_setting_of_this_installation_reaches_a_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURTYARD_SMTP", "smtp://real.example")
    monkeypatch.setenv("MEDIA_ADDRESS", "192.0.2.1")
    environment = suite.clean_environment(tmp_path)
    assert [name for name in environment if name.startswith(("COURTYARD", "MEDIA"))] == ["COURTYARD_HOME"]
    assert environment["COURTYARD_HOME"].startswith(str(tmp_path))

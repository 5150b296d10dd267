"""Every program of `bench/` says how it is run, names the machine, and ends with one line of JSON."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from bench import documents, join, media, start, writes
from bench._machine import machine
from mediation.core.settings import CHECKOUT
from mediation.operations import programs

NAMES = sorted(path.stem for path in programs.BENCHES.glob("[!_]*.py"))
ONE = [(12.0, 34.0)]
REPORTS: dict[str, Callable[[], None]] = {
    "documents": lambda: documents.report(
        {side: dict.fromkeys(documents.STEPS, ONE) for side in ("ours", "bare")} | {"verify": {"total": ONE}}, 1, [9.5]
    ),
    "join": lambda: join.report([1.0, 2.0], [3.0, 4.0]),
    "media": lambda: media.report(
        {name: [dict.fromkeys(("rooms", "us", "pps", "p99_ms", "lost", "void"), 0.25)] for name in ("ours", "janus")},
        5.0,
        [1.0, 2.0],
    ),
    "start": lambda: start.report([dict.fromkeys(("start", "start_cpu", *start.PROCESSES.values()), 1.5)]),
    "writes": lambda: writes.report([writes.Held("disputes.apply", 3.0, 2.0)], 1),
}


def last_line(said: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    assert found
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in found), found
    assert all(isinstance(value, (int, float)) for value in found.values()), found
    return found


def test_the_benches_there_are() -> None:
    assert {"documents", "join", "media", "pages", "start", "writes"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_bench_says_how_it_is_run_and_names_the_machine(name: str) -> None:
    assert re.search(rf"Run `./courtyard bench {name}[` ]", importlib.import_module(f"bench.{name}").__doc__ or "")
    source = (programs.BENCHES / f"{name}.py").read_text(encoding="utf-8")
    assert "machine()" in source
    assert source.rpartition("print(")[2].startswith("json.dumps(")


@pytest.mark.parametrize("name", REPORTS)
def test_the_last_line_is_json(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    REPORTS[name]()
    said = capsys.readouterr().out
    assert said.startswith(machine())
    last_line(said)


def test_a_paper_is_measured_through_the_command() -> None:
    command = [sys.executable, "-m", "mediation.operations", "bench", "documents", "--papers", "1", "--many", "2"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True, timeout=300)
    found = last_line(done.stdout)
    asked = ("agreement_ratio", "signatures_per_s", "timestamped_per_s", "verify_ms_per_signature_p95")
    assert found["papers"] == 1 and all(found[name] > 0 for name in asked)
    assert found["renderer_papers"] == 2 and found["renderer_mib_start"] > 10
